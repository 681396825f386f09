"""Finds time expressions: starts at a time word, and extends to the words that belong to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.reading.dates.expression import Expression
from onrecord.reading.dates.lexicon import TimeWords
from onrecord.reading.dates.named import NamedRules
from onrecord.reading.dates.numeric import NumericRules
from onrecord.reading.dates.scan import Token, tokens_of, words_of
from onrecord.reading.dates.units import UnitRules
from onrecord.records import Span

_DIGIT = re.compile(r"\d")


class Finder:
    """Finds the time expressions of a text."""

    def __init__(self, words: TimeWords) -> None:
        self._words = words
        self._heads = {head + ending for head in words.heads for ending in ("", "'s")}

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Expression]:
        """The expressions in a span of the text; none overlaps another."""
        end = len(text) if end is None else end
        if not self._has_head(text[start:end]):
            return []
        return list(_Rules(self._words, text, tokens_of(text, start, end)).run())

    def _has_head(self, text: str) -> bool:
        """Whether any expression may be in the text: most paragraphs have no word of time and no digit."""
        return _DIGIT.search(text) is not None or not self._heads.isdisjoint(words_of(text))


class _Rules(UnitRules, NamedRules, NumericRules):
    """One pass over the tokens of a text: at each head, its rule."""

    def __init__(self, words: TimeWords, text: str, tokens: Sequence[Token]) -> None:
        super().__init__(words, text, tokens)
        self._rules = {
            "day_part": self._day_part,
            "deictic": self._deictic,
            "digits": self._digits,
            "holiday": self._holiday,
            "length": self._length,
            "month": self._month,
            "reference": self._reference,
            "season": self._season,
            "set": self._set,
            "told_time": self._told_time,
            "unit": self._unit,
            "weekday": self._weekday,
        }

    def run(self) -> Iterator[Expression]:
        heads = self._w.heads
        n = 0
        while n < len(self._tokens):
            word = self._tokens[n].word
            kind = heads.get(word.removesuffix("'s")) or ("digits" if word[0].isdigit() else None)
            found = self._rules[kind](n) if kind and n >= self._free else None
            if found is None:
                n += 1
                continue
            first, after, expression = self._repeated(*found)
            span = Span(self._start_of(first), self._end_of(after - 1))
            yield replace(expression, span=span)
            n = self._free = after
            self._last = expression
