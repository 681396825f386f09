"""The vocabulary as frozen dataclasses: an article and everything found in it.

Offsets are Unicode code points into `Article.text`, half-open: `text[span.start:span.end]` is the quote.
`to_json` and `from_json` follow the schema `onrecord/1`.
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
"""Joins the fragments of discontinuous words in `Words.text`."""


class Kind(StrEnum):
    """How the content is quoted."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """The source's stance: whether it asserts the content, denies it, demands it, and so on."""

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
    """The kind of a statement's source."""

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
    """The number of people behind an unnamed source."""

    ONE = "one"
    TWO = "two"
    SEVERAL = "several"


class ReviewStatus(StrEnum):
    """The result of a person's review of a statement."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    ADDED = "added"


class Origin(StrEnum):
    """Where metadata was taken from."""

    ARGUMENT = "argument"
    METADATA = "metadata"
    TEXT = "text"


class Span(NamedTuple):
    """A half-open span of an article's text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The days from `start` to `end`, both included; `origin` is where the date was taken from."""

    start: date
    end: date
    origin: Origin | None = None

    def to_json(self) -> dict[str, Any]:
        """The interval as `{"start", "end"}`, with `from` if the origin is known."""
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

    Attributes:
        id: A hash of the address or the text, unless one was given.
        text: The clean article: title, standfirst lines and paragraphs, with blank lines between.
        paragraphs: The spans of these.
        url: The address.
        title: The title.
        bylines: The authors as printed.
        outlet: The outlet.
        language: The language, as an ISO 639 code.
        published: The days of publication.
        modified: The days of the last change.
        retrieved: When the page was fetched (ISO 8601, UTC).
        origins: Where `url`, `title`, `bylines`, `outlet` and `language` were taken from, as far as known.
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
        """The article as JSON."""
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
        """The article in `fields`, as written by `to_json`."""
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
    """Words of the article, in one fragment or several: their spans, and their text joined by spaces."""

    spans: tuple[Span, ...]
    text: str

    @classmethod
    def of(cls, article_text: str, spans: Iterable[Span]) -> "Words":
        """The words of `article_text` at `spans`, in text order."""
        ordered = tuple(sorted(spans))
        return cls(ordered, words_at(article_text, ordered))

    def holds(self, other: "Words") -> bool:
        """Whether `other` is within these words."""
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
    """The source of a statement: its words, its kind, the id of the actor behind it, and how it is named."""

    words: Words
    kind: SourceKind = SourceKind.UNKNOWN
    actor: str | None = None
    how: How = How.EXPLICIT

    def to_json(self) -> dict[str, Any]:
        """The source as JSON."""
        return self.words.to_json() | {"kind": self.kind.value, "actor": self.actor, "how": self.how.value}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any] | None) -> "Source | None":
        """The source in `fields`, or `None`."""
        if fields is None:
            return None
        return cls(Words.from_json(fields), SourceKind(fields["kind"]), fields["actor"], How(fields["how"]))


@dataclass(frozen=True, slots=True)
class Review:
    """How people reviewed a statement: who did so last and when (ISO 8601, UTC), and which fields they set."""

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
    """An attribution: content that is attributed to a source by a cue.

    Attributes:
        id: The id within the record, such as `s7`.
        kind: How the content is quoted.
        stance: Whether the source asserts the content, denies it, demands it, and so on.
        content: What is attributed.
        source: Who it is attributed to; `None` if nobody is named.
        cue: The words that attribute it; `None` for a quotation without its own cue.
        parent: The id of the statement that this one is nested in.
        confidence: How certain the reading is (0-1).
        said: The days on which it was said.
        due: The days by which something is due.
        review: Set if a person accepted, changed or added the statement.
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
        """The statement as JSON."""
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
    """An office or role that the article gives an actor, and whom or what it belongs to."""

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
    """An unnamed source: how many people it is, and the printed reason for not naming them."""

    number: Number
    reason: Words | None = None

    def to_json(self) -> dict[str, Any]:
        """The anonymity as `{"number", "reason"}`."""
        return {"number": self.number.value, "reason": _optional(self.reason)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any] | None) -> "Anonymity | None":
        """The anonymity in `fields`, or `None`."""
        if fields is None:
            return None
        reason = fields["reason"]
        return cls(Number(fields["number"]), Words.from_json(reason) if reason else None)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or body behind mentions within one article.

    Attributes:
        id: The id within the record, such as `a3`.
        name: The fullest name in the article, without titles; without a name, the words that first introduce them.
        kind: The kind of source.
        roles: Offices and roles that the article gives.
        mentions: The spans that refer to the actor.
        names: All names as printed, the fullest first.
        speaks_for: The id of the actor that this one officially speaks for.
        anonymity: Set if the actor is not named.
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
        """The actor as JSON: `roles` as printed, `described` with spans and affiliation."""
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
    """A TIMEX3-style expression (TimeML 1.2.1), with the days that it may mean.

    Attributes:
        span: The span in the article.
        text: The words.
        type: TimeML's type, such as `DATE`.
        value: TimeML's value, such as `2024-03`.
        start: The first day.
        end: The last day, included.
        anchor: What it is relative to: `published`, `text` (an earlier time), or the words of an event.
        mod: TimeML's modifier; `BEFORE` and `AFTER` are relative to an event.
        note: Why it has no days.
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
        """The time expression as JSON."""
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
    """What is on record in one article: statements, actors and time expressions."""

    article: Article
    statements: tuple[Statement, ...] = ()
    actors: tuple[Actor, ...] = ()
    times: tuple[TimeExpression, ...] = ()

    def at_least(self, confidence: float) -> "Record":
        """The record without statements below `confidence` (0-1); statements nested in one move to its parent."""
        parents = {statement.id: statement.parent for statement in self.statements}
        kept = {statement.id for statement in self.statements if statement.confidence >= confidence}

        def holder(parent: str | None) -> str | None:
            while parent is not None and parent not in kept:
                parent = parents[parent]
            return parent

        statements = tuple(replace(s, parent=holder(s.parent)) for s in self.statements if s.id in kept)
        return replace(self, statements=statements)

    def to_json(self) -> dict[str, Any]:
        """The record as JSON."""
        return {
            "schema": SCHEMA,
            "article": self.article.to_json(),
            "statements": [statement.to_json() for statement in self.statements],
            "actors": [actor.to_json() for actor in self.actors],
            "times": [expression.to_json() for expression in self.times],
        }

    def dumps(self) -> str:
        """The record as one line of JSON; equal records give equal bytes."""
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
    """The words of `text` at `spans`, joined by spaces."""
    return JOIN.join(text[start:end] for start, end in spans)


def _spans(fields: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in fields)


def _optional(value: DateInterval | Source | Words | Anonymity | Review | None) -> dict[str, Any] | None:
    return None if value is None else value.to_json()
