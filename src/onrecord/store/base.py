"""What a store takes and gives: the outcome of adding a record, the question of a search, and its answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onrecord.errors import SpanError
from onrecord.records import Actor, Article, Kind, Record, SourceKind, Span, Stance, Statement, Words, words_at

OPEN_HIT, CLOSE_HIT = "\x02", "\x03"
"""What stands around each hit in `Hit.highlighted`; no article's text holds these characters."""


class Added(StrEnum):
    """What adding a record came to."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REREAD = "re-read"
    VERSION = "new version"


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for. Words are all required; `"…"` makes a phrase, `-word` excludes, `word*` is a beginning."""

    words: str = ""
    source: str | None = None
    stance: Stance | None = None
    kind: Kind | None = None
    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    min_confidence: float = 0.0
    limit: int = 20


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
    """A statement that a search found, its article, and its content with the hits marked."""

    statement: Statement
    article: ArticleLine
    highlighted: str


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor across articles, in one line of a list."""

    id: str
    name: str
    kind: SourceKind
    articles: int
    statements: int


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of an actor's, its article, and the actor of that article who says it.

    `speaker` differs from the actor where it is one who speaks for them.
    """

    statement: Statement
    article: ArticleLine
    speaker: Actor


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
