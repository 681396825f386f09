"""Where the command line writes: results to stdout, everything else to stderr."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console

from onrecord import config
from onrecord.corpus.actors import ActorBook
from onrecord.errors import ConfigError

_PIPE_WIDTH = 120
INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 and the signal's number, as shells have it."""


def who_rules(by: str | None) -> str:
    """Who makes a ruling: who is named, else the user of this machine.

    Raises:
        ConfigError: Nobody is named, and the machine has no name for the user.
    """
    if by and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        msg = "this machine has no name for you; say who rules with --by"
        raise ConfigError(msg) from error


@contextmanager
def written(to: Path | None, db: Path) -> Iterator[BinaryIO]:
    """What to write a result to: stdout, or a file that is replaced only when the new one is whole.

    Raises:
        ConfigError: The file is the database.
    """
    if to is None:
        yield sys.stdout.buffer
        return
    shown, to = to, to.resolve()
    if to == db.resolve():
        msg = f"{to} is the database itself; name another file to write to"
        raise ConfigError(msg)
    if to.exists() and not to.is_file():  # a pipe or a device: nothing to keep, and nothing to put in its place
        with to.open("wb") as file:
            yield file
        return
    part = to.with_name(f".{to.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    errors().print(f"wrote {shown}", style="green", markup=False)


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


def settings() -> config.Settings:
    """The settings that hold in this folder."""
    return config.load(Path.cwd(), os.environ)


Database = Annotated[
    Path,
    typer.Option(
        "--db",
        default_factory=lambda: Path(settings().db),
        help="The database file; else ONRECORD_DB, `db` in onrecord.toml, or onrecord.db.",
        dir_okay=False,
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        "-w",
        default_factory=lambda: settings().workers,
        min=1,
        max=256,
        help="Processes that read at once; else ONRECORD_WORKERS, `workers` in onrecord.toml, or 1.",
        show_default=False,
    ),
]

MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence", min=0.0, max=1.0, help="Leave out statements that were read with less.", show_default=False
    ),
]


@contextmanager
def noting_stale(book: ActorBook) -> Iterator[None]:
    """Say on stderr if the answer leaves out articles because another process is writing."""
    try:
        yield
    finally:
        if book.is_stale:
            errors().print("Newer articles are not included yet: the database is being written.", style="yellow")


def print_json(line: str) -> None:
    """Print a line of JSON to stdout in UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(line.encode() + b"\n")


def results() -> Console:
    """The console on stdout. Colours and width follow the terminal; a pipe gets plain lines of 120 characters."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def errors() -> Console:
    """The console on stderr."""
    return Console(file=sys.stderr, highlight=False)
