"""Where the command line writes: results to stdout, everything else to stderr."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

_PIPE_WIDTH = 120
INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 and the signal's number, as shells have it."""

Database = Annotated[
    Path,
    typer.Option("--db", envvar="ONRECORD_DB", help="The database file.", dir_okay=False, show_default="onrecord.db"),
]
DEFAULT_DATABASE = Path("onrecord.db")


def results() -> Console:
    """The console on stdout. Colours and width follow the terminal; a pipe gets plain lines of 120 characters."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def errors() -> Console:
    """The console on stderr."""
    return Console(file=sys.stderr, highlight=False)
