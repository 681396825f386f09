"""`onrecord commitments` and `onrecord rule`: what was promised, and what came of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.console import Database, errors, results, who_rules, written
from onrecord.corpus.actors import Decision
from onrecord.corpus.commitments import DECIDABLE, SUBJECT, Commitment, Ledger, Status
from onrecord.corpus.ledger import LedgerBook, short_ids
from onrecord.corpus.review import Review
from onrecord.corpus.timeline import Entry, Role
from onrecord.errors import ConfigError
from onrecord.export.csv import write_commitments_csv
from onrecord.store import Store

_DAY = ["%Y-%m-%d"]
_STYLES = {Status.OVERDUE: "bold red", Status.DUE_SOON: "yellow", Status.KEPT: "green", Status.MISSED: "red"}


class CommitmentFormat(StrEnum):
    """The forms that commitments are printed in."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    ICS = "ics"
    TIMELINEJS = "timelinejs"


def commitments(
    *,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=_DAY, help="The day that counts as today.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose last day is over.")] = False,
    actor: Annotated[str | None, typer.Option(help="Only those of sources with these words in their name.")] = None,
    output: Annotated[
        CommitmentFormat,
        typer.Option("--format", "-f", help="Lines for people, JSON Lines, CSV, iCalendar, TimelineJS."),
    ] = CommitmentFormat.TABLE,
    to: Annotated[Path | None, typer.Option("--to", "-o", help="The file; stdout without it.", dir_okay=False)] = None,
    db: Database,
) -> None:
    """List what sources bound themselves to, by chain: a promise, its renewals and postponements.

    Under each stand the words of later articles that suggest what came of it. What they suggest is no ruling: a status
    of `kept`, `missed`, `postponed` or `withdrawn` is a person's, with `onrecord rule`.

    **Examples**

    - `onrecord commitments --overdue`
    - `onrecord commitments --actor ministry --as-of 2024-02-01`
    - `onrecord commitments --format ics --to promises.ics`
    """
    if to is not None and output is CommitmentFormat.TABLE:
        msg = "--to needs a --format other than table"
        raise ConfigError(msg)
    found = _ledger(db, _day(as_of))
    ids = short_ids(commitment.id for commitment in found)
    if actor is not None:
        found = [c for c in found if actor.lower() in c.who.lower()]
    if overdue:
        found = [c for c in found if c.status is Status.OVERDUE]
    if output is CommitmentFormat.TABLE:
        _print(results(), found, ids)
    else:
        with written(to, db) as file:
            _write(found, output, file)
    if not found:
        errors().print("no such commitment is on record", style="yellow")
        raise typer.Exit(1)


def rule(
    commitment: Annotated[str, typer.Argument(metavar="COMMITMENT", help="Its id, as `commitments` prints it.")],
    status: Annotated[Status, typer.Argument(help="kept, missed, postponed, withdrawn; open takes a ruling back.")],
    *,
    because: Annotated[str, typer.Option("--because", help="Why.")],
    by: Annotated[str | None, typer.Option("--by", help="Who rules it; else your name on this machine.")] = None,
    db: Database,
) -> None:
    """Rule what came of a commitment. The ruling is kept with who, when and why, and is never overwritten by a reading.

    **Example**

    - `onrecord rule c3b3c6bc kept --because "published on 14 May"`
    """
    if status not in DECIDABLE:
        msg = f"{status.value} is told from the days; rule one of {', '.join(each.value for each in DECIDABLE)}"
        raise ConfigError(msg)
    store = Store(db)
    LedgerBook(store).update()
    found = LedgerBook(store).resolve(commitment)
    at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    Review(store).decide(found, status.value, Decision(who_rules(by), at, because))
    errors().print(f"{commitment}: {status.value}", style="green", markup=False)


def _day(given: datetime | None) -> date:
    return given.date() if given else datetime.now(tz=UTC).date()


def _ledger(db: Path, as_of: date) -> list[Commitment]:
    view = Store(db).view()
    return Ledger().commitments(view.records(), as_of=as_of, decisions=view.decisions(SUBJECT))


def _write(found: Sequence[Commitment], output: CommitmentFormat, file: BinaryIO) -> None:
    if output is CommitmentFormat.JSON:
        file.writelines(json.dumps(commitment.to_json(), ensure_ascii=False).encode() + b"\n" for commitment in found)
    elif output is CommitmentFormat.CSV:
        write_commitments_csv(found, file)
    elif output is CommitmentFormat.ICS:
        from onrecord.export.ics import write_ics  # noqa: PLC0415 - only this form needs the library

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
    for links in chains.values():
        console.print()
        for n, c in enumerate(links):
            console.print(Padding(_line(c, ids[c.id]), (0, 0, 0, 0 if n == 0 else 2)))
        seen: set[tuple[str, str]] = set()
        for c in links:
            for evidence in c.evidence:
                if (key := (evidence.article, evidence.words.text)) not in seen:
                    seen.add(key)
                    text = Text.assemble(
                        (f"{evidence.published}  suggests {evidence.suggests.value}: ", "dim"), evidence.words.text
                    )
                    console.print(Padding(text, (0, 0, 0, 4)))


def _line(c: Commitment, id_: str) -> Text:
    due = (
        f"due {c.due.start} to {c.due.end}"
        if c.due and c.due.start != c.due.end
        else f"due {c.due.end}"
        if c.due
        else "no due day"
    )
    said = f"said {c.said.start}" if c.said else "no date"
    return Text.assemble(
        (f"{id_} ", "dim"),
        (f"{c.status.value} ", _STYLES.get(c.status, "bold")),
        (c.who, "cyan"),
        " ",
        (c.statement.cue.text + " " if c.statement.cue else "", "yellow"),
        c.statement.content.text,
        (f"  {said}, {due}", "dim"),
        (f"  ruled by {c.decision['by']}: {c.decision['because']}" if c.decision else "", "green"),
    )
