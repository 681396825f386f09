"""The commands over the whole record, on two articles: actors, who, audit, timeline, commitments, rule."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest

FIRST = """Harbour report promised

The harbour report will be published by the end of March, Ilse Brandt, the secretary of the harbour board, \
said on Monday.

"Nobody will be carried over that ramp before it has been tested," Ms Brandt said.

A senior official, who asked not to be identified, said that the ramp had cracked in the autumn. The ministry of \
transport declined to comment on the ramp.
"""
SECOND = """Harbour report late

The harbour report has not been published, Ilse Brandt, the board's secretary, acknowledged on Tuesday. Rhea Tolman, a \
docker, said that the ramp was still shut.
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a record of two articles."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, text, day in (("first", FIRST, "2024-02-06"), ("second", SECOND, "2024-04-10")):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        call(folder, "read", f"{name}.txt", "--published", day, "--outlet", "The Lantern")
    return folder


def call(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def lines(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """The JSON Lines that a command prints."""
    done = call(folder, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_actors_lists_people_and_bodies(folder: Path) -> None:
    """Each once, in both articles."""
    found = {actor["name"]: actor["articles"] for actor in lines(folder, "actors")}
    assert found["Ilse Brandt"] == 2
    assert "Ilse Brandt" in call(folder, "actors").stdout
    assert call(folder, "actors", "--name", "nobody of that name").returncode == 1


def test_who_shows_roles_and_all_that_was_said(folder: Path) -> None:
    """By date, with the days on which a role was printed."""
    head, *said = lines(folder, "who", "Brandt")
    assert head["name"] == "Ilse Brandt"
    assert [line["article"]["published"] for line in said] == sorted(line["article"]["published"] for line in said)
    shown = call(folder, "who", "Brandt").stdout
    assert "secretary" in shown
    assert "2024-04-10" in shown
    missing = call(folder, "who", "Nobody")
    assert missing.returncode == 1
    assert "no actor goes by 'Nobody'" in missing.stderr


def test_audit_counts_and_points(folder: Path) -> None:
    """One article, an outlet, and a time with nothing in it."""
    fields = lines(folder, "audit", "first.txt")[0]
    assert fields["statements"]["anonymous"] >= 1
    assert "declined" in call(folder, "audit", "--outlet", "Lantern").stdout
    assert call(folder, "audit", "--since", "2030-01-01").returncode == 1


def test_timeline_has_said_and_due(folder: Path) -> None:
    """In lines, JSON and TimelineJS."""
    entries = lines(folder, "timeline", "report")
    assert {"said", "due"} <= {entry["role"] for entry in entries}
    assert "2024-03-31" in call(folder, "timeline", "report").stdout
    call(folder, "timeline", "--actor", "Brandt", "--format", "timelinejs", "--to", "out.json")
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["events"]
    assert call(folder, "timeline", "tunnel").returncode == 1


def test_commitments_are_followed_exported_and_ruled(folder: Path) -> None:
    """A promise of the first article, what the second says of it, and a ruling that lasts."""
    promise = next(c for c in lines(folder, "commitments", "--as-of", "2024-05-01") if "report" in str(c["statement"]))
    assert promise["status"] == "overdue"
    assert [evidence["suggests"] for evidence in promise["evidence"]] == ["missed"]
    assert (
        str(promise["id"])[:9]
        in call(folder, "commitments", "--as-of", "2024-05-01", "--overdue", "--actor", "brandt").stdout
    )
    calendar = call(folder, "commitments", "--format", "ics").stdout
    assert any(part.name == "VEVENT" for part in icalendar.Calendar.from_ical(calendar).walk())
    assert "due_end" in call(folder, "commitments", "--format", "csv").stdout
    done = call(folder, "rule", str(promise["id"]), "missed", "--because", "not there", "--by", "R. Okar")
    assert done.returncode == 0, done.stderr
    again = next(c for c in lines(folder, "commitments") if c["id"] == promise["id"])
    assert (again["status"], again["decision"]["by"]) == ("missed", "R. Okar")
    assert call(folder, "rule", "c000", "kept", "--because", "x").returncode == 1
    assert "told from the days" in call(folder, "rule", str(promise["id"]), "overdue", "--because", "x").stderr


def test_reading_says_that_a_date_is_missing(tmp_path: Path) -> None:
    """And how to give one."""
    (tmp_path / "undated.txt").write_text(
        "Ramp shut\n\nThe ramp was shut on Monday, Ilse Brandt said.\n", encoding="utf-8"
    )
    done = call(tmp_path, "read", "undated.txt", "--no-store")
    assert "1 article without a date: give one with --published" in done.stderr


def test_actors_are_merged_renamed_and_split(folder: Path) -> None:
    """What is ruled is listed."""
    assert call(folder, "actors", "rename", "Rhea Tolman", "Rhea Tolman (docker)", "--by", "R. Okar").returncode == 0
    assert "Rhea Tolman (docker)" in call(folder, "actors").stdout
    assert call(folder, "actors", "merge", "Ilse Brandt", "Ilse Brandt").returncode == 1
    rulings = call(folder, "actors", "rulings").stdout
    assert json.loads(rulings.splitlines()[0])["by"] == "R. Okar"
    (folder / "people.csv").write_text("id,name,type\nQ1,Ilse Brandt,Person\n", encoding="utf-8")
    assert "Q1" in call(folder, "actors", "reconcile", "people.csv", "--keep").stdout
    assert call(folder, "actors", "reconcile", "missing.csv").returncode == 1


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_no_commitment_is_told_by_the_exit_status(folder: Path, form: str) -> None:
    """The same in each form; the file is written all the same."""
    done = call(folder, "commitments", "--actor", "nobody of that name", "--format", form)
    assert done.returncode == 1
    assert "no such commitment" in done.stderr


def test_a_result_never_takes_the_place_of_the_record(folder: Path) -> None:
    """`--to` names another file, and a form that it is written in."""
    kept = (folder / "onrecord.db").read_bytes()
    for command, form in (("commitments", "ics"), ("timeline", "timelinejs")):
        done = call(folder, command, "--format", form, "--to", "onrecord.db")
        assert done.returncode != 0
        assert "is the database itself" in done.stderr
        assert "--format" in call(folder, command, "--to", "there.txt").stderr
    assert (folder / "onrecord.db").read_bytes() == kept


def test_no_record_is_made_by_asking(tmp_path: Path) -> None:
    """A database that is not there is an error, and stays away."""
    for arguments in (["actors"], ["who", "Vane"], ["actors", "rename", "Vane", "Joris Vane"]):
        assert call(tmp_path, *arguments).returncode != 0
    assert list(tmp_path.iterdir()) == []
    assert "put --db behind" in call(tmp_path, "actors", "--db", "x.db", "rename", "Vane", "Joris Vane").stderr


def test_corrections_are_listed_and_taken_back(folder: Path) -> None:
    """What a person ruled is listed with its number, by which it is taken back and made to hold again."""
    before = {actor["name"] for actor in lines(folder, "actors")}
    assert call(folder, "actors", "rename", min(before), "Q. Example", "--because", "as it signs").returncode == 0
    row = lines(folder, "corrections")[0]
    assert (row["what"], row["fields"]["name"]) == ("rename", "Q. Example")
    assert "as it signs" in call(folder, "corrections").stdout
    call(folder, "corrections", "--undo", str(row["key"]), "--by", "Bo")
    assert {actor["name"] for actor in lines(folder, "actors")} == before
    assert "taken back by Bo" in call(folder, "corrections").stdout
    call(folder, "corrections", "--redo", str(row["key"]))
    assert "Q. Example" in {actor["name"] for actor in lines(folder, "actors")}
    call(folder, "corrections", "--undo", str(row["key"]))
    assert call(folder, "corrections", "--undo", "999").returncode == 1
    assert call(folder, "export", "--format", "training").returncode == 0


def test_the_desk_refuses_a_short_token(folder: Path) -> None:
    """A token that can be guessed is none."""
    done = call(folder, "serve", "--token", "abc")
    assert (done.returncode, "12 characters" in done.stderr) == (1, True)


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    """With what to do, and without a word of being open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = call(folder, "serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, "another --port" in done.stderr, "open at" in done.stderr) == (1, True, False)
