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
from onrecord.cli.commands import MainGroup, PlainCommand, discard_output
from onrecord.cli.console import INTERRUPTED

app = typer.Typer(
    name="onrecord",
    cls=MainGroup,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
_READ, _FIND, _CORRECT, _USE = "Read", "Find", "Correct", "Export and measure"
app.command("read", cls=PlainCommand, rich_help_panel=_READ)(read.read)
app.command("stats", cls=PlainCommand, rich_help_panel=_READ)(stats.stats)
app.command("search", cls=PlainCommand, rich_help_panel=_FIND)(search.search)
app.command("show", cls=PlainCommand, rich_help_panel=_FIND)(show.show)
app.command("who", cls=PlainCommand, rich_help_panel=_FIND)(who.who)
app.command("timeline", cls=PlainCommand, rich_help_panel=_FIND)(timeline.print_timeline)
app.command("commitments", cls=PlainCommand, rich_help_panel=_FIND)(commitments.commitments)
app.command("audit", cls=PlainCommand, rich_help_panel=_FIND)(audit.print_audit)
app.add_typer(actors.app, name="actors", rich_help_panel=_CORRECT)
app.command("mark", cls=PlainCommand, rich_help_panel=_CORRECT)(commitments.mark)
app.command("corrections", cls=PlainCommand, rich_help_panel=_CORRECT)(corrections.corrections)
app.command("serve", cls=PlainCommand, rich_help_panel=_FIND)(serve.serve)
app.command("export", cls=PlainCommand, rich_help_panel=_USE)(export.export)
app.command("eval", cls=PlainCommand, rich_help_panel=_USE)(evaluate.evaluate)


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the option's value
    if wanted:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _onrecord(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Find out who said what in the news, on whose word, when, and what came of it.

    Start with `onrecord read article.html`, then try `onrecord search WORDS`. Options can have defaults in
    `onrecord.toml` or in the environment, such as `ONRECORD_DB`.
    """


def main() -> None:
    """Run the command."""
    _prepare_streams()
    try:
        try:
            app(prog_name="onrecord")
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        discard_output()


def _prepare_streams() -> None:
    """Replace streams that the shell has closed (`>&-`), and write what a terminal cannot show as escapes."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until we exit
        elif mode == "w":
            stream.reconfigure(errors="backslashreplace")
