"""The vocabulary as frozen dataclasses: what an article is, and what is on record in it.

Offsets are Unicode code points into `Article.text`, half-open: `text[span.start:span.end]` is the quote.
The JSON form of every class is the one of the schema `onrecord/1`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

SCHEMA = "onrecord/1"
JOIN = " "
"""What stands between the fragments of discontinuous words when they are shown as one string."""


class Kind(StrEnum):
    """How the content is quoted."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """What the source does with the content."""

    ASSERTS = "asserts"
    ALLEGES = "alleges"
    DENIES = "denies"
    CONFIRMS = "confirms"
    DEMANDS = "demands"
    ASKS = "asks"
    COMMITS = "commits"
    EXPECTS = "expects"
    BELIEVES = "believes"
    DECLINES = "declines"
    NO_RESPONSE = "no-response"


class SourceKind(StrEnum):
    """What stands behind a statement."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    GROUP = "group"
    DOCUMENT = "document"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


class How(StrEnum):
    """How the text names the source of a statement."""

    EXPLICIT = "explicit"
    PRONOUN = "pronoun"
    CONTINUED = "continued"


class Number(StrEnum):
    """How many people a source that is not named is."""

    ONE = "one"
    TWO = "two"
    SEVERAL = "several"


class ReviewStatus(StrEnum):
    """What a person made of a statement that was read, or that was missed."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    ADDED = "added"


class Origin(StrEnum):
    """Where a date was taken from."""

    ARGUMENT = "argument"
    METADATA = "metadata"
    TEXT = "text"


class Span(NamedTuple):
    """A half-open stretch of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The days from `start` to `end`, both included; `origin` says where the date was taken from."""

    start: date
    end: date
    origin: Origin | None = None

    def to_json(self) -> dict[str, Any]:
        """The interval as `{"start", "end"}`, with `from` where the origin is known."""
        fields = {"start": self.start.isoformat(), "end": self.end.isoformat()}
        return fields if self.origin is None else fields | {"from": self.origin.value}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any] | None) -> "DateInterval | None":
        """The interval in `fields`, or `None`."""
        if fields is None:
            return None
        origin = fields.get("from")
        return cls(
            date.fromisoformat(fields["start"]), date.fromisoformat(fields["end"]), Origin(origin) if origin else None
        )


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one published text, with its metadata.

    `text` is the clean article: title first, then standfirst lines, then paragraphs, a blank line between.
    `paragraphs` are the spans of these. `retrieved` is set for a fetched page only (ISO 8601, UTC). `origins` say where
    `url`, `title`, `bylines`, `outlet` and `language` come from, as far as they are known.
    """

    id: str
    text: str
    paragraphs: tuple[Span, ...]
    url: str | None = None
    title: str | None = None
    bylines: tuple[str, ...] = ()
    outlet: str | None = None
    language: str | None = None
    published: DateInterval | None = None
    modified: DateInterval | None = None
    retrieved: str | None = None
    origins: tuple[tuple[str, Origin], ...] = ()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The article as the JSON contract has it."""
        return {
            "id": self.id,
            "url": self.url,
            "title": self.title,
            "bylines": list(self.bylines),
            "outlet": self.outlet,
            "language": self.language,
            "published": _optional(self.published),
            "modified": _optional(self.modified),
            "retrieved": self.retrieved,
            "origins": {name: origin.value for name, origin in self.origins},
            "text": self.text,
            "sha256": self.sha256,
            "paragraphs": [list(span) for span in self.paragraphs],
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Article":
        """The article in `fields`, as `to_json` wrote it."""
        return cls(
            id=fields["id"],
            text=fields["text"],
            paragraphs=_spans(fields["paragraphs"]),
            url=fields["url"],
            title=fields["title"],
            bylines=tuple(fields["bylines"]),
            outlet=fields["outlet"],
            language=fields["language"],
            published=DateInterval.from_json(fields["published"]),
            modified=DateInterval.from_json(fields.get("modified")),
            retrieved=fields.get("retrieved"),
            origins=tuple((name, Origin(origin)) for name, origin in (fields.get("origins") or {}).items()),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the article, perhaps in several fragments: the spans, and the text they hold, joined by a space."""

    spans: tuple[Span, ...]
    text: str

    @classmethod
    def of(cls, article_text: str, spans: Iterable[Span]) -> "Words":
        """The words of `article_text` at `spans`, in the order of the text."""
        ordered = tuple(sorted(spans))
        return cls(ordered, words_at(article_text, ordered))

    def holds(self, other: "Words") -> bool:
        """Whether all of `other` stands in these words."""
        return all(any(s <= start and end <= e for s, e in self.spans) for start, end in other.spans)

    def to_json(self) -> dict[str, Any]:
        """The words as `{"spans", "text"}`."""
        return {"spans": [list(span) for span in self.spans], "text": self.text}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Words":
        """The words in `fields`."""
        return cls(_spans(fields["spans"]), fields["text"])


@dataclass(frozen=True, slots=True)
class Source:
    """Who is said to have said it: the words, the kind of source, the actor behind them, and how they are named."""

    words: Words
    kind: SourceKind = SourceKind.UNKNOWN
    actor: str | None = None
    how: How = How.EXPLICIT

    def to_json(self) -> dict[str, Any]:
        """The source as the JSON contract has it."""
        return self.words.to_json() | {"kind": self.kind.value, "actor": self.actor, "how": self.how.value}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any] | None) -> "Source | None":
        """The source in `fields`, or `None`."""
        if fields is None:
            return None
        return cls(Words.from_json(fields), SourceKind(fields["kind"]), fields["actor"], How(fields["how"]))


@dataclass(frozen=True, slots=True)
class Review:
    """A person's hand in a statement: what was done, who did it last and when (ISO 8601, UTC), which fields it set."""

    status: ReviewStatus
    by: str
    at: str
    fields: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The review as `{"status", "by", "at", "fields"}`."""
        return {"status": self.status.value, "by": self.by, "at": self.at, "fields": list(self.fields)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any] | None) -> "Review | None":
        """The review in `fields`, or `None`."""
        if fields is None:
            return None
        return cls(ReviewStatus(fields["status"]), fields["by"], fields["at"], tuple(fields["fields"]))


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution: content that a source is said to have said, with the cue that says so.

    `source` is `None` where nobody is named, `cue` where a quotation has none of its own. `parent` is the id of the
    statement that this one is nested in. `review` is set where a person has accepted, changed or added it.
    """

    id: str
    kind: Kind
    stance: Stance
    content: Words
    source: Source | None = None
    cue: Words | None = None
    parent: str | None = None
    confidence: float = 1.0
    said: DateInterval | None = None
    due: DateInterval | None = None
    review: Review | None = None

    def to_json(self) -> dict[str, Any]:
        """The statement as the JSON contract has it."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "stance": self.stance.value,
            "parent": self.parent,
            "confidence": self.confidence,
            "source": _optional(self.source),
            "cue": _optional(self.cue),
            "content": self.content.to_json(),
            "said": _optional(self.said),
            "due": _optional(self.due),
            "review": _optional(self.review),
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Statement":
        """The statement in `fields`."""
        return cls(
            id=fields["id"],
            kind=Kind(fields["kind"]),
            stance=Stance(fields["stance"]),
            content=Words.from_json(fields["content"]),
            source=Source.from_json(fields["source"]),
            cue=Words.from_json(fields["cue"]) if fields["cue"] else None,
            parent=fields["parent"],
            confidence=fields["confidence"],
            said=DateInterval.from_json(fields["said"]),
            due=DateInterval.from_json(fields["due"]),
            review=Review.from_json(fields.get("review")),
        )


@dataclass(frozen=True, slots=True)
class Role:
    """An office or role that the article gives an actor, and whom or what it is tied to."""

    words: Words
    affiliation: Words | None = None

    def to_json(self) -> dict[str, Any]:
        """The role as `{"spans", "text", "affiliation"}`."""
        return self.words.to_json() | {"affiliation": _optional(self.affiliation)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Role":
        """The role in `fields`."""
        affiliation = fields["affiliation"]
        return cls(Words.from_json(fields), Words.from_json(affiliation) if affiliation else None)


@dataclass(frozen=True, slots=True)
class Anonymity:
    """Of a source that is not named: how many they are, and the reason that is given for it, as printed."""

    number: Number
    reason: Words | None = None

    def to_json(self) -> dict[str, Any]:
        """The two as `{"number", "reason"}`."""
        return {"number": self.number.value, "reason": _optional(self.reason)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any] | None) -> "Anonymity | None":
        """What is in `fields`, or `None`."""
        if fields is None:
            return None
        reason = fields["reason"]
        return cls(Number(fields["number"]), Words.from_json(reason) if reason else None)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is behind mentions within one article.

    `name` is the fullest name that the article gives, without titles; of those without a name, the words that first
    introduce them. `names` are all names of it as printed, the fullest first. `speaks_for` is the id of the actor whom
    this one speaks for by its office.
    """

    id: str
    name: str
    kind: SourceKind
    roles: tuple[Role, ...]
    mentions: tuple[Span, ...]
    names: tuple[str, ...] = ()
    speaks_for: str | None = None
    anonymity: Anonymity | None = None

    def to_json(self) -> dict[str, Any]:
        """The actor as the JSON contract has it: `roles` as printed, `described` with spans and affiliation."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind.value,
            "roles": [role.words.text for role in self.roles],
            "mentions": [list(span) for span in self.mentions],
            "names": list(self.names),
            "described": [role.to_json() for role in self.roles],
            "speaks_for": self.speaks_for,
            "anonymity": _optional(self.anonymity),
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Actor":
        """The actor in `fields`."""
        return cls(
            fields["id"],
            fields["name"],
            SourceKind(fields["kind"]),
            tuple(Role.from_json(role) for role in fields.get("described", ())),
            _spans(fields["mentions"]),
            tuple(fields.get("names", ())),
            fields.get("speaks_for"),
            Anonymity.from_json(fields.get("anonymity")),
        )


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3-style expression (TimeML 1.2.1) with its value and the days that it may mean, both ends included.

    `anchor` is what it is counted from: `published`, `text` (a time told before), or the words of a happening. `mod` is
    TimeML's, with BEFORE and AFTER of a happening. `note` says why it has no days.
    """

    span: Span
    text: str
    type: str
    value: str
    start: date | None = None
    end: date | None = None
    anchor: str | None = None
    mod: str | None = None
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The time expression as the JSON contract has it."""
        return {
            "span": list(self.span),
            "text": self.text,
            "type": self.type,
            "value": self.value,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "anchor": self.anchor,
            "mod": self.mod,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "TimeExpression":
        """The time expression in `fields`."""
        start, end = fields["start"], fields["end"]
        return cls(
            Span(*fields["span"]),
            fields["text"],
            fields["type"],
            fields["value"],
            date.fromisoformat(start) if start else None,
            date.fromisoformat(end) if end else None,
            fields["anchor"],
            fields.get("mod"),
            fields.get("note"),
        )


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record in one article."""

    article: Article
    statements: tuple[Statement, ...] = ()
    actors: tuple[Actor, ...] = ()
    times: tuple[TimeExpression, ...] = ()

    def at_least(self, confidence: float) -> "Record":
        """The record without the statements of less confidence; what was nested in one moves to what that was in."""
        parents = {statement.id: statement.parent for statement in self.statements}
        kept = {statement.id for statement in self.statements if statement.confidence >= confidence}

        def holder(parent: str | None) -> str | None:
            while parent is not None and parent not in kept:
                parent = parents[parent]
            return parent

        statements = tuple(replace(s, parent=holder(s.parent)) for s in self.statements if s.id in kept)
        return replace(self, statements=statements)

    def to_json(self) -> dict[str, Any]:
        """The record as the JSON contract has it."""
        return {
            "schema": SCHEMA,
            "article": self.article.to_json(),
            "statements": [statement.to_json() for statement in self.statements],
            "actors": [actor.to_json() for actor in self.actors],
            "times": [expression.to_json() for expression in self.times],
        }

    def dumps(self) -> str:
        """The record as one line of JSON, the same bytes for the same record."""
        return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Record":
        """The record in `fields`.

        Raises:
            ValueError: The schema is not `onrecord/1`.
        """
        if fields.get("schema") != SCHEMA:
            msg = f"expected a record of schema {SCHEMA}, found {fields.get('schema')!r}"
            raise ValueError(msg)
        return cls(
            Article.from_json(fields["article"]),
            tuple(Statement.from_json(statement) for statement in fields["statements"]),
            tuple(Actor.from_json(actor) for actor in fields["actors"]),
            tuple(TimeExpression.from_json(expression) for expression in fields["times"]),
        )


def words_at(text: str, spans: Sequence[Span]) -> str:
    """The words of `text` at `spans`, joined by a space."""
    return JOIN.join(text[start:end] for start, end in spans)


def _spans(fields: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in fields)


def _optional(value: DateInterval | Source | Words | Anonymity | Review | None) -> dict[str, Any] | None:
    return None if value is None else value.to_json()
