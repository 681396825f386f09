"""What is printed can never act on a terminal."""

import io
import json
import sys
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from command import Run
from onrecord.cli.console import errors, print_json, results
from onrecord.cli.progress import Bar

HOSTILE = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202egpj \r\x08"
ACTING = {"\x1b", "\x07", "\x08", "\r", "\x9b", "\u202e"}
SHOWN = r"\x1b[31mred\x1b]0;title"


def acting(text: str) -> set[str]:
    """The characters of a text that act on a terminal."""
    return ACTING & set(text)


def test_nothing_that_a_console_prints_acts_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts, tables and plain strings are shown with escapes."""
    for name, console_of in (("stdout", results), ("stderr", errors)):
        stream = io.StringIO()
        monkeypatch.setattr(sys, name, stream)
        table = Table("column")
        table.add_row(HOSTILE)
        for renderable in (Text(HOSTILE), HOSTILE, table):
            console_of().print(renderable, markup=False)
        assert acting(stream.getvalue()) == set(), name
        assert stream.getvalue().count(SHOWN) == 3, name


def test_json_is_the_same_on_a_terminal_with_more_of_it_as_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON escapes some control characters itself, and leaves others and marks that reorder text as they are."""
    line = json.dumps({"by": HOSTILE}, ensure_ascii=False)
    printed = []
    for is_terminal in (False, True):
        stream = io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(stream, "isatty", lambda is_terminal=is_terminal: is_terminal)
        print_json(line)
        printed.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    assert json.loads(printed[0]) == json.loads(printed[1]) == {"by": HOSTILE}
    assert printed[0] == line + "\n"
    assert acting(printed[1]) == set()


def test_hostile_names_are_escaped_by_every_command(story: Run, tmp_path: Path) -> None:
    """In file names, titles, sources and arguments, in results and in errors."""
    (tmp_path / f"{HOSTILE}.txt".replace("/", "")).write_text("Ramp shut\n\nThe ramp was shut, Ilse Brandt said.\n")
    (tmp_path / f"{HOSTILE}.html").write_bytes(b"")
    (tmp_path / f"{HOSTILE}.jpg").write_bytes(b"")
    line = {
        "text": f"{HOSTILE} said no. The ramp was shut, Ilse {HOSTILE} Brandt said.",
        "title": HOSTILE,
        "outlet": HOSTILE,
    }
    (tmp_path / "lines.jsonl").write_text(json.dumps(line) + "\n{\n")
    (tmp_path / "entities.csv").write_text(f"id,name\nQ1,Gerda Polian{HOSTILE}\n")
    commands = [
        ["read", ".", "--verbose"],
        ["read", "lines.jsonl", "--title", HOSTILE, "--outlet", HOSTILE, "--format", "table"],
        ["read", HOSTILE],
        ["search", "ramp"],
        ["search", "--actor", HOSTILE],
        ["show", HOSTILE],
        ["show", "Ramp shut"],
        ["who", HOSTILE],
        ["who", "Brandt"],
        ["timeline", "ramp"],
        ["timeline", HOSTILE],
        ["commitments", "--actor", HOSTILE],
        ["mark", HOSTILE, "kept", "--because", HOSTILE],
        ["mark", "c", HOSTILE, "--because", HOSTILE],
        ["audit", "ramp"],
        ["audit", HOSTILE],
        ["actors", "rename", "Gerda Polian", f"Gerda {HOSTILE}", "--by", HOSTILE, "--because", HOSTILE],
        ["actors", "merge", HOSTILE, "Gerda"],
        ["actors", "reconcile", "entities.csv"],
        ["actors", "reconcile", HOSTILE],
        ["actors"],
        ["corrections"],
        ["stats"],
        ["stats", "--db", HOSTILE],
        ["stats", "--db", "."],
        ["export", "--to", HOSTILE],
        ["export", "--to", f"{HOSTILE}/x"],
        ["export", "--format", HOSTILE],
        ["eval", HOSTILE],
        ["serve", "--host", HOSTILE],
        ["stats", HOSTILE],
        [HOSTILE],
        ["search", f"--{HOSTILE}"],
    ]
    wrong = {}
    shown = 0
    for command in commands:
        done = story(*command)
        if found := acting(done.stdout) | acting(done.stderr):
            wrong[repr(command)] = found
        shown += "\\x1b" in done.output
    assert wrong == {}
    assert shown > 10


def test_a_progress_bar_shows_hostile_names_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    console = errors()
    console.width = 200
    with Bar(console, 3) as bar:
        bar.advance("folder/b.txt")
        bar.advance("folder/[red]\x1b[2J.txt")
    drawn = stream.getvalue()
    assert r"[red]\x1b[2J.txt" in drawn
    assert "\x1b[2J" not in drawn
    assert "2/3" in drawn
