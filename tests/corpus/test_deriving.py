"""Actors and ledger are derived in full or not at all, and reading them never waits for a writer."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from made import article
from onrecord.cli.app import app
from onrecord.corpus import actors as actors_module
from onrecord.corpus.actors import ActorBook, Decision
from onrecord.corpus.ledger import LedgerBook, short_ids
from onrecord.corpus.review import Review
from onrecord.errors import DatabaseBusyError, DerivationError, NotFoundError
from onrecord.records import Record
from onrecord.store import LedgerQuery, Store

ME = Decision("Ada", "2026-01-02T03:04:05+00:00", "heard it myself")
READING = [
    ["actors"],
    ["who", "Teodor Hask"],
    ["timeline", "--actor", "Teodor Hask"],
    ["timeline", "audit"],
    ["commitments"],
    ["audit"],
    ["search", "audit"],
    ["stats"],
    ["corrections"],
]


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Another process is in the middle of writing."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def answers(store: Store, commands: Sequence[Sequence[str]] = READING) -> dict[str, Any]:
    """What each reading command prints, with its exit status."""
    found = {}
    for command in commands:
        done = CliRunner().invoke(app, [*command, "--db", str(store.path)])
        found[" ".join(command)] = (done.exit_code, done.stdout, done.stderr)
    return found


def test_reading_commands_need_no_lock(story_copy: Store) -> None:
    """While another process writes, each command prints what it prints at rest."""
    at_rest = answers(story_copy)
    with writing(story_copy.path):
        assert answers(story_copy) == at_rest


def test_a_stale_answer_says_so(story_copy: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With new articles and a writer at work, commands answer from what was derived last, and say it on stderr."""
    monkeypatch.setattr(actors_module, "_PATIENCE", 0.01)
    at_rest = answers(story_copy, READING[:3])
    story_copy.writer().add(Record(article("Nobody said a word.", id="new")))
    with writing(story_copy.path):
        for name, (code, out, err) in answers(story_copy, READING[:3]).items():
            assert (code, out) == at_rest[name][:2], name
            assert "not included" in err, name
    assert answers(story_copy, READING[:1])["actors"] == at_rest["actors"]
    assert not ActorBook(story_copy).is_stale


def test_a_decision_waits_for_the_lock_and_says_when_it_cannot_have_it(story_copy: Store) -> None:
    """A command that writes fails with the reason while another process writes."""
    with writing(story_copy.path), pytest.raises(DatabaseBusyError, match="another process"):
        ActorBook(story_copy).rename("Teodor Hask", "T. Hask", ME)


@pytest.mark.parametrize("part", ["onrecord.corpus.actors._assigned", "onrecord.corpus.commitments.chained"])
def test_a_failure_to_derive_reaches_the_caller(story_copy: Store, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """A defect is raised as one error with its cause; nothing is stored, and the next update succeeds."""
    before = story_copy.view().ledger(LedgerQuery(limit=1_000))
    story_copy.writer().add(Record(article("Nobody said a word.", id="new")))

    def fail(*_: object) -> None:
        raise IndexError(3)

    with monkeypatch.context() as patched:
        patched.setattr(part, fail)
        with pytest.raises(DerivationError, match="IndexError: 3") as raised:
            LedgerBook(story_copy).update()
    assert isinstance(raised.value.__cause__, IndexError)
    assert LedgerBook(story_copy).is_stale
    assert story_copy.view().ledger(LedgerQuery(limit=1_000)) == before
    LedgerBook(story_copy).update()
    assert not LedgerBook(story_copy).is_stale


def test_ids_have_128_bits_and_may_be_shortened(story_copy: Store) -> None:
    """An unambiguous prefix is enough; an ambiguous one lists the commitments."""
    ids = [row["id"] for row in story_copy.view().ledger(LedgerQuery(limit=1_000))]
    assert {len(id_) for id_ in ids} == {33}
    book = LedgerBook(story_copy)
    for id_, short in short_ids(ids).items():
        assert len(short) >= 9
        assert book.resolve(short) == id_
    Review(story_copy).decide(ids[0][:12], "kept", ME)
    assert [c.id for c in book.find(LedgerQuery(decided="kept"), as_of=date.max)] == [ids[0]]
    with pytest.raises(NotFoundError, match="several commitments"):
        book.resolve("c")
    for wrong in ("", "x", "c%", "c_", "c" + "0" * 32):
        with pytest.raises(NotFoundError, match="no commitment"):
            book.resolve(wrong)


def test_short_ids_are_as_long_as_they_must_be() -> None:
    """One character more than two neighbours share, and at least nine."""
    long = "c0123456789abcdef"
    assert short_ids([long, long[:-1] + "0", "c9"]) == {long: long, long[:-1] + "0": long[:-1] + "0", "c9": "c9"}
    assert short_ids(["c123456789ab", "c123456780ab"]) == {"c123456789ab": "c123456789", "c123456780ab": "c123456780"}
    assert short_ids([]) == {}


def test_decisions_under_the_ids_of_version_0_1_still_hold(story_copy: Store) -> None:
    """A decision that was stored under a 32-bit id is shown, holds after deriving again, and can be undone."""
    book = LedgerBook(story_copy)
    id_ = story_copy.view().ledger(LedgerQuery(limit=1))[0]["id"]
    old = id_[:9]
    row = {"subject": "commitment", "what": "rule", "about": old, "by": "Ada", "at": ME.at, "because": "seen"}
    key = story_copy.writer().add_decision(row | {"fields": {"commitment": old, "status": "missed"}})
    story_copy.writer().add(Record(article("Nobody said a word.", id="new")))
    book.update()
    (found,) = book.find(LedgerQuery(ids=(id_,)), as_of=date.max)
    assert found.decision == {"by": "Ada", "at": ME.at, "because": "seen", "status": "missed"}
    assert [row["key"] for row in story_copy.view().decisions_about("commitment", id_)] == [key]
    Review(story_copy).undo(key, ME)
    assert book.find(LedgerQuery(ids=(id_,)), as_of=date.max)[0].decision is None
