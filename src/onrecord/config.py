"""Settings: what is built in, then `onrecord.toml`, then the environment; the command line goes before them all."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from onrecord.errors import ConfigError

FILE = "onrecord.toml"
PREFIX = "ONRECORD_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set once for all commands: the database's file, and how many processes read."""

    db: str = "onrecord.db"
    workers: int = 1


def load(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings in the folder's `onrecord.toml` and in `ONRECORD_DB`, `ONRECORD_WORKERS`.

    Raises:
        ConfigError: The file is not TOML or has a setting that is unknown, or a value is not of the setting's type.
    """
    found: dict[str, Any] = {}
    types = {field.name: field.type for field in fields(Settings)}
    path = folder / FILE
    for name, value in _in_file(path).items():
        if name not in types:
            msg = f"{path}: there is no setting {name!r}; there are {', '.join(types)}"
            raise ConfigError(msg)
        if type(value) is not types[name]:
            msg = f"{path}: the setting {name!r} cannot be {value!r}"
            raise ConfigError(msg)
        found[name] = value
    for name, type_ in types.items():
        variable = PREFIX + name.upper()
        if text := environment.get(variable):
            if type_ is int and not text.isdecimal():
                msg = f"the environment variable {variable} is {text!r}, not a number"
                raise ConfigError(msg)
            found[name] = int(text) if type_ is int else text
    return replace(Settings(), **found)


def _in_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        msg = f"{path}: it cannot be read as TOML: {error}"
        raise ConfigError(msg) from error
