"""Runs the examples in the docs and replaces their output with what they print now.

    python docs/outputs.py [--make] README.md docs/tutorial.md docs/how-to/*.md

The blocks of each page run from top to bottom in a new folder that contains the bundled `examples`. In a `console`
block, each line that starts with `$ ` is a command, and its output follows. The output of a `python` block goes into
the `text` block after it, if there is one. A line `…` stands for omitted lines; as many lines as before are kept on
either side of it.

`$ make …` runs in the project's root, in its own environment, and only with `--make`: `make test` takes minutes.
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

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
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
    """What a block of code prints. It runs with `names`, which it may add to."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<docs>", "exec"), names)  # noqa: S102 - the project's own pages
    return printed.getvalue()


def run_command(command: str, folder: Path) -> str:
    """What a command that runs in `folder` prints on stdout and stderr."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 - from our own pages
        ["bash", "-c", command],  # noqa: S607 - the reader's shell
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    printed = done.stdout.decode()
    if "Traceback (most recent call last)" in printed:
        msg = f"$ {command}\n{printed}"
        raise SystemExit(msg)
    return printed


def refreshed(page: str, folder: Path, *, make: bool = False) -> str:
    """The page with the current output of its blocks; `make` runs the commands of the Makefile too."""
    names: dict[str, Any] = {"__name__": "docs"}

    def command(match: re.Match[str]) -> str:
        line, shown = match.groups()
        is_make = line.startswith("make ")
        if is_make and not make:
            return match.group(0)
        return f"$ {line}\n" + _trimmed(run_command(line, ROOT if is_make else folder), shown)

    def block(match: re.Match[str]) -> str:
        console, code, shown = match.groups()
        if console is not None:
            return f"```console\n{_COMMAND.sub(command, console)}```"
        printed = run_python(code, names)
        return f"```python\n{code}```" + ("" if shown is None else f"\n\n```text\n{_trimmed(printed, shown)}```")

    with contextlib.chdir(folder):
        return _BLOCK.sub(block, page)


def _trimmed(printed: str, shown: str) -> str:
    """The lines of `printed`, shortened in the way that `shown` is."""
    lines, before = _lines(printed), _lines(shown)
    if CUT in before:
        at = before.index(CUT)
        first, last = at, len(before) - at - 1
        if first + last < len(lines):
            lines = [*lines[:first], CUT, *lines[len(lines) - last :]]
    return "".join(f"{line}\n" for line in lines)


def _lines(text: str) -> list[str]:
    """The lines without trailing white space, and without blank lines at the end."""
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def main(pages: Sequence[Path], *, make: bool) -> None:
    """Refresh the pages in place."""
    for path in pages:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "examples").symlink_to(EXAMPLES, target_is_directory=True)
            path.write_text(refreshed(path.read_text(encoding="utf-8"), Path(folder), make=make), encoding="utf-8")
        print(f"refreshed {path}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make", action="store_true", help="run `make demo` and `make test` as well")
    parser.add_argument("pages", nargs="+", type=Path)
    options = parser.parse_args()
    main(options.pages, make=options.make)
