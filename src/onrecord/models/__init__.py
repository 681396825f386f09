"""Learnt weights: one folder for each language, with the neural model and a TOML file for each smaller one."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(language: str, name: str) -> dict[str, Any]:
    """The weights `name` of `language`, read once. Do not change them."""
    return tomllib.loads((files(__name__) / language / f"{name}.toml").read_text(encoding="utf-8"))
