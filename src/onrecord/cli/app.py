"""The `onrecord` command."""

import os
import sys
from typing import Annotated

import typer

from onrecord._version import __version__
from onrecord.cli import export, read, search, show, stats
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
app.command("stats")(stats.stats)


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
    try:
        app()
    except OnrecordError as error:
        errors().print(f"onrecord: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`onrecord … | head`): that is no error, but Python would report one
        # when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
