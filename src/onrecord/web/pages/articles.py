"""Articles: the list, and one article with its statements in the margin."""

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
    """The latest versions of articles, newest first; `after` is the cursor of the next page."""

    articles: list[ArticleLine]
    outlet: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One statement in the margin: its number in the text, its actor across articles, and its commitment."""

    number: int
    statement: Statement
    actor: str | None
    name: str | None
    commitment: Commitment | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A correction that has just been saved, and its statement."""

    key: int
    statement: str | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One version of an article with its statements.

    `kinds` are the source kinds that are shown; empty means all. `counts` has the number of statements of each kind,
    `total` of all. `done` is the correction that led here, unless it has been undone. `rejected` are statements that
    people rejected; `orphans` are corrections of words that are no longer in the text.
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
    done: Saved | None
    rejected: tuple[tuple[Statement, Correction], ...]
    orphans: tuple[Correction, ...]


@page(router, "/articles", "articles.html")
def articles(
    request: Request,
    outlet: Words = None,
    after: Words = None,
) -> ArticlesPage:
    """Articles, newest first."""
    cursor = after.partition("~") if after else None
    found = desk_of(request).view.articles(
        limit=_PAGE + 1, outlet=outlet or None, after=(cursor[0], cursor[2]) if cursor else None
    )
    last = found[_PAGE - 1] if len(found) > _PAGE else None
    return ArticlesPage(found[:_PAGE], outlet, f"{last.published or ''}~{last.id}" if last else None)


def _saved(desk: Desk, article: str, key: int) -> Saved | None:
    """The correction with this key, if it belongs to the article and has not been undone."""
    for row in desk.view.decisions_about("statement", article):
        if row["key"] == key and row["undone"] is None:
            return Saved(key, row["fields"]["target"].get("id"))
    return None


@page(router, "/articles/{article:path}", "article.html")
def article_page(
    request: Request,
    article: str,
    version: Annotated[int | None, Query(ge=1, le=10**6)] = None,
    kinds: Annotated[list[SourceKind] | None, Query(alias="kind")] = None,
    done: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> ArticlePage:
    """An article with its statements. `version` selects an earlier version; `done` is a correction just saved."""
    desk = desk_of(request)
    stored = desk.view.article(article_id(article), version=version)
    record = stored.record
    commitments = {}
    if stored.latest:
        found = desk.ledger.find(LedgerQuery(article=record.article.id, limit=500), as_of=desk.today())
        commitments = {commitment.statement.id: commitment for commitment in found}
    shown = [s for s in record.statements if not kinds or (s.source.kind if s.source else None) in kinds]
    people = {actor.id: actor.name for actor in record.actors}
    cards = {}
    for number, statement in enumerate(shown, 1):
        local = statement.source.actor if statement.source else None
        cards[number] = Card(
            number, statement, stored.people.get(local or ""), people.get(local or ""), commitments.get(statement.id)
        )
    audited = audit([record])
    return ArticlePage(
        article=record.article,
        version=stored.version,
        latest=stored.latest,
        versions=stored.versions,
        location=stored.location,
        record=replace(record, statements=tuple(shown)),
        paragraphs=paragraphs(record, shown),
        cards=cards,
        kinds=list(kinds or []),
        counts=_counts(record),
        total=len(record.statements),
        audit=audited,
        chart=audit_bar(audited),
        done=_saved(desk, record.article.id, done) if done else None,
        rejected=stored.corrected.rejected,
        orphans=stored.corrected.orphans,
    )


@dataclass(frozen=True, slots=True)
class CitationPage:
    """A statement as a citation for a story or a footnote."""

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
    """A statement as a citation."""
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
