"""The types that a store takes and returns: queries, lines of lists, stored articles, statistics."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onrecord.corrections import CorrectedRecord
from onrecord.errors import SpanError
from onrecord.records import Actor, Article, Kind, Record, SourceKind, Span, Stance, Statement, Words, words_at

ANY = "*"
"""In a `LedgerQuery`, any status that a person decided."""
OPEN_HIT, CLOSE_HIT = "\x02", "\x03"
"""These surround each hit in `Hit.highlighted`; no article's text contains them."""


class AddOutcome(StrEnum):
    """The result of adding a record."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REREAD = "re-read"
    VERSION = "new version"


class Order(StrEnum):
    """The order of statements in a list."""

    BEST = "best"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for.

    Attributes:
        words: All are required; `"…"` makes a phrase, `-word` excludes, `word*` matches a prefix. Without words, or
            with very common ones only, the newest statements come first.
        source: Adjacent words of the source; the last may be a prefix.
        actor: The id of an actor across articles.
        source_kind: The kind of source.
        stance: The stance.
        kind: The kind of quotation.
        outlet: Part of the outlet's name.
        printed_by: All of the outlet's name.
        since: Said on this day or later.
        until: Said on this day or earlier.
        min_confidence: Leave out statements below it (0-1).
        limit: The number of hits.
        order: The order of hits.
        after: The `cursor` of the last hit of the previous page.
    """

    words: str = ""
    source: str | None = None
    actor: str | None = None
    source_kind: SourceKind | None = None
    stance: Stance | None = None
    kind: Kind | None = None
    outlet: str | None = None
    printed_by: str | None = None
    since: date | None = None
    until: date | None = None
    min_confidence: float = 0.0
    limit: int = 20
    order: Order = Order.BEST
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list, identified by `id` and `version`."""

    id: str
    version: int
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    statements: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that a search found.

    Attributes:
        statement: The statement.
        article: Its article.
        highlighted: Its content, with each hit between `OPEN_HIT` and `CLOSE_HIT`.
        actor: The id of the actor across articles whose statement it is.
        cursor: Its position in the list, for `Query.after`.
    """

    statement: Statement
    article: ArticleLine
    highlighted: str
    actor: str | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of values among the first `counted` statements of a search, the most frequent first.

    `whole` is true if there are no more statements. `actors` has names and counts by actor id.
    """

    counted: int
    whole: bool
    stance: dict[str, int]
    kind: dict[str, int]
    source_kind: dict[str, int]
    outlet: dict[str, int]
    actors: dict[str, tuple[str, int]]
    years: dict[str, int]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many statements were `said` and are `due` in each period, by the beginning of its days in ISO form.

    If the words are very common, only every n-th statement is counted (n is `every`), and the counts are scaled.
    """

    said: dict[str, int]
    due: dict[str, int]
    every: int = 1


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor across articles, in a list."""

    id: str
    name: str
    kind: SourceKind
    articles: int
    statements: int


@dataclass(frozen=True, slots=True)
class ActorStatement:
    """A statement of an actor across articles.

    `speaker` is the actor within the article who makes it: the actor, or someone who speaks for them.
    """

    statement: Statement
    article: ArticleLine
    speaker: Actor


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """Everything stored of one version of an article.

    Attributes:
        record: The record with corrections applied.
        version: The number of the version.
        latest: Whether it is the latest version.
        location: The file that it was read from.
        versions: All versions of the article, the latest first.
        people: The id of the actor across articles, by the id within the article.
        corrected: The corrections that were applied, and those that could not be.
        read: The record as read.
        reader: The version of the reader.
    """

    record: Record
    version: int
    latest: bool
    location: str | None
    versions: tuple[ArticleLine, ...]
    people: dict[str, str]
    corrected: CorrectedRecord
    read: Record
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which commitments to list; days are in ISO form.

    `id_prefix` is the beginning of an id. `known_on` leaves out what was published after a day. `decided` is a status,
    `ANY`, or empty for commitments without a decision.
    """

    ids: tuple[str, ...] | None = None
    id_prefix: str | None = None
    chains: tuple[str, ...] | None = None
    article: str | None = None
    actor: str | None = None
    due_since: str | None = None
    due_until: str | None = None
    undated: bool | None = None
    known_on: str | None = None
    decided: str | None = None
    by_due: bool = False
    latest_first: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of what is on record, in latest versions."""

    articles: int
    versions: int
    statements: int
    words: int
    outlets: dict[str, int]
    kinds: dict[str, int]
    stances: dict[str, int]
    hows: dict[str, int]
    readers: dict[str, int]
    first: str | None
    last: str | None


def check_spans(record: Record) -> None:
    """Check every span of the record against the article's text.

    Raises:
        SpanError: A span is empty, outside the text, or its words differ.
    """
    article = record.article
    for span in article.paragraphs:
        _check_span(article, span)
    for statement in record.statements:
        for words in (statement.source and statement.source.words, statement.cue, statement.content):
            if words:
                _check_words(article, words)
    for actor in record.actors:
        for span in actor.mentions:
            _check_span(article, span)
    for expression in record.times:
        _check_words(article, Words((expression.span,), expression.text))


def _check_words(article: Article, words: Words) -> None:
    for span in words.spans:
        _check_span(article, span)
    if not words.spans or words_at(article.text, words.spans) != words.text:
        msg = f"article {article.id}: the words {words.text[:60]!r} are not those at {list(words.spans)}"
        raise SpanError(msg)


def _check_span(article: Article, span: Span) -> None:
    if not 0 <= span.start < span.end <= len(article.text):
        msg = f"article {article.id}: {tuple(span)} is not a span of its text of {len(article.text)} characters"
        raise SpanError(msg)
