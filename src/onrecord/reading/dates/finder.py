"""Finding time expressions: from a word of time outwards, over the words that belong to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from onrecord.reading.dates.lexicon import TimeWords
from onrecord.records import Span

_TOKEN = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d+(?:,\d{3})+|\d+(?:\.\d+)?(?:st|nd|rd|th|s)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\.[^\W\d_](?![^\W\d_]))*"
)
_DECADE = re.compile(r"(?:1[5-9]|20)\d0s|\d0s")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_DAY = re.compile(r"(?:[12]?\d|3[01]|0[1-9])(?:st|nd|rd|th)?")
_HALF = re.compile(r"(?:and a half|1/2)$")
_CLOCK = re.compile(r"\d{1,2}(?::\d{2}){0,2}")
_MERIDIEM = re.compile(r"[ap]\.?m", re.IGNORECASE)
_ZONES = frozenset(
    {"gmt", "utc", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "bst", "cet", "cest", "et", "ct", "pt"}
)
_UNIVERSAL = frozenset({"gmt", "utc"})
_LINKING = frozenset({"of", "in"})


class Token(NamedTuple):
    """A word or a number of the text, in lower case too."""

    start: int
    end: int
    text: str
    word: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression as it is printed, before it is resolved.

    `form` says which fields count. `direction` is -1, 0 or 1 for last, this and next, and `None` where none is given;
    `told` says that it counts from what was spoken of before. `time` is what TIMEX3 writes from the T on.
    """

    span: Span
    type: str
    form: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    unit: str = ""
    amount: float | None = None
    direction: int | None = None
    told: bool = False
    ordinal: int | None = None
    name: tuple[str, ...] = ()
    value: str = ""
    mod: str | None = None
    time: str = ""
    owns: bool = False
    in_year: int | None = None
    until: "Expression | None" = field(default=None)


class Finder:
    """Finds the time expressions of a text."""

    def __init__(self, words: TimeWords) -> None:
        self._words = words

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Expression]:
        """The expressions in a stretch of the text, none over another."""
        tokens = [
            Token(match.start(), match.end(), match.group(), match.group().lower().replace("’", "'"))
            for match in _TOKEN.finditer(text, start, len(text) if end is None else end)
        ]
        scan = _Scan(self._words, text, tokens)
        return list(scan.run())


class _Scan:
    """One pass over the tokens of a text."""

    def __init__(self, words: TimeWords, text: str, tokens: Sequence[Token]) -> None:
        self._w, self._text, self._tokens = words, text, tokens
        self._free = 0
        self._rules = {
            "day_part": self._day_part,
            "deictic": self._deictic,
            "digits": self._digits,
            "holiday": self._holiday,
            "month": self._month,
            "reference": self._reference,
            "season": self._season,
            "set": self._set,
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
            first, after, expression = found
            span = Span(self._tokens[first].start, self._end_of(after - 1))
            yield replace(expression, span=span)
            n = self._free = after

    # What stands beside a token

    def _end_of(self, n: int) -> int:
        token = self._tokens[n]
        if _MERIDIEM.fullmatch(token.word) and "." in token.word and self._text[token.end : token.end + 1] == ".":
            return token.end + 1
        return token.end - 2 if token.word.endswith("'s") else token.end

    def _word(self, n: int) -> str:
        """The word at a place that is free; empty beyond the ends and over the bounds of a sentence."""
        return self._tokens[n].word if self._free <= n < len(self._tokens) else ""

    def _gap(self, n: int) -> str:
        """What stands between a token and the one after it."""
        return self._text[self._tokens[n].end : self._tokens[n + 1].start] if n + 1 < len(self._tokens) else "\n"

    def _joined(self, n: int, *allowed: str) -> bool:
        """Whether a token and the one after it belong together: by a space, or what is allowed."""
        gap = self._gap(n)
        return gap in {" ", "\u00a0", "\n", "  "} or gap in allowed

    def _before(self, n: int, *allowed: str) -> str:
        """The word before a place, if it is joined to it."""
        return self._word(n - 1) if n - 1 >= self._free and self._joined(n - 1, *allowed) else ""

    def _after(self, n: int, *allowed: str) -> str:
        """The word after a place, if it is joined to it."""
        return self._word(n + 1) if n + 1 < len(self._tokens) and self._joined(n, *allowed) else ""

    def _number(self, word: str) -> float | None:
        if word[:1].isdigit():
            digits = word.replace(",", "")
            return float(digits) if re.fullmatch(r"\d+(?:\.\d+)?", digits) else None
        return self._w.numbers.get(word)

    def _year_at(self, n: int) -> int | None:
        word = self._word(n).removesuffix("'s")
        return int(word) if _YEAR.fullmatch(word) else None

    # Left of the head

    def _mod(self, first: int, *allowed: str) -> tuple[int, str | None]:
        """Where "early", "the end of" or "mid-" begin that stand before a place, and their mod."""
        word = self._before(first, "-", *allowed)
        if word in self._w.parts and word not in {"end", "start", "beginning", "opening", "close", "onset"}:
            return first - 1, self._w.parts[word]
        if word in {"earlier", "later"}:
            return first - 1, None
        at = first
        if word == "the":
            at, word = first - 1, self._before(first - 1)
        part = self._before(at - 1)
        is_noun = part not in {"early", "late", "mid", "middle"} and word == "in"
        if word in _LINKING and part in self._w.parts and not (is_noun and self._before(at - 2) != "the"):
            mod = self._w.parts[self._word(at - 2)]
            at -= 2
            while self._before(at) in {"the", "very"}:
                at -= 1
            return at, mod
        return first, None

    def _approximate(self, first: int) -> tuple[int, str | None]:
        """Where "almost" or "more than" begins before an amount."""
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
        """Where "last", "this" or "the next" begins before a head, the direction, and whether it is told before."""
        word = self._before(first)
        name = self._w.directions.get(word)
        if name is None:
            return first, None, False
        at = first - 1
        if self._before(at) == "the" and word not in {"this", "that"}:
            at -= 1
        if name == "told":
            if self._before(at) in {"that", "the"}:
                at -= 1
            return at, 0, True
        return at, {"before": -1, "same": 0, "after": 1}[name], False

    # Heads

    def _month(self, n: int) -> tuple[int, int, Expression] | None:
        token = self._tokens[n]
        if not token.text[0].isupper():
            return None
        month = self._w.months[token.word.removesuffix("'s")]
        first, after, day, year = n, n + 1, None, None
        span_from = None
        if _DAY.fullmatch(word := self._after(n, ". ")) and not self._is_clock(n + 1):
            day, after = int(re.sub(r"\D", "", word)), n + 2
            if (found := self._year_after(after - 1, ", ", ",")) is not None:
                year, after = found, after + 1
        elif (found := self._year_after(n, ", ", ". ")) is not None:
            year, after = found, n + 2
        elif self._after(n) == "of" and (found := self._year_at(n + 2)) is not None:
            year, after = found, n + 3
        if day is None:
            before = self._before(n)
            at = n - 1
            if before == "of":
                before, at = self._before(n - 1), n - 2
                if before in self._w.ordinals and self._w.ordinals[before] > 0:
                    before = f"{self._w.ordinals[before]}th"
            if (
                _DAY.fullmatch(before)
                and (before.isdigit() or before[-2:] in {"st", "nd", "rd", "th"})
                and not (before.isdigit() and at != n - 1)
            ):
                day, first = int(re.sub(r"\D", "", before)), at
                span_from = self._range_start(first, day)
                if self._before(first) == "the":
                    first -= 1
        if (
            day is None
            and year is None
            and token.word in {"may", "march", "mar", "jan", "sun", "sat"}
            and not self._is_dated(n)
        ):
            return None
        year_direction = None
        if day is None and year is None:
            _, year_direction, after = self._of_year(n + 1)
        last_of_range = None
        if span_from is not None:
            first, last_of_range, day = span_from[0], day, span_from[1]
        weekday = None
        if (word := self._before(first, ", ")) in self._w.weekdays:
            weekday, first = self._w.weekdays[word], first - 1
        expression = Expression(Span(0, 0), "DATE", "day" if day else "month", year, month, day, weekday)
        if last_of_range is not None:
            expression = replace(expression, until=replace(expression, day=last_of_range, weekday=None))
        last_day = self._range_end(after, day)
        if last_day is not None:
            after, end_day, year_after = last_day
            year = year or year_after
            expression = replace(expression, year=year, until=replace(expression, day=end_day, weekday=None, year=year))
        if day is None:
            first, direction, told = self._direction(first)
            first, mod = self._mod(first)
            expression = replace(expression, direction=direction, told=told, mod=mod, in_year=year_direction)
        return self._with_day_part(first, after, expression)

    def _year_after(self, n: int, *allowed: str) -> int | None:
        return self._year_at(n + 1) if n + 1 < len(self._tokens) and self._joined(n, *allowed) else None

    def _range_start(self, n: int, day: int) -> tuple[int, int] | None:
        """Where "3–5 June" begins, and its first day."""
        if n - 1 < self._free or self._gap(n - 1) not in {"-", "–", " - ", " – "}:
            return None
        word = self._word(n - 1)
        return (n - 1, int(word)) if word.isdigit() and _DAY.fullmatch(word) and int(word) < day else None

    def _range_end(self, after: int, day: int | None) -> tuple[int, int, int | None] | None:
        """The last day of "June 3-5", and the year if it follows."""
        if day is None or after >= len(self._tokens) or self._gap(after - 1) not in {"-", "–", " - ", " – "}:
            return None
        word = self._word(after)
        if not word.isdigit() or not _DAY.fullmatch(word) or int(word) <= day:
            return None
        year = self._year_after(after, ", ")
        return after + 1 + (year is not None), int(word), year

    def _is_dated(self, n: int) -> bool:
        """Whether a word that may be something else stands as a month does."""
        before = self._before(n)
        return before in {
            "in",
            "of",
            "since",
            "until",
            "till",
            "by",
            "last",
            "next",
            "this",
            "from",
            "to",
            "early",
            "late",
            "mid",
            "between",
            "through",
            "during",
            "after",
            "before",
        }

    def _weekday(self, n: int) -> tuple[int, int, Expression] | None:
        token = self._tokens[n]
        if not token.text[0].isupper() or (
            len(token.word) <= 4
            and token.word in {"sun", "sat", "mon", "wed", "fri", "thu", "tue"}
            and self._gap(n)[:1] != "."
        ):
            return None
        if self._begins_date(n + 1, ", "):
            return None  # the month is the head: "Friday, Oct. 23"
        first, direction, told = self._direction(n)
        expression = Expression(
            Span(0, 0),
            "DATE",
            "weekday",
            weekday=self._w.weekdays[token.word.removesuffix("'s")],
            direction=direction,
            told=told,
        )
        if (word := self._before(first)) in {"early", "late"}:
            first -= 1
            expression = replace(expression, mod=self._w.parts[word])
        return self._with_day_part(first, n + 1, expression)

    def _begins_date(self, n: int, *allowed: str) -> bool:
        """Whether a month and a day, or a day and a month, begin at a place that is joined to what stands before."""
        one, two = (self._after(n - 1, *allowed), self._after(n, ". ") if n < len(self._tokens) else "")
        return (one in self._w.months and bool(_DAY.fullmatch(two))) or (
            bool(_DAY.fullmatch(one)) and two in self._w.months
        )

    def _deictic(self, n: int) -> tuple[int, int, Expression] | None:
        word = self._tokens[n].word.removesuffix("'s")
        first = n - 1 if self._before(n) in {"earlier", "later", "early", "late"} else n
        time = "TNI" if word == "tonight" else ""
        return self._with_day_part(
            first, n + 1, Expression(Span(0, 0), "DATE", "deictic", amount=self._w.deictic[word], time=time)
        )

    def _with_day_part(self, first: int, after: int, expression: Expression) -> tuple[int, int, Expression]:
        """The expression with a part of the day after it, and a clock before it."""
        word = self._after(after - 1)
        if word in self._w.day_parts and expression.form in {"weekday", "deictic", "day"}:
            part = self._w.day_parts[word]
            expression = replace(expression, time=f"T{part}", type="TIME")
            after += 1
        at = first
        if self._before(at) == "on":
            at -= 1
        clock = self._clock_before(at)
        if clock is not None and expression.form in {"weekday", "deictic", "day"}:
            first, time = clock
            expression = replace(expression, time=time, type="TIME")
        return first, after, expression

    def _clock_before(self, n: int) -> tuple[int, str] | None:
        """A time of the clock that ends right before a place: "9 a.m. EST"."""
        at, zone = n - 1, ""
        if at >= self._free and self._word(at) in _ZONES and self._joined(at):
            zone = "Z" if self._word(at) in _UNIVERSAL else ""
            at -= 1
        elif at < self._free or not self._joined(at, ". ", ", "):
            return None
        if (
            at >= self._free
            and _MERIDIEM.fullmatch(self._word(at))
            and at - 1 >= self._free
            and _CLOCK.fullmatch(self._word(at - 1))
        ):
            return at - 1, _clock_value(self._word(at - 1), self._word(at)) + zone
        if at >= self._free and re.fullmatch(r"\d{1,2}:\d{2}", self._word(at)):
            return at, _clock_value(self._word(at), "") + zone
        if at >= self._free and self._word(at) in {"noon", "midnight", "midday"}:
            return at, f"T{self._w.day_parts[self._word(at)]}"
        return None

    def _is_clock(self, n: int) -> bool:
        return bool(_MERIDIEM.fullmatch(self._after(n) or " ")) or ":" in self._word(n)

    def _season(self, n: int) -> tuple[int, int, Expression] | None:
        code = self._w.seasons[self._tokens[n].word.removesuffix("'s")]
        first, direction, told = self._direction(n)
        year, after = self._year_after(n), n + 1
        if year is not None:
            after += 1
        elif self._after(n) == "of" and (year := self._year_at(n + 2)) is not None:
            after += 2
        before = self._before(first)
        if (
            direction is None
            and year is None
            and before not in {"the", "in", "this", "by", "until", "since", "early", "late", "mid", "of"}
        ):
            return None
        if direction is None and year is None and code == "FA" and self._tokens[n].word == "fall" and before != "the":
            return None
        if direction is None and before == "the":
            first -= 1
        first, mod = self._mod(first)
        return (
            first,
            after,
            Expression(Span(0, 0), "DATE", "season", year, name=(code,), direction=direction, told=told, mod=mod),
        )

    def _holiday(self, n: int) -> tuple[int, int, Expression] | None:
        for size in (3, 2, 1):
            name = tuple(self._tokens[m].word for m in range(n, min(n + size, len(self._tokens))))
            plain = (*name[:-1], name[-1].removesuffix("'s")) if name else name
            for words in (name, plain):
                if words in self._w.holidays and self._tokens[n].text[0].isupper():
                    first, direction, _ = self._direction(n)
                    after = n + len(words)
                    year = self._year_after(after - 1, ", ")
                    after += year is not None
                    form = "holiday"
                    if self._after(after - 1) == "week":
                        after, form = after + 1, "holiday_week"
                    return first, after, Expression(Span(0, 0), "DATE", form, year, name=words, direction=direction)
        return None

    def _set(self, n: int) -> tuple[int, int, Expression] | None:
        return n, n + 1, Expression(Span(0, 0), "SET", "fixed", value=self._w.sets[self._tokens[n].word])

    def _reference(self, n: int) -> tuple[int, int, Expression] | None:
        for size in (3, 2, 1):
            words = tuple(self._tokens[m].word for m in range(n, min(n + size, len(self._tokens))))
            first = n
            if words not in self._w.references and self._before(n) in {"the", "these", "in", "at", "long"}:
                words, first = (self._before(n), *words), n - 1
            if words in self._w.references and len(words) >= size:
                after = first + len(words)
                following = self._after(after - 1)
                goes_on = (
                    following in self._w.heads or following in self._w.vague or self._number(following) is not None
                )
                if goes_on or words in _NO_REFERENCES:
                    return None
                return first, after, Expression(Span(0, 0), "DATE", "fixed", value=self._w.references[words])
        return None

    def _day_part(self, n: int) -> tuple[int, int, Expression] | None:
        word = self._tokens[n].word.removesuffix("'s")
        first, direction, told = self._direction(n)
        if direction is not None and word not in {"noon", "midday", "midnight"}:
            if told or (direction == 1):
                return (
                    first,
                    n + 1,
                    Expression(Span(0, 0), "TIME", "told_day", amount=direction, time=f"T{self._w.day_parts[word]}"),
                )
            day = -1 if direction == -1 else 0
            return (
                first,
                n + 1,
                Expression(Span(0, 0), "TIME", "deictic", amount=day, time=f"T{self._w.day_parts[word]}"),
            )
        if word in {"noon", "midday", "midnight"} and self._day_follows(n + 1):
            return None
        if word in {"noon", "midday", "midnight"} and self._before(n) in {
            "at",
            "by",
            "until",
            "before",
            "after",
            "around",
        }:
            return n, n + 1, Expression(Span(0, 0), "TIME", "clock", time=f"T{self._w.day_parts[word]}")
        return None

    # Units

    def _unit(self, n: int) -> tuple[int, int, Expression] | None:
        for rule in (self._quarter, self._ordinal_unit, self._counted, self._every, self._directed, self._vague):
            if (found := rule(n)) is not None:
                return found
        return None

    def _quarter(self, n: int) -> tuple[int, int, Expression] | None:
        """The third quarter of 2009; the first half of this year."""
        word = self._tokens[n].word.removesuffix("'s")
        if word != "quarter":
            return None
        ordinal = self._w.ordinals.get(self._before(n, "-"))
        first = n - 1
        if ordinal is None or (self._before(n) in {"second"} and self._before(n - 1) not in {"the", ""}):
            return None
        if self._before(first) == "the":
            first -= 1
        year, direction, after = self._of_year(n + 1)
        is_last = ordinal == -1 and year is None and direction is None and self._before(n) == "last"
        return (
            first,
            after,
            Expression(
                Span(0, 0),
                "DATE",
                "quarter",
                year,
                ordinal=None if is_last else ordinal,
                direction=-1 if is_last else direction,
                told=False,
            ),
        )

    def _of_year(self, after: int) -> tuple[int | None, int | None, int]:
        """The year in "of 2009", "of last year", "2009" or "last year" that follows, and where that ends."""
        at = after
        if self._word(at) in _LINKING and self._joined(at - 1):
            at += 1
        if at < len(self._tokens) and self._joined(at - 1) and (year := self._year_at(at)) is not None:
            return year, None, at + 1
        if self._word(at) == "the" and self._joined(at - 1):
            at += 1
        name = self._w.directions.get(self._word(at))
        if name in {"before", "same", "after"} and self._joined(at - 1) and self._word(at + 1) == "year":
            return None, {"before": -1, "same": 0, "after": 1}[name], at + 2
        return None, None, after

    def _ordinal_unit(self, n: int) -> tuple[int, int, Expression] | None:
        """The last week of March; the first half of 2009 is found by its head, the year or the word half."""
        unit = self._w.units[self._tokens[n].word.removesuffix("'s")]
        if unit == "C" and (century := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", self._before(n))):
            first, mod = self._mod(n - 1)
            first -= self._before(first) == "the"
            return first, n + 1, Expression(Span(0, 0), "DATE", "fixed", value=f"{int(century[1]) - 1:02}XX", mod=mod)
        ordinal = self._w.ordinals.get(self._before(n))
        if ordinal is None or unit not in {"W", "D"} or self._after(n) != "of":
            return None
        at = n + 2
        if self._word(at) in self._w.months and self._tokens[at].text[0].isupper():
            year = self._year_after(at, ", ")
            first = n - 2 if self._before(n - 1) == "the" else n - 1
            form = Expression(
                Span(0, 0), "DATE", "week_of_month", year, self._w.months[self._word(at)], unit=unit, ordinal=ordinal
            )
            return first, at + 1 + (year is not None), form
        return None

    def _amount_before(self, n: int) -> tuple[int, float | None, bool] | None:
        """Where an amount begins before a unit, how much it is (`None` if vague), and whether a hyphen joins them."""
        hyphen = self._gap(n - 1) == "-" if n else False
        word = self._before(n, "-")
        if not word:
            return None
        at = n - 1
        skipped = word in {"more", "straight", "consecutive", "full", "whole", "trading", "additional", "long", "solid"}
        if skipped:
            word, at = self._before(at), at - 1
        extra = 0.0
        if word == "half" and self._before(at) == "a" and self._before(at - 1) == "and":
            extra, at, word = 0.5, at - 3, self._before(at - 2)
        if word == "1/2":
            extra, at, word = 0.5, at - 1, self._before(at)
        if word in self._w.vague:
            if self._before(at) == "a" or (word == "few" and self._before(at) == "the"):
                at -= 1
            return at, None, hyphen
        number = self._number(word)
        if number is None or word == "half":
            return None
        while (
            (tens := self._number(self._before(at, "-"))) is not None
            and self._before(at, "-") not in {"a", "an"}
            and ((number < 10 <= tens < 100 and tens % 10 == 0) or number == 100)
        ):
            number, at = (tens + number if number < 100 else tens * 100), at - 1
        if word in {"couple", "dozen"} and self._before(at) == "a":
            at -= 1
        if word == "hundred" and self._before(at) == "a":
            at -= 1
        return at, number + extra, hyphen

    def _counted(self, n: int) -> tuple[int, int, Expression] | None:
        """Two weeks ago; the past four months; within 30 days; a five-year plan; three years."""
        word = self._tokens[n].word.removesuffix("'s")
        unit = self._w.units[word]
        found = self._amount_before(n)
        if (word == "second" or word == "quarter") and (found is None or self._before(n) in {"a", "an"}):
            return None
        if found is None and self._before(n) == "of":  # "a couple of days"
            inner = self._amount_before(n - 1)
            if inner is not None and self._word(n - 2) in {"couple", "dozens", "number"}:
                found = inner
        if found is None:
            return None
        first, amount, _ = found
        if self._after(n, "-") == "old" or (
            self._tokens[n].text[0].isupper() and n and self._tokens[first].text[0].isdigit()
        ):
            return None  # an age, or the name of something
        is_article = self._word(first) in {"a", "an"} and first == n - 1
        told = self._told_after(n)
        if told is not None:
            sign, after, is_told = told
            first, mod = self._approximate(first)
            return (
                first,
                after,
                Expression(
                    Span(0, 0), "DATE", "offset", unit=unit, amount=amount, direction=sign, told=is_told, mod=mod
                ),
            )
        if is_article and (self._is_rate(first) or self._before(first) in {"such", "quite"}):
            return (
                (first, n + 1, Expression(Span(0, 0), "SET", "fixed", value=duration(1, unit)))
                if self._is_rate(first)
                else None
            )
        if (
            is_article
            and unit in {"D", "WE", "TS"}
            and self._before(first) not in {"in", "within", "for", "than", "about", "over", "almost", "nearly"}
        ):
            return None
        start, direction, _ = self._direction(first)
        mod = None
        if direction is None:
            start, mod = self._approximate(first)
        return (
            start,
            n + 1,
            Expression(Span(0, 0), "DURATION", "duration", unit=unit, amount=amount, direction=direction, mod=mod),
        )

    def _is_rate(self, first: int) -> bool:
        """Whether "a year" says how often or how much, as in "15 a year"."""
        before = self._before(first)
        is_amount = self._number(before) is not None or before in {
            "times",
            "twice",
            "once",
            "dollars",
            "percent",
            "million",
            "billion",
            "barrels",
            "tons",
            "people",
            "hours",
            "days",
        }
        return is_amount and before not in {"a", "an"}

    def _told_after(self, n: int) -> tuple[int, int, bool] | None:
        """What says after an amount from where to count: ago, earlier, later, from now, before."""
        word = self._after(n)
        if word == "ago":
            return -1, n + 2, False
        if word in {"earlier", "previously"}:
            return -1, n + 2, True
        if word in {"later", "afterward", "afterwards"}:
            return 1, n + 2, True
        if word == "from" and self._after(n + 1) in {"now", "today"}:
            return 1, n + 3, False
        return None

    def _every(self, n: int) -> tuple[int, int, Expression] | None:
        word = self._tokens[n].word
        if self._before(n) in {"every", "each", "per"} and word in self._w.units:
            return n - 1, n + 1, Expression(Span(0, 0), "SET", "fixed", value=duration(1, self._w.units[word]))
        return None

    def _directed(self, n: int) -> tuple[int, int, Expression] | None:
        """Last year; this week; the coming months; the end of the month; the weekend."""
        word = self._tokens[n].word.removesuffix("'s")
        unit = self._w.units[word]
        if unit.startswith("T"):
            return None
        first, direction, told = self._direction(n)
        if word in self._w.plural_units:
            if direction in {-1, 1}:
                return first, n + 1, Expression(Span(0, 0), "DURATION", "duration", unit=unit, direction=direction)
            return None
        if direction is not None:
            half = self._half_before(first) if unit == "Y" else None
            if half is not None:
                return half[0], n + 1, Expression(Span(0, 0), "DATE", "half", direction=direction, ordinal=half[1])
            told = told or (unit == "D" and direction != 0)
            first, mod = self._mod(first)
            if (word_before := self._before(first)) in {"earlier", "later"} and word_before:
                first -= 1
            return (
                first,
                n + 1,
                Expression(Span(0, 0), "DATE", "unit", unit=unit, direction=direction, told=told, mod=mod),
            )
        if self._before(n) == "the":
            start, mod = self._mod(n)
            if mod is not None and start < n - 1:
                return start, n + 1, Expression(Span(0, 0), "DATE", "unit", unit=unit, direction=0, mod=mod)
            if unit == "D" and self._before(n - 1) in {
                "during",
                "end",
                "ended",
                "ending",
                "ends",
                "finish",
                "finished",
                "for",
                "in",
            }:
                return n - 1, n + 1, Expression(Span(0, 0), "DATE", "unit", unit="D", direction=0, told=True)
            if unit == "WE":
                return n - 1, n + 1, Expression(Span(0, 0), "DATE", "unit", unit=unit)
            if unit == "W" and self._after(n) == "of" and self._word(n + 2) in self._w.months:
                inner = self._month(n + 2)
                if inner is not None and inner[2].day is not None:
                    return n - 1, inner[1], replace(inner[2], form="week_of_day")
        return None

    def _vague(self, n: int) -> tuple[int, int, Expression] | None:
        """For years; decades-long."""
        word = self._tokens[n].word
        if word not in self._w.plural_units or self._w.units[word] in {"WE", "Q"}:
            return None
        if self._before(n) in {"for", "over", "within", "in"} or (
            self._gap(n) == "-" and self._word(n + 1) in {"long", "old"}
        ):
            after = n + 2 if self._gap(n) == "-" else n + 1
            return n, after, Expression(Span(0, 0), "DURATION", "duration", unit=self._w.units[word])
        return None

    # Numbers

    def _digits(self, n: int) -> tuple[int, int, Expression] | None:
        """A year, a decade, a date in figures or a time of the clock."""
        word = self._tokens[n].word.removesuffix("'s")
        if self._counts(n):
            return None
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return n, n + 1, Expression(Span(0, 0), "DATE", "fixed", value=word)
        if "/" in word:
            return self._slashed(n)
        if _DECADE.fullmatch(word):
            return self._decade(n)
        if (clock := self._clock(n)) is not None:
            return clock
        return self._year(n)

    def _counts(self, n: int) -> bool:
        """Whether a number counts something: "$2000", "1998%", "3.1998"."""
        before = self._text[max(0, self._tokens[n].start - 2) : self._tokens[n].start]
        after = self._text[self._tokens[n].end : self._tokens[n].end + 2]
        return (
            bool(re.search(r"[$£€#]\s?$|[\d.,:][.,:-]?$", before))
            or after[:1] in {"%", "°"}
            or bool(re.match(r"[.,:]\d", after))
        )

    def _slashed(self, n: int) -> tuple[int, int, Expression] | None:
        parts = [int(part) for part in self._tokens[n].word.split("/")]
        if parts == [9, 11]:
            return n, n + 1, Expression(Span(0, 0), "DATE", "fixed", value="2001-09-11")
        if len(parts) < 3 or not 1 <= parts[0] <= 12 or not 1 <= parts[1] <= 31:
            return None
        year = parts[2] if parts[2] > 99 else parts[2] + (2000 if parts[2] < 70 else 1900)
        return n, n + 1, Expression(Span(0, 0), "DATE", "day", year, parts[0], parts[1])

    def _decade(self, n: int) -> tuple[int, int, Expression] | None:
        digits = self._tokens[n].word[:-1].removesuffix("0")
        value = digits if len(digits) == 3 else f"19{digits}" if digits[0] not in "012" else f"20{digits}"
        if self._before(n) in {"his", "her", "their", "my", "our", "your"}:
            return None  # the age of somebody
        first, mod = self._mod(n)
        if self._before(first) == "the":
            first -= 1
        return first, n + 1, Expression(Span(0, 0), "DATE", "fixed", value=f"{value[:3]}X", mod=mod)

    def _clock(self, n: int) -> tuple[int, int, Expression] | None:
        """10:35 a.m.; 18:00 UTC; 4 in the morning, and the day that follows: "9 a.m. EST Tuesday"."""
        word = self._tokens[n].word
        if not re.fullmatch(r"\d{1,2}(?::\d{2}){0,2}|\d{4}", word):
            return None
        after = n + 1
        meridiem = (
            self._word(after)
            if after < len(self._tokens) and _MERIDIEM.fullmatch(self._word(after)) and self._joined(n)
            else ""
        )
        zone_at = after + bool(meridiem)
        zone = self._word(zone_at) if zone_at < len(self._tokens) and self._joined(zone_at - 1, ". ") else ""
        if not meridiem and ":" not in word and zone not in _ZONES:
            return None
        if int(word.split(":")[0]) > 24 and not (len(word) == 4 and zone in _ZONES):
            return None
        after += bool(meridiem) + (zone in _ZONES)
        time = _clock_value(f"{word[:2]}:{word[2:]}" if len(word) == 4 and ":" not in word else word, meridiem)
        time += "Z" if zone in _UNIVERSAL else ""
        if self._day_follows(after):
            return None  # the day is the head
        return n, after, Expression(Span(0, 0), "TIME", "clock", time=time)

    def _day_follows(self, n: int) -> bool:
        """Whether a day stands at a place, perhaps after "on"."""
        if n >= len(self._tokens) or not self._joined(n - 1, ". ", ", "):
            return False
        at = n + (self._word(n) == "on")
        word = self._word(at).removesuffix("'s")
        return word in self._w.weekdays or word in self._w.deictic or self._begins_date(at, ". ", ", ")

    def _year(self, n: int) -> tuple[int, int, Expression] | None:
        year = self._year_at(n)
        before = self._before(n, "-")
        if year is None:
            return None
        following = self._after(n)
        if (
            following in self._w.units
            or (following.endswith("s") and before not in _YEAR_BEFORE and len(following) > 3)
        ) and before not in _YEAR_BEFORE:
            return None
        if not 1900 <= year <= 2099 and before not in _YEAR_BEFORE:
            return None
        if before and before not in _YEAR_BEFORE and self._is_title(n - 1) and self._is_title(n + 1):
            return None  # part of a name: the Vane 2000 Index
        if before == "year" and self._before(n - 1) == "fiscal":
            start = n - 3 if self._before(n - 2) == "the" else n - 2
            return start, n + 1, Expression(Span(0, 0), "DATE", "fixed", value=f"FY{year}")
        if before == "fiscal":
            start = n - 2 if self._before(n - 1) == "the" else n - 1
            return start, n + 1, Expression(Span(0, 0), "DATE", "fixed", value=f"FY{year}")
        if following == "fiscal" and self._after(n + 1) == "year":
            start = n - 1 if self._before(n) == "the" else n
            return start, n + 3, Expression(Span(0, 0), "DATE", "fixed", value=f"FY{year}")
        first, mod = self._mod(n)
        half = self._half_before(n)
        if half is not None:
            return half[0], n + 1, Expression(Span(0, 0), "DATE", "fixed", value=f"{year}-H{half[1]}")
        return first, n + 1, Expression(Span(0, 0), "DATE", "fixed", value=f"{year:04}", mod=mod)

    def _is_title(self, n: int) -> bool:
        return 0 <= n < len(self._tokens) and self._tokens[n].text[0].isupper() and self._word(n) not in self._w.heads

    def _half_before(self, n: int) -> tuple[int, int] | None:
        """Where "the first half of" begins before a year, and which half it is."""
        if self._before(n) in _LINKING and self._before(n - 1) == "half":
            which = {"first": 1, "second": 2, "latter": 2}.get(self._before(n - 2))
            if which is not None:
                start = n - 3
                return (start - 1 if self._before(start) == "the" else start), which
        return None


_NO_REFERENCES = frozenset(
    {
        ("earlier",),
        ("soon",),
        ("long", "ago"),
        ("previously",),
        ("formerly",),
        ("lately",),
        ("coming",),
        ("upcoming",),
        ("shortly",),
    }
)
_YEAR_BEFORE = frozenset({
    "after", "around", "before", "between", "by", "circa", "during", "early", "fiscal", "for", "from", "in", "late", "mid",
    "of", "post", "pre", "since", "through", "to", "until", "year", "and", "till", "the",
})  # fmt: skip


def _clock_value(clock: str, meridiem: str) -> str:
    """TIMEX3's time of day for "10:35" and "a.m."."""
    parts = [int(part) for part in clock.split(":")]
    hour = parts[0] % 12 + 12 if meridiem.startswith("p") else parts[0] % 12 if meridiem else parts[0]
    return f"T{hour:02}:{parts[1] if len(parts) > 1 else 0:02}"


def duration(amount: float | None, unit: str) -> str:
    """TIMEX3's value of a length of time; X where the amount is vague."""
    if amount is None:
        number = "X"
    else:
        number = f"{amount * {'E': 10, 'C': 100, 'F': 2, 'WE': 2}.get(unit, 1):g}"
    if unit.startswith("T"):
        half = "30M" if unit == "TH" and amount is not None and amount % 1 == 0.5 else ""
        return f"PT{int(amount) if half and amount else number}{unit[1]}{half}"
    return f"P{number}{ {'E': 'Y', 'C': 'Y', 'F': 'W', 'WE': 'D'}.get(unit, unit) }"
