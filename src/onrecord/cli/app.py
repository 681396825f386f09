"""The `onrecord` command."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord._version import __version__
from onrecord.cli import (
    actors,
    audit,
    commitments,
    corrections,
    evaluate,
    export,
    read,
    search,
    serve,
    show,
    stats,
    timeline,
    who,
)
from onrecord.cli.console import INTERRUPTED, errors
from onrecord.errors import OnrecordError

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("read")(read.read)
app.command("show")(show.show)
app.command("search")(search.search)
app.command("export")(export.export)
app.command("who")(who.who)
app.add_typer(actors.app, name="actors")
app.command("audit")(audit.print_audit)
app.command("timeline")(timeline.print_timeline)
app.command("commitments")(commitments.commitments)
app.command("rule")(commitments.rule)
app.command("corrections")(corrections.corrections)
app.command("serve")(serve.serve)
app.command("stats")(stats.stats)
app.command("eval")(evaluate.evaluate)


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the option's value
    if wanted:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _onrecord(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Read the news and keep the record: who said what, on whose word, when, and what came of it.

    Start with `onrecord read article.html`, then `onrecord search WORDS`.
    """


def main() -> None:
    """Run the command; an error of ours is one line on stderr and exit status 1."""
    _reopen_closed_streams()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except OnrecordError as error:
        errors().print(f"onrecord: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`onrecord … | head`), which is no error.
        _discard_output()
    except OSError as error:
        _discard_output()
        reason = os.strerror(error.errno).lower() if error.errno else error
        errors().print(
            f"onrecord: {error.filename or 'the output'}: {reason}", style="red", markup=False, soft_wrap=True
        )
        sys.exit(1)


def _discard_output() -> None:
    """Send what is still to be flushed nowhere, so that Python does not report it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reopen_closed_streams() -> None:
    """Give a stream that the shell has closed (`>&-`) something to write to or to read from."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we run
