"""Lists of articles, decisions and commitments, a page at a time."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal_column, or_, select

from onrecord.corrections import CorrectedRecord, corrected
from onrecord.store.base import ANY, ArticleLine, LedgerQuery, StoredArticle
from onrecord.store.people import people_in
from onrecord.store.rows import as_read
from onrecord.store.schema import articles, counters, decisions, ledger, statements
from onrecord.store.writer import corrections_of, stored

_LATEST = articles.c.latest == literal_column("1")


def lines() -> Select[Any]:
    """The lines of articles, each with its number of statements."""
    counted = select(func.count()).where(statements.c.article == articles.c.key).scalar_subquery().label("statements")
    columns = ("key", "id", "version", "title", "outlet", "url", "published_start")
    return select(*(articles.c[name] for name in columns), counted)


def article_line(row: Any) -> ArticleLine:
    """The line in a row of `lines`."""
    return ArticleLine(row.id, row.version, row.title, row.outlet, row.url, row.published_start, row.statements)


def list_articles(connection: Connection, limit: int, outlet: str | None, after: tuple[str, str] | None) -> list[Any]:
    """The latest versions, newest first; those without a date last."""
    query = lines().where(_LATEST).order_by(articles.c.published_start.desc(), articles.c.id)
    if outlet is not None:
        query = query.where(articles.c.outlet == outlet)
    if after is not None:
        day, id_ = after
        if day:
            later = and_(articles.c.published_start == day, articles.c.id > id_)
            query = query.where(
                or_(articles.c.published_start <= day, articles.c.published_start.is_(None)),
                or_(articles.c.published_start < day, articles.c.published_start.is_(None), later),
            )
        else:
            query = query.where(articles.c.published_start.is_(None), articles.c.id > id_)
    return list(connection.execute(query.limit(limit)))


def stored_article(connection: Connection, key: int) -> StoredArticle:
    """Everything stored of one version of an article."""
    row = connection.execute(select(articles).where(articles.c.key == key)).mappings().one()
    record = stored(connection, row)
    read = as_read(row) or record
    corrections = corrections_of(connection, row["id"]) if row["latest"] else []
    same = lines().where(articles.c.id == row["id"]).order_by(articles.c.version.desc())
    return StoredArticle(
        record=record,
        version=row["version"],
        latest=bool(row["latest"]),
        location=row["location"],
        versions=tuple(article_line(line) for line in connection.execute(same)),
        people=people_in(connection, key),
        corrected=corrected(read, corrections) if corrections else CorrectedRecord(record),
        read=read,
        reader=row["reader"],
    )


def list_decisions(connection: Connection, limit: int, before: int | None) -> list[dict[str, Any]]:
    """All decisions, latest first, including those that were undone."""
    query = select(decisions).order_by(decisions.c.key.desc()).limit(limit)
    if before is not None:
        query = query.where(decisions.c.key < before)
    return [dict(row) for row in connection.execute(query).mappings()]


def counter(connection: Connection, name: str) -> int:
    """The value of a counter; 0 if there is none."""
    return connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar() or 0


def list_ledger(connection: Connection, query: LedgerQuery) -> list[dict[str, Any]]:
    """The rows of the ledger that match `query`."""
    found = select(ledger).where(*_ledger_conditions(query))
    order: Sequence[Any] = (ledger.c.due_end, ledger.c.rank) if query.by_due else (ledger.c.rank,)
    if query.by_due and query.latest_first:
        order = (ledger.c.due_end.desc(), ledger.c.rank)
    found = found.order_by(*order).limit(query.limit).offset(query.offset)
    return [dict(row) for row in connection.execute(found).mappings()]


def list_chains(connection: Connection, chains: Sequence[str], known_on: str) -> dict[str, tuple[int, str | None]]:
    """The number of commitments in each chain, and the status decided for one of them, if any."""
    query = select(ledger.c.chain, func.count().label("links"), func.max(ledger.c.decided).label("decided"))
    conditions = _ledger_conditions(LedgerQuery(chains=tuple(chains), known_on=known_on))
    rows = connection.execute(query.where(*conditions).group_by(ledger.c.chain))
    return {row.chain: (row.links, row.decided) for row in rows}


def _ledger_conditions(query: LedgerQuery) -> list[Any]:
    row = ledger.c
    conditions: dict[str, Callable[[Any], Any]] = {
        "ids": row.id.in_,
        "id_prefix": lambda prefix: row.id.startswith(prefix, autoescape=True),
        "chains": row.chain.in_,
        "article": lambda article: row.article == article,
        "actor": lambda actor: row.actor == actor,
        "due_since": lambda day: row.due_end >= day,
        "due_until": lambda day: row.due_end <= day,
        "known_on": lambda day: or_(row.published.is_(None), row.published <= day),
        "undated": lambda undated: row.due_end.is_(None) if undated else row.due_end.is_not(None),
        "decided": _decided,
    }
    return [made(value) for name, made in conditions.items() if (value := getattr(query, name)) is not None]


def _decided(status: str) -> Any:
    if status in {"", ANY}:
        return ledger.c.decided.is_(None) if not status else ledger.c.decided.is_not(None)
    return ledger.c.decided == status
