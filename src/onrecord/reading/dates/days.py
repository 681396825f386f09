"""Days and months, by number, name or distance, and the parts of a day."""

import re
from dataclasses import replace

from onrecord.reading.dates.expression import NOWHERE, Expression, clock_value
from onrecord.reading.dates.scan import CLOCK, DAY, MERIDIEM, SIDES, Match, Scan


class DayRules(Scan):
    """Rules whose head is a month, a weekday, a word such as "today", or a part of the day."""

    def _month(self, n: int) -> Match | None:
        token = self._tokens[n]
        if not token.text[0].isupper():
            return None
        month = self._w.months[token.word.removesuffix("'s")]
        if DAY.fullmatch(word := self._after(n, ". ")) and not self._is_clock(n + 1):
            year = self._year_after(n + 1, ", ", ",")
            if year is None and (further := self._further_day(n + 2, _number(word))) is not None:
                return self._day_of_month(n, n + 2, further[1], month, _number(word))
            return self._day_of_month(n, n + 2 + (year is not None), year, month, _number(word))
        year, after = self._year_of_month(n)
        first, day = self._day_before(n)
        if day is not None:
            return self._day_of_month(first, after, year, month, day)
        if year is None and token.word in self._w.beside["also_words"] and not self._is_dated(n):
            return None
        in_year = None
        if year is None:
            _, in_year, after = self._of_year(n + 1)
        first, direction, told = self._direction(n)
        first, mod = self._mod(first)
        expression = Expression(
            NOWHERE, "DATE", "month", year, month, direction=direction, told=told, mod=mod, in_year=in_year
        )
        return self._with_day_part(first, after, expression)

    def _year_of_month(self, n: int) -> tuple[int | None, int]:
        """The year after a month, and the index after it."""
        if (year := self._year_after(n, ", ", ". ")) is not None:
            return year, n + 2
        if self._after(n) in self._w.small["of"] and (year := self._year_at(n + 2)) is not None:
            return year, n + 3
        return None, n + 1

    def _day_before(self, n: int) -> tuple[int, int | None]:
        """Where "4", "the 4th of" or "the first of" begins before a month, and the day."""
        before, at = self._before(n), n - 1
        if before in self._w.small["of"]:
            before, at = self._before(n - 1), n - 2
            if self._w.ordinals.get(before, 0) > 0:
                before = f"{self._w.ordinals[before]}th"
            if before.isdigit():
                return n, None
        if not DAY.fullmatch(before):
            return n, None
        return (at - 1 if self._before(at) in self._w.small["definite"] else at), _number(before)

    def _day_of_month(self, first: int, after: int, year: int | None, month: int, day: int) -> Match:
        """A day, with the weekday before it, and the other end of a range."""
        last = None
        if (start := self._range_start(first, day)) is not None:
            first, last, day = start[0], day, start[1]
        elif (end := self._range_end(after, day)) is not None:
            after, last, year_after = end
            year = year or year_after
        weekday = self._w.weekdays.get(self._before(first, ", "))
        first -= weekday is not None
        expression = Expression(NOWHERE, "DATE", "day", year, month, day, weekday)
        if last is not None:
            expression = replace(expression, until=replace(expression, day=last, weekday=None))
        return self._with_day_part(first, after, expression)

    def _range_start(self, n: int, day: int) -> tuple[int, int] | None:
        """Where "3–5 June" or "3 to 5 June" begins, and its first day."""
        if self._before(n) in self._w.beside["range_words"]:
            word = self._before(n - 1)
            is_day = word.isdigit() and DAY.fullmatch(word) and int(word) < day
            return (n - 2, int(word)) if is_day else None
        if n - 1 < self._free or self._gap(n - 1) not in {"-", "–", " - ", " – "}:
            return None
        word = self._word(n - 1)
        return (n - 1, int(word)) if word.isdigit() and DAY.fullmatch(word) and int(word) < day else None

    def _range_end(self, after: int, day: int) -> tuple[int, int, int | None] | None:
        """The last day of "June 3-5", and the year if it follows."""
        if after >= len(self._tokens) or self._gap(after - 1) not in {"-", "–", " - ", " – "}:
            return None
        word = self._word(after)
        if not word.isdigit() or not DAY.fullmatch(word) or int(word) <= day:
            return None
        year = self._year_after(after, ", ")
        return after + 1 + (year is not None), int(word), year

    def _further_day(self, n: int, day: int) -> tuple[int, int | None] | None:
        """The day in "and 8" after "June 7", with any year after it; only at the end of a phrase."""
        if self._word(n) not in self._w.beside["between_days"] or not self._joined(n - 1) or not self._joined(n):
            return None
        word = self._word(n + 1)
        if not DAY.fullmatch(word) or _number(word) <= day or self._is_clock(n + 1):
            return None
        year = self._year_after(n + 1, ", ")
        follows = self._after(n + 1)
        is_end = year is not None or not follows or follows in self._w.beside["after_day"]
        return (_number(word), year) if is_end else None

    def _further(self, n: int) -> Match | None:
        """The second day of "June 7 and 8"."""
        last = self._last
        if last is None or last.form != "day" or last.until is not None or last.day is None or n != self._free + 1:
            return None
        found = self._further_day(n - 1, last.day)
        if found is None:
            return None
        day, year = found
        form = replace(last, day=day, year=last.year or year, weekday=None, time="", type="DATE")
        return n, n + 1 + (year is not None), form

    def _is_dated(self, n: int) -> bool:
        """Whether an ambiguous word is used as a month: "in May", "the May vote"."""
        before = self._before(n)
        if before in self._w.beside["before_month"] or before in self._w.beside["every"]:
            return True
        after = self._after(n)
        return (
            before in self._w.beside["determiners"]
            and after.isalpha()
            and self._tokens[n + 1].text.islower()
            and after not in self._w.beside["no_month"]
        )

    def _weekday(self, n: int) -> Match | None:
        token = self._tokens[n]
        if not token.text[0].isupper() or (
            len(token.word) <= 4 and token.word in self._w.beside["short_weekdays"] and self._gap(n)[:1] != "."
        ):
            return None
        if self._begins_date(n + 1, ", "):
            return None  # the month is the head: "Friday, Oct. 23"
        first, direction, told = self._direction(n)
        expression = Expression(
            NOWHERE,
            "DATE",
            "weekday",
            weekday=self._w.weekdays[token.word.removesuffix("'s")],
            direction=direction,
            told=told,
            owns=token.word.endswith("'s"),
        )
        if direction is None and (week := self._week_after(n)) is not None:
            return first, week[1], replace(expression, form="weekday_of_week", direction=week[0])
        if (word := self._before(first)) in self._w.beside["early_or_late"]:
            first -= 1
            expression = replace(expression, mod=self._w.parts[word])
        return self._with_day_part(first, n + 1, expression)

    def _week_after(self, n: int) -> tuple[int, int] | None:
        """The direction of the week in "Friday next week" or "Monday of this week", and the index after it."""
        at = n + 1 + (self._after(n) in self._w.small["of"])
        side = SIDES.get(self._w.directions.get(self._word(at), ""))
        is_week = self._w.units.get(self._after(at) if at < len(self._tokens) else "") == "W"
        return (side, at + 2) if side is not None and is_week and self._joined(at - 1) else None

    def _deictic(self, n: int) -> Match | None:
        word = self._tokens[n].word.removesuffix("'s")
        first = n - 1 if self._before(n) in self._w.beside["in_the"] | self._w.beside["early_or_late"] else n
        time = self._w.deictic_parts.get(word, "")
        return self._with_day_part(
            first, n + 1, Expression(NOWHERE, "DATE", "deictic", amount=self._w.deictic[word], time=time)
        )

    def _with_day_part(self, first: int, after: int, expression: Expression) -> Match:
        """The expression, extended to a part of the day after it and a time of day before it."""
        word = self._after(after - 1).removesuffix("'s")
        if word in self._w.day_parts and expression.form in {"weekday", "deictic", "day"}:
            part = self._w.day_parts[word]
            expression = replace(expression, time=f"T{part}", type="TIME")
            after += 1
        at = first
        if self._before(at) in self._w.small["on"]:
            at -= 1
        clock = self._clock_before(at)
        if clock is not None and expression.form in {"weekday", "deictic", "day"}:
            first, time = clock
            expression = replace(expression, time=time, type="TIME")
        return first, after, expression

    def _clock_before(self, n: int) -> tuple[int, str] | None:
        """A time of day that ends right before an index: "9 a.m. EST"."""
        at, zone = n - 1, ""
        if at >= self._free and self._word(at) in self._w.beside["zones"] and self._joined(at):
            zone = "Z" if self._word(at) in self._w.beside["universal"] else ""
            at -= 1
        elif at < self._free or not self._joined(at, ". ", ", "):
            return None
        if (
            at >= self._free
            and MERIDIEM.fullmatch(self._word(at))
            and at - 1 >= self._free
            and self._joined(at - 1, "")
            and CLOCK.fullmatch(self._word(at - 1))
        ):
            return at - 1, clock_value(self._word(at - 1), self._word(at)) + zone
        if at >= self._free and re.fullmatch(r"\d{1,2}:\d{2}", self._word(at)):
            return at, clock_value(self._word(at), "") + zone
        if at >= self._free and self._word(at) in self._w.clock_words:
            return at, f"T{self._w.day_parts[self._word(at)]}"
        return None

    def _clock_in_part(self, n: int) -> Match | None:
        """At 3 in the morning; at eight o'clock in the evening."""
        part = self._w.day_parts[self._tokens[n].word.removesuffix("'s")]
        half = self._w.half_days.get(part)
        at = n - 1 if self._before(n) in self._w.small["definite"] else n
        if half is None or self._before(at) not in self._w.beside["before_day_part"]:
            return None
        at -= 2
        if self._before(at + 1) in self._w.beside["hours"]:
            at -= 1
        hour = self._number(self._before(at + 1))
        if hour is None or not 1 <= hour <= 12 or hour != int(hour):
            return None
        if self._before(at) not in self._w.beside["before_clock"]:
            return None
        return at, n + 1, Expression(NOWHERE, "TIME", "clock", time=clock_value(str(int(hour)), half))

    def _is_clock(self, n: int) -> bool:
        return bool(MERIDIEM.fullmatch(self._after(n, "") or " ")) or ":" in self._word(n)

    def _day_part(self, n: int) -> Match | None:
        word = self._tokens[n].word.removesuffix("'s")
        if (clock := self._clock_in_part(n)) is not None:
            return clock
        first, direction, told = self._direction(n)
        if direction is not None and word not in self._w.clock_words:
            if told or (direction == 1):
                return (
                    first,
                    n + 1,
                    Expression(NOWHERE, "TIME", "told_day", amount=direction, time=f"T{self._w.day_parts[word]}"),
                )
            day = -1 if direction == -1 else 0
            return (
                first,
                n + 1,
                Expression(NOWHERE, "TIME", "deictic", amount=day, time=f"T{self._w.day_parts[word]}"),
            )
        if self._before(n) in self._w.beside["every"]:
            return n, n + 1, Expression(NOWHERE, "TIME", "day_part", time=f"T{self._w.day_parts[word]}")
        if word in self._w.clock_words and self._day_follows(n + 1):
            return None
        if word in self._w.clock_words and self._before(n) in self._w.beside["before_noon"]:
            return n, n + 1, Expression(NOWHERE, "TIME", "clock", time=f"T{self._w.day_parts[word]}")
        return None


def _number(word: str) -> int:
    return int(re.sub(r"\D", "", word))
