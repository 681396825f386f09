"""Words of each language, as data."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(language: str, name: str) -> dict[str, Any]:
    """The table in `language/<language>/<name>.toml`."""
    return tomllib.loads((files("onrecord.language") / language / f"{name}.toml").read_text(encoding="utf-8"))
