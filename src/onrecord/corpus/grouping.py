"""Resolves actors across articles by their names alone; the order of articles makes no difference."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.language import load
from onrecord.language.naming import places, plain
from onrecord.records import Actor, SourceKind

NAMED = frozenset({SourceKind.PERSON, SourceKind.ORGANISATION, SourceKind.GOVERNMENT})
"""The kinds that are resolved across articles; documents, groups and unnamed sources stay within theirs."""

_BODY, _PERSON = "body", "person"


@dataclass(frozen=True, slots=True, order=True)
class Appearance:
    """An actor of one article.

    Attributes:
        article: The article's id.
        actor: The actor's id within the article.
        kind: What it is taken for.
        name: Its fullest name.
        keys: Its names for comparison, the fullest first; of a person, given and family name, or one of them.
        sure: Whether the kind is certain. It is not if the article only has a single word for the actor.
    """

    article: str
    actor: str
    kind: SourceKind
    name: str
    keys: tuple[str, ...]
    sure: bool = True

    @classmethod
    def of(cls, article: str, actor: Actor, language: str = "en") -> "Appearance | None":
        """The appearance of an actor, or `None` if its kind is not resolved across articles."""
        if actor.kind not in NAMED or not actor.names:
            return None
        if actor.kind is SourceKind.PERSON:
            words = plain(actor.name).split() or [actor.name]
            keys: tuple[str, ...] = (f"{words[0]} {words[-1]}" if len(words) > 1 else words[0],)
        else:
            keys = tuple(dict.fromkeys(places(language).body_key(name, actor.kind) for name in actor.names))
        sure = bool(actor.roles) or any(" " in name for name in actor.names) or keys[0].startswith("state ")
        return cls(article, actor.id, actor.kind, actor.name, keys, sure)

    @property
    def blocks(self) -> tuple[str, ...]:
        """The blocks of the appearance: two appearances of one actor share at least one."""
        found = {f"{_BODY} {key}" for key in self.keys}
        found |= {f"{_BODY} {_initials(key)}" for key in self.keys if " " in key and len(_initials(key)) > 1}
        if self.kind is SourceKind.PERSON or not self.sure:
            found.add(f"{_PERSON} {_family(self.keys[0])}")
        if self.kind is SourceKind.PERSON and self.sure:
            found -= {f"{_BODY} {self.keys[0]}"}
        return tuple(sorted(found))


def group(appearances: Iterable[Appearance]) -> list[list[Appearance]]:
    """The appearances of each actor, sorted."""
    people: dict[str, list[Appearance]] = defaultdict(list)
    bodies: list[Appearance] = []
    unsure: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in sorted(appearances):
        if not appearance.sure:
            unsure[appearance.keys[0]].append(appearance)
        elif appearance.kind is SourceKind.PERSON:
            people[_family(appearance.keys[0])].append(appearance)
        else:
            bodies.append(appearance)
    known = {key for appearance in bodies for key in appearance.keys}
    for key, found in sorted(unsure.items()):
        is_person = 2 * sum(a.kind is SourceKind.PERSON for a in found) > len(found)
        if (key in people and (key not in known or is_person)) or (is_person and key not in known):
            people[key] += found
        else:
            bodies += found
    groups = [found for family in people.values() for found in _people(family)]
    return sorted(groups + _bodies(bodies))


def _people(family: Sequence[Appearance]) -> Iterable[list[Appearance]]:
    """People of one family name, by given name; one with an initial or no given name joins the only one that fits."""
    given: dict[str, list[Appearance]] = defaultdict(list)
    initialled: dict[str, list[Appearance]] = defaultdict(list)
    bare: list[Appearance] = []
    for appearance in family:
        first = _given(appearance.keys[0])
        (bare if not first else initialled[first] if len(first) == 1 else given[first]).append(appearance)
    merged: dict[str, list[Appearance]] = {}
    for first in sorted(given):
        fitting = [other for other in given if other != first and _is_short_for(other, first)]
        alone = len(fitting) == 1 and sum(_is_short_for(fitting[0], other) for other in given) == 2
        merged.setdefault(min(first, fitting[0]) if alone else first, []).extend(given[first])
    for first in sorted(initialled):
        fitting = [other for other in merged if other[0] == first]
        merged.setdefault(fitting[0] if len(fitting) == 1 else first, []).extend(initialled[first])
    if bare:
        merged.setdefault(next(iter(merged)) if len(merged) == 1 else "", []).extend(bare)
    return [sorted(found) for found in merged.values()]


def _is_short_for(one: str, other: str) -> bool:
    """Whether one given name is the beginning of the other, as Chris is of Christopher."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and long.startswith(short)


def _bodies(bodies: Sequence[Appearance]) -> list[list[Appearance]]:
    """Bodies that share a name; initials count only if they are short for one name in all articles."""
    long_forms: dict[str, set[str]] = defaultdict(set)
    for appearance in bodies:
        for key in appearance.keys:
            if " " in key:
                long_forms[_initials(key)].add(key)
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    def strong(appearance: Appearance) -> Sequence[str]:
        return [k for k in appearance.keys if " " in k or len(long_forms.get(k, ())) <= 1] or appearance.keys

    for appearance in bodies:
        keys = strong(appearance)
        for key in keys[1:]:
            one, other = sorted((root(keys[0]), root(key)))
            parent[other] = one
    groups: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in bodies:
        groups[root(strong(appearance)[0])].append(appearance)
    return [sorted(found) for found in groups.values()]


def _initials(key: str) -> str:
    return "".join(word[0] for word in key.split() if word not in _no_initial())


@cache
def _no_initial() -> frozenset[str]:
    return frozenset(load("en", "sources")["names"]["no_initial"])


def _family(key: str) -> str:
    return key.rsplit(maxsplit=1)[-1]


def _given(key: str) -> str:
    words = key.split()
    return re.sub(r"\W", "", words[0]) if len(words) > 1 else ""
