"""Writes the command-line reference from the code of the commands.

    python docs/generate.py

`reference/cli.md` is committed; a test checks that it is current.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args

from typer.models import ArgumentInfo, CommandInfo, OptionInfo, TyperInfo
from typer.utils import get_params_from_function

from onrecord.cli.app import app
from onrecord.config import Settings

PAGE = Path(__file__).parent / "reference" / "cli.md"

_HEAD = """\
# Command line

<!-- Written by docs/generate.py from the code: change the code, then run `make docs`. -->

`onrecord` is also `python -m onrecord`. Results go to stdout; progress, failures and the summary of a run go to stderr.
`onrecord --version` prints the version, `onrecord COMMAND --help` the help of a command.

| setting | option | environment | `onrecord.toml` |
|---|---|---|---|
| the database file | `--db story.db` | `ONRECORD_DB=story.db` | `db = "story.db"` |
| number of reading processes | `--workers 4` | `ONRECORD_WORKERS=4` | `workers = 4` |
| no colours | | `NO_COLOR=1` | |

Options override the environment, which overrides `onrecord.toml` in the current folder. Without colours, `show` uses
brackets.

The exit status is 0 on success and 1 if something failed or nothing was found. [Errors](errors.md#exit-statuses) lists
the others.
"""

# Outside backticks, Markdown would read < as the start of a tag.
_TAG = re.compile(r"<(?=[^`\n]*(?:`[^`\n]*`[^`\n]*)*$)", re.MULTILINE)


def cli_reference() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(part for name, callback in commands() for part in _section(name, callback))])


def commands() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The name and code of each command; a group, such as `actors`, comes before its commands."""
    for command in app.registered_commands:
        yield _command(command.name, command)
    for group in app.registered_groups:
        inner = group.typer_instance
        if inner is None or inner.registered_callback is None:
            msg = f"the command {group.name} has no code"
            raise ValueError(msg)
        yield _command(group.name, inner.registered_callback)
        for command in inner.registered_commands:
            name = command.name or getattr(command.callback, "__name__", None)
            yield _command(f"{group.name} {name}", command)


def _command(name: str | None, command: CommandInfo | TyperInfo) -> tuple[str, Callable[..., Any]]:
    if command.callback is None:
        msg = f"the command {name} has no code"
        raise ValueError(msg)
    return str(name), command.callback


def _section(command: str, callback: Callable[..., Any]) -> Iterator[str]:
    parameters = get_params_from_function(callback).values()
    arguments = {_metavar(p.name, p.default): p for p in parameters if isinstance(p.default, ArgumentInfo)}
    options = [p for p in parameters if isinstance(p.default, OptionInfo)]
    yield f"## onrecord {command}\n"
    yield f"```text\n{' '.join(['onrecord', command, '[OPTIONS]', *arguments])}\n```\n"
    yield _TAG.sub("&lt;", inspect.cleandoc(callback.__doc__ or "")) + "\n"
    if arguments:
        yield "| argument | meaning |\n|---|---|"
        yield from (f"| `{_cell(name)}` | {_cell(p.default.help)} |" for name, p in arguments.items())
        yield ""
    yield "| option | value | default | meaning |\n|---|---|---|---|"
    for p in options:
        names = ", ".join(f"`{name}`" for name in p.default.param_decls or [f"--{p.name.replace('_', '-')}"])
        cells = (names, _cell(_value(p.annotation, p.default)), _default(p.name, p.default), _cell(p.default.help))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _metavar(name: str, argument: ArgumentInfo) -> str:
    return argument.metavar or name.upper()


def _value(annotation: Any, option: OptionInfo) -> str:
    """The value that an option takes, in words; empty for a flag."""
    if isinstance(annotation, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not type(None))
    if annotation is bool:
        return ""
    if issubclass(annotation, StrEnum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if issubclass(annotation, int):
        return f"{option.min:,} to {option.max:,}"
    return {Path: "a file", datetime: "`YYYY-MM-DD`"}.get(annotation, "text")


def _default(name: str, option: OptionInfo) -> str:
    value = getattr(Settings(), name) if option.default_factory else option.default
    if value is ...:
        return "required"
    return "" if value is None or value is False else f"`{value}`"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", r"\|").replace("*", r"\*")


if __name__ == "__main__":
    PAGE.write_text(cli_reference(), encoding="utf-8")
    print(f"wrote {PAGE}")
