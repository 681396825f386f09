"""`onrecord read`: reads articles, and stores and prints their statements."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from onrecord.cli.console import INTERRUPTED
from onrecord.cli.options import DAY, Database, Format, FromSettings, settings
from onrecord.corpus.actors import ActorBook
from onrecord.errors import OnrecordError
from onrecord.records import DateInterval, Origin
from onrecord.store import Store


def read(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Files, folders, feeds or web addresses. Use - for stdin.")
    ],
    *,
    output: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="Print a table or one line of JSON for each article.", show_default=False),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print every table, and name skipped and undated articles.")
    ] = False,
    db: Database,
    no_store: Annotated[bool, typer.Option("--no-store", help="Print only; do not write to the database.")] = False,
    published: Annotated[
        datetime | None,
        typer.Option("--published", formats=DAY, metavar="DATE", help="Override the date of publication."),
    ] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Override the outlet.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="Override the title.")] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            metavar="NUMBER",
            min=0.0,
            max=1.0,
            help="Ignore statements below this confidence. [default: the model's threshold]",
        ),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            "-w",
            default_factory=FromSettings("workers"),
            metavar="NUMBER",
            min=1,
            max=256,
            help="Read with this many processes.",
            show_default=False,
        ),
    ],
    fetch_entries: Annotated[
        bool, typer.Option("--fetch-entries", help="Fetch the page of each feed entry that has no full text.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses on this machine and on private networks.")
    ] = False,
) -> None:
    """Read articles and store who said what.

    Reads plain text, saved web pages, RSS and Atom feeds, JSON Lines, web addresses, and folders of these. Reading an
    article again changes nothing; an edited article is stored as a new version. If an input cannot be read, the rest
    are still read, and the exit status is 1. The network is used only for the addresses you give.

    One article is printed as a table. For several, pass `--format` or `--verbose`.

    **Examples**

    - `onrecord read article.html` – one saved page
    - `onrecord read articles/ --outlet "The Lantern"` – a folder
    - `onrecord read https://lantern.example/story --format json | jq .statements`
    - `cat articles.jsonl | onrecord read - --format json --no-store`
    """
    # Only this command needs the readers and the model. The others start in half the time without them.
    from onrecord.cli.run import Run  # noqa: PLC0415
    from onrecord.readers.base import Overrides  # noqa: PLC0415
    from onrecord.readers.fetch import Fetcher  # noqa: PLC0415
    from onrecord.readers.inputs import Inputs  # noqa: PLC0415

    day = published.date() if published else None
    interval = DateInterval(day, day, Origin.ARGUMENT) if day else None
    overrides = Overrides(title=title, outlet=outlet, published=interval)
    if output is None and (verbose or settings().format == Format.JSON):
        output = Format(settings().format)
    store = None if no_store else Store(db)
    run = Run(store.writer() if store else None, output, verbose=verbose)
    try:
        with Fetcher(allow_private=allow_private) as fetcher:
            found = Inputs(
                overrides=overrides, fetch=fetcher.fetch, stdin=sys.stdin.buffer, fetch_entries=fetch_entries
            )
            run.read(found.read(inputs), inputs, workers=workers, min_confidence=min_confidence)
        if store is not None:
            ActorBook(store).update()
    except KeyboardInterrupt:
        run.report(interrupted=True)
        raise typer.Exit(INTERRUPTED) from None
    except OnrecordError:
        run.report()
        raise
    run.report()
    if run.failed:
        raise typer.Exit(1)
