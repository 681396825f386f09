"""Drops requests for anonymity: "who asked not to be named" is why a source is unnamed, not what it said."""

import re
from dataclasses import replace

from onrecord.language import load
from onrecord.language.stems import stemmer
from onrecord.records import Kind, Record, Statement

_WORD = re.compile(r"[\w’'-]+")
_HEAD = 14
"""How many words of cue and content are searched for the request."""


class AnonymityRequestStage:
    """Drops the statements that are requests for anonymity; `reading/sources/anonymity.py` keeps them as reasons."""

    def __init__(self, language: str) -> None:
        data = load(language, "anonymity")
        self._stem = stemmer(language)
        self._asked_by = frozenset(map(self._stem, data["asked_by"]))
        self._refused_by = frozenset(map(self._stem, data["refused_by"]))
        self._requests = tuple(data["requests"])
        self._unless_negated = tuple(data["unless_negated"])
        self._negations = frozenset(data["negations"])

    def __call__(self, record: Record) -> Record:
        """The record without requests for anonymity."""
        kept = tuple(statement for statement in record.statements if not self._is_request(statement))
        return replace(record, statements=kept)

    def _is_request(self, statement: Statement) -> bool:
        if statement.cue is None or statement.kind is Kind.DIRECT:
            return False
        cue = [self._stem(word) for word in _words(statement.cue.text)]
        if self._asked_by.isdisjoint(cue):
            return False
        words = _words(f"{statement.cue.text} {statement.content.text}")[:_HEAD]
        text = " ".join(words)
        if any(phrase in text for phrase in self._requests):
            return True
        is_negated = not self._negations.isdisjoint(words) or not self._refused_by.isdisjoint(cue)
        return is_negated and any(phrase in text for phrase in self._unless_negated)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
