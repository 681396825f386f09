"""What Onrecord's commands have in common: plain help, and errors in one line."""

import os
import sys
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from onrecord.cli.console import escaped, notice
from onrecord.errors import OnrecordError
from onrecord.readers.base import printable


class PlainCommand(TyperCommand):
    """A command whose help names no Python types: `--verbose`, not `--verbose <bool>`."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters. The types of arguments and of flags are left out of the help."""
        return _plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands with the same help."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters. The types of flags are left out of the help."""
        return _plain(super().get_params(ctx))


class MainGroup(PlainGroup):
    """The command itself: reports an error as one line on stderr, with exit status 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except OnrecordError as error:
            notice(f"onrecord: {error}", style="red")
            raise typer.Exit(1) from error
        except typer.TyperException as error:
            # Typer escapes control characters in what was typed, but not marks that reorder text.
            if isinstance(getattr(error, "message", None), str):
                error.message = escaped(error.message)
            raise
        except BrokenPipeError:
            # Whoever reads our output has seen enough (`onrecord … | head`). That is not an error.
            discard_output()
            raise typer.Exit from None
        except OSError as error:
            discard_output()
            reason = os.strerror(error.errno).lower() if error.errno else error
            notice(f"onrecord: {printable(str(error.filename or 'output'))}: {reason}", style="red")
            raise typer.Exit(1) from error
        return result


def discard_output() -> None:
    """Send what is still buffered nowhere, so that Python does not complain at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(params: list[Any]) -> list[Any]:
    for param in params:
        if param.param_type_name == "argument" or param.is_flag:
            param.display_type_rich = _no_type
    return params


def _no_type(ctx: Any) -> None:  # noqa: ARG001 - Typer calls it by name
    return None
