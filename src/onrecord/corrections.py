"""Corrections that people make to statements, and records with corrections applied.

A correction identifies its statement by its words. In the text that it was made on, it holds whatever later readings
find: what a person set stays set, and what a person rejected stays away. In another version of the text, it holds if
the same words occur once, or with the same words around them. Otherwise it is an orphan and is not applied.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from onrecord.records import (
    Actor,
    Article,
    DateInterval,
    How,
    Kind,
    Record,
    Review,
    ReviewStatus,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    Words,
)

CONTEXT = 32
"""How many characters before and after its words are stored with a correction."""
ADDED = "+"
"""The prefix of the subject of a statement that a person added."""
FIELDS = ("source", "cue", "content", "kind", "stance", "said", "due")
"""The fields of a statement that can be changed."""


class Action(StrEnum):
    """What a correction does to a statement."""

    ACCEPT = "accept"
    REJECT = "reject"
    CHANGE = "change"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Correction:
    """What one person did to one statement of an article.

    Attributes:
        article: The article's id.
        subject: Identifies the statement; the same in all corrections of it, in any version of the text.
        sha256: The hash of the text that it was made on.
        what: What it does.
        target: The statement as JSON: as read, or for `ADD`, as the person made it.
        by: Who made it.
        at: When (ISO 8601, UTC).
        change: The fields that the person set, as JSON; `source` may have a `name` besides its words.
        quotes: The words at and around each span of `target` and `change`, by `start-end`.
        because: Why.
        key: Its number in the store.
    """

    article: str
    subject: str
    sha256: str
    what: Action
    target: Mapping[str, Any]
    by: str
    at: str
    change: Mapping[str, Any]
    quotes: Mapping[str, Sequence[str]]
    because: str | None = None
    key: int = 0

    def to_json(self) -> dict[str, Any]:
        """The correction as JSON, without its number and without who made it, when and why."""
        return {
            "subject": self.subject,
            "sha256": self.sha256,
            "target": dict(self.target),
            "change": dict(self.change),
            "quotes": {span: list(words) for span, words in self.quotes.items()},
        }

    @classmethod
    def from_row(cls, row: Mapping[Any, Any]) -> "Correction":
        """The correction in a row of `decisions`, with fields as written by `to_json`."""
        fields = row["fields"]
        return cls(
            article=row["about"],
            subject=fields["subject"],
            sha256=fields["sha256"],
            what=Action(row["what"]),
            target=fields["target"],
            by=row["by"],
            at=row["at"],
            change=fields["change"],
            quotes=fields["quotes"],
            because=row["because"],
            key=row["key"],
        )


@dataclass(frozen=True, slots=True)
class CorrectedRecord:
    """A record with corrections applied.

    Attributes:
        record: The record.
        rejected: The statements that were removed, each with the correction that rejected it.
        orphans: The corrections whose words are not in the text.
        subjects: The subject of each corrected statement, by statement id.
    """

    record: Record
    rejected: tuple[tuple[Statement, Correction], ...] = ()
    orphans: tuple[Correction, ...] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)


def subject_of(article: Article, target: Mapping[str, Any]) -> str:
    """The subject of a statement in an article: its text and the spans of cue and content."""
    spans = [target[part] and target[part]["spans"] for part in ("cue", "content")]
    return f"{article.sha256[:16]} {spans}"


def quotes_of(article: Article, *parts: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """The words at each span of some statements or fields in JSON, and the words before and after them."""
    text = article.text
    return {
        f"{start}-{end}": [text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]]
        for part in parts
        for start, end in _all_spans(part or {})
    }


def corrected(record: Record, corrections: Iterable[Correction]) -> CorrectedRecord:
    """Apply the corrections of an article, in their order, to its record as read."""
    groups: dict[str, list[Correction]] = {}
    for correction in corrections:
        groups.setdefault(correction.subject, []).append(correction)
    rejected: list[tuple[Statement, Correction]] = []
    orphans: list[Correction] = []
    subjects: dict[str, str] = {}
    placed: dict[str, list[_Placed]] = {}
    for subject, group in groups.items():
        if subject.startswith(ADDED) and group[0].what is not Action.ADD:
            continue  # adding it was undone
        found = [(each, moved) for each in group if (moved := _Relocated.of(record.article, each)) is not None]
        orphans += [each for each in group if all(each is not other for other, _ in found)]
        if found:
            placed[subject] = found
    read = _matched(record.statements, placed)
    for subject, done in placed.items():
        record, statement, rejection = _applied(record, done, read.get(subject), f"p{groups[subject][0].key}")
        if rejection is not None:
            rejected.append((statement, rejection))
        else:
            subjects[statement.id] = subject
    statements = sorted(record.statements, key=lambda s: s.content.spans[0]) if groups else record.statements
    record = replace(record, statements=tuple(statements))
    return CorrectedRecord(record, tuple(rejected), tuple(orphans), subjects)


def _matched(statements: Sequence[Statement], placed: Mapping[str, Sequence["_Placed"]]) -> dict[str, str]:
    """The id of the statement as read for each subject.

    Statements with the same cue and content are matched first, so that no other correction takes them.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    waiting = {subject: done for subject, done in placed.items() if not subject.startswith(ADDED)}
    for parts in (("cue", "content"), ("cue",), ("content",)):
        for subject, done in waiting.items():
            if subject in found:
                continue
            free = [statement for statement in statements if statement.id not in taken]
            targets = (moved.statement(each.target, "") for each, moved in done)
            same = next((read for target in targets if (read := _same(free, target, parts)) is not None), None)
            if same is not None:
                found[subject] = same.id
                taken.add(same.id)
    return found


def _applied(
    record: Record, group: Sequence["_Placed"], read_as: str | None, name: str
) -> tuple[Record, Statement, Correction | None]:
    """Apply all corrections of one statement; returns the record, the statement, and the correction that rejects it."""
    last = group[-1][0]
    targets = [moved.statement(each.target, name) for each, moved in group]
    read = next((statement for statement in record.statements if statement.id == read_as), None)
    # Rejection overrides everything: later corrections were made while it was undone.
    rejection = next((each for each, _ in group if each.what is Action.REJECT), None)
    if rejection is not None:
        return (_without(record, read) if read else record), read or targets[-1], rejection
    # An accepted statement stays as the person saw it; one that was only changed takes other fields from new readings.
    accepted = any(each.what is Action.ACCEPT for each, _ in group)
    statement = targets[0] if read is None or accepted else read
    statement = replace(statement, id=read.id if read else name, parent=read.parent if read else None, confidence=1.0)
    actors, fields = record.actors, set[str]()
    for each, moved in group:
        statement, actors = moved.changed(statement, each.change, actors)
        fields |= set(each.change)
    review = Review(_status([each for each, _ in group]), last.by, last.at, tuple(f for f in FIELDS if f in fields))
    others = tuple(each for each in record.statements if read is None or each.id != read.id)
    return replace(record, statements=(*others, replace(statement, review=review)), actors=actors), statement, None


def _status(group: Sequence[Correction]) -> ReviewStatus:
    if group[0].what is Action.ADD:
        return ReviewStatus.ADDED
    return ReviewStatus.CHANGED if any(c.change for c in group) else ReviewStatus.ACCEPTED


def _same(statements: Sequence[Statement], target: Statement, parts: Sequence[str]) -> Statement | None:
    """The statement whose parts have the same spans as `target`."""
    if any(getattr(target, part) is None for part in parts):
        return None
    wanted = [getattr(target, part).spans for part in parts]
    for statement in statements:
        if [words.spans if (words := getattr(statement, part)) else None for part in parts] == wanted:
            return statement
    return None


def _without(record: Record, gone: Statement) -> Record:
    """The record without a statement; statements nested in it move to its parent."""
    kept = (each for each in record.statements if each.id != gone.id)
    moved = tuple(replace(each, parent=gone.parent) if each.parent == gone.id else each for each in kept)
    return replace(record, statements=moved)


@dataclass(frozen=True, slots=True)
class _Relocated:
    """The spans of a correction in another version of the text."""

    text: str
    spans: Mapping[tuple[int, int], Span]

    @classmethod
    def of(cls, article: Article, correction: Correction) -> "_Relocated | None":
        """The spans in `article`, or `None` if some of the words are missing."""
        found_at: dict[tuple[int, int], Span] = {}
        same = correction.sha256 == article.sha256
        for name, quote in correction.quotes.items():
            start, end = map(int, name.split("-"))
            found = Span(start, end) if same else _locate(article.text, *quote)
            if found is None:
                return None
            found_at[start, end] = found
        return cls(article.text, found_at)

    def words(self, fields: Mapping[str, Any]) -> Words:
        return Words.of(self.text, (self.spans[start, end] for start, end in fields["spans"]))

    def statement(self, fields: Mapping[str, Any], name: str) -> Statement:
        """The statement in `fields`, with its spans in this text."""
        moved = dict(fields) | {"id": fields.get("id") or name, "parent": None}
        for part in ("source", "cue", "content"):
            if fields[part]:
                moved[part] = dict(fields[part]) | self.words(fields[part]).to_json()
        return replace(Statement.from_json(moved), id=name)

    def changed(
        self, statement: Statement, fields: Mapping[str, Any], actors: tuple[Actor, ...]
    ) -> tuple[Statement, tuple[Actor, ...]]:
        """Set `fields` of a statement; returns it and the actors, with a new one if its source needs it."""
        made: dict[str, Any] = {}
        for name, value in fields.items():
            if name == "source":
                made[name], actors = self._source(value, statement.id, actors)
            elif name in {"cue", "content"}:
                made[name] = self.words(value) if value else None
            elif name in {"said", "due"}:
                made[name] = DateInterval.from_json(value)
            else:
                made[name] = Kind(value) if name == "kind" else Stance(value)
        return replace(statement, **made), actors

    def _source(
        self, fields: Mapping[str, Any] | None, statement: str, actors: tuple[Actor, ...]
    ) -> tuple[Source | None, tuple[Actor, ...]]:
        if fields is None:
            return None, actors
        words, kind, name = self.words(fields), SourceKind(fields["kind"]), fields.get("name")
        how = How(fields.get("how", How.EXPLICIT))
        if not name:
            return Source(words, kind, None, how), actors
        known = next((a for a in actors if name in {a.name, *a.names} and a.kind is kind), None)
        if known is None:
            known = Actor(f"a-{statement}", name, kind, (), words.spans, (name,))
            actors = (*(actor for actor in actors if actor.id != known.id), known)
        return Source(words, kind, known.id, how), actors


_Placed = tuple[Correction, _Relocated]
"""A correction, with its spans in another text."""


def _locate(text: str, exact: str, before: str, after: str) -> Span | None:
    """The span of `exact` in `text`, if it occurs once, or once with the same words around it."""
    starts, at = [], text.find(exact)
    while at >= 0:
        starts.append(at)
        at = text.find(exact, at + 1)
    if len(starts) > 1:
        starts = [at for at in starts if text[max(0, at - len(before)) : at] == before]
        starts = [at for at in starts if text.startswith(after, at + len(exact))]
    return Span(starts[0], starts[0] + len(exact)) if len(starts) == 1 else None


def _all_spans(part: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    for name in ("source", "cue", "content"):
        if part.get(name):
            yield from ((start, end) for start, end in part[name]["spans"])
