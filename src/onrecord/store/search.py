"""Searches statements by their words and fields."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, func, literal_column, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from onrecord.errors import MalformedInputError
from onrecord.store.base import CLOSE_HIT, OPEN_HIT, ArticleLine, Facets, Histogram, Hit, Order, Query
from onrecord.store.rows import to_statement
from onrecord.store.schema import actors, articles, statements
from onrecord.store.words import Forms, Match, literal_table, matching, weighty, words

_T = TypeVar("_T")

_CURSOR = re.compile(r"([^~]*)~([0-9]{1,18})")
_COUNTED = 1_000
"""Facets count this many statements at most: finding a common word is fast, counting it is not."""
_WALKED = 3_000
"""A common word is looked for in this many statements of a list before the whole list is searched."""
_SORTED = 10_000
"""Up to this many matches are sorted; with more, the list is walked in order instead."""
_DAY_CURSOR = re.compile(r"(?:\d{4}-\d\d-\d\d)?~")
"""The beginning of a cursor in a list by day."""
_SHOWN = 12
_MOST_TERMS = 60
"""The most words in a query; FTS5 limits the depth of expressions."""
_LATEST: ColumnElement[bool] = statements.c.latest == literal_column("1")
"""A literal, because SQLite uses a partial index only if it can see the condition."""
_DAYS: dict[str, ColumnElement[Any]] = {"said": statements.c.day, "due": statements.c.due_end}
"""The column of the day that a statement has on the timeline, by role."""
_NEWEST = (statements.c.day.desc(), statements.c.key)


def search(connection: Connection, query: Query, forms: Forms) -> list[Hit]:
    """The statements in latest versions that match `query`.

    Raises:
        MalformedInputError: `query.after` is not a valid cursor.
    """
    match = forms.match(connection, query)
    if match is not None and _is_ranked(query, match):
        return _best(connection, query, match) if match.whole else []
    return _hits(connection, _newest(connection, query, match, query.limit), match)


def _is_ranked(query: Query, match: Match) -> bool:
    """Whether hits are sorted by BM25. Later pages keep the order of the first."""
    if not query.words.strip() or query.order is not Order.BEST:
        return False
    if query.after is None:
        return not match.many
    return _DAY_CURSOR.match(query.after) is None


def search_with_facets(connection: Connection, query: Query, forms: Forms) -> tuple[list[Hit], Facets]:
    """The hits of `search`, and counts of values among the first statements that match `query`."""
    match = forms.match(connection, query)
    if match is not None and _is_ranked(query, match):
        listed = select(statements.c.key).where(*_conditions(query))
        counted = _listed(connection, listed, match, _COUNTED + 1)
        return search(connection, query, forms), _facets_of(connection, counted)
    first = _newest(connection, replace(query, after=None), match, max(query.limit, _COUNTED + 1))
    hits = search(connection, query, forms) if query.after else _hits(connection, first[: query.limit], match)
    return hits, _facets_of(connection, first)


def _facets_of(connection: Connection, found: Sequence[tuple[int, float | None]]) -> Facets:
    """Count values among statements; if there is one more than `_COUNTED`, the counts are not of all."""
    names = ("stance", "kind", "source_kind", "outlet", "actor", "day")
    few = select(*(statements.c[name] for name in names))
    counted = connection.execute(few.where(statements.c.key.in_(_values([key for key, _ in found[:_COUNTED]])))).all()
    named = _most(row.actor for row in counted)
    names_of = select(actors.c.id, actors.c.name).where(actors.c.id.in_(named))
    called = {row.id: row.name for row in connection.execute(names_of)}
    return Facets(
        counted=len(counted),
        whole=len(found) <= _COUNTED,
        stance=_most(row.stance for row in counted),
        kind=_most(row.kind for row in counted),
        source_kind=_most(row.source_kind for row in counted),
        outlet=_most(row.outlet for row in counted),
        actors={id_: (called[id_], number) for id_, number in named.items() if id_ in called},
        years=_most(row.day[:4] for row in counted),
    )


def _most(values: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(value for value in values if value)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN])


def histogram(
    connection: Connection, query: Query, forms: Forms, *, width: int, days: tuple[str, str] | None = None
) -> Histogram:
    """How many statements that match `query` were said, and are due, in each period.

    Args:
        connection: The database.
        query: Which statements.
        forms: The inflections on record.
        width: How many characters of an ISO day make a period: 4 for years, 7 for months, 10 for days.
        days: The first and last day to count. Without them, all days are counted, over a sample if the query consists
            of very common words only.
    """
    match = forms.match(connection, query)
    conditions = _conditions(query)
    if match is not None and not match.whole:
        return Histogram({}, {})
    if match is not None and days is None and len(conditions) == 1:
        return _histogram_of(connection, match, width)
    found: dict[str, Counter[str]] = {}
    for role, day in _DAYS.items():
        # Grouped by day, which an index is sorted by; SQLite would have to sort all statements by period.
        counted = select(day.label("day"), func.count().label("number")).group_by(day)
        counted = counted.where(day.is_not(None), day != "", *_conditions(query, by_index=role == "said"))
        if days is not None:
            counted = counted.where(day.between(*days))
        if match is not None:
            counted = counted.where(_has(match))
        found[role] = Counter()
        for row in connection.execute(counted):
            found[role][row.day[:width]] += row.number
    return Histogram(found["said"], found["due"])


def _histogram_of(connection: Connection, match: Match, width: int) -> Histogram:
    """The histogram of all statements with some words, both roles in one pass."""
    days = select(statements.c.day, statements.c.due_end.label("due")).where(_LATEST)
    days = days.join(words, words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match.whole))
    if match.every > 1:
        days = days.where(words.c.rowid % match.every == 0)
    said: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for row in connection.execute(days):
        if row.day:
            said[row.day[:width]] += match.every
        if row.due:
            due[row.due[:width]] += match.every
    return Histogram(said, due, match.every)


def on_days(connection: Connection, query: Query, forms: Forms, *, role: str, days: tuple[str, str]) -> list[Hit]:
    """The first `query.limit` statements that were said (`said`) or are due (`due`) on some days, by day."""
    match, day = forms.match(connection, query), _DAYS[role]
    listed = select(statements.c.key).where(day.between(*days), *_conditions(query, by_index=role == "said"))
    return _hits(connection, _listed(connection, listed.order_by(day, statements.c.key), match, query.limit), match)


def _newest(connection: Connection, query: Query, match: Match | None, limit: int) -> list[tuple[int, float | None]]:
    """The keys of the first statements that match `query`, newest first, after the cursor `query.after`."""
    found: list[tuple[int, float | None]] = []
    for reached in _reaching(query):
        conditions = [*_conditions(replace(query, since=None)), reached]
        if query.after is not None:
            day, key = _cursor(query.after, str)
            conditions.append(statements.c.day <= day)
            conditions.append(or_(statements.c.day < day, statements.c.key > key))
        listed = select(statements.c.key).where(*conditions).order_by(*_NEWEST)
        found += _listed(connection, listed, match, limit - len(found))
        if len(found) == limit:
            break
    return found


def _listed(
    connection: Connection, listed: Select[Any], match: Match | None, limit: int
) -> Sequence[tuple[int, float | None]]:
    """The first keys in a list of statements that match in the full-text index.

    If many statements match, they are soon met by walking the list; if few do, these few are sorted.
    """
    if match is None:
        return [(key, None) for key in connection.scalars(listed.limit(limit)).all()]
    if not match.whole:
        return []
    if match.many and _is_met_soon(connection, match, limit):
        walked = connection.scalars(listed.limit(_WALKED)).all()
        met = set(connection.scalars(matching(match.whole).where(_one_of(walked, at_once=True))))
        if len(met) >= limit or len(walked) < _WALKED:
            return [(key, None) for key in walked if key in met][:limit]
    if match.number > _SORTED:
        listed = listed.where(_has(match))
    else:
        listed = listed.join(words, words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match.whole))
    return [(key, None) for key in connection.scalars(listed.limit(limit)).all()]


def _is_met_soon(connection: Connection, match: Match, limit: int) -> bool:
    """Whether enough matches are expected at the beginning of a list, if they are evenly distributed."""
    total = connection.scalar(select(func.max(statements.c.key))) or 0
    return match.number * _WALKED >= limit * total


def _has(match: Match) -> ColumnElement[bool]:
    """The condition that a statement matches; the sum keeps SQLite from starting with the index."""
    return (statements.c.key + literal_column("0")).in_(matching(match.whole))


def _values(keys: Sequence[int]) -> Select[Any]:
    """Any number of keys as one parameter."""
    return select(func.json_each(json.dumps(list(keys))).table_valued("value").c.value)


def _one_of(keys: Sequence[int], *, at_once: bool) -> ColumnElement[bool]:
    """The condition that a key is one of these: `at_once` in one pass over the index, or one look-up for each."""
    if not at_once:
        return words.c.rowid.in_(_values(keys))
    between = words.c.rowid.between(min(keys, default=0), max(keys, default=0))
    return and_(between, (words.c.rowid + literal_column("0")).in_(_values(keys)))


def _best(connection: Connection, query: Query, match: Match) -> list[Hit]:
    """The hits by BM25, best first."""
    ranking = weighty(connection, match)
    rank, key = words.c.rank, words.c.rowid
    found = select(key, rank).join(statements, statements.c.key == key).where(*_conditions(query))
    found = found.where(literal_table.op("MATCH")(ranking))
    if ranking != match.whole:
        found = found.where((key + literal_column("0")).in_(matching(match.whole)))
    if query.after is not None:
        after, last = _cursor(query.after, float)
        found = found.where(or_(rank > after, and_(rank == after, key > last)))
    rows = connection.execute(found.order_by(rank, key).limit(query.limit))
    return _hits(connection, [(row.rowid, row.rank) for row in rows], match)


def _hits(connection: Connection, found: Sequence[tuple[int, float | None]], match: Match | None) -> list[Hit]:
    """The statements with these keys, in this order, with hits in their content marked."""
    if not found:
        return []
    keys = [key for key, _ in found]
    query = select(
        statements,
        *(articles.c[name].label(f"article_{name}") for name in ("id", "version", "title", "url")),
        articles.c.published_start,
    ).join(articles, articles.c.key == statements.c.article)
    rows = {row["key"]: row for row in connection.execute(query.where(statements.c.key.in_(_values(keys)))).mappings()}
    marked: dict[int, str] = {}
    if match is not None and match.words:
        highlight = func.highlight(literal_table, 0, OPEN_HIT, CLOSE_HIT)
        with_hits = select(words.c.rowid, highlight.label("content")).where(
            literal_table.op("MATCH")(match.marked), _one_of(keys, at_once='"*' in match.marked)
        )
        marked = {row.rowid: row.content for row in connection.execute(with_hits)}
    return [_hit(rows[key], marked.get(key), rank) for key, rank in found]


def _conditions(query: Query, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """The conditions of a query; without `by_index`, written so that SQLite uses no index for them."""
    conditions: list[ColumnElement[bool]] = [_LATEST]
    if query.source is not None and not any(character.isalnum() for character in query.source):
        conditions.append(statements.c.source.icontains(query.source, autoescape=True))
    if query.outlet is not None:
        conditions.append(statements.c.outlet.icontains(query.outlet, autoescape=True))
    exact = {name: getattr(query, name) for name in ("actor", "source_kind", "stance", "kind")}
    exact["outlet"] = query.printed_by
    for name, value in exact.items():
        if value is not None:
            column = statements.c[name] if by_index else statements.c[name].concat("")
            conditions.append(column == str(value))
    if query.min_confidence > 0:
        conditions.append(statements.c.confidence >= query.min_confidence)
    if query.since is not None:
        conditions.append(or_(*_reaching(query)))
    if query.until is not None:
        conditions.append(statements.c.day.between("0", query.until.isoformat()))
    return conditions


def _reaching(query: Query) -> list[ColumnElement[bool]]:
    """The conditions that a statement was said on or after `query.since`, or may have been."""
    if query.since is None:
        return [true()]
    since, day, end = query.since.isoformat(), statements.c.day, statements.c.said_end
    # An index has the few statements that were said over more than one day.
    longer = select(statements.c.key).where(_LATEST, end > day, end >= since, day.between("0", since), day != since)
    return [day >= since, statements.c.key.in_(longer)]


def _cursor(cursor: str, kind: Callable[[str], _T]) -> tuple[_T, int]:
    match = _CURSOR.fullmatch(cursor)
    try:
        if match is not None:
            return kind(match[1]), int(match[2])
    except ValueError:
        pass
    msg = f"{cursor[:80]!r} is not a valid cursor"
    raise MalformedInputError(msg)


def _hit(row: Any, marked: str | None, rank: float | None) -> Hit:
    statement = to_statement(row)
    article = ArticleLine(
        id=row["article_id"],
        version=row["article_version"],
        title=row["article_title"],
        outlet=row["outlet"],
        url=row["article_url"],
        published=row["published_start"],
        statements=0,
    )
    position = row["day"] if rank is None else rank
    return Hit(statement, article, marked or statement.content.text, row["actor"], f"{position}~{row['key']}")
