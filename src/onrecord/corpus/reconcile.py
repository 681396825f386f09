"""Actors matched with the entities of an outside list, by OpenRefine's reconciliation conventions."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from onrecord.errors import MalformedInputError
from onrecord.language.naming import plain
from onrecord.records import SourceKind
from onrecord.store import ActorLine

_LEAST = 75.0
_MOST = 5
_SCHEMATA = {
    SourceKind.PERSON: frozenset({"Person"}),
    SourceKind.ORGANISATION: frozenset({"Organization", "Company", "PublicBody", "LegalEntity"}),
    SourceKind.GOVERNMENT: frozenset({"PublicBody", "Organization", "LegalEntity"}),
}
"""FollowTheMoney's schemata that a kind of source may be."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of a list: its id, its names, and its type if the list gives one."""

    id: str
    names: tuple[str, ...]
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that an actor may be: `score` to 100, `match` where it is sure."""

    id: str
    name: str
    type: str | None
    score: float
    match: bool

    def to_json(self) -> dict[str, Any]:
        """The candidate as the Reconciliation Service API has it."""
        types = [{"id": self.type, "name": self.type}] if self.type else []
        return {"id": self.id, "name": self.name, "type": types, "score": round(self.score, 1), "match": self.match}


def read_entities(path: Path) -> list[Entity]:
    """The entities in a CSV or in a file of FollowTheMoney's JSON Lines.

    Raises:
        MalformedInputError: A row is something else; the message says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path}: it is not UTF-8"
        raise MalformedInputError(msg) from error
    return list(_from_csv(path, text) if path.suffix.lower() in {".csv", ".tsv"} else _from_json(path, text))


def _from_csv(path: Path, text: str) -> Iterator[Entity]:
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = list(table)
    except csv.Error as error:
        msg = f"{path}: {error}"
        raise MalformedInputError(msg) from error
    if "name" not in (table.fieldnames or ()):
        msg = f"{path}: it has no column `name`"
        raise MalformedInputError(msg)
    for number, row in enumerate(rows, 1):
        name = (row["name"] or "").strip()
        if name:
            aliases = [alias.strip() for alias in (row.get("aliases") or "").split(";") if alias.strip()]
            yield Entity((row.get("id") or "").strip() or str(number), (name, *aliases), row.get("type") or None)


def _from_json(path: Path, text: str) -> Iterator[Entity]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                fields = json.loads(line)
                properties = fields["properties"]
                lists = [properties["name"], properties.get("alias", []), properties.get("weakAlias", [])]
                names = tuple(_text(name) for names in lists for name in _list(names))
                schema = fields.get("schema")
                yield Entity(_text(fields["id"]), names, None if schema is None else _text(schema))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                msg = f"{path}, line {number}: this is no FollowTheMoney entity with id and properties.name"
                raise MalformedInputError(msg) from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a surrogate pair is no text
    return value


def reconcile(actors: Iterable[ActorLine], entities: Sequence[Entity]) -> list[tuple[ActorLine, list[Candidate]]]:
    """The candidates of each actor that has any, best first."""
    exact: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[int]] = defaultdict(set)
    for number, entity in enumerate(entities):
        for name in entity.names:
            exact[plain(name)].add(entity.id)
            for word in plain(name).split():
                words[word].add(number)
    found = []
    for actor in actors:
        key = plain(actor.name)
        near = sorted({number for word in key.split() for number in words.get(word, ())})
        candidates = [_candidate(actor, key, entities[number], exact) for number in near]
        kept = sorted((c for c in candidates if c.score >= _LEAST), key=lambda c: (-c.score, c.id))[:_MOST]
        if kept:
            found.append((actor, kept))
    return found


def _candidate(actor: ActorLine, key: str, entity: Entity, exact: dict[str, set[str]]) -> Candidate:
    """How near the entity's nearest name is, a little less where its type is another."""
    score = max(100 * SequenceMatcher(None, key, plain(name), autojunk=False).ratio() for name in entity.names)
    fits = entity.type is None or entity.type in _SCHEMATA[actor.kind] or entity.type.lower() == actor.kind.value
    if not fits:
        score -= 20
    match = fits and " " in key and exact.get(key) == {entity.id}
    return Candidate(entity.id, entity.names[0], entity.type, score, match)
