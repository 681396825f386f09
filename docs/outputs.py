"""Runs what the pages show, and puts what it prints in its place.

    python docs/outputs.py README.md docs/tutorial.md docs/how-to/*.md

Each page's blocks run from top to bottom in one new folder that holds the bundled `examples`: in a `console` block the
lines that start with `$ `, with what they print below them; a `python` block, with what it prints in the `text` block
after it, if there is one. Where the page leaves lines out with a line `…`, as many are kept before and after it.
"""

import argparse
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"
CUT = "…"

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_BLOCK = re.compile(f"{_CONSOLE.pattern}|{_PYTHON.pattern}", re.MULTILINE | re.DOTALL)


def commands(page: str) -> Iterator[str]:
    """The commands of the page's `console` blocks, in order."""
    for block in _CONSOLE.finditer(page):
        yield from (match.group(1) for match in _COMMAND.finditer(block.group(1)))


def python_blocks(page: str) -> Iterator[str]:
    """The code of the page's `python` blocks, in order."""
    return (block.group(1) for block in _PYTHON.finditer(page))


def run_python(code: str, names: dict[str, Any]) -> str:
    """What a block of code prints; `names` are those of the blocks before, and take up its own."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<docs>", "exec"), names)  # noqa: S102 - the project's own pages
    return printed.getvalue()


def run_command(command: str, folder: Path) -> str:
    """What a command prints, results and messages, when it is run in `folder`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 - the command stands in our own pages
        ["bash", "-c", command],  # noqa: S607 - the shell that the reader has
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


def refreshed(page: str, folder: Path) -> str:
    """The page with what its blocks print now."""
    names: dict[str, Any] = {"__name__": "docs"}

    def command(match: re.Match[str]) -> str:
        return f"$ {match.group(1)}\n" + _trimmed(run_command(match.group(1), folder), match.group(2))

    def block(match: re.Match[str]) -> str:
        console, code, shown = match.groups()
        if console is not None:
            return f"```console\n{_COMMAND.sub(command, console)}```"
        printed = run_python(code, names)
        return f"```python\n{code}```" + ("" if shown is None else f"\n\n```text\n{_trimmed(printed, shown)}```")

    with contextlib.chdir(folder):
        return _BLOCK.sub(block, page)


def _trimmed(printed: str, shown: str) -> str:
    """The lines of `printed`, cut as those of `shown` are."""
    lines, before = _lines(printed), _lines(shown)
    if CUT in before:
        at = before.index(CUT)
        first, last = at, len(before) - at - 1
        if first + last < len(lines):
            lines = [*lines[:first], CUT, *lines[len(lines) - last :]]
    return "".join(f"{line}\n" for line in lines)


def _lines(text: str) -> list[str]:
    """The lines without white space at their ends, and without blank ones at the end."""
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def main(pages: Sequence[Path]) -> None:
    """Refresh the pages in place."""
    for path in pages:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "examples").symlink_to(EXAMPLES, target_is_directory=True)
            path.write_text(refreshed(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
        print(f"refreshed {path}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    main(parser.parse_args().pages)
