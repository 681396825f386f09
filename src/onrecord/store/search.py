"""Searching statements by their words and by what is known of them."""

import re
import unicodedata
from typing import Any

import snowballstemmer
from sqlalchemy import Connection, Select, column, func, literal, select, table
from sqlalchemy.sql.elements import ColumnElement

from onrecord.store.base import CLOSE_HIT, OPEN_HIT, ArticleLine, Hit, Query
from onrecord.store.rows import to_statement
from onrecord.store.schema import articles, statements

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_words = table("statement_words", column("rowid"), column("rank"))
_vocabulary = table("statement_vocabulary", column("term"))
_LAST = "\U0010ffff"


def match_expression(connection: Connection, words: str) -> str:
    """The FTS5 expression for what a person typed, or an empty string where no word is left to look for.

    A word stands for all its inflections that are on record, as the Snowball stemmer has them; a phrase and the
    beginning of a word are taken to the letter. Every term is quoted, so that no character of it is taken for
    FTS5's own syntax.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(words):
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
    """The statements of the latest versions that answer `query`."""
    match = match_expression(connection, query.words)
    if query.words.strip() and not match:
        return []
    found = select(
        statements,
        *(articles.c[name].label(f"article_{name}") for name in ("id", "version", "title", "outlet", "url")),
        articles.c.published_start,
    ).join(articles, articles.c.key == statements.c.article)
    found = found.where(articles.c.latest == 1, *_conditions(query))
    found = _ranked(found, match) if match else _dated(found)
    return [_hit(row) for row in connection.execute(found.limit(query.limit)).mappings()]


def _conditions(query: Query) -> list[ColumnElement[bool]]:
    said = func.coalesce(statements.c.said_start, articles.c.published_start)
    said_end = func.coalesce(statements.c.said_end, articles.c.published_start)
    conditions: list[ColumnElement[bool]] = []
    if query.source is not None:
        conditions.append(statements.c.source.icontains(query.source, autoescape=True))
    if query.outlet is not None:
        conditions.append(articles.c.outlet.icontains(query.outlet, autoescape=True))
    if query.stance is not None:
        conditions.append(statements.c.stance == query.stance.value)
    if query.kind is not None:
        conditions.append(statements.c.kind == query.kind.value)
    if query.min_confidence > 0:
        conditions.append(statements.c.confidence >= query.min_confidence)
    if query.since is not None:
        conditions.append(said_end >= query.since.isoformat())
    if query.until is not None:
        conditions.append(said <= query.until.isoformat())
    return conditions


def _ranked(found: Select[Any], match: str) -> Select[Any]:
    """By BM25, best first, with the hits in the content marked."""
    marked = func.highlight(literal_table, 0, OPEN_HIT, CLOSE_HIT).label("highlighted")
    found = found.add_columns(marked).join(_words, _words.c.rowid == statements.c.key)
    return found.where(literal_table.op("MATCH")(match)).order_by(_words.c.rank, statements.c.key)


def _dated(found: Select[Any]) -> Select[Any]:
    found = found.add_columns(literal(None).label("highlighted"))
    return found.order_by(articles.c.published_start.desc(), articles.c.id, statements.c.key)


literal_table: ColumnElement[str] = column("statement_words", is_literal=True)
"""The name of the index as FTS5's functions and MATCH take it: a column named like its table."""


def _hit(row: Any) -> Hit:
    statement = to_statement(row)
    article = ArticleLine(
        id=row["article_id"],
        version=row["article_version"],
        title=row["article_title"],
        outlet=row["article_outlet"],
        url=row["article_url"],
        published=row["published_start"],
        statements=0,
    )
    return Hit(statement, article, row["highlighted"] or statement.content.text)
