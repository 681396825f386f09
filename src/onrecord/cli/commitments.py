"""`onrecord commitments` and `onrecord mark`: what was promised, and what came of it."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.console import notice, output_file, results, warning
from onrecord.cli.options import AsOf, By, Database, FromSettings, To, decision, today
from onrecord.cli.tables import date_range, statement_line
from onrecord.corpus.commitments import SUBJECT, Commitment, Ledger, Status
from onrecord.corpus.ledger import LedgerBook, short_ids
from onrecord.corpus.review import Review
from onrecord.corpus.timeline import Entry, Role
from onrecord.errors import ConfigError
from onrecord.export.csv import write_commitments_csv
from onrecord.store import Store

_STYLES = {Status.OVERDUE: "bold red", Status.DUE_SOON: "yellow", Status.KEPT: "green", Status.MISSED: "red"}


class CommitmentFormat(StrEnum):
    """The formats of a list of commitments."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    ICS = "ics"
    TIMELINEJS = "timelinejs"


class Mark(StrEnum):
    """What a person can mark a commitment as. The other statuses follow from the date."""

    KEPT = "kept"
    MISSED = "missed"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    OPEN = "open"


def commitments(
    *,
    as_of: AsOf,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only commitments that are past due.")] = False,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="WORDS", help="Only sources with these words in their name.")
    ] = None,
    output: Annotated[
        CommitmentFormat,
        typer.Option(
            "--format",
            "-f",
            default_factory=FromSettings("format"),
            help="Print lines, JSON Lines, CSV, iCalendar, or JSON for TimelineJS.",
            show_default=False,
        ),
    ],
    to: To = None,
    db: Database,
) -> None:
    """List what was promised, by when, and what came of it.

    A promise is listed with its renewals and postponements, and with what later articles suggest came of it.
    That is a lead, not a verdict: only a person marks a commitment as kept, missed, postponed or withdrawn, with
    `onrecord mark`.

    **Examples**

    - `onrecord commitments --overdue`
    - `onrecord commitments --actor ministry --as-of 2024-02-01`
    - `onrecord commitments --format ics --to promises.ics`
    """
    if to is not None and output is CommitmentFormat.TABLE:
        msg = "--to needs a --format other than table."
        raise ConfigError(msg)
    view = Store(db).view()
    found = Ledger().commitments(view.records(), as_of=today(as_of), decisions=view.decisions(SUBJECT))
    ids = short_ids(commitment.id for commitment in found)
    if actor is not None:
        found = [c for c in found if actor.lower() in c.who.lower()]
    if overdue:
        found = [c for c in found if c.status is Status.OVERDUE]
    if output is CommitmentFormat.TABLE:
        _print(results(), found, ids)
    else:
        with output_file(to, db) as file:
            _write(found, output, file)
    if not found:
        warning("No commitments found.")
        raise typer.Exit(1)


def mark(
    commitment: Annotated[
        str, typer.Argument(metavar="COMMITMENT", help="Its id, or the start of it, as `commitments` prints it.")
    ],
    status: Annotated[
        Mark, typer.Argument(metavar="STATUS", help="kept, missed, postponed or withdrawn; open removes the mark.")
    ],
    *,
    because: Annotated[str, typer.Option("--because", metavar="REASON", help="Record the reason.")],
    by: By,
    db: Database,
) -> None:
    """Mark a commitment as kept, missed, postponed or withdrawn.

    The mark is stored with who made it, when and why. Reading more articles never changes it.

    **Example**

    - `onrecord mark c3b3c6bc kept --because "published on 14 May"`
    """
    store = Store(db)
    LedgerBook(store).update()
    Review(store).decide(LedgerBook(store).resolve(commitment), status.value, decision(by, because))
    notice(f"Marked {commitment} as {status.value}.")


def _write(found: Sequence[Commitment], output: CommitmentFormat, file: BinaryIO) -> None:
    if output is CommitmentFormat.JSON:
        file.writelines(json.dumps(commitment.to_json(), ensure_ascii=False).encode() + b"\n" for commitment in found)
    elif output is CommitmentFormat.CSV:
        write_commitments_csv(found, file)
    elif output is CommitmentFormat.ICS:
        from onrecord.export.ics import write_ics  # noqa: PLC0415 - only this format needs the library

        write_ics(found, file)
    else:
        from onrecord.export.timelinejs import write_timelinejs  # noqa: PLC0415

        write_timelinejs([e for c in found for e in _entries(c)], file, title="Commitments on record")


def _entries(c: Commitment) -> list[Entry]:
    days = ((Role.SAID, c.said), (Role.DUE, c.due))
    return [Entry(d, role, c.statement, c.article, c.title, c.outlet) for role, d in days if d is not None]


def _print(console: Console, found: Sequence[Commitment], ids: Mapping[str, str]) -> None:
    chains: dict[str, list[Commitment]] = {}
    for commitment in found:
        chains.setdefault(commitment.chain, []).append(commitment)
    for number, links in enumerate(chains.values()):
        if number:
            console.print()
        for n, c in enumerate(links):
            indent = 0 if n == 0 else 2
            console.print(Padding(_heading(c, ids[c.id]), (0, 0, 0, indent), expand=False))
            console.print(Padding(_words(c), (0, 0, 0, indent + 2), expand=False))
        seen: set[tuple[str, str]] = set()
        for c in links:
            for evidence in c.evidence:
                if (key := (evidence.article, evidence.words.text)) not in seen:
                    seen.add(key)
                    lead = (f"{evidence.published}  suggests {evidence.suggests.value}: ", "dim")
                    console.print(Padding(Text.assemble(lead, evidence.words.text), (0, 0, 0, 4), expand=False))


def _heading(c: Commitment, id_: str) -> Text:
    """Status and dates."""
    said = f"said {c.said.start}" if c.said else "no date"
    due = f"due {date_range(c.due)}" if c.due else "no due date"
    return Text.assemble((c.status.value, _STYLES.get(c.status, "bold")), (f"  {due} · {said} · {id_}", "dim"))


def _words(c: Commitment) -> Text:
    """What was promised, and a person's mark."""
    mark = f"\nmarked by {c.decision['by']}: {c.decision['because']}" if c.decision else ""
    return Text.assemble(statement_line(c.statement, c.who), (mark, "green"))
