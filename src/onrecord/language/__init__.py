"""Linguistic knowledge as data: one folder per language, one TOML file per subject."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(language: str, name: str) -> dict[str, Any]:
    """The data of `language` on the subject `name`, read once. Do not change it."""
    return tomllib.loads((files(__name__) / language / f"{name}.toml").read_text(encoding="utf-8"))
