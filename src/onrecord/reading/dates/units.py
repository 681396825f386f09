"""Units of time: counted, directed ("last year"), ordered ("the third quarter"), and lengths."""

import re
from dataclasses import replace

from onrecord.reading.dates.days import DayRules, Found
from onrecord.reading.dates.expression import NOWHERE, Expression, duration


class UnitRules(DayRules):
    """Rules whose head is a unit of time."""

    def _unit(self, n: int) -> Found | None:
        for rule in (self._quarter, self._ordinal_unit, self._counted, self._every, self._directed, self._vague):
            if (found := rule(n)) is not None:
                return found
        return None

    def _quarter(self, n: int) -> Found | None:
        """The third quarter of 2009; the first half of this year."""
        word = self._tokens[n].word.removesuffix("'s")
        if word != "quarter":
            return None
        ordinal = self._w.ordinals.get(self._before(n, "-"))
        first = n - 1
        if ordinal is None or (self._before(n) == "second" and self._before(n - 1) not in {"the", ""}):
            return None
        if self._before(first) == "the":
            first -= 1
        year, direction, after = self._of_year(n + 1)
        is_last = ordinal == -1 and year is None and direction is None and self._before(n) == "last"
        return (
            first,
            after,
            Expression(
                NOWHERE,
                "DATE",
                "quarter",
                year,
                ordinal=None if is_last else ordinal,
                direction=-1 if is_last else direction,
                told=False,
            ),
        )

    def _ordinal_unit(self, n: int) -> Found | None:
        """The last week of March; the first half of 2009 is found by its head, the year or the word half."""
        unit = self._w.units[self._tokens[n].word.removesuffix("'s")]
        if unit == "C" and (century := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", self._before(n))):
            first, mod = self._mod(n - 1)
            first -= self._before(first) == "the"
            return first, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"{int(century[1]) - 1:02}XX", mod=mod)
        ordinal = self._w.ordinals.get(self._before(n))
        if ordinal is None or unit not in {"W", "D"} or self._after(n) != "of":
            return None
        at = n + 2
        if self._word(at) in self._w.months and self._tokens[at].text[0].isupper():
            year = self._year_after(at, ", ")
            first = n - 2 if self._before(n - 1) == "the" else n - 1
            form = Expression(
                NOWHERE, "DATE", "week_of_month", year, self._w.months[self._word(at)], unit=unit, ordinal=ordinal
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
        skipped = word in self._w.beside["between"]
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
        number, at = self._with_tens(number, at)
        if word in {"couple", "dozen", "hundred"} and self._before(at) == "a":
            at -= 1
        return at, number + extra, hyphen

    def _with_tens(self, number: float, at: int) -> tuple[float, int]:
        """The number with the words before it that belong to it: "twenty-five", "two hundred"."""
        while (before := self._before(at, "-")) not in {"a", "an"} and (tens := self._number(before)) is not None:
            if number == 100:
                number = tens * 100
            elif number < 10 <= tens < 100 and tens % 10 == 0:
                number += tens
            else:
                break
            at -= 1
        return number, at

    def _counted(self, n: int) -> Found | None:
        """Two weeks ago; the past four months; within 30 days; a five-year plan; three years."""
        word = self._tokens[n].word.removesuffix("'s")
        unit = self._w.units[word]
        found = self._amount_before(n)
        if word in {"second", "quarter"} and (found is None or self._before(n) in {"a", "an"}):
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
                Expression(NOWHERE, "DATE", "offset", unit=unit, amount=amount, direction=sign, told=is_told, mod=mod),
            )
        if is_article and (self._is_rate(first) or self._before(first) in {"such", "quite"}):
            return (
                (first, n + 1, Expression(NOWHERE, "SET", "fixed", value=duration(1, unit)))
                if self._is_rate(first)
                else None
            )
        if is_article and unit in {"D", "WE", "TS"} and self._before(first) not in self._w.beside["before_a_day"]:
            return None
        start, direction, _ = self._direction(first)
        mod = None
        if direction is None:
            start, mod = self._approximate(first)
        return (
            start,
            n + 1,
            Expression(NOWHERE, "DURATION", "duration", unit=unit, amount=amount, direction=direction, mod=mod),
        )

    def _is_rate(self, first: int) -> bool:
        """Whether "a year" says how often or how much, as in "15 a year"."""
        before = self._before(first)
        is_amount = self._number(before) is not None or before in self._w.beside["before_rate"]
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

    def _every(self, n: int) -> Found | None:
        word = self._tokens[n].word
        if self._before(n) in {"every", "each", "per"} and word in self._w.units:
            return n - 1, n + 1, Expression(NOWHERE, "SET", "fixed", value=duration(1, self._w.units[word]))
        return None

    def _directed(self, n: int) -> Found | None:
        """Last year; this week; the coming months; the end of the month; the weekend."""
        word = self._tokens[n].word.removesuffix("'s")
        unit = self._w.units[word]
        first, direction, told = self._direction(n)
        is_plural = word in self._w.plural_units
        if unit.startswith("T") or (is_plural and direction not in {-1, 1}):
            return None
        if is_plural:
            return first, n + 1, Expression(NOWHERE, "DURATION", "duration", unit=unit, direction=direction)
        if direction is None:
            return self._definite(n, unit) if self._before(n) == "the" else None
        half = self._half_before(first) if unit == "Y" else None
        if half is not None:
            return half[0], n + 1, Expression(NOWHERE, "DATE", "half", direction=direction, ordinal=half[1])
        told = told or (unit == "D" and direction != 0)
        first, mod = self._mod(first)
        return first, n + 1, Expression(NOWHERE, "DATE", "unit", unit=unit, direction=direction, told=told, mod=mod)

    def _definite(self, n: int, unit: str) -> Found | None:
        """The end of the month; to end the day; the weekend; the week of March 6."""
        start, mod = self._mod(n)
        if mod is not None and start < n - 1:
            return start, n + 1, Expression(NOWHERE, "DATE", "unit", unit=unit, direction=0, mod=mod)
        if unit == "D" and self._before(n - 1) in self._w.beside["before_the_day"]:
            return n - 1, n + 1, Expression(NOWHERE, "DATE", "unit", unit="D", direction=0, told=True)
        if unit == "WE":
            return n - 1, n + 1, Expression(NOWHERE, "DATE", "unit", unit=unit)
        inner = None
        if unit == "W" and self._after(n) == "of" and self._word(n + 2) in self._w.months:
            inner = self._month(n + 2)
        is_day = inner is not None and inner[2].day is not None
        return (n - 1, inner[1], replace(inner[2], form="week_of_day")) if inner is not None and is_day else None

    def _vague(self, n: int) -> Found | None:
        """For years; decades-long."""
        word = self._tokens[n].word
        if word not in self._w.plural_units or self._w.units[word] in {"WE", "Q"}:
            return None
        if self._before(n) in {"for", "over", "within", "in"} or (
            self._gap(n) == "-" and self._word(n + 1) in {"long", "old"}
        ):
            after = n + 2 if self._gap(n) == "-" else n + 1
            return n, after, Expression(NOWHERE, "DURATION", "duration", unit=self._w.units[word])
        return None
