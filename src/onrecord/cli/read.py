"""`onrecord read`: articles in, their statements out and into the database."""

import sys
from datetime import date, datetime
from typing import Annotated

import typer

from onrecord.cli.console import INTERRUPTED, Database, Format, Workers, errors
from onrecord.corpus.actors import ActorBook
from onrecord.records import DateInterval, Origin
from onrecord.store import Store


def read(
    inputs: Annotated[
        list[str], typer.Argument(metavar="PATH|URL|-...", help="Files, folders, feeds, addresses, or - for stdin.")
    ],
    *,
    output: Annotated[
        Format, typer.Option("--format", "-f", help="A table for people, or one JSON object an article.")
    ] = Format.TABLE,
    db: Database,
    no_store: Annotated[bool, typer.Option("--no-store", help="Print only; keep nothing.")] = False,
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of publication, before what the page says.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="The outlet, before what the page says.")] = None,
    title: Annotated[str | None, typer.Option(help="The title, before what the page says.")] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=1.0, help="Keep statements that are read with this or more; else the model's threshold."
        ),
    ] = None,
    workers: Workers,
    fetch_entries: Annotated[
        bool, typer.Option("--fetch-entries", help="Fetch the pages that a feed only announces.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses of this machine and of private networks.")
    ] = False,
) -> None:
    """Read articles: find who said what, print it, and keep it.

    Takes plain text, saved pages (HTML), RSS and Atom feeds, JSON Lines, addresses, folders of these, and - for
    standard input. The network is used for addresses only. Reading the same article again changes nothing; a
    changed one is kept as a new version. What could not be read is reported, the rest is read all the same, and
    the exit status is then 1.

    **Examples**

    - `onrecord read article.html` – one saved page
    - `onrecord read articles/ --outlet "The Lantern"` – a folder
    - `onrecord read https://lantern.example/story --format json | jq .statements`
    - `cat articles.jsonl | onrecord read - --format json --no-store`
    """
    # Only this command needs the readers and the model; the others start in half the time without them.
    from onrecord.cli.run import Run  # noqa: PLC0415
    from onrecord.readers.base import Overrides  # noqa: PLC0415
    from onrecord.readers.fetch import Fetcher  # noqa: PLC0415
    from onrecord.readers.inputs import Inputs  # noqa: PLC0415

    overrides = Overrides(title=title, outlet=outlet, published=_day(published.date()) if published else None)
    store = None if no_store else Store(db)
    writer = store.writer() if store else None
    with Fetcher(allow_private=allow_private) as fetcher:
        reader = Inputs(overrides=overrides, fetch=fetcher.fetch, stdin=sys.stdin.buffer, fetch_entries=fetch_entries)
        run = Run(writer, output, live=errors().is_terminal)
        try:
            run.read(reader.read(inputs), workers, min_confidence)
        except KeyboardInterrupt:
            run.report(interrupted=True)
            raise typer.Exit(INTERRUPTED) from None
    if store is not None:
        ActorBook(store).update()
    run.report(interrupted=False)
    if run.failures:
        raise typer.Exit(1)


def _day(day: date) -> DateInterval:
    return DateInterval(day, day, Origin.ARGUMENT)
