"""Searching statements by their words and by what is known of them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import snowballstemmer
from sqlalchemy import Connection, Select, and_, column, false, func, literal_column, or_, select, table
from sqlalchemy.sql.elements import ColumnElement

from onrecord.errors import MalformedInputError
from onrecord.store.base import CLOSE_HIT, OPEN_HIT, ArticleLine, Facets, Hit, Order, Query
from onrecord.store.rows import to_statement
from onrecord.store.schema import actors, articles, statements

_T = TypeVar("_T")

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_CURSOR = re.compile(r"([^~]*)~([0-9]{1,18})")
_words = table("statement_words", column("rowid"), column("rank"))
_vocabulary = table("statement_vocabulary", column("term"))
_LAST = "\U0010ffff"
_COUNTED = 5_000
"""How many statements facets are counted over: a common word in a million is found in a moment, and counted in none."""
_SHOWN = 12
_MOST_TERMS = 60
"""How many words are looked for; FTS5 takes an expression of limited depth."""
_LATEST: ColumnElement[bool] = statements.c.latest == literal_column("1")
"""Written out, as SQLite takes an index over some of the rows only where it can see the condition."""
_NEWEST = (statements.c.day.desc(), statements.c.key)


def match_expression(connection: Connection, words: str) -> str:
    """The FTS5 expression for what a person typed, or an empty string where no word is left to look for.

    A word stands for all its inflections that are on record, as the Snowball stemmer has them; a phrase and the
    beginning of a word are taken to the letter. Every term is quoted, so that no character of it is taken for
    FTS5's own syntax.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    # FTS5 reads an expression up to the first NUL.
    for minus, phrase, word in _TERM.findall(words.replace("\0", " "))[:_MOST_TERMS]:
        term = phrase or word
        if not any(character.isalnum() for character in term):
            continue
        if phrase or not word.isalpha():
            found = [_quoted(term.removesuffix("*")) + ("*" if word.endswith("*") else "")]
        else:
            found = [_quoted(form) for form in _inflections(connection, word)]
        (unwanted if minus else wanted).append("(" + " OR ".join(found) + ")")
    return " NOT ".join([" AND ".join(wanted), *unwanted]) if wanted else ""


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _inflections(connection: Connection, word: str) -> list[str]:
    """The words on record that have the same stem as `word`, and `word` itself."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    stemmer = snowballstemmer.stemmer("english")
    stem = stemmer.stemWord(folded)
    # A stem may end otherwise than its words do: "happi" is that of "happy".
    shared = folded
    while not stem.startswith(shared):
        shared = shared[:-1]
    near = select(_vocabulary.c.term).where(_vocabulary.c.term >= shared, _vocabulary.c.term < shared + _LAST)
    forms = {term for term in connection.scalars(near) if stemmer.stemWord(term) == stem}
    return sorted(forms | {word})


def search(connection: Connection, query: Query) -> list[Hit]:
    """The statements of the latest versions that answer `query`.

    Raises:
        MalformedInputError: `query.after` is no cursor.
    """
    match = match_expression(connection, query.words)
    if query.words.strip() and not match:
        return []
    found = select(
        statements,
        *(articles.c[name].label(f"article_{name}") for name in ("id", "version", "title", "url")),
        articles.c.published_start,
    ).join(articles, articles.c.key == statements.c.article)
    found = found.where(*_conditions(query))
    found = _matched(found, match, query) if match else _dated(found, query)
    return [_hit(row) for row in connection.execute(found.limit(query.limit)).mappings()]


def facets(connection: Connection, query: Query) -> Facets:
    """How the first statements that answer `query` are spread over what is known of them."""
    match = match_expression(connection, query.words)
    names = ("stance", "kind", "source_kind", "outlet", "who", "day")
    found = select(*(statements.c[name] for name in names)).where(*_conditions(query))
    if match:
        found = found.join(_words, _words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match))
    elif not query.words.strip():
        found = found.order_by(*_NEWEST)
    rows = connection.execute(found.limit(_COUNTED + 1)).all() if match or not query.words.strip() else []
    counted = rows[:_COUNTED]
    who = _most(row.who for row in counted)
    named = select(actors.c.id, actors.c.name).where(actors.c.id.in_(who))
    called = {row.id: row.name for row in connection.execute(named)}
    return Facets(
        counted=len(counted),
        whole=len(rows) <= _COUNTED,
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


def spread(connection: Connection, query: Query, *, width: int) -> dict[str, dict[str, int]]:
    """How many statements that answer `query` were said, and look to, each stretch of time.

    Args:
        connection: The database.
        query: Which statements.
        width: How many characters of a day make a stretch: 4 for years, 7 for months, 10 for days.
    """
    found: dict[str, dict[str, int]] = {}
    for role, day in (("said", statements.c.day), ("due", statements.c.due_start)):
        stretch = func.substr(day, 1, width)
        counted = select(stretch.label("stretch"), func.count().label("number")).group_by(stretch)
        counted = _narrowed(connection, counted.where(day.is_not(None), day != ""), query)
        found[role] = {row.stretch: row.number for row in connection.execute(counted)}
    return found


def on_days(connection: Connection, query: Query, *, role: str, since: str, until: str) -> list[Hit]:
    """The statements that were said (`said`) or are due (`due`) on some days, by day; the first `query.limit`."""
    day = statements.c.day if role == "said" else statements.c.due_start
    found = select(
        statements,
        *(articles.c[name].label(f"article_{name}") for name in ("id", "version", "title", "url")),
        articles.c.published_start,
    ).join(articles, articles.c.key == statements.c.article)
    found = _narrowed(connection, found.where(day.between(since, until)), query)
    return [
        _hit(row) for row in connection.execute(found.order_by(day, statements.c.key).limit(query.limit)).mappings()
    ]


def _narrowed(connection: Connection, found: Select[Any], query: Query) -> Select[Any]:
    match = match_expression(connection, query.words)
    found = found.where(*_conditions(query))
    if match:
        return found.join(_words, _words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match))
    return found.where(false()) if query.words.strip() else found


def _conditions(query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_LATEST]
    if query.source is not None:
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


def _matched(found: Select[Any], match: str, query: Query) -> Select[Any]:
    """With the hits in the content marked; by BM25, best first, or the newest first."""
    marked = func.highlight(literal_table, 0, OPEN_HIT, CLOSE_HIT).label("highlighted")
    found = found.join(_words, _words.c.rowid == statements.c.key).where(literal_table.op("MATCH")(match))
    if query.order is Order.NEW:
        return _dated(found.add_columns(marked), query)
    if query.after is not None:
        rank, key = _cursor(query.after, float)
        later = and_(_words.c.rank == rank, statements.c.key > key)
        found = found.where(or_(_words.c.rank > rank, later))
    return found.add_columns(marked, _words.c.rank).order_by(_words.c.rank, statements.c.key)


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


literal_table: ColumnElement[str] = column("statement_words", is_literal=True)
"""The name of the index as FTS5's functions and MATCH take it: a column named like its table."""


def _hit(row: Any) -> Hit:
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
    place = row["rank"] if "rank" in row else row["day"]
    marked = row.get("highlighted") or statement.content.text
    return Hit(statement, article, marked, row["who"], f"{place}~{row['key']}")
