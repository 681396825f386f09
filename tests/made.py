"""Articles and records that are made up for tests."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from onrecord.readers.base import Overrides, clean, make_article
from onrecord.records import (
    Article,
    DateInterval,
    How,
    Kind,
    Origin,
    Record,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    Words,
)
from onrecord.store import Store

TOLL = """Talks on river toll stall as deadline nears

Officials in Velmora have agreed to suspend the toll for six months, according to two people familiar with the matter.

"We were told the money would be there," said Ilse Brandt, a spokeswoman for the dockers' union. "It is not there.

"Nobody in this town believes it any more.

"And that is the whole story."

The ministry declined to comment. Deputy Mayor Oren Falk denied the \
report. "I never met them," he said."""

FIRST = (
    "The ferry to Osk was cancelled for a third day on Monday after engineers found a crack in the ramp, the harbour "
    "board said."
)
SECOND = (
    "“Nobody will be carried over that ramp before it has been tested,” said Rhea Tolman, the board's director, who "
    "would not name a date."
)
THIRD = "The ministry of transport did not respond to a request for comment on the state of the ramp before Tuesday."


def article(text: str, **given: object) -> Article:
    """An article of `text`, cleaned as at the door."""
    return make_article(clean(text), overrides=Overrides(**given))  # type: ignore[arg-type]


@cache
def _empty_database() -> bytes:
    """The bytes of a database with the newest tables and no rows."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "empty.db", durable=False)
        store.writer()
        store.close()
        return store.path.read_bytes()


def new_store(folder: Path, **options: object) -> Store:
    """An empty store whose tables need not be made, and whose commits do not wait for the disk."""
    path = folder / "record.db"
    path.write_bytes(_empty_database())
    return Store(path, durable=False, **options)  # type: ignore[arg-type]


days = st.dates()
texts = st.text(min_size=1, max_size=200).map(clean).filter(str.strip)


@st.composite
def intervals(draw: st.DrawFn) -> DateInterval:
    """An interval with or without an origin."""
    start, end = sorted((draw(days), draw(days)))
    return DateInterval(start, end, draw(st.none() | st.sampled_from(Origin)))


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record of any text, with statements anywhere in it."""
    made = article(
        draw(texts),
        id=draw(st.none() | st.text(alphabet="abc123", min_size=1, max_size=4)),
        outlet=draw(st.none() | st.sampled_from(["The Lantern", "Meridian Wire"])),
        published=draw(st.none() | intervals()),
        bylines=tuple(draw(st.lists(st.sampled_from(["Ada Example", "Bo Sample"]), max_size=2))),
    )
    statements = []
    for n in range(draw(st.integers(0, 4))):
        source = draw(st.none() | words(made))
        statements.append(
            Statement(
                id=f"s{n + 1}",
                kind=draw(st.sampled_from(Kind)),
                stance=draw(st.sampled_from(Stance)),
                content=draw(words(made)),
                source=source and Source(source, draw(st.sampled_from(SourceKind)), None, draw(st.sampled_from(How))),
                cue=draw(st.none() | words(made)),
                parent=draw(st.sampled_from([None, "s1"])) if n else None,
                confidence=round(draw(st.floats(0, 1)), 3),
                said=draw(st.none() | intervals()),
                due=draw(st.none() | intervals()),
            )
        )
    return Record(made, tuple(statements))


@st.composite
def words(draw: st.DrawFn, made: Article) -> Words:
    """Some words of an article, in one fragment or two."""
    size = len(made.text)
    spans = []
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, size - 1))
        spans.append(Span(start, draw(st.integers(start + 1, size))))
    return Words.of(made.text, spans)
