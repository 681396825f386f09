"""Statements within statements."""

import pytest

from made import article
from onrecord.reading.nested import nest
from onrecord.reading.reader import Reader
from onrecord.records import Kind, Record, Source, Span, Stance, Statement, Words


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        (
            "The sources said Velmora insisted that the dam was safe.",
            ("The sources", "said"),
            ("Velmora", "insisted", "the dam was safe"),
        ),
        (
            "According to the letter, the company admitted that it had known of the cracks for years.",
            ("the letter", "According to"),
            ("the company", "admitted", "it had known of the cracks"),
        ),
        (
            "Ms Brandt said the harbour board had promised to reopen the quay by June.",
            ("Ms Brandt", "said"),
            ("the harbour board", "promised", "to reopen the quay by June"),
        ),
        (
            "People close to the talks said Duvania had accused its neighbour of hiding the figures.",
            ("People close to the talks", "said"),
            ("Duvania", "accused", "hiding the figures"),
        ),
    ],
)
def test_an_inner_statement_has_its_own_source(
    reader: Reader, text: str, outer: tuple[str, str], inner: tuple[str, str, str]
) -> None:
    """What somebody is said to have said is a statement too, its parent the one that it stands in."""
    first, second = reader.read(article(text)).statements
    assert first.source is not None
    assert second.source is not None
    assert first.cue is not None
    assert second.cue is not None
    assert (first.source.words.text, first.cue.text, first.parent) == (*outer, None)
    assert (second.source.words.text, second.parent) == (inner[0], first.id)
    assert inner[1] in second.cue.text
    assert inner[2] in second.content.text


def test_three_deep(reader: Reader) -> None:
    """What sources say that a minister believes that a company promised is three statements."""
    text = (
        "Sources in the ministry said the minister believed the company had promised that the road would open in May."
    )
    statements = reader.read(article(text)).statements
    assert [(s.source and s.source.words.text, s.parent) for s in statements] == [
        ("Sources in the ministry", None),
        ("the minister", "s1"),
        ("the company", "s2"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“I think it will rain,” said Mr Falk.",
        "Mr Falk said the old bridge was closed on Monday.",
    ],
)
def test_what_is_no_statement_of_another_stays_one(reader: Reader, text: str) -> None:
    """A speaker's own "I think", and a content without a cue, hold no statement."""
    assert len(reader.read(article(text)).statements) == 1


def test_the_parent_is_the_innermost() -> None:
    """Of two contents that hold a statement, the smaller one is its parent; the order makes no difference."""
    made = article("A said B said C said D.")

    def statement(name: str, source: int, cue: int) -> Statement:
        text, end = made.text, len(made.text) - 1
        return Statement(
            id=name,
            kind=Kind.INDIRECT,
            stance=Stance.ASSERTS,
            source=Source(Words.of(text, [Span(source, source + 1)])),
            cue=Words.of(text, [Span(cue, cue + 4)]),
            content=Words.of(text, [Span(cue + 5, end)]),
        )

    three = (statement("s1", 0, 2), statement("s2", 7, 9), statement("s3", 14, 16))
    for statements in (three, three[::-1]):
        found = {s.id: s.parent for s in nest(Record(made, statements)).statements}
        assert found == {"s1": None, "s2": "s1", "s3": "s2"}
