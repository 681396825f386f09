"""Match actors with the entities of a list, by the conventions of OpenRefine's reconciliation API.

Names are compared by the share of characters that they have in common, in order (the normalised Indel similarity).
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

from onrecord.errors import MalformedInputError
from onrecord.language.naming import plain
from onrecord.records import SourceKind
from onrecord.store import ActorLine

_LEAST = 75.0
"""The lowest score of a candidate."""
_MOST = 5
"""The most candidates for one actor."""
_MISFIT = 20.0
"""How much is taken off the score of an entity whose type does not fit the actor's kind."""
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
    """An entity that an actor may be, with a `score` of 0 to 100; `match` if it is certain."""

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
    """Read the entities in a CSV file or in FollowTheMoney JSON Lines.

    Raises:
        MalformedInputError: The file or a row is not valid; the message says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path}: the file is not UTF-8"
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
        msg = f"{path}: the file has no column `name`"
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
                msg = f"{path}, line {number}: expected a FollowTheMoney entity with id and properties.name"
                raise MalformedInputError(msg) from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # rejects lone surrogates
    return value


def reconcile(actors: Iterable[ActorLine], entities: Sequence[Entity]) -> list[tuple[ActorLine, list[Candidate]]]:
    """The candidates of each actor that has any, best first."""
    names = [[plain(name) for name in entity.names] for entity in entities]
    named: dict[str, set[str]] = defaultdict(set)
    by_word: dict[str, set[int]] = defaultdict(set)
    for number, keys in enumerate(names):
        for key in keys:
            named[key].add(entities[number].id)
            for word in key.split():
                by_word[word].add(number)
    found = []
    for actor in actors:
        key = plain(actor.name)
        near = sorted(set().union(*(by_word.get(word, ()) for word in key.split())))
        candidates = []
        for number in near:
            score = max(ratio(key, name, score_cutoff=_LEAST) for name in names[number])
            is_only = named.get(key) == {entities[number].id}
            candidates.append(_candidate(actor, entities[number], score, may_match=is_only and " " in key))
        best = sorted((c for c in candidates if c.score >= _LEAST), key=lambda c: (-c.score, c.id))[:_MOST]
        if best:
            found.append((actor, best))
    return found


def _candidate(actor: ActorLine, entity: Entity, score: float, *, may_match: bool) -> Candidate:
    """The candidate, a little less alike if the entity is of another type."""
    fits = entity.type is None or entity.type in _SCHEMATA[actor.kind] or entity.type.lower() == actor.kind.value
    return Candidate(entity.id, entity.names[0], entity.type, score if fits else score - _MISFIT, may_match and fits)
