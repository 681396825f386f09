"""What a person typed as an expression of the full-text index, and how many statements it has there."""

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
"""The name of the index as FTS5's functions and MATCH take it: a column named like its table."""
_vocabulary = table("statement_vocabulary", column("term"))
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_MOST_TERMS = 60
"""How many words are looked for; FTS5 takes an expression of limited depth."""
_LAST = "\U0010ffff"

RANKED = 5_000
"""How many statements are ranked: BM25 takes microseconds for each, and a common word has hundreds of thousands."""
_COMMON = 50_000
"""A word that more statements have takes BM25 long to weigh, and weighs next to nothing beside a rarer one."""
_REMEMBERED = 1_000
_INDEXED = 3
"""Beginnings of words as long as this, and shorter ones, have an index of their own."""
_ENDINGS = 200
"""As many words as this are looked for by name where a longer beginning is asked for."""
_COUNTED = 20_000
"""How many statements with a word are counted over time one by one; of more, every n-th, about half as many."""


@dataclass(frozen=True, slots=True)
class Match:
    """An expression of the index: `words` are all required, each with its inflections, `unwanted` excluded.

    `source` is what the source has. `number` is how many statements have all of it, where more than are ranked do.
    """

    words: tuple[str, ...]
    unwanted: tuple[str, ...]
    source: str
    number: int = 0

    @property
    def many(self) -> bool:
        """Whether more statements have it than are ranked."""
        return self.number > RANKED

    @property
    def every(self) -> int:
        """Over every how many-th statement it is counted over time."""
        return max(1, 2 * self.number // _COUNTED) if self.number > _COUNTED else 1

    @property
    def marked(self) -> str:
        """The expression of what is marked in the content."""
        return " AND ".join(self.words)

    @property
    def whole(self) -> str:
        """The expression; empty where no word is left to look for."""
        wanted = " AND ".join([*([f"source : {self.source}"] if self.source else []), *self.words])
        return " NOT ".join([wanted, *self.unwanted]) if wanted else ""


class Forms:
    """The inflections of words, as they are on record, and what was asked; remembered until the record changes."""

    def __init__(self) -> None:
        self._known: tuple[int, dict[str, list[str]], dict[tuple[str, str | None], Match | None]] = (-1, {}, {})

    def match(self, connection: Connection, query: Query) -> Match | None:
        """What `query` asks of the index, or nothing if it asks for no words."""
        _, _, asked = self._now(connection)
        key = (query.words, query.source)
        if key not in asked:
            asked[key] = _match_of(connection, query, self)
        return asked[key]

    def of(self, connection: Connection, word: str) -> list[str]:
        """The words on record that have the same stem as `word`, and `word` itself."""
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
    """What `query` asks of the index, or nothing if it asks for no words.

    A word stands for all its inflections that are on record, as the Snowball stemmer has them; a phrase and the
    beginning of a word are taken to the letter. Of the source the words are taken as a phrase that may end within a
    word. Every term is quoted, so that no character of it is taken for FTS5's own syntax.
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
    """The expression of words that begin so; by the words on record where these are few and the index has no other."""
    if len(term) > _INDEXED and term.isascii() and term.isalpha():
        begins = term.lower()
        near = select(_vocabulary.c.term).where(_vocabulary.c.term >= begins, _vocabulary.c.term < begins + _LAST)
        known = list(connection.scalars(near.limit(_ENDINGS + 1)))
        if 0 < len(known) <= _ENDINGS:
            return "(" + " OR ".join(map(_quoted, known)) + ")"
    return _quoted(term) + "*"


def matching(match: str) -> Select[tuple[int]]:
    """The numbers of the statements that the index has for an expression."""
    return select(words.c.rowid).where(literal_table.op("MATCH")(match))


def more_than(connection: Connection, match: str, number: int) -> bool:
    """Whether more statements than this have what an expression asks for."""
    some = matching(match).limit(number + 1).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) > number


def weighty(connection: Connection, match: Match) -> str:
    """The expression that statements are ranked by: the words, but for those that very many have."""
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
    # A stem may end otherwise than its words do: "happi" is that of "happy".
    shared = folded
    while not stem.startswith(shared):
        shared = shared[:-1]
    near = select(_vocabulary.c.term).where(_vocabulary.c.term >= shared, _vocabulary.c.term < shared + _LAST)
    forms = {term for term in connection.scalars(near) if stemmer.stemWord(term) == stem}
    return sorted(forms | {word})


def _terms(words: str) -> list[tuple[str, str, str]]:
    """The terms that a person typed: minus, phrase, word. FTS5 reads an expression up to the first NUL."""
    return _TERM.findall(words.replace("\0", " "))[:_MOST_TERMS]
