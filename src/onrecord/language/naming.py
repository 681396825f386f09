"""Normalises names, so that they can be compared."""

import unicodedata
from functools import cache, lru_cache

from onrecord.language import load
from onrecord.records import SourceKind


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """The text in lower case, with straight apostrophes and without accents, stops and doubled spaces."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'")).lower()
    return " ".join("".join(c for c in text if not unicodedata.combining(c) and c != ".").split())


_FIELDS = ("names", "capitals", "seats", "bodies")


class Places:
    """Names that stand for governments and for bodies of several states.

    `printed` lists them as they are written. `regions` are parts of states, which may be family names too;
    `after_towns` are their abbreviations.
    """

    def __init__(self, language: str) -> None:
        data = load(language, "metonyms")
        self.states: dict[str, str] = {}
        self.seats: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.capitals: dict[str, str] = {}
        self.demonyms: dict[str, str] = {}
        for state in data["states"]:
            for field, names in (
                ("names", self.states),
                ("capitals", self.capitals),
                ("seats", self.seats),
                ("bodies", self.bodies),
                ("demonyms", self.demonyms),
            ):
                for name in state[field]:
                    names.setdefault(plain(name), state["code"])
        parts = load(language, "regions")
        self.regions = frozenset(plain(name) for state in parts.values() for name in state["names"])
        self.after_towns = frozenset(short for state in parts.values() for short in state.get("short", ()))
        listed = [name for state in data["states"] for field in _FIELDS for name in state[field]]
        self.printed = sorted({*listed, *data["unions"], *data["union_seats"]})
        self.legal_forms = frozenset(load(language, "nouns")["legal_forms"])
        self.unions = frozenset(plain(name) for name in (*data["unions"], *data["union_seats"]))

    def kind(self, name: str) -> SourceKind | None:
        """The kind of source that a name, in `plain` form, stands for; `None` if it is not listed."""
        if name in self.unions:
            return SourceKind.ORGANISATION
        if any(name in names for names in (self.states, self.seats, self.bodies, self.capitals)):
            return SourceKind.GOVERNMENT
        return None

    def state(self, name: str) -> str | None:
        """The code of the state that a name or a capital, in `plain` form, stands for."""
        return self.states.get(name) or self.capitals.get(name)

    def body_key(self, name: str, kind: SourceKind) -> str:
        """What two names of one body have in common: the state, or the name without legal form and country."""
        key = plain(name)
        if kind is SourceKind.GOVERNMENT and (code := self.state(key)) is not None:
            return f"state {code}"
        words = key.removeprefix("the ").split()
        while len(words) > 1 and words[-1].strip(",") in self.legal_forms:
            words.pop()
        if kind is SourceKind.GOVERNMENT:
            for size in (3, 2, 1):
                first = " ".join(words[:size])
                if len(words) > size and (first in self.states or first in self.demonyms):
                    return " ".join(words[size:])
        return " ".join(words)


@cache
def places(language: str) -> Places:
    """The places of a language, loaded once."""
    return Places(language)
