"""Reading whole articles with the shipped model."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made import TOLL, article
from onrecord.reading.reader import Reader
from onrecord.records import Article, How, Kind, Record, Stance, Statement, words_at
from onrecord.store.base import check_spans


def said(record: Record, words: str) -> Statement:
    """The outermost statement whose content has these words."""
    return next(s for s in record.statements if not s.parent and words in s.content.text)


def test_who_said_what(toll_record: Record) -> None:
    """Sources named, unnamed and official are found with their words."""
    found = said(toll_record, "suspend the toll")
    assert found.source is not None
    assert "two people familiar with the matter" in found.source.words.text
    assert found.cue is not None
    assert found.cue.text == "according to"
    assert found.kind is Kind.INDIRECT


def test_a_quotation_over_three_paragraphs_keeps_its_source(toll_record: Record) -> None:
    """Paragraphs that go on with a quotation rest on its source, with no cue of their own."""
    first = said(toll_record, "We were told")
    assert first.kind is Kind.DIRECT
    for words in ("Nobody in this town", "the whole story"):
        later = said(toll_record, words)
        assert later.cue is None
        assert later.source is not None
        assert first.source is not None
        assert later.source.words == first.source.words
        assert later.source.how is How.CONTINUED


@pytest.mark.parametrize(
    ("words", "stance"),
    [("comment", Stance.DECLINES), ("report", Stance.DENIES), ("suspend", Stance.ASSERTS)],
)
def test_stances(toll_record: Record, words: str, stance: Stance) -> None:
    """A denial and an office that would not comment are told from a plain statement."""
    assert said(toll_record, words).stance is stance


def test_a_pronoun_is_marked(toll_record: Record) -> None:
    """A source that is only a pronoun says so."""
    source = said(toll_record, "never met").source
    assert source is not None
    assert source.how is How.PRONOUN


def test_statements_are_numbered_in_the_order_of_the_text(toll_record: Record) -> None:
    """Ids are s1, s2, … as a reader meets them."""
    assert [statement.id for statement in toll_record.statements] == [
        f"s{n}" for n in range(1, len(toll_record.statements) + 1)
    ]


@settings(max_examples=25)
@given(st.text(alphabet=st.sampled_from("aé🙂“”\"‘’' .\n\u200f\u0301saidHe,:’A\u4e2d"), min_size=1, max_size=300))
def test_any_text_is_read_and_every_span_holds(reader: Reader, text: str) -> None:
    """Whatever is read, each text equals its spans and lies in the article."""
    if not article_or_none(text):
        return
    record = reader.read(article(text))
    check_spans(record)
    for statement in record.statements:
        assert statement.content.text == words_at(record.article.text, statement.content.spans)
        assert 0 <= statement.confidence <= 1


def article_or_none(text: str) -> Article | None:
    """The article of a text that has something in it."""
    try:
        return article(text)
    except ValueError:
        return None


def test_what_is_read_before_makes_no_difference(reader: Reader) -> None:
    """An article's record is the same whatever was read before it, and in whatever order."""
    articles = [article(TOLL[start:]) for start in (0, 45, 165, 400)]
    alone = {made.id: Reader().read(made).dumps() for made in articles[:1]}
    shuffled = [*articles, *articles]
    random.Random(7).shuffle(shuffled)
    seen = [(made.id, reader.read(made).dumps()) for made in shuffled]
    for name, record in seen:
        assert alone.setdefault(name, record) == record


@pytest.mark.parametrize(
    "text",
    [
        "x" * 200_000,
        "word " * 4_000,
        "“unclosed " * 500,
        "\u202e\u200b said\u0000 he",
        "“" * 2_000,
        "他说：“我们不会走。”",
    ],
    ids=["one word", "one paragraph", "unclosed marks", "invisible characters", "only marks", "Chinese"],
)
def test_hard_texts_are_read(reader: Reader, text: str) -> None:
    """A huge paragraph, unclosed marks and foreign scripts are read without a crash, every span in place."""
    check_spans(reader.read(article(text)))
