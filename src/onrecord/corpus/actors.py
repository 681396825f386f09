"""Actors across articles: entity resolution by name, and the judgements of people that override it."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from onrecord.corpus.deriving import derivation
from onrecord.corpus.grouping import Appearance, group
from onrecord.errors import (
    DatabaseBusyError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    MalformedInputError,
    NotFoundError,
)
from onrecord.language.naming import plain
from onrecord.readers.base import clean
from onrecord.records import Actor, SourceKind
from onrecord.store import ActorLine, Store
from onrecord.store.links import Cluster, Links, StoredAppearance

_LONGEST_NAME = 400
"""The longest name that a person may give an actor, in characters."""

_PATIENCE = 1.0
"""How many seconds a command that reads waits for a process that is writing."""

SUBJECT = "actor"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, when (ISO 8601, UTC), and why."""

    by: str
    at: str
    because: str | None = None


class ActorBook:
    """The actors of a store, derived from its articles.

    Actors are resolved by the names that articles give them; people's judgements take precedence. Updating reads the
    actors of new articles and of those that share a name with them, and never an article's text.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def is_stale(self) -> bool:
        """Whether articles were read, or decisions made, since the actors were last derived."""
        return self._store.view().is_stale()

    def refresh(self) -> None:
        """Derive the actors if they are stale and the database can be written; otherwise leave them as they are.

        For commands that only read: while another process writes, they answer from the actors as last derived.
        """
        if self.is_stale:
            with suppress(DatabaseBusyError, DatabaseReadOnlyError, DatabaseFullError):
                ActorBook(self._store.with_patience(_PATIENCE)).update()

    def update(self) -> None:
        """Derive the actors of articles that are new; the result does not depend on the order of the articles.

        Raises:
            StoreError: They could not be derived or stored; the actors stay as they were.
        """
        if not self.is_stale:
            return
        with derivation("the actors"), self._store.writer().links() as links:
            if not links.is_stale():  # another process has derived them since
                return
            touched = links.remove_stale()
            for article in links.unlinked():
                found = []
                for fields in article.actors:
                    appearance = Appearance.of(article.id, Actor.from_json(fields))
                    if appearance is not None:
                        roles = {"roles": [role["text"] for role in fields["described"]]}
                        found.append((appearance.actor, _fields(appearance) | roles, appearance.blocks))
                        touched.update(appearance.blocks)
                links.add(article.key, found, article.actors)
            decisions = links.decisions(SUBJECT)
            links.assign(_assigned(_closure(links, touched, decisions), decisions))

    def find(self, name: str) -> ActorLine:
        """Find an actor by id or name.

        Raises:
            NotFoundError: No actor matches, or several do; the message lists them.
        """
        self.refresh()
        found = self._store.view().actors(name=name)
        exact = [actor for actor in found if plain(actor.name) == plain(name) or actor.id == name] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            msg = f"no actor matches {name[:200]!r}; `onrecord actors` lists them"
            raise NotFoundError(msg)
        listed = "\n".join(f"  {actor.id}  {actor.name}" for actor in exact[:10])
        msg = f"several actors match {name!r}:\n{listed}"
        raise NotFoundError(msg)

    def merged_into(self, id_: str) -> str | None:
        """The id of the actor that this one was merged into, if it was."""
        for decision in self._store.view().decisions(SUBJECT):
            if decision["what"] == "merge" and decision["fields"]["other"] == id_:
                return str(decision["fields"]["actor"])
        return None

    def merge(self, one: str, other: str, decision: Decision) -> int:
        """Merge two actors; the first gives the name. Returns the number of the decision."""
        first, second = self.find(one), self.find(other)
        if first.id == second.id:
            msg = f"{first.name} and {second.name} are already one actor"
            raise MalformedInputError(msg)
        return self._decide("merge", {"actor": first.id, "other": second.id}, decision, [first, second])

    def split(self, name: str, articles: Sequence[str], as_name: str, decision: Decision) -> int:
        """Split an actor: treat some of its articles as someone else. Returns the number of the decision."""
        as_name = _checked_name(as_name)
        actor = self.find(name)
        view = self._store.view()
        ids = [view.record(article).article.id for article in articles]
        held = {line.article.id for line in view.said_by(actor.id)}
        if not ids or not set(ids) <= held:
            missing = ", ".join(sorted(set(ids) - held))
            msg = f"{actor.name} says nothing in {missing}" if missing else "name at least one article to split off"
            raise NotFoundError(msg)
        if len(set(ids)) == actor.articles:
            msg = f"{actor.name} appears in no other article, so nothing would be left; rename the actor instead"
            raise NotFoundError(msg)
        return self._decide("split", {"actor": actor.id, "articles": ids, "name": as_name}, decision, [actor])

    def rename(self, name: str, new: str, decision: Decision) -> int:
        """Rename an actor. Returns the number of the decision."""
        new = _checked_name(new)
        actor = self.find(name)
        return self._decide("rename", {"actor": actor.id, "name": new}, decision, [actor])

    def match(self, name: str, identifier: str, decision: Decision) -> int:
        """Match an actor with an entity of another list, by its identifier. Returns the number of the decision."""
        actor = self.find(name)
        return self._decide("match", {"actor": actor.id, "entity": identifier}, decision, [actor])

    def _decide(self, what: str, fields: dict[str, Any], decision: Decision, actors: Sequence[ActorLine]) -> int:
        view, ids = self._store.view(), [actor.id for actor in actors]
        blocks = sorted({block for id_ in ids for block in view.blocks_of(id_)})
        held = {id_: [_trace(_appearance(fields)) for fields in view.appearances_of(id_)] for id_ in ids}
        row = {
            "subject": SUBJECT,
            "what": what,
            "about": fields["actor"],
            "fields": fields | {"named": {actor.id: actor.name for actor in actors}, "blocks": blocks, "held": held},
            "by": decision.by,
            "at": decision.at,
            "because": decision.because,
        }
        key = self._store.writer().add_decision(row, stale=blocks)
        self.update()
        return key


def _checked_name(name: str) -> str:
    """The name without surrounding white space.

    Raises:
        MalformedInputError: It has neither letters nor digits.
    """
    name = " ".join(clean(name).split())[:_LONGEST_NAME]
    if not slug(name.encode(errors="ignore").decode()):
        msg = f"a name needs letters or digits: {name!r}"
        raise MalformedInputError(msg)
    return name


def _trace(appearance: Appearance) -> str:
    """What identifies an appearance even after its actor's id has changed."""
    return f"{appearance.article} {appearance.keys[0]}"


def _meant(id_: str, fields: Mapping[str, Any], groups: Mapping[str, Sequence[Appearance]]) -> str | None:
    """The group that a decision is about: the one with its id, or else the one with most of its appearances."""
    if id_ in groups:
        return id_
    held = set(fields.get("held", {}).get(id_, ()))
    counts = {group: sum(_trace(a) in held for a in found) for group, found in groups.items()}
    best = min(counts, key=lambda group: (-counts[group], group), default=None)
    return best if best is not None and counts[best] else None


def _fields(appearance: Appearance) -> dict[str, Any]:
    return {
        "article": appearance.article,
        "actor": appearance.actor,
        "kind": appearance.kind.value,
        "name": appearance.name,
        "keys": list(appearance.keys),
        "sure": appearance.sure,
    }


def _appearance(fields: Mapping[str, Any]) -> Appearance:
    return Appearance(
        fields["article"],
        fields["actor"],
        SourceKind(fields["kind"]),
        fields["name"],
        tuple(fields["keys"]),
        fields["sure"],
    )


def _closure(links: Links, touched: Iterable[str], decisions: Sequence[Mapping[str, Any]]) -> list[StoredAppearance]:
    """All appearances that may be resolved differently now: those in the touched blocks, in their blocks, and so on."""
    tied = [frozenset(decision["fields"]["blocks"]) for decision in decisions]
    known: set[str] = set()
    waiting = set(touched)
    found: dict[int, StoredAppearance] = {}
    while waiting:
        known |= waiting
        for linked in links.in_blocks(waiting):
            found[linked.key] = linked
        reached = {block for linked in found.values() for block in linked.blocks}
        reached |= {block for blocks in tied if blocks & known for block in blocks}
        waiting = reached - known
    return list(found.values())


def _assigned(held: Sequence[StoredAppearance], decisions: Sequence[Mapping[str, Any]]) -> dict[str, Cluster]:
    """Each actor, by its id."""
    keys = {_appearance(linked.fields): linked.key for linked in held}
    groups: dict[str, list[Appearance]] = {}
    for found in group(keys):
        groups.setdefault(identifier(found), []).extend(found)
    names: dict[str, str] = {}
    for decision in decisions:
        fields = decision["fields"]
        actor = _meant(fields["actor"], fields, groups)
        if actor is None:
            continue
        if decision["what"] == "merge":
            other = _meant(fields["other"], fields, groups)
            if other is not None and other != actor:
                names.setdefault(actor, shown_name(groups[actor]))
                groups[actor] = sorted(groups[actor] + groups.pop(other))
        elif decision["what"] == "split":
            apart = [a for a in groups[actor] if a.article in fields["articles"]]
            if apart and len(apart) < len(groups[actor]):
                name = f"{actor}~{slug(fields['name'])}"
                groups[actor] = [a for a in groups[actor] if a not in apart]
                groups.setdefault(name, []).extend(apart)
                names[name] = fields["name"]
        elif decision["what"] == "rename":
            names[actor] = fields["name"]
    return {
        id_: Cluster(
            names.get(id_) or shown_name(found),
            shown_kind(found),
            sorted({appearance.name for appearance in found}),
            sorted(keys[a] for a in found),
        )
        for id_, found in sorted(groups.items())
    }


def identifier(found: Sequence[Appearance]) -> str:
    """The id of a group: made from its longest key, or the alphabetically first of several."""
    keys = {key for appearance in found for key in appearance.keys}
    key = min(keys, key=lambda key: (-len(key.split()), key.split()[0][1:] == "", key))
    is_person = shown_kind(found) == SourceKind.PERSON.value
    short = slug(key)
    if re.search(r"[^\w ]", key):  # "anna-maria vane" is not "anna maria-vane"
        short += f"-{hashlib.sha256(key.encode()).hexdigest()[:4]}"
    return f"{'person' if is_person else 'body'}-{short}"


def shown_name(found: Sequence[Appearance]) -> str:
    """The full name that most articles use."""
    counts = Counter(appearance.name for appearance in found)
    return min(counts, key=lambda name: (" " not in name, -counts[name], name))


def shown_kind(found: Sequence[Appearance]) -> str:
    """The most frequent kind among the appearances whose kind is certain."""
    sure = [a for a in found if a.sure] or found
    counts = Counter(appearance.kind.value for appearance in sure)
    return min(counts, key=lambda kind: (-counts[kind], kind))


def slug(text: str) -> str:
    """A text in lower case, with runs of other characters replaced by hyphens."""
    return re.sub(r"[^\w]+", "-", plain(text)).strip("-")


@dataclass(frozen=True, slots=True)
class PrintedRole:
    """A role as printed, with the first and last day of publication and how often it was printed."""

    text: str
    first: str | None
    last: str | None
    times: int


def printed_roles(roles: Iterable[tuple[str, str | None]]) -> list[PrintedRole]:
    """The roles of an actor, earliest first, from pairs of words and day of publication."""
    days: dict[str, list[str]] = defaultdict(list)
    times: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for text, day in roles:
        key = plain(re.sub(r"^(?:the|a|an|its|his|her|their)\s+", "", text, flags=re.IGNORECASE))
        shown.setdefault(key, text)
        times[key] += 1
        if day:
            days[key].append(day)
    found = [
        PrintedRole(shown[key], min(days[key], default=None), max(days[key], default=None), times[key]) for key in times
    ]
    return sorted(found, key=lambda role: (role.first or "9999", role.text))
