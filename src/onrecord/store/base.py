"""What a store takes and gives: the outcome of adding a record, the question of a search, and its answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onrecord.corrections import CorrectedRecord
from onrecord.errors import SpanError
from onrecord.records import Actor, Article, Kind, Record, SourceKind, Span, Stance, Statement, Words, words_at

ANY = "*"
"""In a `LedgerQuery`, whatever a person ruled."""
OPEN_HIT, CLOSE_HIT = "\x02", "\x03"
"""What stands around each hit in `Hit.highlighted`; no article's text holds these characters."""


class AddOutcome(StrEnum):
    """What adding a record came to."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REREAD = "re-read"
    VERSION = "new version"


class Order(StrEnum):
    """How statements are listed."""

    BEST = "best"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for. Words are all required; `"…"` makes a phrase, `-word` excludes, `word*` is a beginning.

    `source` are words of the source next to each other, the last of which may be the beginning of one; `actor` is the
    id of an actor across articles; `outlet` are words of the outlet's name, `printed_by` all of it. Without words the
    newest come first, whatever the order, and so do statements that have words which very many have. `after` is the
    `cursor` of the last hit of the page before.
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
    """An article in one line of a list; `id` and `version` name it."""

    id: str
    version: int
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    statements: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that a search found, its article, and its content with the hits marked.

    `actor` is the id of the one across articles whose word it is; `cursor` is its place in the list.
    """

    statement: Statement
    article: ArticleLine
    highlighted: str
    actor: str | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of the first `counted` statements of a search have which value, the most frequent first.

    `whole` says that there are no more. Of `actors` the values are ids of actors, with their names.
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
    """How many statements were `said` and are `due` in each stretch of time, by the beginning of its days in ISO form.

    Where many have the words that are asked for, every n-th is counted (n is `every`), and the numbers are scaled.
    """

    said: dict[str, int]
    due: dict[str, int]
    every: int = 1


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor across articles, in one line of a list."""

    id: str
    name: str
    kind: SourceKind
    articles: int
    statements: int


@dataclass(frozen=True, slots=True)
class ActorStatement:
    """A statement of an actor's, its article, and the actor of that article who says it.

    `speaker` differs from the actor where it is one who speaks for them.
    """

    statement: Statement
    article: ArticleLine
    speaker: Actor


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """All that is kept of one version of an article.

    `read` is the record as it was read, and `record` that with what people corrected; `people` says which actor across
    articles each actor of it is. `versions` are all of the article, the last first.
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
    """Which rows of the ledger; days in ISO form.

    `begins` is how an id begins; `known_on` leaves out what came out later than a day; `ruled` is a status, `ANY` of
    them, or empty for what nobody ruled on.
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
    """How much is on record; counts are of the latest versions."""

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
        SpanError: A span is empty, lies outside the text, or does not hold the words that it should.
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
        msg = f"article {article.id}: {tuple(span)} is no stretch of its text of {len(article.text)} characters"
        raise SpanError(msg)
