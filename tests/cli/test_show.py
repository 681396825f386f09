"""`onrecord show`: an article by any of its names, with its marks."""

import json
from pathlib import Path

from command import Run


def test_an_article_is_found_by_each_of_its_names(story: Run, tmp_path: Path) -> None:
    """By its id, the start of it, its file, its title, or words of that in any order and any case."""
    wanted = "877ffdc2e10cb449"
    for name in (
        wanted,
        wanted[:4],
        "Last of 14 river sirens switched on, two days early",
        "sirens LAST",
        "early river",
    ):
        assert json.loads(story("show", *name.split(), "--format", "json").stdout)["article"]["id"] == wanted, name
    (tmp_path / "examples").mkdir()
    (tmp_path / "note.txt").write_text("Ramp shut\n\nThe ramp was shut, Ilse Brandt said.\n")
    story("read", "note.txt")
    assert "Ramp shut" in story("show", "note.txt").stdout


def test_several_matches_are_listed(story: Run) -> None:
    """With id, date, outlet and title of each; none is an error too."""
    done = story("show", "convention", "Saldra")
    assert done.exit_code == 1
    slips = "Saldra Convention slips past the summer, and past an election"
    assert done.stderr.splitlines() == [
        "onrecord: several articles match 'convention Saldra':",
        f"  e501784f259adf9f  2024-06-28  The Basin Review  {slips}",
        "  mw-20250226-0233  2025-02-26  Meridian Wire  Tessaria ratifies Saldra Convention",
    ]
    missing = story("show", "zeppelin")
    assert (missing.exit_code, "no article matches 'zeppelin'" in missing.stderr) == (1, True)


def test_marks_are_brackets_without_colours(story: Run) -> None:
    """Source, cue and content are marked in the text, and a legend says how."""
    shown = story("show", "river treaty").stdout
    assert "{‘I would have liked to sign this in June,’} [Ms Corvell] <said>." in shown
    assert "[source] <cue> {content}" in shown
