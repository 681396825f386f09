"""`onrecord timeline`."""

import json
from pathlib import Path

from command import Run, lines


def test_statements_are_listed_by_the_days_they_were_made_and_look_forward_to(story: Run) -> None:
    """In order of date, as lines and as JSON."""
    entries = lines(story("timeline", "report", "--format", "json"))
    assert {entry["role"] for entry in entries} == {"said", "due"}
    days = [entry["days"]["start"] for entry in entries]
    assert days == sorted(days)
    shown = story("timeline", "report").stdout
    assert "2023-03-04 to 2023-12-31\n  due  the two foreign ministries said in a: The commission" in shown


def test_an_actors_timeline_is_written_for_timelinejs(story: Run, tmp_path: Path) -> None:
    """To a file; `--to` needs that format."""
    done = story("timeline", "--actor", "Krane", "--format", "timelinejs", "--to", "out.json")
    assert done.exit_code == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["events"]
    assert "--to needs --format timelinejs." in story("timeline", "--to", "out.json").stderr


def test_nothing_found_is_exit_status_1(story: Run) -> None:
    """The message is on stderr."""
    done = story("timeline", "zeppelin")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "No statements found.\n")
