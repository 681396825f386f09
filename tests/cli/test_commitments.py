"""`onrecord commitments` and `onrecord mark`."""

import csv
import io
import json
from pathlib import Path

import icalendar

from command import Run, lines
from onrecord.cli.commitments import Mark
from onrecord.corpus.commitments import DECIDABLE


def test_every_status_that_can_be_decided_can_be_marked() -> None:
    """The command offers no other."""
    assert {mark.value for mark in Mark} == {status.value for status in DECIDABLE}


def test_commitments_are_listed_with_status_and_leads(story: Run) -> None:
    """As of a day, with what later articles suggest, filtered by actor and status."""
    found = lines(story("commitments", "--as-of", "2024-02-20", "--format", "json"))
    assert {"overdue", "open"} <= {commitment["status"] for commitment in found}
    overdue = lines(story("commitments", "--as-of", "2024-02-20", "--overdue", "--actor", "nyland", "-f", "json"))
    assert overdue
    assert {(c["status"], c["who"]) for c in overdue} == {("overdue", "Paul Nyland")}
    shown = story("commitments", "--as-of", "2024-02-20", "--overdue").stdout
    assert shown.startswith("overdue  due ")
    assert "2023-09-28  suggests missed: The first payments to the bereaved families" in shown
    assert all(commitment["id"][:9] in shown for commitment in overdue)


def test_commitments_are_exported(story: Run, tmp_path: Path) -> None:
    """As CSV, iCalendar and TimelineJS, to stdout or a file."""
    number = len(lines(story("commitments", "--format", "json")))
    assert len(list(csv.DictReader(io.StringIO(story("commitments", "--format", "csv").stdout)))) == number
    calendar = icalendar.Calendar.from_ical(story("commitments", "--format", "ics").stdout)
    assert any(part.name == "VEVENT" for part in calendar.walk())
    done = story("commitments", "--format", "timelinejs", "--to", "out.json")
    assert done.stderr == "Wrote out.json.\n"
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["events"]


def test_a_mark_is_stored_and_removed(story: Run) -> None:
    """With its author and reason; `open` removes it."""
    as_of = ("commitments", "--as-of", "2024-05-01", "--format", "json")
    promise = next(c for c in lines(story(*as_of)) if c["status"] == "overdue")
    done = story("mark", promise["id"][:9], "missed", "--because", "not there", "--by", "R. Okar")
    assert (done.exit_code, done.stderr) == (0, f"Marked {promise['id'][:9]} as missed.\n")
    marked = next(c for c in lines(story(*as_of)) if c["id"] == promise["id"])
    assert marked["status"] == "missed"
    assert "marked by R. Okar: not there" in story("commitments", "--as-of", "2024-05-01").stdout
    story("mark", promise["id"], "open", "--because", "not due yet")
    assert next(c for c in lines(story(*as_of)) if c["id"] == promise["id"])["status"] == "overdue"


def test_a_mark_needs_one_commitment_and_a_status(story: Run) -> None:
    """An unknown id, a start that several share, and a status that follows from the date are errors."""
    unknown = story("mark", "c00000000000000", "kept", "--because", "x")
    assert (unknown.exit_code, "no commitment has the id" in unknown.stderr) == (1, True)
    several = story("mark", "c", "kept", "--because", "x")
    assert (several.exit_code, "several commitments have ids that begin with" in several.stderr) == (1, True)
    assert story("mark", "c", "overdue", "--because", "x").exit_code == 2


def test_no_commitment_found_is_exit_status_1(story: Run) -> None:
    """The same in each format."""
    for name in ("table", "json", "csv", "ics", "timelinejs"):
        done = story("commitments", "--actor", "zeppelin", "--format", name)
        assert (done.exit_code, done.stderr) == (1, "No commitments found.\n"), name
