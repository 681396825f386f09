"""Settings: built-in defaults, then `onrecord.toml`, then `ONRECORD_…` variables. Command-line options override all."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from onrecord.errors import ConfigError

FILE = "onrecord.toml"
PREFIX = "ONRECORD_"


def _setting(
    default: Any,
    kind: type,
    help_: str,
    takes: str,
    check: Callable[[Any], bool] = lambda _: True,
    *,
    example: str | None = None,
) -> Any:
    """A field with its type, what it is for, the values it takes in words, a check of them, and an example."""
    return field(
        default=default, metadata={"kind": kind, "help": help_, "takes": takes, "check": check, "example": example}
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults for command-line options. A setting is spelt with hyphens in the file: `min-confidence`."""

    db: str = _setting("onrecord.db", str, "Database file", "a path", bool)
    format: str = _setting("table", str, "Output format", "table or json", {"table", "json"}.__contains__)
    min_confidence: float = _setting(
        0.0,
        float,
        "Hide statements below this confidence, except in `read` and `serve`",
        "a number from 0 to 1",
        lambda value: 0 <= value <= 1,
    )
    workers: int = _setting(
        1, int, "Number of worker processes", "a whole number from 1 to 256", range(1, 257).__contains__
    )
    by: str | None = _setting(
        None,
        str,
        "Author of your corrections and decisions; by default, your user name",
        "a name",
        bool,
        example="R. Okar",
    )
    as_of: date | None = _setting(  # noqa: RUF009
        None, date, "Day that counts as today", "a date such as 2024-03-01", example="2024-03-01"
    )
    host: str = _setting("127.0.0.1", str, "Address that `serve` listens on", "an address", bool)
    port: int = _setting(
        8765, int, "Port that `serve` listens on", "a whole number from 0 to 65535", range(65536).__contains__
    )


def option_name(name: str) -> str:
    """The name of a setting in the file and, after two hyphens, on the command line."""
    return name.replace("_", "-")


def load(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings in the folder's `onrecord.toml` and in the environment, such as `ONRECORD_DB`.

    Raises:
        ConfigError: The file is not TOML, a setting is unknown, or a value is not valid.
    """
    path = folder / FILE
    known = {option_name(each.name): each for each in fields(Settings)}
    found: dict[str, Any] = {}
    for name, value in _in_file(path).items():
        if name not in known:
            msg = f"{path}: unknown setting {name!r}. Known settings: {', '.join(known)}."
            raise ConfigError(msg)
        found[known[name].name] = _checked(f"{path}: {name}", value, value, known[name].metadata)
    for each in known.values():
        variable = PREFIX + each.name.upper()
        if text := environment.get(variable):
            kind = each.metadata["kind"]
            try:
                value = date.fromisoformat(text) if kind is date else kind(text)
            except ValueError:
                value = None
            found[each.name] = _checked(variable, value, text, each.metadata)
    return replace(Settings(), **found)


def _checked(where: str, value: Any, written: Any, setting: Mapping[str, Any]) -> Any:
    """The value, if the setting takes it; a whole number is a number too, and a date may be quoted."""
    kind = setting["kind"]
    if kind is float and type(value) is int:
        value = float(value)
    if kind is date and isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if type(value) is not kind or not setting["check"](value):
        msg = f"{where} must be {setting['takes']}, not {written!r}."
        raise ConfigError(msg)
    return value


def _in_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        msg = f"{path}: not valid TOML: {error}"
        raise ConfigError(msg) from error
