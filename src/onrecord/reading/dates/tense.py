"""Detects whether a clause is about the past or the future, by its verbs."""

import re
from collections.abc import Sequence
from enum import Enum

from onrecord.reading.dates.lexicon import TimeWords

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BREAK = re.compile(r"[.;:!?\n]|--|—")
_REACH = 160
_AHEAD = 16
"""How many words after the expression are searched for the verb."""
_NEAR = 10
"""How many words before a verb its subject may begin."""
_SHORT = 5
"""A word this short that ends in "ed" may be a base form: "shed", "embed"."""


class Tense(Enum):
    """The time of a clause relative to the time of writing."""

    PAST = -1
    UNKNOWN = 0
    FUTURE = 1


class TenseDetector:
    """Detects the tense of the clause around an expression."""

    def __init__(self, words: TimeWords) -> None:
        self._tense = words.tense
        self._as_soon_as = frozenset(tuple(phrase.split()) for phrase in words.tense["as_soon_as"])

    def at(self, text: str, start: int, end: int) -> Tense:
        """The tense of the clause around an expression from `start` to `end`."""
        left = text[max(0, start - _REACH) : start]
        if breaks := list(_BREAK.finditer(left)):
            left = left[breaks[-1].end() :]
        right = text[end : end + _REACH]
        if stop := _BREAK.search(right):
            right = right[: stop.start()]
        before = [word.lower().replace("’", "'") for word in _WORD.findall(left)]
        after = [word.lower().replace("’", "'") for word in _WORD.findall(right)]
        if before and before[-1] in self._tense["since"]:
            return Tense.PAST
        if tuple(before[-3:]) in self._as_soon_as:
            return Tense.FUTURE
        found = self._left(before)
        ahead = bool(before) and before[-1] in self._tense["until"]
        if found is not Tense.UNKNOWN:
            return Tense.FUTURE if ahead and self._tense["pluperfect"].isdisjoint(before) else found
        found = self._right(after)
        return Tense.FUTURE if ahead and found is Tense.UNKNOWN else found

    def _left(self, words: Sequence[str]) -> Tense:
        """The tense of the nearest verb before."""
        for n in range(len(words) - 1, -1, -1):
            word = words[n]
            previous = words[n - 1] if n else ""
            if word in self._tense["future"] or word in self._tense["modal"]:
                return Tense.FUTURE
            if word in self._tense["infinitive"] and self._is_ahead(words, n):
                return Tense.FUTURE
            if word in self._tense["awaiting"]:
                return Tense.FUTURE
            if self._is_past(word) and previous not in self._tense["no_verb_after"]:
                if previous in self._tense["future"] or previous in self._tense["be"]:
                    return Tense.PAST if self._failed(words[:n]) else Tense.FUTURE
                if previous in self._tense["present"]:
                    return Tense.UNKNOWN
                return Tense.PAST
            if word in self._tense["past_helpers"]:
                return Tense.PAST
        return Tense.UNKNOWN

    def _failed(self, words: Sequence[str]) -> bool:
        """Whether the words up to a verb say that something could not be done, as in "could not be reached"."""
        near = words[-4:]
        if not any(word in self._tense["able"] for word in near):
            return False
        return any(word in self._tense["negations"] for word in near) or any(
            word in self._tense["nobody"] for word in words[-_NEAR:]
        )

    def _right(self, words: Sequence[str]) -> Tense:
        for n, word in enumerate(words[:_AHEAD]):
            if word in self._tense["future"] or (word in self._tense["infinitive"] and self._is_ahead(words, n)):
                return Tense.FUTURE
            if self._is_past(word):
                return Tense.PAST
            if word in self._tense["clause"]:
                return Tense.UNKNOWN
        return Tense.UNKNOWN

    def _is_ahead(self, words: Sequence[str], n: int) -> bool:
        """Whether "to" follows a word that looks ahead, as in "plans to" and "is to", and no participle follows it.

        In "promised to injured workers", "to" does not introduce a verb.
        """
        if n + 1 < len(words) and len(words[n + 1]) > _SHORT and words[n + 1].endswith("ed"):
            return False
        return any(word in self._tense["ahead"] for word in words[max(0, n - 2) : n]) or (
            n > 0 and words[n - 1] in self._tense["is_to"]
        )

    def _is_past(self, word: str) -> bool:
        return word in self._tense["past"] or (len(word) > 3 and word.endswith("ed") and not word.endswith("eed"))
