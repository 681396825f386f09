"""Where the command line writes: results to stdout, everything else to stderr."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from onrecord import config

_PIPE_WIDTH = 120
INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 and the signal's number, as shells have it."""


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


def print_json(line: str) -> None:
    """Print a line of JSON to stdout in UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(line.encode() + b"\n")


def results() -> Console:
    """The console on stdout. Colours and width follow the terminal; a pipe gets plain lines of 120 characters."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def errors() -> Console:
    """The console on stderr."""
    return Console(file=sys.stderr, highlight=False)
