"""Searching what is kept."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import article
from onrecord.records import DateInterval, Kind, Record, Source, Span, Stance, Statement, Words
from onrecord.store import Query, Store
from onrecord.store.base import CLOSE_HIT, OPEN_HIT


def day(text: str) -> DateInterval:
    """The interval of one day."""
    return DateInterval(date.fromisoformat(text), date.fromisoformat(text))


def words(text: str, part: str) -> Words:
    """The words of a part of a text."""
    return Words.of(text, [Span(text.index(part), text.index(part) + len(part))])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three articles of two outlets over three days, a statement each."""
    found = Store(tmp_path_factory.mktemp("search") / "record.db")
    for number, source, content, kind, stance, outlet in (
        (1, "The minister", "the bridge will be repaired", Kind.INDIRECT, Stance.COMMITS, "The Lantern"),
        (2, "Ilse Brandt", "“no toll on the bridge”", Kind.DIRECT, Stance.DEMANDS, "Meridian Wire"),
        (3, "The minister", "a promise about the émigré vote", Kind.INDIRECT, Stance.DENIES, "The Lantern"),
    ):
        made = article(
            f"{source} said: {content}.", id=f"a{number}", outlet=outlet, published=day(f"2024-01-0{number}")
        )
        statement = Statement(
            "s1", kind, stance, words(made.text, content), Source(words(made.text, source)), words(made.text, "said")
        )
        found.writer().add(Record(made, (statement,)))
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("bridge"), {"a1", "a2"}),
        (Query("bridge toll"), {"a2"}),
        (Query("bridge -toll"), {"a1"}),
        (Query('"the bridge"'), {"a1", "a2"}),
        (Query('"bridge the"'), set()),
        (Query("repai*"), {"a1"}),
        (Query("promised"), {"a3"}),
        (Query('"promised"'), set()),
        (Query("Repairs"), {"a1"}),
        (Query("emigre"), {"a3"}),
        (Query("brandt"), {"a2"}),
        (Query(source="minister"), {"a1", "a3"}),
        (Query(source="min%ster"), set()),
        (Query(stance=Stance.DENIES), {"a3"}),
        (Query(kind=Kind.DIRECT), {"a2"}),
        (Query(outlet="lantern"), {"a1", "a3"}),
        (Query(since=date(2024, 1, 2)), {"a2", "a3"}),
        (Query(until=date(2024, 1, 2)), {"a1", "a2"}),
        (Query("bridge", since=date(2024, 1, 2), until=date(2024, 1, 2)), {"a2"}),
        (Query("bridge", limit=1), {"a1"}),
        (Query("..."), set()),
        (Query("-toll"), set()),
    ],
)
def test_search(store: Store, query: Query, expected: set[str]) -> None:
    """All words and every condition must hold; inflections and accents do not matter."""
    assert {hit.article.id for hit in store.view().search(query)} == expected


def test_hits_are_marked(store: Store) -> None:
    """The words that were found are marked in the content."""
    (hit,) = store.view().search(Query("repairing"))
    assert hit.highlighted == f"the bridge will be {OPEN_HIT}repaired{CLOSE_HIT}"


def test_without_words_the_newest_come_first(store: Store) -> None:
    """A search by conditions alone goes back in time."""
    assert [hit.article.id for hit in store.view().search(Query())] == ["a3", "a2", "a1"]


@given(st.text(max_size=30))
def test_any_words_may_be_typed(store: Store, typed: str) -> None:
    """No character of the user's is taken for the index's own syntax."""
    store.view().search(Query(typed))


def test_a_superseded_version_is_not_found(tmp_path: Path) -> None:
    """Search is over the latest versions only."""
    store = Store(tmp_path / "record.db")
    for text in ("The gate is shut.", "The gate is open."):
        made = article(text, id="x")
        store.writer().add(Record(made, (Statement("s1", Kind.DIRECT, Stance.ASSERTS, words(text, text[:-1])),)))
    assert not store.view().search(Query("shut"))
    assert len(store.view().search(Query("open"))) == 1
