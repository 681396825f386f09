"""Searching what is kept."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import article, new_store
from onrecord.errors import QueryTooLongError
from onrecord.records import DateInterval, Kind, Record, Source, Span, Stance, Statement, Words
from onrecord.store import Order, Query, Store
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
    found = new_store(tmp_path_factory.mktemp("search"))
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
    """No character that a user types is read as syntax of the index."""
    store.view().search(Query(typed))


def test_a_superseded_version_is_not_found(tmp_path: Path) -> None:
    """Search is over the latest versions only."""
    store = new_store(tmp_path)
    for text in ("The gate is shut.", "The gate is open."):
        made = article(text, id="x")
        store.writer().add(Record(made, (Statement("s1", Kind.DIRECT, Stance.ASSERTS, words(text, text[:-1])),)))
    assert not store.view().search(Query("shut"))
    assert len(store.view().search(Query("open"))) == 1


_MARCH: dict[str, Any] = {"since": date(2016, 3, 10), "until": date(2016, 3, 31)}
_IN_MARCH = "coalesce(said_end, day) >= '2016-03-10' AND day <= '2016-03-31'"
COPIES = 4_500
"""So many that "bridge" is in more statements than are ranked."""


@pytest.fixture(scope="module")
def large(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with many copies of each statement, each a day earlier, some said over three weeks."""
    path = tmp_path_factory.mktemp("large") / "record.db"
    with sqlite3.connect(store.path) as source, sqlite3.connect(path) as target:
        source.backup(target)
        names = [row[1] for row in target.execute("PRAGMA table_info(statements)") if row[1] != "key"]
        earlier = "date(day, '-' || n || ' days')"
        longer = f"iif(n % 7, NULL, date({earlier}, '+20 days'))"
        changed = {"id": "id || '-' || n", "day": earlier, "said_end": longer}
        target.execute(
            f"WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {COPIES}) "
            f"INSERT INTO statements ({', '.join(names)}) "
            f"SELECT {', '.join(changed.get(name, name) for name in names)} FROM copies CROSS JOIN statements"
        )
    return path


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        (Query("bridge"), "content LIKE '%bridge%'"),
        (Query("bridge", order=Order.NEW), "content LIKE '%bridge%'"),
        (Query("bri*"), "content LIKE '%bridge%'"),
        (Query("bridge", stance=Stance.DEMANDS), "stance = 'demands'"),
        (Query("bridge", stance=Stance.DENIES), "0"),
        (Query("bridge", until=date(2010, 6, 1)), "content LIKE '%bridge%' AND day <= '2010-06-01'"),
        (Query("bridge -toll"), "content LIKE '%repaired%'"),
        (Query("bridge", source="the min"), "content LIKE '%repaired%'"),
        (Query("the"), "1"),
        (Query('"the"', order=Order.NEW), "1"),
        (Query("the", stance=Stance.DENIES), "stance = 'denies'"),
        (Query("the", kind=Kind.DIRECT, stance=Stance.DENIES), "0"),
        (Query("the", kind=Kind.DIRECT, printed_by="Meridian Wire"), "kind = 'direct'"),
        (Query("the", **_MARCH), _IN_MARCH),
        (Query("toll", **_MARCH), f"content LIKE '%toll%' AND {_IN_MARCH}"),
        (Query(**_MARCH), _IN_MARCH),
        (Query(**_MARCH, kind=Kind.DIRECT), f"kind = 'direct' AND {_IN_MARCH}"),
        (Query(source="minist"), "source LIKE '%minister%'"),
        (Query(source="inister"), "0"),
    ],
)
def test_a_common_word_is_found_everywhere(large: Path, query: Query, condition: str) -> None:
    """Very common words are listed newest first, page after page, with nothing left out."""
    by_rank = query.words == "bridge -toll" or bool(query.words and query.source)
    order = "key" if by_rank else "day DESC, key"
    with sqlite3.connect(large) as database:
        wanted = [key for (key,) in database.execute(f"SELECT key FROM statements WHERE {condition} ORDER BY {order}")]
    view = Store(large).view()
    first = view.search(replace(query, limit=50))
    keys = [int(hit.cursor.partition("~")[2]) for hit in first]
    if first:
        rest = view.search(replace(query, after=first[-1].cursor, limit=300))
        keys += [int(hit.cursor.partition("~")[2]) for hit in rest]
    assert keys == wanted[:350]
    hits, facets = view.search_with_facets(query)
    assert hits == view.search(query)
    assert (facets.counted, facets.whole) == (min(len(wanted), 1_000), len(wanted) <= 1_000)


def test_a_common_word_is_marked(large: Path) -> None:
    """Hits are marked however many statements match."""
    hits = Store(large).view().search(Query("bri*", limit=3))
    assert all(f"{OPEN_HIT}bridge{CLOSE_HIT}" in hit.highlighted for hit in hits)


def test_facets_say_that_there_are_more(large: Path) -> None:
    """Facets count the first statements only."""
    _, facets = Store(large).view().search_with_facets(Query("bridge"))
    assert facets.counted == 1_000
    assert not facets.whole


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        (Query("toll"), "content LIKE '%toll%'"),
        (Query("the", kind=Kind.DIRECT), "kind = 'direct'"),
        (Query(stance=Stance.DENIES), "stance = 'denies'"),
        (Query("the", **_MARCH), _IN_MARCH),
    ],
)
def test_all_are_counted_over_time(large: Path, query: Query, condition: str) -> None:
    """The years of a histogram, and the days of a part of it, add up to the statements that are found."""
    view = Store(large).view()
    some = ("2016-03-01", "2016-04-30")
    with sqlite3.connect(large) as database:
        counted = (
            f"SELECT substr(day, 1, ?), count(*) FROM statements WHERE {condition} AND day BETWEEN ? AND ? GROUP BY 1"
        )
        years = dict(database.execute(counted, (4, "0", "9")))
        days = dict(database.execute(counted, (10, *some)))
    assert view.histogram(query, width=4).said == years
    assert view.histogram(query, width=10, days=some).said == days


def test_the_limit_on_time_is_of_each_call(large: Path) -> None:
    """The time limit of an open connection starts again with each call."""
    patient, hasty = (Store(large, query_seconds=seconds, kept_open=1).view() for seconds in (60.0, -1.0))
    for _ in range(2):
        assert patient.stats().articles == 3
        with pytest.raises(QueryTooLongError, match="too long"):
            hasty.stats()


def test_an_open_connection_sees_what_is_written(tmp_path: Path) -> None:
    """Open connections see new records, and a file that replaces theirs."""
    store = Store(tmp_path / "record.db", kept_open=2)
    other = Store(tmp_path / "other.db")
    other.writer()
    for number in (1, 2):
        store.writer().add(Record(article(f"The gate {number} is shut.", id=f"a{number}"), ()))
        assert store.view().stats().articles == number
    store.close()
    assert [path.name for path in tmp_path.glob("record.db*")] == ["record.db"]
    assert store.view().stats().articles == 2
    for path in tmp_path.glob("record.db-*"):
        path.unlink()
    other.path.replace(store.path)
    assert store.view().stats().articles == 0
