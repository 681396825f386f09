"""What must make no difference to what is read, and what may make little."""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from made import article
from onrecord.readers.base import Overrides
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs
from onrecord.reading.reader import Reader
from onrecord.records import Record

EXAMPLES = Path(__file__).parents[2] / "examples"
PLAIN = [
    outcome.article.text
    for outcome in Inputs(overrides=Overrides(), fetch=Fetcher().fetch, stdin=BytesIO()).read([str(EXAMPLES)])
    if isinstance(outcome, InputArticle) and len(outcome.article.paragraphs) > 8
][::3]
"""Every third of the longer example articles."""
CURLY_TO_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def said(record: Record) -> Counter[tuple[str, str, str]]:
    """Source, cue and content of each statement, as letters and digits only, in lower case."""

    def bare(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.lower()))

    return Counter(
        (
            bare(statement.source.words.text if statement.source else ""),
            bare(statement.cue.text if statement.cue else ""),
            bare(statement.content.text),
        )
        for statement in record.statements
    )


def likeness(one: Record, other: Record) -> float:
    """The share of statements that two records have in common (F1)."""
    first, second = said(one), said(other)
    return 2 * (first & second).total() / max(1, first.total() + second.total())


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_straight_marks_read_as_curly_ones(reader: Reader, text: str) -> None:
    """The style of quotation marks changes nothing, not even an offset."""
    curly, straight = (reader.read(article(each)) for each in (text, text.translate(CURLY_TO_STRAIGHT)))
    assert [(s.source and s.source.words.spans, s.content.spans) for s in curly.statements] == [
        (s.source and s.source.words.spans, s.content.spans) for s in straight.statements
    ]


@pytest.mark.parametrize(
    ("opening", "closing"),
    ["“”", "‘’", "''", "«»", "»«", "„“", '""', ("``", "''"), ("« ", " »")],
)
def test_every_style_of_marks_is_a_quotation(reader: Reader, opening: str, closing: str) -> None:
    """American, British, straight, French, German and typewriter marks give the same statements."""
    text = (
        "The ramp at Osk\n\n{0}Nobody will use it before June,{1} said Rhea Tolman, who runs the port. "
        "{0}It isn’t safe.{1}\n\nMr Okar called it {0}a farce{1} and left."
    )
    record = reader.read(article(text.format(opening, closing)))
    assert said(record) == said(reader.read(article(text.format("“", "”"))))
    assert [statement.kind for statement in record.statements] == ["direct", "mixed"]


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_a_headline_less_changes_little(reader: Reader, text: str) -> None:
    """Without its headline an article gives the same statements, but for those that are in it."""
    body = text.split("\n\n", 1)[1]
    assert likeness(reader.read(article(text)), reader.read(article(body))) > 0.95


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_a_long_article_is_read_as_a_short_one(reader: Reader, text: str) -> None:
    """Forty pages are read as one is: what stands before and after makes little difference."""
    alone = reader.read(article(text))
    among = reader.read(article("\n\n".join(PLAIN * 3) + "\n\n" + text))
    start = among.article.text.rindex(alone.article.text[:200])
    last = [s for s in among.statements if s.content.spans[0].start >= start]
    assert likeness(alone, Record(among.article, tuple(last))) > 0.95


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_capitals_are_read(reader: Reader, text: str) -> None:
    """An article in capitals gives most of its statements still."""
    assert likeness(reader.read(article(text)), reader.read(article(text.upper()))) > 0.7
