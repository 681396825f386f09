"""Reads the polarity of the cue: "did not dispute" is no denial, and what nobody said is no statement."""

import re
from dataclasses import replace

from onrecord.language import load
from onrecord.language.stems import stemmer
from onrecord.records import Kind, Record, Stance, Statement

_WORD = re.compile(r"[\w’'-]+")
_BREAK = re.compile(r"[^\w\s’'-]")
_BEFORE = 60
"""How many characters before the cue or the source are looked at."""


class PolarityStage:
    """Gives negated acts a stance of their own, and drops statements that nobody made.

    Args:
        language: The language whose `polarity.toml` is used.
    """

    def __init__(self, language: str) -> None:
        data = load(language, "polarity")
        self._negators = frozenset(data["negators"])
        self._negating = frozenset(tuple(phrase.split()) for phrase in data["negating"])
        self._between = frozenset([*data["between"], *data["auxiliaries"]])
        self._nobody, self._neither = frozenset(data["nobody"]), frozenset(data["neither"])
        self._nor, self._unreal = frozenset(data["nor"]), frozenset(data["unreal"])
        self._stem = stemmer(language)
        self._denying = frozenset(map(self._stem, data["denying"]))
        self._negated = {Stance(bare): Stance(negated) for bare, negated in data["negated"].items()}

    def __call__(self, record: Record) -> Record:
        """The record with the stances of negated acts, without acts that did not happen."""
        read = (self._read(record.article.text, statement) for statement in record.statements)
        return replace(record, statements=tuple(statement for statement in read if statement is not None))

    def _read(self, text: str, statement: Statement) -> Statement | None:
        if statement.cue is None or statement.stance is Stance.NO_RESPONSE:
            return statement
        subject = _words(statement.source.words.text)[:1] if statement.source else []
        if self._nobody.intersection(subject):
            return None
        return statement if statement.kind is Kind.DIRECT else self._of_clause(text, statement, subject)

    def _of_clause(self, text: str, statement: Statement, subject: list[str]) -> Statement | None:
        """The statement with the polarity of the clause of its cue."""
        start, end = statement.cue.spans[0] if statement.cue else (0, 0)
        cue = _words(text[start:end])
        before = _words(_BREAK.split(text[max(0, start - _BEFORE) : start])[-1])
        if self._unreal.intersection([*before[-1:], *cue[:1]]):
            return None
        if not self._is_negated(text, statement, before, cue, subject):
            return statement
        if self._denying.intersection(map(self._stem, cue)):
            return replace(statement, stance=Stance.DENIES)
        return replace(statement, stance=self._negated.get(statement.stance, statement.stance))

    def _is_negated(
        self, text: str, statement: Statement, before: list[str], cue: list[str], subject: list[str]
    ) -> bool:
        """Whether the verb phrase of the cue, its subject, or what precedes the subject is negated."""
        if self._neither.intersection(subject) or self._opens_negated(cue) or self._follows_negation(before):
            return True
        if statement.source is None:
            return False
        start = statement.source.words.spans[0].start
        lead = _words(_BREAK.split(text[max(0, start - _BEFORE) : start])[-1])
        return any(word in self._nor for word in lead[-2:])

    def _opens_negated(self, cue: list[str]) -> bool:
        """Whether the cue begins with a negation, ignoring auxiliaries and adverbs: "has not yet said"."""
        for n, word in enumerate(cue):
            if self._negates(word) or tuple(cue[n : n + 2]) in self._negating:
                return True
            if not self._may_stand_between(word):
                return False
        return False

    def _follows_negation(self, before: list[str]) -> bool:
        """Whether a negation precedes the cue, with nothing but auxiliaries and adverbs between."""
        for n in range(len(before) - 1, -1, -1):
            if self._negates(before[n]) or tuple(before[n : n + 2]) in self._negating:
                return True
            if not self._may_stand_between(before[n]):
                return False
        return False

    def _negates(self, word: str) -> bool:
        return word in self._negators or word.endswith("n't")

    def _may_stand_between(self, word: str) -> bool:
        return word in self._between or word.endswith("ly")


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
