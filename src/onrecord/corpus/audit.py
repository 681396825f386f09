"""The sourcing audit: what kind of source the statements of some articles rest on."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onrecord.language import load
from onrecord.records import Actor, Number, Record, SourceKind, Stance, Statement

_SAME = 0.5
"""Two contents say the same if they share at least this fraction of their words."""
_FEWEST = 3
"""Contents with fewer words are not compared."""


class Basis(StrEnum):
    """What kind of source a statement rests on."""

    NAMED = "named"
    ROLE = "by role"
    INSTITUTION = "institution"
    DOCUMENT = "document"
    GROUP = "group"
    ANONYMOUS = "anonymous"
    NOBODY = "nobody"


_BASES = {
    SourceKind.ORGANISATION: Basis.INSTITUTION,
    SourceKind.GOVERNMENT: Basis.INSTITUTION,
    SourceKind.DOCUMENT: Basis.DOCUMENT,
    SourceKind.GROUP: Basis.GROUP,
    SourceKind.ANONYMOUS: Basis.ANONYMOUS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement that the audit points out, and its article."""

    article: str
    title: str | None
    statement: Statement

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON."""
        return {"article": self.article, "title": self.title, "statement": self.statement.to_json()}


@dataclass(frozen=True, slots=True)
class Audit:
    """What the statements of some articles rest on.

    Attributes:
        articles: The number of articles.
        statements: The number of statements by basis.
        words: The number of words in their contents by basis.
        unanswered: Statements that somebody did not respond or declined to comment.
        single: Statements that rest on one anonymous person, with no other source saying the same.
    """

    articles: int
    statements: dict[Basis, int]
    words: dict[Basis, int]
    unanswered: tuple[Finding, ...]
    single: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """The audit as JSON."""
        return {
            "articles": self.articles,
            "statements": {basis.value: number for basis, number in self.statements.items()},
            "words": {basis.value: number for basis, number in self.words.items()},
            "unanswered": [finding.to_json() for finding in self.unanswered],
            "single_anonymous": [finding.to_json() for finding in self.single],
        }


def audit(records: Iterable[Record]) -> Audit:
    """Count what statements rest on, including nested statements, which have sources of their own."""
    statements: Counter[Basis] = Counter()
    words: Counter[Basis] = Counter()
    unanswered: list[Finding] = []
    others: list[tuple[Record, Statement, Actor | None, frozenset[str]]] = []
    articles = 0
    small = frozenset(load("en", "small_words")["words"])
    for record in records:
        articles += 1
        people = {actor.id: actor for actor in record.actors}
        for statement in record.statements:
            actor = people.get(statement.source.actor or "") if statement.source else None
            rests_on = basis(statement, actor)
            statements[rests_on] += 1
            words[rests_on] += len(statement.content.text.split())
            if statement.stance in {Stance.NO_RESPONSE, Stance.DECLINES}:
                unanswered.append(_finding(record, statement))
            else:
                found = frozenset(re.findall(r"\w+", statement.content.text.lower())) - small
                others.append((record, statement, actor, found))
    return Audit(
        articles,
        {each: statements[each] for each in Basis},
        {each: words[each] for each in Basis},
        tuple(unanswered),
        tuple(_single(others)),
    )


def basis(statement: Statement, actor: Actor | None) -> Basis:
    """What kind of source a statement rests on."""
    if statement.source is None or statement.source.kind is SourceKind.UNKNOWN:
        return Basis.NOBODY
    if statement.source.kind is SourceKind.PERSON:
        return Basis.NAMED if actor is not None and actor.names else Basis.ROLE
    return _BASES[statement.source.kind]


def _single(rows: Sequence[tuple[Record, Statement, Actor | None, frozenset[str]]]) -> Iterable[Finding]:
    for record, statement, actor, words in rows:
        if actor is None or actor.anonymity is None or actor.anonymity.number is not Number.ONE or len(words) < _FEWEST:
            continue
        others = (
            found
            for other, second, source, found in rows
            if source is not None and (other is not record or source.id != actor.id) and second is not statement
        )
        if not any(
            len(words & found) >= _SAME * min(len(words), len(found)) for found in others if len(found) >= _FEWEST
        ):
            yield _finding(record, statement)


def _finding(record: Record, statement: Statement) -> Finding:
    return Finding(record.article.id, record.article.title, statement)
