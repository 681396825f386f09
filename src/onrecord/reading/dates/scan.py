"""Looks at the words around a token."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.reading.dates.expression import Expression
from onrecord.reading.dates.lexicon import TimeWords

_TOKEN = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d+(?:,\d{3})+|\d+(?:\.\d+)?(?:st|nd|rd|th|s)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\.[^\W\d_](?![^\W\d_]))*"
)
YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
DAY = re.compile(r"(?:[12]?\d|3[01]|0[1-9])(?:st|nd|rd|th)?")
CLOCK = re.compile(r"\d{1,2}(?::\d{2}){0,2}")
MERIDIEM = re.compile(r"[ap]\.?m", re.IGNORECASE)
SIDES = {"before": -1, "same": 0, "after": 1}
"""Where a directed unit lies."""
Match = tuple[int, int, Expression]
"""An expression that a rule has matched: its first token, the token after it, and the expression."""

APOSTROPHES = frozenset({"'", "’", "‘"})


class Token(NamedTuple):
    """A word or a number of the text, as printed and in lower case."""

    start: int
    end: int
    text: str
    word: str


def words_of(text: str) -> list[str]:
    """The words and numbers of a text in lower case, as `tokens_of` gives them."""
    return _TOKEN.findall(text.lower().replace("’", "'"))


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The words and numbers of a span of the text."""
    return [
        Token(match.start(), match.end(), match.group(), match.group().lower().replace("’", "'"))
        for match in _TOKEN.finditer(text, start, end)
    ]


class Scan:
    """The tokens of a text; those before `_free` already belong to expressions, of which `_last` is the last."""

    def __init__(self, words: TimeWords, text: str, tokens: Sequence[Token]) -> None:
        self._w, self._text, self._tokens = words, text, tokens
        self._free = 0
        self._last: Expression | None = None

    def _start_of(self, n: int) -> int:
        token = self._tokens[n]
        is_short = len(token.word) <= 3 and token.word[:2].isdigit()
        return token.start - (is_short and self._text[max(0, token.start - 1) : token.start] in APOSTROPHES)

    def _end_of(self, n: int) -> int:
        token = self._tokens[n]
        if MERIDIEM.fullmatch(token.word) and "." in token.word and self._text[token.end : token.end + 1] == ".":
            return token.end + 1
        return token.end - 2 if token.word.endswith("'s") else token.end

    def _repeated(self, first: int, after: int, expression: Expression) -> tuple[int, int, Expression]:
        """The expression, made recurring after "every" or "each": "every Monday", "each June"."""
        e = expression
        if self._before(first) not in self._w.beside["every"] or e.direction is not None or e.year is not None:
            return first, after, e
        value = {
            "month": f"XXXX-{e.month or 0:02}",
            "season": f"XXXX-{''.join(e.name)}",
            "weekday": f"XXXX-WXX-{(e.weekday or 0) + 1}{e.time}",
            "day_part": f"XXXX-XX-XX{e.time}",
        }.get(e.form)
        if value is None:
            return first, after, e
        return first - 1, after, Expression(e.span, "SET", "fixed", value=value)

    def _word(self, n: int) -> str:
        """The word of a token that is still free, or the empty string."""
        return self._tokens[n].word if self._free <= n < len(self._tokens) else ""

    def _gap(self, n: int) -> str:
        """The text between a token and the next."""
        return self._text[self._tokens[n].end : self._tokens[n + 1].start] if n + 1 < len(self._tokens) else "\n"

    def _joined(self, n: int, *allowed: str) -> bool:
        """Whether a token and the next are separated by a space or by something allowed."""
        gap = self._gap(n)
        return gap in {" ", "\u00a0", "\n", "  "} or gap in allowed

    def _before(self, n: int, *allowed: str) -> str:
        """The word before an index, if it is joined to that token."""
        return self._word(n - 1) if n - 1 >= self._free and self._joined(n - 1, *allowed) else ""

    def _after(self, n: int, *allowed: str) -> str:
        """The word after an index, if it is joined to that token."""
        return self._word(n + 1) if n + 1 < len(self._tokens) and self._joined(n, *allowed) else ""

    def _number(self, word: str) -> float | None:
        if word[:1].isdigit():
            digits = word.replace(",", "")
            return float(digits) if re.fullmatch(r"\d+(?:\.\d+)?", digits) else None
        return self._w.numbers.get(word)

    def _year_at(self, n: int) -> int | None:
        word = self._word(n).removesuffix("'s")
        return int(word) if YEAR.fullmatch(word) else None

    def _year_after(self, n: int, *allowed: str) -> int | None:
        return self._year_at(n + 1) if n + 1 < len(self._tokens) and self._joined(n, *allowed) else None

    def _mod(self, first: int, *allowed: str) -> tuple[int, str | None]:
        """The start and the `mod` of "early", "the end of" or "mid-" before an index."""
        word = self._before(first, "-", *allowed)
        if word in self._w.parts and word not in self._w.beside["part_nouns"]:
            return first - 1, self._w.parts[word]
        if word in self._w.beside["in_the"]:
            return first - 1, None
        at = first
        if word in self._w.small["definite"]:
            at, word = first - 1, self._before(first - 1)
        part = self._before(at - 1)
        is_noun = part not in self._w.beside["part_adjectives"] and word in self._w.small["in"]
        if (
            word in self._w.linking
            and part in self._w.parts
            and not (is_noun and self._before(at - 2) not in self._w.small["definite"])
        ):
            mod = self._w.parts[self._word(at - 2)]
            at -= 2
            while self._before(at) in self._w.small["definite"] | self._w.beside["very"]:
                at -= 1
            return at, mod
        return first, None

    def _approximate(self, first: int) -> tuple[int, str | None]:
        """The start of "almost" or "more than" before an amount."""
        for size in (3, 2, 1):
            words = tuple(self._word(n) for n in range(first - size, first))
            if (
                first - size >= self._free
                and words in self._w.about
                and all(self._joined(n) for n in range(first - size, first))
            ):
                mod = self._w.about[words]
                return (first - size, mod) if mod != "APPROX" else (first, mod)
        return first, None

    def _direction(self, first: int) -> tuple[int, int | None, bool]:
        """The start and direction of "last" or "the next" before a head; and whether it refers to an earlier time."""
        word = self._before(first)
        name = self._w.directions.get(word)
        if name is None:
            return first, None, False
        at = first - 1
        if self._before(at) in self._w.small["definite"] and word not in self._w.beside["no_article"]:
            at -= 1
        if name == "told":
            if self._before(at) in self._w.small["definite"] | self._w.beside["that"]:
                at -= 1
            return at, 0, True
        return at, SIDES[name], False

    def _of_year(self, after: int) -> tuple[int | None, int | None, int]:
        """The year that follows, as "of 2009", "of last year", "2009" or "last year", and the index after it."""
        at = after
        if self._word(at) in self._w.linking and self._joined(at - 1):
            at += 1
        if at < len(self._tokens) and self._joined(at - 1) and (year := self._year_at(at)) is not None:
            return year, None, at + 1
        if self._word(at) in self._w.small["definite"] and self._joined(at - 1):
            at += 1
            if self._w.units.get(self._word(at)) == "Y" and self._joined(at - 1):
                return None, 0, at + 1
        name = self._w.directions.get(self._word(at))
        if name in SIDES and self._joined(at - 1) and self._w.units.get(self._word(at + 1)) == "Y":
            return None, SIDES[name], at + 2
        return None, None, after

    def _half_before(self, n: int) -> tuple[int, int] | None:
        """The start of "the first half of" before a year, and which half it is."""
        if self._before(n) in self._w.linking and self._before(n - 1) in self._w.beside["halves"]:
            which = self._w.halves.get(self._before(n - 2))
            if which is not None:
                start = n - 3
                return (start - 1 if self._before(start) in self._w.small["definite"] else start), which
        return None

    def _begins_date(self, n: int, *allowed: str) -> bool:
        """Whether a month and a day, in either order, begin at an index that is joined to the token before."""
        one, two = (self._after(n - 1, *allowed), self._after(n, ". ") if n < len(self._tokens) else "")
        return (one in self._w.months and bool(DAY.fullmatch(two))) or (
            bool(DAY.fullmatch(one)) and two in self._w.months
        )

    def _day_follows(self, n: int) -> bool:
        """Whether there is a day at an index, with or without "on" before it."""
        if n >= len(self._tokens) or not self._joined(n - 1, ". ", ", "):
            return False
        at = n + (self._word(n) in self._w.small["on"])
        word = self._word(at).removesuffix("'s")
        return word in self._w.weekdays or word in self._w.deictic or self._begins_date(at, ". ", ", ")

    def _is_title(self, n: int) -> bool:
        return 0 <= n < len(self._tokens) and self._tokens[n].text[0].isupper() and self._word(n) not in self._w.heads
