"""Changes to an article that make no difference to its record, and changes that make little."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from made import TOLL, article
from onrecord.readers.base import Overrides
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs
from onrecord.reading.reader import Reader
from onrecord.records import Record

EXAMPLES = Path(__file__).parents[2] / "examples"
CURLY_TO_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
TOLL_CURLY = re.sub(r'"(?=\w)', "“", TOLL).replace('"', "”").replace("'", "’")


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


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The longer example articles, as plain text."""
    inputs = Inputs(overrides=Overrides(), fetch=Fetcher().fetch, stdin=BytesIO()).read([str(EXAMPLES)])
    articles = [outcome.article for outcome in inputs if isinstance(outcome, InputArticle)]
    return [each.text for each in articles if len(each.paragraphs) > 8]


@pytest.fixture(scope="module")
def read(reader: Reader) -> Callable[[str], Record]:
    """Reads a text, each text once."""
    return cache(lambda text: reader.read(article(text)))


def test_straight_marks_read_as_curly_ones(read: Callable[[str], Record]) -> None:
    """The style of quotation marks changes nothing, not even an offset."""
    curly, straight = read(TOLL_CURLY), read(TOLL_CURLY.translate(CURLY_TO_STRAIGHT))
    assert len(curly.statements) > 3
    assert [(s.source and s.source.words.spans, s.content.spans) for s in curly.statements] == [
        (s.source and s.source.words.spans, s.content.spans) for s in straight.statements
    ]


def test_every_style_of_marks_is_a_quotation(read: Callable[[str], Record]) -> None:
    """American, British, straight, French, German and typewriter marks give the same statements."""
    text = (
        "The ramp at Osk\n\n{0}Nobody will use it before June,{1} said Rhea Tolman, who runs the port. "
        "{0}It isn’t safe.{1}\n\nMr Okar called it {0}a farce{1} and left."
    )
    wanted = read(text.format("“", "”"))
    for opening, closing in ("‘’", "''", "«»", "»«", "„“", '""', ("``", "''"), ("« ", " »")):
        record = read(text.format(opening, closing))
        assert said(record) == said(wanted), opening
        assert [statement.kind for statement in record.statements] == ["direct", "mixed"], opening


@pytest.mark.slow
def test_an_article_reads_alike_in_other_forms(texts: list[str], read: Callable[[str], Record]) -> None:
    """Straight marks change nothing; a missing headline little; in capitals, most statements are still found."""
    for text in texts[::3]:
        whole = read(text)
        assert said(read(text.translate(CURLY_TO_STRAIGHT))) == said(whole), text[:60]
        assert likeness(whole, read(text.split("\n\n", 1)[1])) > 0.9, text[:60]
        assert likeness(whole, read(text.upper())) > 0.6, text[:60]


@pytest.mark.slow
def test_a_long_article_is_read_as_a_short_one(texts: list[str], read: Callable[[str], Record]) -> None:
    """At the end of forty pages an article reads as it does alone: the text before it makes little difference."""
    text = texts[0]
    alone = read(text)
    among = read("\n\n".join(texts) + "\n\n" + text)
    start = among.article.text.rindex(alone.article.text[:200])
    last = [s for s in among.statements if s.content.spans[0].start >= start]
    assert likeness(alone, Record(among.article, tuple(last))) > 0.9
