"""Parts of longer times, and days relative to others: "the last day of the month", "a week from Monday"."""

import re
from dataclasses import replace

from onrecord.reading.dates.days import DayRules
from onrecord.reading.dates.expression import NOWHERE, Expression
from onrecord.reading.dates.scan import SIDES, Match

_DAYS = {"D": 1, "F": 14, "W": 7}
_MOST = 1_000
_PARTS = frozenset({("D", "W"), ("D", "M"), ("D", "Y"), ("W", "M"), ("W", "Y"), ("M", "Y")})


class PartRules(DayRules):
    """Rules whose head is a unit that is part of another, or relative to a day."""

    def _hyphened(self, n: int) -> Match | None:
        """Year-end; the year's end; the year-earlier loss."""
        word = self._tokens[n].word
        unit = self._w.units[word.removesuffix("'s")]
        if unit not in {"M", "Q", "Y"} or word in self._w.plural_units:
            return None
        if self._after(n, "-") in self._w.beside["ends"] and (word.endswith("'s") or self._gap(n) == "-"):
            first = n - 1 if self._before(n) in self._w.small["definite"] and word.endswith("'s") else n
            year = self._year_after(n + 1) if unit == "Y" else None
            if year is not None:
                return first, n + 3, Expression(NOWHERE, "DATE", "fixed", value=f"{year}", mod="END")
            return first, n + 2, Expression(NOWHERE, "DATE", "unit", unit=unit, direction=0, mod="END")
        told = self._told_after(n, "-")
        if told is None or self._gap(n) != "-" or self._number(self._before(n, "-")) is not None:
            return None
        form = Expression(NOWHERE, "DATE", "offset", unit=unit, amount=1, direction=told[0], told=told[2])
        return n, told[1], form

    def _quarter(self, n: int) -> Match | None:
        """The third quarter of 2009; the first half of this year."""
        word = self._tokens[n].word.removesuffix("'s")
        if self._w.units[word] != "Q" or word in self._w.plural_units:
            return None
        ordinal = self._w.ordinals.get(self._before(n, "-"))
        first = n - 1
        if ordinal is None or (ordinal == 2 and self._before(n - 1) not in self._w.small["definite"] | {""}):
            return None
        if self._before(first) in self._w.small["definite"]:
            first -= 1
        at = n + 1 + (self._after(n) in self._w.linking)
        if self._word(at) in self._w.beside["fiscal"] and (fiscal := self._year_after(at)) is not None:
            return (
                first,
                at + 2,
                Expression(NOWHERE, "DATE", "fixed", value=f"FY{fiscal}-Q{4 if ordinal < 0 else ordinal}"),
            )
        year, direction, after = self._of_year(n + 1)
        is_last = ordinal == -1 and year is None and direction is None and self._before(n) in self._w.directions
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

    def _ordinal_unit(self, n: int) -> Match | None:
        """The last week of March; the first day of the month; the nineteenth century."""
        word = self._tokens[n].word.removesuffix("'s")
        unit = self._w.units[word]
        if unit == "C":
            return self._century(n)
        ordinal = self._w.ordinals.get(self._before(n))
        is_part = unit in {"D", "M", "W"} and word not in self._w.plural_units
        if ordinal is None or not is_part or self._after(n) not in self._w.small["of"]:
            return None
        at = n + 2
        first = n - 2 if self._before(n - 1) in self._w.small["definite"] else n - 1
        if unit != "M" and self._word(at) in self._w.months and self._tokens[at].text[0].isupper():
            year = self._year_after(at, ", ")
            month = self._w.months[self._word(at)]
            form = Expression(NOWHERE, "DATE", "part", year, month, unit=unit, ordinal=ordinal)
            return first, at + 1 + (year is not None), form
        return self._part_of_unit(first, at, unit, ordinal)

    def _part_of_unit(self, first: int, at: int, unit: str, ordinal: int) -> Match | None:
        """The last day "of the month" or "of next year"."""
        direction = 0
        if self._word(at) in self._w.small["definite"]:
            at += 1
        if (name := self._w.directions.get(self._word(at))) in SIDES:
            direction, at = SIDES[name], at + 1
        whole = self._w.units.get(self._word(at).removesuffix("'s"), "")
        if not self._joined(at - 1) or (unit, whole) not in _PARTS:
            return None
        form = Expression(NOWHERE, "DATE", "part", unit=unit, ordinal=ordinal, direction=direction, name=(whole,))
        return first, at + 1, form

    def _century(self, n: int) -> Match | None:
        """The 19th century; the twenty-first century."""
        word, at = self._before(n, "-"), n - 1
        if figure := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word):
            century = int(figure[1])
        else:
            century = self._w.ordinals.get(word, 0)
            if 0 < century < 10 and self._number(self._before(at, "-")) == 20:
                century, at = century + 20, at - 1
        if not 1 < century < 30:
            return None
        first, mod = self._mod(at)
        first -= self._before(first) in self._w.small["definite"]
        return first, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"{century - 1:02}XX", mod=mod)

    def _is_last_of(self, n: int) -> bool:
        """Whether a unit is the last of something, and not the one before now: "the last day of the trial"."""
        return (
            self._before(n) in self._w.ordinals
            and self._before(n - 1) in self._w.small["definite"]
            and self._after(n) in self._w.small["of"]
            and self._after(n + 1).isalpha()
            and self._tokens[n + 2].text.islower()
        )

    def _fiscal_year(self, n: int) -> Match | None:
        """This fiscal year; the next financial year."""
        if (
            self._w.units[self._tokens[n].word.removesuffix("'s")] != "Y"
            or self._before(n) not in self._w.beside["fiscal"]
        ):
            return None
        first, direction, told = self._direction(n - 1)
        if direction is None:
            return None
        first, mod = self._mod(first)
        return first, n + 1, Expression(NOWHERE, "DATE", "unit", unit="FY", direction=direction, told=told, mod=mod)

    def _told_after(self, n: int, *allowed: str) -> tuple[int, int, bool] | None:
        """The words after an amount that anchor it: ago, earlier, later, from now, before."""
        one, two = self._after(n, *allowed), self._after(n + 1) if n + 1 < len(self._tokens) else ""
        for words in ((one,), (one, two)):
            if words in self._w.told_after:
                sign, is_told = self._w.told_after[words]
                return sign, n + 1 + len(words), is_told
        return None

    def _beside_day(self, n: int) -> Match | None:
        """The day before yesterday; the day after May 3."""
        shift = self._w.shifts.get(self._after(n))
        if shift is None or self._before(n) not in self._w.small["definite"]:
            return None
        found = self._inner_day(n + 2)
        return (n - 1, found[1], replace(found[2], shift=shift)) if found is not None else None

    def _from_day(self, first: int, after: int, unit: str, amount: float | None) -> Match | None:
        """A week from Monday; two weeks from tomorrow."""
        days = _DAYS.get(unit)
        if days is None or amount is None or amount > _MOST or self._after(after - 1) not in self._w.small["from"]:
            return None
        found = self._inner_day(after + 1)
        if found is None:
            return None
        form = found[2]
        if form.form == "weekday" and form.direction is None:
            form = replace(form, direction=0)  # the next one, or today
        return first, found[1], replace(form, shift=round(days * amount))

    def _inner_day(self, at: int) -> Match | None:
        """The day that begins at an index: "yesterday", "last Monday", "May 3"."""
        head = at + (self._word(at) in self._w.directions and self._joined(at))
        rule = {"deictic": self._deictic, "month": self._month, "weekday": self._weekday}.get(
            self._w.heads.get(self._word(head).removesuffix("'s"), "")
        )
        found = rule(head) if rule is not None and self._joined(at - 1) else None
        if found is None or found[0] != at or found[2].form not in {"day", "deictic", "weekday"} or found[2].until:
            return None
        return found
