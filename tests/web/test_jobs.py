"""Background jobs: when actors and commitments cannot be updated, the desk says so."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desks import csrf
from onrecord.corpus.ledger import LedgerBook
from onrecord.errors import StoreError
from onrecord.store import Store
from onrecord.web import create_app
from onrecord.web.desk import Settings
from onrecord.web.jobs import update_and_report, update_ledger

STALE = "Actors and commitments are out of date"


def correct(desk: TestClient) -> None:
    """Accept a statement, and wait for the update that follows."""
    article = desk.get("/articles.json").json()["articles"][0]["id"]
    desk.post("/corrections", data={"csrf": csrf(desk), "article": article, "statement": "s1", "what": "accept"})
    desk.app.state.desk.jobs.wait()  # type: ignore[attr-defined]


def test_a_failed_update_is_shown_until_one_succeeds(database: Path, settings: Settings) -> None:
    """Every page carries the error and a button to try again, and the JSON of the lists has it too."""
    errors: list[Exception] = [StoreError("the disk is full"), ValueError("two commitments\nshare an id")]

    def update(path: Path, _: Callable[[], bool]) -> None:
        if errors:
            raise errors.pop(0)
        LedgerBook(Store(path)).update()

    with TestClient(create_app(database, replace(settings, update=update))) as desk:
        desk.app.state.desk.jobs.wait()
        for path in ("/", "/commitments", "/search", "/nowhere"):
            page = desk.get(path).text
            assert STALE in page, path
            assert "the disk is full" in page, path
        assert desk.get("/index.json").json()["failure"] == "the disk is full"
        assert desk.get("/commitments.json").json()["failure"] == "the disk is full"
        correct(desk)
        assert desk.get("/index.json").json()["failure"] == "two commitments"
        assert desk.post("/update", data={"csrf": csrf(desk)}).status_code == 200
        desk.app.state.desk.jobs.wait()
        assert STALE not in desk.get("/").text
        assert desk.get("/index.json").json()["failure"] is None
        assert desk.get("/index.json").json()["behind"] is False


def test_reading_succeeds_even_if_actors_cannot_be_updated(
    database: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure to update actors is reported on the desk, not as a failure to read the article."""

    def fail(_: object) -> None:
        msg = "actors are locked"
        raise StoreError(msg)

    with TestClient(create_app(database, settings)) as desk:
        monkeypatch.setattr("onrecord.web.jobs.ActorBook.update", fail)
        (job,) = desk.post(
            "/read.json", data={"text": "The ramp is unsafe, said Rhea Tolman."}, headers={"x-csrf-token": csrf(desk)}
        ).json()
        desk.app.state.desk.jobs.wait()
        found = desk.get(f"/jobs/{job['id']}.json").json()["job"]
        assert found["articles"]
        assert not found["failures"]
        assert "actors are locked" in desk.get("/").text


@pytest.mark.process
def test_the_update_runs_in_a_process_and_reports_its_error(database: Path) -> None:
    """The process updates the ledger; if it fails, its message reaches the desk."""
    make_due(database)
    update_ledger(database, lambda: False)
    assert not LedgerBook(Store(database)).is_stale
    make_due(database, spoil=True)
    with pytest.raises(StoreError, match="ledger"):
        update_ledger(database, lambda: False)
    assert LedgerBook(Store(database)).is_stale
    stopping = threading.Event()
    stopping.set()
    update_ledger(database, stopping.is_set)  # a desk that shuts down reports nothing


def test_an_update_reports_on_stdout(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message is one line; the traceback of a bug goes to stderr."""
    assert update_and_report(str(database)) == 0
    make_due(database, spoil=True)
    assert update_and_report(str(database)) == 1
    out, _ = capsys.readouterr()
    assert "ledger" in out
    assert "\n" not in out


def make_due(database: Path, *, spoil: bool = False) -> None:
    """Make the ledger due; with `spoil`, so that it cannot be written."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'changes'")
        if spoil:
            connection.execute(
                "CREATE TRIGGER spoiled BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is spoiled'); END"
            )
    connection.close()
