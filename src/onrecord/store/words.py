"""Turns what a person typed into an expression of the full-text index."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import snowballstemmer
from sqlalchemy import Connection, Select, column, func, select, table
from sqlalchemy.sql.elements import ColumnElement

from onrecord.store.base import Query
from onrecord.store.schema import counters

words = table("statement_words", column("rowid"), column("rank"))
literal_table: ColumnElement[str] = column("statement_words", is_literal=True)
"""The name of the index, as FTS5's functions and MATCH take it: a column with the name of its table."""
_vocabulary = table("statement_vocabulary", column("term"))
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_MOST_TERMS = 60
"""The most words in a query; FTS5 limits the depth of expressions."""
_LAST = "\U0010ffff"

RANKED = 5_000
"""The most statements that are ranked: BM25 takes microseconds each, and common words have hundreds of thousands."""
_COMMON = 50_000
"""Words in more statements than this do not affect the ranking: they make BM25 slow and have next to no weight."""
_REMEMBERED = 1_000
"""How many queries are cached."""
_INDEXED = 3
"""Prefixes up to this length have an index."""
_ENDINGS = 200
"""A longer prefix is replaced by the words that have it, up to this many."""
_COUNTED = 20_000
"""Up to this many statements are all counted by period; of more, every n-th, about half as many."""


@dataclass(frozen=True, slots=True)
class Match:
    """An expression of the index: `words` are all required, each with its inflections, `unwanted` excluded.

    `source` must be in the source. `number` is how many statements match, if more than are ranked.
    """

    words: tuple[str, ...]
    unwanted: tuple[str, ...]
    source: str
    number: int = 0

    @property
    def many(self) -> bool:
        """Whether more statements match than are ranked."""
        return self.number > RANKED

    @property
    def every(self) -> int:
        """The counts by period cover every n-th statement; this is n."""
        return max(1, 2 * self.number // _COUNTED) if self.number > _COUNTED else 1

    @property
    def marked(self) -> str:
        """The expression whose hits are marked in the content."""
        return " AND ".join(self.words)

    @property
    def whole(self) -> str:
        """The whole expression; empty if no words are left."""
        wanted = " AND ".join([*([f"source : {self.source}"] if self.source else []), *self.words])
        return " NOT ".join([wanted, *self.unwanted]) if wanted else ""


class Forms:
    """The inflections of words on record, cached with recent queries until the record changes."""

    def __init__(self) -> None:
        self._known: tuple[int, dict[str, list[str]], dict[tuple[str, str | None], Match | None]] = (-1, {}, {})

    def match(self, connection: Connection, query: Query) -> Match | None:
        """The expression for `query`, or `None` if it has no words."""
        _, _, asked = self._now(connection)
        key = (query.words, query.source)
        if key not in asked:
            asked[key] = _match_of(connection, query, self)
        return asked[key]

    def of(self, connection: Connection, word: str) -> list[str]:
        """`word` and the words on record with the same stem."""
        _, known, _ = self._now(connection)
        if word not in known:
            known[word] = _inflections(connection, word)
        return known[word]

    def _now(self, connection: Connection) -> tuple[int, dict[str, list[str]], dict[Any, Match | None]]:
        changes = connection.scalar(select(counters.c.value).where(counters.c.name == "changes")) or 0
        kept = self._known
        if kept[0] != changes or max(len(kept[1]), len(kept[2])) >= _REMEMBERED:
            kept = self._known = (changes, {}, {})
        return kept


def _match_of(connection: Connection, query: Query, forms: Forms) -> Match | None:
    """The expression for `query`, or `None` if it has no words.

    A word matches all its inflections on record, by the Snowball stemmer; phrases and prefixes match literally. The
    words of the source are a phrase that may end within a word. Every term is quoted, so that none of its characters
    is read as FTS5 syntax.
    """
    source = (
        _beginning(connection, query.source.replace("\0", " ")) if query.source and _has_words(query.source) else ""
    )
    if not query.words.strip() and not source:
        return None
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _terms(query.words):
        term = phrase or word
        if not _has_words(term):
            continue
        if word.endswith("*"):
            found = [_beginning(connection, term.removesuffix("*"))]
        elif phrase or not word.isalpha():
            found = [_quoted(term)]
        else:
            found = [_quoted(form) for form in forms.of(connection, word)]
        (unwanted if minus else wanted).append("(" + " OR ".join(found) + ")")
    if query.words.strip() and not wanted:
        return Match((), (), "")
    match = Match(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)), source)
    if not match.whole or not more_than(connection, match.whole, RANKED):
        return match
    number = connection.scalar(select(func.count()).select_from(matching(match.whole).subquery())) or 0
    return replace(match, number=number)


def _beginning(connection: Connection, term: str) -> str:
    """The expression of a prefix; of a long one with few words, the words themselves."""
    if len(term) > _INDEXED and term.isascii() and term.isalpha():
        begins = term.lower()
        near = select(_vocabulary.c.term).where(_vocabulary.c.term >= begins, _vocabulary.c.term < begins + _LAST)
        known = list(connection.scalars(near.limit(_ENDINGS + 1)))
        if 0 < len(known) <= _ENDINGS:
            return "(" + " OR ".join(map(_quoted, known)) + ")"
    return _quoted(term) + "*"


def matching(match: str) -> Select[tuple[int]]:
    """The keys of the statements that match an expression."""
    return select(words.c.rowid).where(literal_table.op("MATCH")(match))


def more_than(connection: Connection, match: str, number: int) -> bool:
    """Whether more than `number` statements match an expression."""
    some = matching(match).limit(number + 1).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) > number


def weighty(connection: Connection, match: Match) -> str:
    """The expression that statements are ranked by, without very common words."""
    rarer = [word for word in match.words if not more_than(connection, word, _COMMON)]
    return " AND ".join(rarer or match.words)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _inflections(connection: Connection, word: str) -> list[str]:
    folded = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    stemmer = snowballstemmer.stemmer("english")
    stem = stemmer.stemWord(folded)
    # A stem can end differently from its words: "happi" is the stem of "happy".
    shared = folded
    while not stem.startswith(shared):
        shared = shared[:-1]
    near = select(_vocabulary.c.term).where(_vocabulary.c.term >= shared, _vocabulary.c.term < shared + _LAST)
    forms = {term for term in connection.scalars(near) if stemmer.stemWord(term) == stem}
    return sorted(forms | {word})


def _terms(words: str) -> list[tuple[str, str, str]]:
    """The terms in a query: minus, phrase, word. NUL is removed, because FTS5 stops reading there."""
    return _TERM.findall(words.replace("\0", " "))[:_MOST_TERMS]
