"""Units of time: counted, relative ("last year"), ordinal ("the third quarter"), and durations."""

from dataclasses import replace

from onrecord.reading.dates.expression import NOWHERE, Expression, duration
from onrecord.reading.dates.parts import PartRules
from onrecord.reading.dates.scan import Match

_RATE_REACH = 4
"""The most words between an amount and "a year"."""


class UnitRules(PartRules):
    """Rules whose head is a unit of time."""

    def _unit(self, n: int) -> Match | None:
        for rule in (
            self._hyphened,
            self._fiscal_year,
            self._quarter,
            self._ordinal_unit,
            self._counted,
            self._every,
            self._directed,
            self._vague,
        ):
            if (found := rule(n)) is not None:
                return found
        return None

    def _amount_before(self, n: int) -> tuple[int, float | None, bool] | None:
        """The start of the amount before a unit, the amount (`None` if vague), and whether they are hyphenated."""
        hyphen = self._gap(n - 1) == "-" if n else False
        word = self._before(n, "-")
        if not word:
            return None
        at = n - 1
        if word in self._w.small["indefinite"] and self._before(at) in self._w.beside["halves"]:
            return at - 1, 0.5, hyphen
        skipped = word in self._w.beside["between"]
        if skipped:
            word, at = self._before(at), at - 1
        extra = 0.0
        if tuple(self._word(at - m) for m in (2, 1, 0)) in self._w.and_a_half:
            extra, at, word = 0.5, at - 3, self._before(at - 2)
        if word == "1/2":
            extra, at, word = 0.5, at - 1, self._before(at)
        if word in self._w.vague:
            if self._before(at) in self._w.small["indefinite"] or (
                word in self._w.beside["definite_vague"] and self._before(at) in self._w.small["definite"]
            ):
                at -= 1
            return at, None, hyphen
        number = self._number(word)
        if number is None or (word in self._w.beside["halves"] and not hyphen):
            return None
        number, at = self._with_tens(number, at)
        if word in self._w.beside["after_article"] and self._before(at) in self._w.small["indefinite"]:
            at -= 1
        return at, number + extra, hyphen

    def _with_tens(self, number: float, at: int) -> tuple[float, int]:
        """The number, extended to the number words before it: "twenty-five", "two hundred"."""
        while (before := self._before(at, "-")) not in self._w.small["indefinite"] and (
            tens := self._number(before)
        ) is not None:
            if number == 100:
                number = tens * 100
            elif number < 10 <= tens < 100 and tens % 10 == 0:
                number += tens
            else:
                break
            at -= 1
        return number, at

    def _counted(self, n: int) -> Match | None:
        """Two weeks ago; the past four months; within 30 days; a five-year plan; a year and a half; every two weeks."""
        unit = self._w.units[self._tokens[n].word.removesuffix("'s")]
        found = self._amount_of(n)
        if found is None or self._is_age(n, found[0]):
            return None
        first, amount = found
        if amount is not None and self._before(first) in self._w.beside["every"]:
            return first - 1, n + 1, Expression(NOWHERE, "SET", "fixed", value=duration(amount, unit))
        after = n + 1
        if amount is not None and tuple(self._after(n + m) for m in range(3)) in self._w.and_a_half:
            amount, after = amount + 0.5, after + 3
        offset = self._offset(first, after, unit, amount)
        return offset if offset is not None else self._counted_length(n, first, after, unit, amount)

    def _offset(self, first: int, after: int, unit: str, amount: float | None) -> Match | None:
        """An amount of units with its anchor: "two weeks ago"."""
        told = self._told_after(after - 1)
        if told is None:
            return self._from_day(first, after, unit, amount)
        sign, after, is_told = told
        first, mod = self._approximate(first)
        if is_told and unit.startswith("T"):  # hours after a time without an hour: only the length is known
            return first, after, Expression(NOWHERE, "DURATION", "duration", unit=unit, amount=amount, mod=mod)
        form = Expression(NOWHERE, "DATE", "offset", unit=unit, amount=amount, direction=sign, told=is_told, mod=mod)
        return first, after, form

    def _counted_length(self, n: int, first: int, after: int, unit: str, amount: float | None) -> Match | None:
        """An amount of units that is a duration or a rate: "three years", "15 a year"."""
        if self._word(first) in self._w.small["indefinite"] and first == n - 1:
            if self._gap(n) == "-":
                return None  # "a year-long search"
            if self._is_rate(first):
                return first, after, Expression(NOWHERE, "SET", "fixed", value=duration(1, unit))
            if not self._is_article_length(first, n, unit):
                return None
        start, direction, _ = self._direction(first)
        mod = None
        if direction is None:
            start, mod = self._approximate(first)
        if self._before(start) in self._w.small["of"] and self._before(start - 1) in self._w.beside["every"]:
            return start - 2, after, Expression(NOWHERE, "SET", "fixed", value=duration(1, unit))
        form = Expression(NOWHERE, "DURATION", "duration", unit=unit, amount=amount, direction=direction, mod=mod)
        return start, after, form

    def _amount_of(self, n: int) -> tuple[int, float | None] | None:
        """The start of a unit's amount, such as "two" or "a couple of", and the amount."""
        word = self._tokens[n].word.removesuffix("'s")
        found = self._amount_before(n)
        if (
            self._w.units[word] in {"TS", "Q"}
            and word not in self._w.plural_units
            and (found is None or self._before(n) in self._w.small["indefinite"])
        ):
            return None
        if found is None and self._before(n) in self._w.small["of"]:  # "a couple of days"
            inner = self._amount_before(n - 1)
            if inner is not None and self._word(n - 2) in self._w.beside["amounts_of"]:
                found = inner
        return found[:2] if found else None

    def _is_age(self, n: int, first: int) -> bool:
        """Whether an amount of units is an age or part of a name."""
        is_name = self._tokens[n].text[0].isupper() and n > 0 and self._tokens[first].text[0].isdigit()
        return is_name or self._after(n, "-") in self._w.beside["age"]

    def _is_article_length(self, first: int, n: int, unit: str) -> bool:
        """Whether "a day" and the like are a duration; usually they are not."""
        before = self._before(first)
        if before in self._w.beside["no_length"]:
            return False
        return (
            unit not in {"D", "WE", "TS"}
            or before in self._w.beside["before_a_day"]
            or self._after(n) in self._w.beside["after_length"]
        )

    def _is_rate(self, first: int) -> bool:
        """Whether "a year" says how often or how much, as in "15 a year" and "hundreds of boats a year"."""
        before = self._before(first)
        if before in self._w.beside["no_rate"] or self._after(first + 1) in self._w.beside["after_length"]:
            return False
        if self._number(before) is not None or before in self._w.beside["before_rate"]:
            return True
        at = first - 1
        while before.endswith("s") and first - at <= _RATE_REACH and (word := self._before(at)):
            if word[0].isdigit() or self._number(word.removesuffix("s")) or word in self._w.vague:
                return word not in self._w.beside["no_rate"]
            at -= 1
        return False

    def _every(self, n: int) -> Match | None:
        word, first, each = self._tokens[n].word, n, 1
        if self._before(n) in self._w.beside["other"]:
            first, each = n - 1, 2
        if self._before(first) in self._w.beside["every"] and word in self._w.units:
            return first - 1, n + 1, Expression(NOWHERE, "SET", "fixed", value=duration(each, self._w.units[word]))
        return None

    def _directed(self, n: int) -> Match | None:
        """Last year; this week; the coming months; the end of the month; the weekend."""
        word = self._tokens[n].word.removesuffix("'s")
        unit = self._w.units[word]
        if unit == "D" and (beside := self._beside_day(n)) is not None:
            return beside
        first, direction, told = self._direction(n)
        is_plural = word in self._w.plural_units
        if unit.startswith("T") or (is_plural and direction not in {-1, 1}) or self._is_last_of(n):
            return None
        if is_plural or (direction is not None and self._is_length(n, first, unit)):
            amount = None if is_plural else 1
            return (
                first,
                n + 1,
                Expression(NOWHERE, "DURATION", "duration", unit=unit, amount=amount, direction=direction),
            )
        if direction is None:
            return self._definite(n, unit) if self._before(n) in self._w.small["definite"] else None
        half = self._half_before(first) if unit == "Y" else None
        if half is not None:
            return half[0], n + 1, Expression(NOWHERE, "DATE", "half", direction=direction, ordinal=half[1])
        told = told or (unit == "D" and direction != 0) or self._before(n) in self._w.beside["from_what_is_told"]
        first, mod = self._mod(first)
        form = Expression(NOWHERE, "DATE", "unit", unit=unit, direction=direction, told=told, mod=mod)
        if self._word(n - 1) in self._w.beside["same"] and self._a_year(n) is not None:
            return first, n + 4, replace(form, years=self._a_year(n) or 0)
        return first, n + 1, form

    def _a_year(self, n: int) -> int | None:
        """The direction of "a year ago" or "one year later", if one follows: "the same month a year ago"."""
        is_year = self._number(self._after(n)) == 1 and self._w.units.get(self._after(n + 1)) == "Y"
        told = self._told_after(n + 2) if is_year else None
        return told[0] if told is not None and told[1] == n + 4 else None

    def _is_length(self, n: int, first: int, unit: str) -> bool:
        """Whether a directed unit is a period that ends or begins now: "the past decade", "in the next month"."""
        if self._word(first) not in self._w.small["definite"] or unit in {"Q", "WE"}:
            return False
        is_past = self._before(n) in self._w.beside["before_length"]
        return is_past or (
            self._before(n) in self._w.beside["before_length_within"]
            and self._before(first) in self._w.beside["within"]
        )

    def _definite(self, n: int, unit: str) -> Match | None:
        """The end of the month; to end the day; the weekend; the week of March 6."""
        start, mod = self._mod(n)
        if unit == "Y" and (half := self._half_before(n - 1)) is not None:
            return half[0], n + 1, Expression(NOWHERE, "DATE", "half", direction=0, ordinal=half[1])
        if mod is not None and start < n - 1:
            return start, n + 1, Expression(NOWHERE, "DATE", "unit", unit=unit, direction=0, mod=mod)
        if unit == "D" and self._before(n - 1) in self._w.beside["before_the_day"] and not self._day_follows(n + 1):
            return n - 1, n + 1, Expression(NOWHERE, "DATE", "clock")
        if unit in {"W", "M", "Y"} and self._before(n - 1) == "in" and self._before(n - 2) in self._w.beside["in_the"]:
            form = Expression(NOWHERE, "DATE", "unit", unit=unit, direction=0, told=True, owns=True)
            return n - 3, n + 1, form
        inner = None
        if unit in {"W", "WE"} and self._after(n) in self._w.small["of"] and self._word(n + 2) in self._w.months:
            inner = self._month(n + 2)
        is_day = inner is not None and inner[2].day is not None
        if inner is not None and is_day:
            return n - 1, inner[1], replace(inner[2], form="week_of_day", unit=unit)
        return (n - 1, n + 1, Expression(NOWHERE, "DATE", "unit", unit=unit)) if unit == "WE" else None

    def _vague(self, n: int) -> Match | None:
        """For years; decades-long, day-long; the weeks ahead; over the years."""
        word = self._tokens[n].word
        unit, is_plural = self._w.units.get(word, ""), word in self._w.plural_units
        if unit in {"", "WE", "Q"}:
            return None
        if self._gap(n) == "-" and self._word(n + 1) in self._w.beside["long" if is_plural else "long_one"]:
            amount = None if is_plural else 1
            return n, n + 2, Expression(NOWHERE, "DURATION", "duration", unit=unit, amount=amount)
        if not is_plural:
            return None
        told = self._told_after(n)
        if told is not None and not told[2]:
            return n, told[1], Expression(NOWHERE, "DATE", "offset", unit=unit, direction=told[0])
        before = self._before(n)
        if before in self._w.small["definite"]:
            return self._definite_length(n, unit)
        if before in self._w.beside["just"]:
            before = self._before(n - 1)
        if before in self._w.beside["before_units"]:
            return n, n + 1, Expression(NOWHERE, "DURATION", "duration", unit=unit)
        return None

    def _definite_length(self, n: int, unit: str) -> Match | None:
        """The weeks ahead, the years to come; over the years; the days that followed."""
        for words, (ahead, is_part) in self._w.after_units.items():
            if all(self._after(n + m) == word for m, word in enumerate(words)):
                after = n + 1 + (len(words) if is_part else 0)
                return n - 1, after, Expression(NOWHERE, "DURATION", "duration", unit=unit, direction=ahead)
        if self._before(n - 1) in self._w.beside["before_the_units"]:
            return n - 1, n + 1, Expression(NOWHERE, "DURATION", "duration", unit=unit)
        return None
