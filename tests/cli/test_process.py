"""What only a process of its own can show: the entry point, streams, signals, workers, terminals."""

import fcntl
import json
import os
import pty
import re
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from command import call
from conftest import EXAMPLES
from made import TOLL

pytestmark = pytest.mark.process
ONRECORD = [sys.executable, "-m", "onrecord"]
INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A test runner in the background ignores Ctrl-C, and its children would too."""


def onrecord(
    folder: Path, *arguments: str, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `onrecord` in a folder, its output a pipe."""
    return subprocess.run(
        [*ONRECORD, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


def test_the_entry_point(tmp_path: Path) -> None:
    """`python -m onrecord` is the same command, and JSON is UTF-8 whatever the terminal's encoding."""
    text = "“No,” said Zoë."
    done = onrecord(tmp_path, "read", "-", "-f", "json", "--no-store", stdin=text.encode(), PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["article"]["text"] == text
    table = onrecord(tmp_path, "read", "-", "--no-store", stdin=text.encode(), PYTHONIOENCODING="ascii")
    assert (table.returncode, b"Zo\\xeb" in table.stdout) == (0, True)
    usage = onrecord(tmp_path, "read")
    assert (usage.returncode, b"Usage: onrecord read" in usage.stderr) == (2, True)


def test_workers_make_no_difference(tmp_path: Path) -> None:
    """The records are the same bytes with one process or two, forwards or backwards."""
    texts = [TOLL.replace("six", str(n + 2)) + "\n\nHe said no." * n for n in range(5)]
    lines = [json.dumps({"id": f"a{n}", "text": text}).encode() for n, text in enumerate(texts)]
    options = ("read", "-", "--format", "json", "--no-store")
    one = call(*options, stdin=b"\n".join(lines)).stdout.splitlines()
    back = call(*options, stdin=b"\n".join(reversed(lines))).stdout.splitlines()
    two = onrecord(tmp_path, *options, "--workers", "2", stdin=b"\n".join(lines)).stdout.decode().splitlines()
    assert one == two == back[::-1]


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    """`onrecord … | head` ends without a traceback, whichever way it writes."""
    done = onrecord(tmp_path, "read", str(EXAMPLES))
    assert done.returncode == 0
    for command in ("export", "search -n 500"):
        shell = f"{sys.executable} -m onrecord {command} | head -c 10; echo ${{PIPESTATUS[0]}}"
        piped = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (piped.stdout[10:], piped.stderr) == ("0\n", ""), command


def test_closed_streams_do_no_harm(tmp_path: Path) -> None:
    """A shell can close any of them."""
    (tmp_path / "toll.txt").write_text(TOLL, encoding="utf-8")
    shell = f"{sys.executable} -m onrecord read toll.txt <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", shell], cwd=tmp_path, check=False).returncode == 0


def test_ctrl_c_keeps_what_was_read(tmp_path: Path) -> None:
    """Ctrl-C during a run stops it at once, with status 130, and what was finished is stored."""
    (tmp_path / "many.jsonl").write_text(
        "".join(json.dumps({"id": f"a{n}", "text": TOLL * 3}) + "\n" for n in range(5000)), encoding="utf-8"
    )
    main = f"{INTERRUPTIBLE}; from onrecord.cli.app import main; main()"
    command = [sys.executable, "-c", main, "read", "many.jsonl", "--format", "json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        seen = [json.loads(process.stdout.readline())["article"]["id"] for _ in range(3)]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        report = process.stderr.read()
    assert process.returncode == 130
    assert report.endswith("Interrupted; everything counted here is stored.\n")
    assert "Traceback" not in report
    with sqlite3.connect(tmp_path / "onrecord.db") as connection:
        stored = {name for (name,) in connection.execute("SELECT id FROM articles")}
    connection.close()
    assert set(seen) <= stored


def test_a_terminal_gets_a_bar_and_colours_and_a_pipe_gets_neither(tmp_path: Path) -> None:
    """The bar counts towards a total and is gone at the end; `NO_COLOR` turns colours off."""
    lines = [{"text": TOLL, "title": "Toll"}, {"text": "She said no."}]
    (tmp_path / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    drawn = terminal(tmp_path, "read", "lines.jsonl")
    assert "Reading" in drawn
    assert "2/2" in drawn
    assert re.search(r"\x1b\[32m2 articles read: 2 new\. \d+ statements\.\x1b\[0m$", drawn.rstrip())
    assert "\x1b[1;36m" in terminal(tmp_path, "show", "toll")
    assert "\x1b[1;36m" not in terminal(tmp_path, "show", "toll", NO_COLOR="1")
    for command in (("read", "lines.jsonl"), ("show", "toll"), ("search", "toll")):
        piped = onrecord(tmp_path, *command)
        assert b"\x1b" not in piped.stdout + piped.stderr, command
        assert b"Reading" not in piped.stderr, command


def terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a terminal of 100 columns is sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    settings = {"TERM": "xterm", "COLORTERM": ""} | environment
    env = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}} | settings
    with subprocess.Popen([*ONRECORD, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=env):
        os.close(theirs)
        drawn = b""
        while data := _read(ours):
            drawn += data
    os.close(ours)
    return drawn.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""
