"""Articles: their list, and one set for reading with its statements in the margin."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from onrecord.corpus.audit import Audit, audit
from onrecord.corpus.commitments import Commitment
from onrecord.corrections import Correction
from onrecord.errors import NotFoundError
from onrecord.export.citation import citation
from onrecord.records import Article, Record, SourceKind, Statement
from onrecord.store import ArticleLine, LedgerQuery
from onrecord.web.charts import Bar, audit_bar
from onrecord.web.desk import Desk, desk_of
from onrecord.web.marks import Paragraph, paragraphs
from onrecord.web.parameters import Words
from onrecord.web.render import article_id, page

router = APIRouter()
_PAGE = 50


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """The latest versions of articles, the newest first; `after` leads to the next page."""

    articles: list[ArticleLine]
    outlet: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One statement in the margin: its number in the text, whose word it is across articles, and its commitment."""

    number: int
    statement: Statement
    actor: str | None
    name: str | None
    commitment: Commitment | None


@dataclass(frozen=True, slots=True)
class Done:
    """A correction that has just been kept, and the statement that it is of."""

    key: int
    statement: str | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One version of an article with its statements.

    `kinds` are the kinds of source that are shown, all where it is empty; `counts` how many statements each kind has,
    `total` all. `done` is the correction that led here, while it holds. `rejected` and `orphans` are what people took
    out, and what they corrected in words that are no longer there.
    """

    article: Article
    version: int
    latest: bool
    versions: tuple[ArticleLine, ...]
    location: str | None
    record: Record
    paragraphs: list[Paragraph]
    cards: dict[int, Card]
    kinds: list[SourceKind]
    counts: dict[str, int]
    total: int
    audit: Audit
    chart: list[Bar]
    done: Done | None
    rejected: tuple[tuple[Statement, Correction], ...]
    orphans: tuple[Correction, ...]


@page(router, "/articles", "articles.html")
def articles(
    request: Request,
    outlet: Words = None,
    after: Words = None,
) -> ArticlesPage:
    """Articles, the newest first."""
    place = after.partition("~") if after else None
    found = desk_of(request).view.articles(
        limit=_PAGE + 1, outlet=outlet or None, after=(place[0], place[2]) if place else None
    )
    last = found[_PAGE - 1] if len(found) > _PAGE else None
    return ArticlesPage(found[:_PAGE], outlet, f"{last.published or ''}~{last.id}" if last else None)


def _done(desk: Desk, article: str, key: int) -> Done | None:
    """The correction of this key, if it is of the article and holds."""
    for row in desk.view.decisions_about("statement", article):
        if row["key"] == key and row["undone"] is None:
            return Done(key, row["fields"]["target"].get("id"))
    return None


@page(router, "/articles/{article:path}", "article.html")
def article_page(
    request: Request,
    article: str,
    version: Annotated[int | None, Query(ge=1, le=10**6)] = None,
    kinds: Annotated[list[SourceKind] | None, Query(alias="kind")] = None,
    done: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> ArticlePage:
    """An article with its statements; an earlier version of it with `version`. `done` is a correction just kept."""
    desk = desk_of(request)
    kept = desk.view.article(article_id(article), version=version)
    record = kept.record
    commitments = {}
    if kept.latest:
        found = desk.ledger.find(LedgerQuery(article=record.article.id, limit=500), as_of=desk.today())
        commitments = {commitment.statement.id: commitment for commitment in found}
    shown = [s for s in record.statements if not kinds or (s.source.kind if s.source else None) in kinds]
    people = {actor.id: actor.name for actor in record.actors}
    cards = {}
    for number, statement in enumerate(shown, 1):
        local = statement.source.actor if statement.source else None
        cards[number] = Card(
            number, statement, kept.people.get(local or ""), people.get(local or ""), commitments.get(statement.id)
        )
    audited = audit([record])
    return ArticlePage(
        article=record.article,
        version=kept.version,
        latest=kept.latest,
        versions=kept.versions,
        location=kept.location,
        record=replace(record, statements=tuple(shown)),
        paragraphs=paragraphs(record, shown),
        cards=cards,
        kinds=list(kinds or []),
        counts=_counts(record),
        total=len(record.statements),
        audit=audited,
        chart=audit_bar(audited),
        done=_done(desk, record.article.id, done) if done else None,
        rejected=kept.corrected.rejected,
        orphans=kept.corrected.orphans,
    )


@dataclass(frozen=True, slots=True)
class CitationPage:
    """A statement as a line to paste into a story or a footnote."""

    article: str
    title: str | None
    statement: str
    citation: str


@page(router, "/citation", "citation.html")
def citation_page(
    request: Request,
    article: Annotated[str, Query(max_length=500)],
    name: Annotated[str, Query(alias="id", max_length=40)],
) -> CitationPage:
    """One statement as a citation."""
    record = desk_of(request).view.record(article)
    found = next((statement for statement in record.statements if statement.id == name), None)
    if found is None:
        msg = f"the article has no statement {name!r}; it may have been rejected"
        raise NotFoundError(msg)
    return CitationPage(record.article.id, record.article.title, found.id, citation(record, found))


def _counts(record: Record) -> dict[str, int]:
    counts = {kind.value: 0 for kind in SourceKind}
    for statement in record.statements:
        if statement.source:
            counts[statement.source.kind.value] += 1
    return {kind: number for kind, number in counts.items() if number}
