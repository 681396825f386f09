"""Searching statements by their words and by what is known of them."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from onrecord.errors import MalformedInputError
from onrecord.store.base import CLOSE_HIT, OPEN_HIT, ArticleLine, Facets, Hit, Order, Query
from onrecord.store.rows import to_statement
from onrecord.store.schema import actors, articles, statements
from onrecord.store.words import RANKED, Forms, Match, literal_table, matching, weighty, words

_T = TypeVar("_T")

_CURSOR = re.compile(r"([^~]*)~([0-9]{1,18})")
_COUNTED = 1_000
"""How many statements facets are counted over: a common word in a million is found in a moment, and counted in none."""
_FEW, _WALKED = 100, 3_000
"""In how many statements, in the order of a list, a common word is looked for before all that have it are sorted."""
_PLACE = re.compile(r"(?:\d{4}-\d\d-\d\d)?~")
"""How the cursor of a list by day begins."""
_SHOWN = 12
_MOST_TERMS = 60
"""How many words are looked for; FTS5 takes an expression of limited depth."""
_LATEST: ColumnElement[bool] = statements.c.latest == literal_column("1")
"""Written out, as SQLite takes an index over some of the rows only where it can see the condition."""
_NEWEST = (statements.c.day.desc(), statements.c.key)


def search(connection: Connection, query: Query, forms: Forms) -> list[Hit]:
    """The statements of the latest versions that answer `query`.

    Raises:
        MalformedInputError: `query.after` is no cursor.
    """
    match = forms.match(connection, query)
    if match is not None and _is_ranked(query, match):
        return _best(connection, query, match) if match.whole else []
    listed = _dated(select(statements.c.key).where(*_conditions(query)), query)
    return _hits(connection, _listed(connection, listed, match, query.limit), match)


def _is_ranked(query: Query, match: Match) -> bool:
    """Whether hits are listed by BM25. A list that began in another order goes on in it."""
    if not query.words.strip() or query.order is not Order.BEST:
        return False
    if query.after is None:
        return not match.many
    return _PLACE.match(query.after) is None


def facets(connection: Connection, query: Query, forms: Forms) -> Facets:
    """How the first statements that answer `query` are spread over what is known of them."""
    match = forms.match(connection, query)
    names = ("stance", "kind", "source_kind", "outlet", "who", "day")
    found = select(*(statements.c[name] for name in names)).where(*_conditions(query))
    if match is None:
        found = found.order_by(*_NEWEST)
    elif match.whole:
        candidates = matching(match.whole).limit(RANKED).subquery()
        found = found.join(candidates, candidates.c.rowid == statements.c.key)
    rows = connection.execute(found.limit(_COUNTED + 1)).all() if match is None or match.whole else []
    counted = rows[:_COUNTED]
    who = _most(row.who for row in counted)
    named = select(actors.c.id, actors.c.name).where(actors.c.id.in_(who))
    called = {row.id: row.name for row in connection.execute(named)}
    return Facets(
        counted=len(counted),
        whole=len(rows) <= _COUNTED and not (match and match.many),
        stance=_most(row.stance for row in counted),
        kind=_most(row.kind for row in counted),
        source_kind=_most(row.source_kind for row in counted),
        outlet=_most(row.outlet for row in counted),
        who={id_: (called[id_], number) for id_, number in who.items() if id_ in called},
        years=_most(row.day[:4] for row in counted),
    )


def _most(values: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(value for value in values if value)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN])


def spread(connection: Connection, query: Query, forms: Forms, *, width: int) -> dict[str, dict[str, int]]:
    """How many statements that answer `query` were said, and look to, each stretch of time.

    Args:
        connection: The database.
        query: Which statements.
        forms: The inflections on record.
        width: How many characters of a day make a stretch: 4 for years, 7 for months, 10 for days.
    """
    match = forms.match(connection, query)
    found: dict[str, dict[str, int]] = {"said": {}, "due": {}}
    if match is not None and not match.whole:
        return found
    if match is not None:
        return _spread_of(connection, query, match, width)
    for role, day in (("said", statements.c.day), ("due", statements.c.due_start)):
        # By day, as an index has them; SQLite would sort all statements by the stretch that they lie in.
        counted = select(day.label("day"), func.count().label("number")).group_by(day)
        counted = counted.where(day.is_not(None), day != "", *_conditions(query))
        stretches: dict[str, int] = defaultdict(int)
        for row in connection.execute(counted):
            stretches[row.day[:width]] += row.number
        found[role] = dict(stretches)
    return found


def _spread_of(connection: Connection, query: Query, match: Match, width: int) -> dict[str, dict[str, int]]:
    """The spread of statements with some words, both roles in one pass."""
    every = counted_every(query, match)
    days = select(statements.c.day, statements.c.due_start.label("due")).where(*_conditions(query))
    days = days.join(words, words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match.whole))
    if every > 1:
        days = days.where(words.c.rowid % every == 0)
    said: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for row in connection.execute(days):
        if row.day:
            said[row.day[:width]] += every
        if row.due:
            due[row.due[:width]] += every
    return {"said": dict(said), "due": dict(due)}


def counted_every(query: Query, match: Match | None) -> int:
    """Over every how many-th statement a spread is counted; all, unless only words are asked for that many have."""
    return match.every if match is not None and len(_conditions(query)) == 1 else 1


def on_days(connection: Connection, query: Query, forms: Forms, *, role: str, since: str, until: str) -> list[Hit]:
    """The statements that were said (`said`) or are due (`due`) on some days, by day; the first `query.limit`."""
    match = forms.match(connection, query)
    day = statements.c.day if role == "said" else statements.c.due_start
    listed = select(statements.c.key).where(day.between(since, until), *_conditions(query))
    return _hits(connection, _listed(connection, listed.order_by(day, statements.c.key), match, query.limit), match)


def _listed(
    connection: Connection, listed: Select[Any], match: Match | None, limit: int
) -> Sequence[tuple[int, float | None]]:
    """The first keys of a list of statements that have what the index is asked for.

    What many statements have is met soon on a walk along the list; else all that have it are put in order.
    """
    if match is None:
        return [(key, None) for key in connection.scalars(listed.limit(limit))]
    if not match.whole:
        return []
    if match.many:
        met = _met(connection, listed, match, limit)
        if met is not None:
            return [(key, None) for key in met]
    listed = listed.join(words, words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match.whole))
    return [(key, None) for key in connection.scalars(listed.limit(limit))]


def _met(connection: Connection, listed: Select[Any], match: Match, limit: int) -> list[int] | None:
    """What of the first of a list has what the index is asked for: of a few, one by one; then of many at once.

    Nothing where these are too few for the limit, and the list goes on.
    """
    if not match.is_slow:
        few = listed.limit(_FEW).subquery()
        has = matching(match.whole).where(words.c.rowid == few.c.key)
        met = list(connection.scalars(select(few.c.key).where(exists(has)).limit(limit)))
        if len(met) >= limit:
            return met
    walked = list(connection.scalars(listed.limit(_WALKED)))
    found = set(connection.scalars(matching(match.whole).where(_one_of(walked, at_once=True))))
    if len(found) < limit and len(walked) == _WALKED:
        return None
    return [key for key in walked if key in found][:limit]


def _one_of(keys: Sequence[int], *, at_once: bool) -> ColumnElement[bool]:
    """That a statement in the index is one of these; `at_once` for one pass over the index, else one look for each."""
    values = select(func.json_each(json.dumps(list(keys))).table_valued("value").c.value)
    # A sum is nothing that SQLite could look up one by one.
    return (words.c.rowid + literal_column("0") if at_once else words.c.rowid).in_(values)


def _best(connection: Connection, query: Query, match: Match) -> list[Hit]:
    """By BM25, best first."""
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
    """The statements of these keys, in this order, with the hits in the content marked."""
    if not found:
        return []
    keys = func.json_each(json.dumps([key for key, _ in found])).table_valued("value")
    query = select(
        statements,
        *(articles.c[name].label(f"article_{name}") for name in ("id", "version", "title", "url")),
        articles.c.published_start,
    ).join(articles, articles.c.key == statements.c.article)
    rows = {
        row["key"]: row
        for row in connection.execute(query.where(statements.c.key.in_(select(keys.c.value)))).mappings()
    }
    marked: dict[int, str] = {}
    if match is not None and match.words:
        highlight = func.highlight(literal_table, 0, OPEN_HIT, CLOSE_HIT)
        with_hits = select(words.c.rowid, highlight.label("content")).where(
            literal_table.op("MATCH")(match.marked), _one_of([key for key, _ in found], at_once='"*' in match.marked)
        )
        marked = {row.rowid: row.content for row in connection.execute(with_hits)}
    return [_hit(rows[key], marked.get(key), rank) for key, rank in found]


def _conditions(query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_LATEST]
    if query.source is not None and not any(character.isalnum() for character in query.source):
        conditions.append(statements.c.source.icontains(query.source, autoescape=True))
    if query.outlet is not None:
        conditions.append(statements.c.outlet.icontains(query.outlet, autoescape=True))
    exact = {name: getattr(query, name) for name in ("who", "source_kind", "stance", "kind")}
    conditions += [statements.c[name] == str(value) for name, value in exact.items() if value is not None]
    if query.printed_by is not None:
        conditions.append(statements.c.outlet == query.printed_by)
    if query.min_confidence > 0:
        conditions.append(statements.c.confidence >= query.min_confidence)
    if query.since is not None:
        conditions.append(func.coalesce(statements.c.said_end, statements.c.day) >= query.since.isoformat())
        conditions.append(statements.c.day != "")
    if query.until is not None:
        conditions.append(statements.c.day.between("0", query.until.isoformat()))
    return conditions


def _dated(found: Select[Any], query: Query) -> Select[Any]:
    """The newest first, and each article's in the order of its text."""
    if query.after is not None:
        day, key = _cursor(query.after, str)
        found = found.where(statements.c.day <= day)
        found = found.where(or_(statements.c.day < day, statements.c.key > key))
    return found.order_by(*_NEWEST)


def _cursor(cursor: str, kind: Callable[[str], _T]) -> tuple[_T, int]:
    match = _CURSOR.fullmatch(cursor)
    try:
        if match is not None:
            return kind(match[1]), int(match[2])
    except ValueError:
        pass
    msg = f"{cursor[:80]!r} is no place in a list"
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
    place = row["day"] if rank is None else rank
    return Hit(statement, article, marked or statement.content.text, row["who"], f"{place}~{row['key']}")
