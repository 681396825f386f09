"""`onrecord actors` and `onrecord who`."""

import json
from pathlib import Path

from command import Run, lines


def test_actors_are_listed_across_articles(story: Run) -> None:
    """Each once, most statements first, filtered by words of the name."""
    found = lines(story("actors", "--format", "json"))
    assert found[0]["name"] == "Teodor Hask"
    assert found[0]["articles"] > 5
    assert len({actor["id"] for actor in found}) == len(found) > 30
    assert "person-teodor-hask" in story("actors", "-n", "1").stdout
    missing = story("actors", "--name", "zeppelin")
    assert (missing.exit_code, missing.stderr) == (1, "No actor has that name.\n")


def test_a_narrow_terminal_shows_names_without_ids(story: Run, monkeypatch) -> None:  # noqa: ANN001
    """An id would be cut off there."""
    monkeypatch.setattr("onrecord.cli.console._PIPE_WIDTH", 80)
    assert "person-" not in story("actors", "-n", "3").stdout


def test_who_shows_roles_and_statements(story: Run) -> None:
    """By date, with the days on which a role was printed, and what spokespeople said."""
    head, *said = lines(story("who", "Krane", "--format", "json"))
    assert head["name"] == "Bertil Krane"
    assert head["roles"][0]["text"] == "the company’s chief executive"
    days = [line["article"]["published"] or "9999" for line in said]
    assert days == sorted(days)
    assert {line["speaker"] for line in said} > {"Bertil Krane"}
    shown = story("who", "Bertil", "Krane").stdout
    assert "the company’s chief executive  2024-01-11" in shown
    assert "  asserts     Bertil Krane said: “If it finds that this company failed" in shown
    missing = story("who", "Zeppelin")
    assert (missing.exit_code, "'Zeppelin'" in missing.stderr) == (1, True)


def test_actors_are_merged_renamed_split_and_matched(story: Run, tmp_path: Path) -> None:
    """Each decision is stored with its author and reason, and listed."""
    done = story("actors", "merge", "Customs House", "Duvania", "--because", "its seat", "--by", "R. Okar")
    assert (done.exit_code, done.stderr) == (0, "Merged Duvania into Customs House.\n")
    assert story("actors", "rename", "Customs House", "Duvania (state)", "--by", "R. Okar").exit_code == 0
    assert "Duvania (state)" in story("actors", "--name", "duvania").stdout
    split = story("actors", "split", "Duvania (state)", "24e01c96", "--as", "Duvania (before)", "--by", "R. Okar")
    assert split.stderr == "Split Duvania (state): Duvania (before) in 1 article.\n"
    (tmp_path / "people.csv").write_text("id,name,type\nQ1,Gerda Polian,Person\n", encoding="utf-8")
    matched = story("actors", "reconcile", "people.csv", "--keep", "--by", "R. Okar")
    assert "Q1" in matched.stdout
    assert "Stored 1 match." in matched.stderr
    assert "Stored 0 matches." in story("actors", "reconcile", "people.csv", "--keep").stderr
    decisions = [json.loads(line) for line in story("actors", "decisions").stdout.splitlines()]
    assert [row["what"] for row in decisions] == ["merge", "rename", "split", "match"]
    assert {row["by"] for row in decisions} == {"R. Okar"}
    assert decisions[0]["because"] == "its seat"


def test_decisions_that_cannot_be_are_refused(story: Run) -> None:
    """An actor merged into itself, an actor or a file that does not exist."""
    for arguments in (
        ["merge", "Gerda Polian", "Gerda Polian"],
        ["rename", "Zeppelin", "Blimp"],
        ["split", "Gerda Polian", "nowhere", "--as", "Other"],
        ["reconcile", "missing.csv"],
    ):
        done = story("actors", *arguments)
        assert (done.exit_code, done.stderr.startswith("onrecord: ")) == (1, True), arguments


def test_options_go_after_the_subcommand(run: Run) -> None:
    """One before it would apply to the list, and is an error."""
    for option in (["--db", "x.db"], ["--name", "x"], ["--limit", "3"], ["--format", "json"]):
        done = run("actors", *option, "rename", "Vane", "Joris Vane")
        assert (done.exit_code, done.stderr) == (1, f"onrecord: Put {option[0]} after rename.\n")
