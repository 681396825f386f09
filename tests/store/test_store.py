"""Keeping records: what comes back, what a second reading changes, and what an accident may not."""

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from sqlalchemy import create_engine, inspect, text

from made import article, new_store, records
from onrecord.errors import (
    DatabaseBusyError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    NewerDatabaseError,
    NotADatabaseError,
    NotFoundError,
    SpanError,
    StoreError,
)
from onrecord.records import DateInterval, Kind, Record, Span, Stance, Statement, Words
from onrecord.store import AddOutcome, LedgerQuery, Store
from onrecord.store.schema import metadata
from onrecord.store.sqlite import open_engine
from onrecord.store.writer import Writer

NUMBERS = count()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store that hardly waits for other writers."""
    return new_store(tmp_path, busy_seconds=0.05)


def made(text: str, content: str, **given: object) -> Record:
    """A record of one statement."""
    read = article(text, **given)
    start = read.text.index(content)
    words = Words.of(read.text, [Span(start, start + len(content))])
    return Record(read, (Statement("s1", Kind.DIRECT, Stance.ASSERTS, words),))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that the examples of a property share."""
    return new_store(tmp_path_factory.mktemp("shared"))


@given(records())
def test_what_is_stored_comes_back(shared: Store, record: Record) -> None:
    """Any record comes back as it was, by its id."""
    # Another text under the same id would be another version of it.
    record = replace(record, article=replace(record.article, id=f"{next(NUMBERS)} {record.article.id}"))
    shared.writer().add(record)
    assert shared.view().record(record.article.id) == record


def test_the_same_again_changes_nothing(store: Store) -> None:
    """A second reading of the same bytes leaves the file's rows as they are."""
    record = made("The gate is shut.", "gate")
    assert store.writer().add(record, location="/a.txt") is AddOutcome.NEW
    assert store.writer().add(record, location="/a.txt") is AddOutcome.UNCHANGED
    assert store.view().stats().versions == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"url": "https://lantern.example/1"}, {"url": "https://lantern.example/1"}),
        ({"id": "x"}, {"id": "x"}),
        ({}, {}),
    ],
    ids=["same address", "same id", "same file"],
)
def test_a_changed_page_is_a_new_version(store: Store, first: dict[str, str], second: dict[str, str]) -> None:
    """Another text under one address, id or file becomes the next version; the old one stays."""
    old, new = made("The gate is shut.", "gate", **first), made("The gate is open.", "open", **second)
    store.writer().add(old, location="/a.txt")
    assert store.writer().add(new, location="/a.txt") is AddOutcome.VERSION
    assert list(store.view().records()) == [new]
    assert set(store.view().records(versions=True)) == {old, new}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_latest_version_is_that_of_the_latest_day(store: Store, order: tuple[int, int]) -> None:
    """A corrected page stays the latest even if its first version is read after it."""
    days = {n: DateInterval(date(2024, 1, n), date(2024, 1, n)) for n in order}
    records = {n: made(f"The gate was shut on day {n}.", "gate", id="x", published=days[n]) for n in order}
    for n in order:
        store.writer().add(records[n])
    assert store.view().record("x") == records[2]
    assert store.view().stats().versions == 2


def test_going_back_to_an_older_text_is_no_new_version(store: Store) -> None:
    """A text that is already stored as an earlier version is not stored twice."""
    old, new = (made(text, "gate", id="x") for text in ("The gate is shut.", "The gate is open."))
    for record in (old, new, old):
        store.writer().add(record)
    assert store.view().stats().versions == 2


def test_another_reading_replaces_the_earlier(store: Store) -> None:
    """Another reading of the same text, such as by a newer model, replaces its statements; search follows."""
    old, new = made("The gate is shut.", "gate"), made("The gate is shut.", "shut")
    store.writer().add(old)
    assert store.writer().add(new) is AddOutcome.REREAD
    assert list(store.view().records(versions=True)) == [new]
    with sqlite3.connect(store.path) as connection:
        connection.execute("INSERT INTO statement_words(statement_words, rank) VALUES ('integrity-check', 1)")


def test_two_outlets_may_print_the_same_words(store: Store) -> None:
    """One text under two addresses is two articles."""
    for n in (1, 2):
        store.writer().add(made("The gate is shut.", "gate", url=f"https://lantern.example/{n}"))
    assert store.view().stats().articles == 2


@pytest.mark.parametrize(
    "words", [Words((Span(0, 3),), "xyz"), Words((Span(0, 99),), "x"), Words((Span(2, 2),), ""), Words((), "")]
)
def test_no_row_without_its_words(store: Store, words: Words) -> None:
    """A span that is empty, outside the text or of other words is refused, and nothing is stored."""
    record = made("The gate is shut.", "gate")
    wrong = replace(record, statements=(replace(record.statements[0], content=words),))
    with pytest.raises(SpanError):
        store.writer().add(wrong)
    assert store.view().stats().articles == 0


_WRITE_FOREVER = """
import sys
sys.path.insert(0, {tests!r})
from made import article
from onrecord.records import *
from onrecord.store import Store
writer = Store({path!r}).writer()
for n in range(10**6):
    made = article(f"Gate {{n}} of {name} is shut. " * 20, id=f"{name}{{n}}")
    words = [Words.of(made.text, [Span(i, i + 4)]) for i in range(40)]
    writer.add(Record(made, tuple(Statement(f"s{{i}}", Kind.DIRECT, Stance.ASSERTS, w) for i, w in enumerate(words))))
    print(made.id, flush=True)
"""


def _writing(store: Store, name: str) -> subprocess.Popen[str]:
    code = _WRITE_FOREVER.format(tests=str(Path(__file__).parent.parent), path=str(store.path), name=name)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


@pytest.mark.process
def test_kill_9_loses_no_finished_article(store: Store) -> None:
    """A process killed while writing leaves every finished article complete, no others, and a sound file."""
    with _writing(store, "a") as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(30)]
        os.kill(process.pid, signal.SIGKILL)
        said += process.stdout.read().split()
    kept = list(store.view().records())
    assert {record.article.id for record in kept} >= set(said)
    assert all(len(record.statements) == 40 for record in kept)
    assert len(kept) <= len(said) + 1
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.process
def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    """Two processes that start together on a new file both get all their articles in."""
    store = Store(tmp_path / "record.db")
    with _writing(store, "a") as one, _writing(store, "b") as other:
        said = []
        for process in (one, other):
            assert process.stdout is not None
            said += [process.stdout.readline().strip() for _ in range(20)]
        one.kill()
        other.kill()
    assert all(said)
    assert {record.article.id for record in store.view().records()} >= set(said)


def test_a_locked_database_says_so(store: Store) -> None:
    """If another process locks the file for too long, the error says so, and nothing is lost."""
    store.writer().add(made("The gate is shut.", "gate"))
    blocker = sqlite3.connect(store.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusyError, match="another process"):
        store.writer().add(made("The gate is open.", "gate"))
    assert store.view().stats().articles == 1
    blocker.rollback()
    blocker.close()


def test_a_full_database_says_so(store: Store) -> None:
    """If no space is left, the record is refused as a whole, and the others stay."""
    store.writer().add(made("The gate is shut.", "gate"))
    engine = open_engine(store.path, busy_seconds=1, read_only=False, max_pages=60)
    big = made("The gate is open. " * 30_000, "gate", id="big")
    with pytest.raises(DatabaseFullError, match="no space"):
        Writer(engine, store.path).add(big)
    assert [record.article.text for record in store.view().records()] == ["The gate is shut."]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_file_says_so(store: Store) -> None:
    """A file that may not be written is refused for writing and can still be viewed."""
    store.writer().add(made("The gate is shut.", "gate"))
    store.path.chmod(0o444)
    again = Store(store.path)
    with pytest.raises(DatabaseReadOnlyError, match="permissions"):
        again.writer().add(made("The gate is open.", "gate"))
    assert again.view().stats().articles == 1


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    """A database cannot be made in a folder that does not exist."""
    with pytest.raises(StoreError, match="folder"):
        Store(tmp_path / "nowhere" / "record.db").writer()


def test_a_newer_database_is_left_alone(store: Store) -> None:
    """A file with tables of a later version is neither written nor misread."""
    store.writer()
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for opened in (Store(store.path).writer, Store(store.path).view):
        with pytest.raises(NewerDatabaseError, match="update"):
            opened()


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at as one" * 20, b"\x00" * 4096]
)
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """A file that is not a database is not overwritten."""
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    for opened in (Store(path).writer, Store(path).view):
        with pytest.raises(NotADatabaseError):
            opened()
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A SQLite file with other tables gets none of ours."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for opened in (Store(path).writer, Store(path).view):
        with pytest.raises(NotADatabaseError):
            opened()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_viewing_makes_no_file(tmp_path: Path) -> None:
    """Viewing a missing database does not create it."""
    with pytest.raises(NotFoundError, match="onrecord read"):
        Store(tmp_path / "record.db").view()
    assert not list(tmp_path.iterdir())


def test_the_migrations_lead_to_the_tables_in_the_code(tmp_path: Path) -> None:
    """The tables that the migrations make have the columns of the tables that the code declares."""
    store = Store(tmp_path / "record.db")
    store.writer()
    migrated = inspect(create_engine(f"sqlite:///{store.path}"))
    declared = create_engine("sqlite://")
    metadata.create_all(declared)
    indexes = text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'sqlite%'")
    with declared.connect() as ours, create_engine(f"sqlite:///{store.path}").connect() as theirs:
        assert set(ours.scalars(indexes)) == set(theirs.scalars(indexes))
    for name in metadata.tables:
        for look in ("get_columns", "get_foreign_keys", "get_unique_constraints"):
            ours = [str(part) for part in getattr(inspect(declared), look)(name)]
            theirs = [str(part) for part in getattr(migrated, look)(name)]
            assert sorted(ours) == sorted(theirs), (name, look)


@pytest.mark.parametrize("name", ["abc1", "abc12345", "https://lantern.example/gate", "/kept/a.txt", "gate opens"])
def test_an_article_goes_by_many_names(store: Store, name: str) -> None:
    """An article is found by its id or a prefix of it, its address, its file, and words of its title."""
    record = made("The gate.", "gate", id="abc12345", url="https://lantern.example/gate", title="The Gate Opens")
    store.writer().add(record, location="/kept/a.txt")
    store.writer().add(made("Another.", "Another", id="zzz99999", title="Elsewhere"))
    assert store.view().record(name) == record


def test_a_name_of_several_articles_lists_them(store: Store) -> None:
    """A name that fits several articles is not guessed at; the error lists them."""
    for n in (1, 2):
        store.writer().add(made(f"Gate {n}.", "Gate", id=f"abcd{n}", title=f"Gate {n}"))
    with pytest.raises(NotFoundError, match=r"abcd1.*\n.*abcd2"):
        store.view().record("abcd")
    with pytest.raises(NotFoundError, match="no article"):
        store.view().record("nowhere")


def test_an_older_file_that_cannot_be_renewed_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only file of an earlier version has an error of its own."""
    store.writer()
    with sqlite3.connect(store.path) as database:
        database.execute("UPDATE alembic_version SET version_num = '0003'")

    def refuse(_: Store) -> None:
        raise DatabaseReadOnlyError

    monkeypatch.setattr(Store, "writer", refuse)
    with pytest.raises(DatabaseReadOnlyError, match=r"older version .*0003.* copy it"):
        Store(store.path).view()


def test_a_file_of_version_0_1_keeps_what_people_decided(tmp_path: Path) -> None:
    """Its decisions are migrated, and the ledger is derived again."""
    path = tmp_path / "record.db"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config = Config()
        config.set_main_option("script_location", "onrecord.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(
            text(
                "INSERT INTO rulings (subject, what, fields, by, at, about) "
                "VALUES ('commitment', 'rule', json('{}'), 'Ada', '2024', 'c1')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO ledger (id, place, chain, article, statement, who, fields) "
                "VALUES ('c1', 0, 'c1', 'a', 's1', 'Ada', '{}')"
            )
        )
    view = Store(path).view()
    assert [(row["by"], row["about"]) for row in view.decisions("commitment")] == [("Ada", "c1")]
    assert view.ledger(LedgerQuery()) == []
    assert view.counter("changes") != view.counter("ledger")


def test_a_reading_keeps_the_version_that_read_it(store: Store) -> None:
    """An unchanged record keeps its version; a new reading has a new one."""
    record, other = made("The gate is shut.", "gate", id="x"), made("The gate is shut.", "shut", id="x")
    seen = []
    for each, version in ((record, None), (record, "en-2"), (other, "en-2"), (other, "en-3")):
        store.writer().add(each, reader=version)
        seen.append(store.view().article("x").reader)
    assert seen == [None, None, "en-2", "en-2"]
    assert store.view().stats().readers == {"en-2": 1}
