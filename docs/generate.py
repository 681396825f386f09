"""Writes the command-line reference from the commands' own code.

    python docs/generate.py

`reference/cli.md` is committed, and a test asserts that it is what this writes.
"""

import inspect
import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from typer.models import ArgumentInfo, CommandInfo, OptionInfo, ParamMeta, TyperInfo
from typer.utils import get_params_from_function

from onrecord.cli.app import app
from onrecord.cli.options import FromSettings
from onrecord.config import PREFIX, Settings, option_name

PAGE = Path(__file__).parent / "reference" / "cli.md"

_HEAD = """\
# Command line

<!-- Written by docs/generate.py from the code: change the code, then run `make docs`. -->

`onrecord` is also `python -m onrecord`. Results go to stdout; progress, errors and summaries go to stderr.
`onrecord --version` prints the version, and `onrecord COMMAND --help` prints what is on this page. Set
`NO_COLOR=1` to turn colours off.

`onrecord --install-completion` turns on completion in your shell; `onrecord --show-completion` prints the script.

The exit status is 0 on success, and 1 if something failed or nothing was found. The others are listed with the
[errors](errors.md#exit-statuses).

## Settings

Set defaults for options in `onrecord.toml` in the current folder, or in the environment. Options override the
environment, and the environment overrides the file. An unknown setting is an error.

"""

_SETTINGS = "| in `onrecord.toml` | in the environment | default | meaning |\n|---|---|---|---|"

# Outside backticks, Markdown would take a < for the start of a tag.
_TAG = re.compile(r"<(?=[^`\n]*(?:`[^`\n]*`[^`\n]*)*$)", re.MULTILINE)


def cli_reference() -> str:
    """The page as Markdown."""
    return "\n".join(
        [
            _HEAD + _SETTINGS,
            *_settings(),
            "",
            *(part for name, callback in commands() for part in _section(name, callback)),
        ]
    )


def _settings() -> Iterator[str]:
    for each in fields(Settings):
        example = each.default if each.default is not None else each.metadata["example"]
        written = f"{option_name(each.name)} = {json.dumps(example)}"
        default = "" if each.default is None else f"`{each.default}`"
        variable = f"{PREFIX}{each.name.upper()}={shlex.quote(str(example))}"
        yield f"| `{written}` | `{variable}` | {default} | {each.metadata['help']}. |"


def commands() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each command's name and code. A group such as `actors` comes before its commands."""
    for command in app.registered_commands:
        yield _command(command.name, command)
    for group in app.registered_groups:
        inner = group.typer_instance
        if inner is None or inner.registered_callback is None:
            msg = f"the group {group.name} has no callback"
            raise ValueError(msg)
        yield _command(group.name, inner.registered_callback)
        for command in inner.registered_commands:
            name = command.name or getattr(command.callback, "__name__", None)
            yield _command(f"{group.name} {name}", command)


def _command(name: str | None, command: CommandInfo | TyperInfo) -> tuple[str, Callable[..., Any]]:
    if command.callback is None:
        msg = f"the command {name} has no callback"
        raise ValueError(msg)
    return str(name), command.callback


def _section(command: str, callback: Callable[..., Any]) -> Iterator[str]:
    parameters = get_params_from_function(callback).values()
    arguments = {_metavar(p.name, p.default): p for p in parameters if isinstance(p.default, ArgumentInfo)}
    options = [p for p in parameters if isinstance(p.default, OptionInfo)]
    yield f"## onrecord {command}\n"
    usage = " ".join(["onrecord", command, "[OPTIONS]", *(_usage(n, p) for n, p in arguments.items())])
    yield f"```text\n{usage}\n```\n"
    yield _TAG.sub("&lt;", inspect.cleandoc(callback.__doc__ or "")) + "\n"
    if arguments:
        yield "| argument | meaning |\n|---|---|"
        yield from (f"| `{_cell(name)}` | {_cell(p.default.help)} |" for name, p in arguments.items())
        yield ""
    yield "| option | value | default | meaning |\n|---|---|---|---|"
    for p in options:
        names = ", ".join(f"`{name}`" for name in p.default.param_decls or [f"--{p.name.replace('_', '-')}"])
        cells = (names, _cell(_value(p.annotation, p.default)), _default(p.default), _cell(p.default.help))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _metavar(name: str, argument: ArgumentInfo) -> str:
    return argument.metavar or name.upper()


def _usage(name: str, parameter: ParamMeta) -> str:
    """An argument in the line of usage: `NAME`, `NAME...` or `[NAME...]`."""
    kind = parameter.annotation
    several = get_origin(kind) is list or any(get_origin(part) is list for part in get_args(kind))
    name += "..." if several else ""
    return name if parameter.default.default is ... else f"[{name}]"


def _value(annotation: Any, option: OptionInfo) -> str:
    """What an option takes, in words; nothing for a flag."""
    if isinstance(annotation, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not type(None))
    if annotation is bool:
        return ""
    if issubclass(annotation, StrEnum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if issubclass(annotation, int | float) and option.min is not None:
        return f"{option.min:,} or more" if option.max is None else f"{option.min:,} to {option.max:,}"
    if option.metavar == "FOLDER":
        return "a folder"
    return {Path: "a file", datetime: "`YYYY-MM-DD`"}.get(annotation, "text")


def _default(option: OptionInfo) -> str:
    factory = option.default_factory
    value = getattr(Settings(), factory.name) if isinstance(factory, FromSettings) else option.default
    if value is ...:
        return "required"
    return "" if value is None or value is False else f"`{value}`"


def _cell(text: str | None) -> str:
    return re.sub(r" \[default: .*\]", "", text or "").replace("|", r"\|").replace("*", r"\*")


if __name__ == "__main__":
    PAGE.write_text(cli_reference(), encoding="utf-8")
    print(f"wrote {PAGE}")
