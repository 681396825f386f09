"""The options that several commands share. Their defaults come from the settings."""

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord import config
from onrecord.corpus.actors import Decision
from onrecord.errors import ConfigError

DAY = ["%Y-%m-%d"]


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


def settings() -> config.Settings:
    """The settings that apply in this folder."""
    return config.load(Path.cwd(), os.environ)


@dataclass(frozen=True)
class FromSettings:
    """An option's default: the value of a setting."""

    name: str

    def __call__(self) -> str | None:
        """The value as it would be typed."""
        value = getattr(settings(), self.name)
        return None if value is None else str(value)


Database = Annotated[
    Path,
    typer.Option(
        "--db",
        default_factory=FromSettings("db"),
        metavar="FILE",
        help="Use this database file. [default: onrecord.db]",
        dir_okay=False,
        show_default=False,
    ),
]
Output = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        default_factory=FromSettings("format"),
        help="Print a table for people, or JSON for programs.",
        show_default=False,
    ),
]
MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        default_factory=FromSettings("min_confidence"),
        metavar="NUMBER",
        min=0.0,
        max=1.0,
        help="Hide statements below this confidence.",
        show_default=False,
    ),
]
Since = Annotated[
    datetime | None, typer.Option("--since", formats=DAY, metavar="DATE", help="Only on or after this day.")
]
Until = Annotated[
    datetime | None, typer.Option("--until", formats=DAY, metavar="DATE", help="Only on or before this day.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        default_factory=FromSettings("as_of"),
        formats=DAY,
        metavar="DATE",
        help="Treat this day as today.",
        show_default=False,
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        default_factory=FromSettings("by"),
        metavar="NAME",
        help="Record this name as the decision's author. [default: your user name]",
        show_default=False,
    ),
]
Because = Annotated[str | None, typer.Option("--because", metavar="REASON", help="Record the reason.")]
To = Annotated[
    Path | None, typer.Option("--to", "-o", metavar="FILE", help="Write to this file, not to stdout.", dir_okay=False)
]


def days(since: datetime | None, until: datetime | None) -> tuple[date | None, date | None]:
    """The days of `--since` and `--until`.

    Raises:
        typer.BadParameter: The first is after the second.
    """
    if since and until and since > until:
        msg = f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}."
        raise typer.BadParameter(msg)
    return since.date() if since else None, until.date() if until else None


def today(as_of: datetime | None) -> date:
    """The day that counts as today."""
    return as_of.date() if as_of else datetime.now(tz=UTC).date()


def decision(by: str | None, because: str | None = None) -> Decision:
    """A decision that is made now, by the named person or else the user.

    Raises:
        ConfigError: No name is given, and the system does not know the user's.
    """
    name = (by or "").strip()
    if not name:
        try:
            name = getpass.getuser()
        except (KeyError, OSError, ImportError) as error:
            msg = "Cannot tell your user name. Pass --by NAME."
            raise ConfigError(msg) from error
    return Decision(name, datetime.now(tz=UTC).isoformat(timespec="seconds"), because)
