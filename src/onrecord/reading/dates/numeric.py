"""Numeric times: years, decades, dates and times of day."""

import re

from onrecord.reading.dates.days import DayRules
from onrecord.reading.dates.expression import NOWHERE, Expression, clock_value
from onrecord.reading.dates.scan import APOSTROPHES, MERIDIEM, YEAR, Match

_SHORT_YEAR = re.compile(r"[4-9]\d")
"""Two-digit years that mean the last century."""
_DECADE = re.compile(r"(?:1[5-9]|20)\d0s|\d0s")


class NumericRules(DayRules):
    """Rules whose head is a number."""

    def _digits(self, n: int) -> Match | None:
        """A year, a decade, a numeric date or a time of day."""
        word = self._tokens[n].word.removesuffix("'s")
        if self._counts(n):
            return None
        if (further := self._further(n)) is not None:
            return further
        if (short := self._short_year(n)) is not None:
            return short
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return n, n + 1, Expression(NOWHERE, "DATE", "fixed", value=word)
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
        if n and self._gap(n - 1) == "-" and YEAR.fullmatch(self._tokens[n - 1].word) and self._year_at(n):
            return False  # the last year of "1999-2003"
        after = self._text[self._tokens[n].end : self._tokens[n].end + 2]
        return (
            bool(re.search(r"[$£€#]\s?$|[\d.,:][.,:-]?$", before))
            or after[:1] in {"%", "°"}
            or bool(re.match(r"[.,:]\d", after))
        )

    def _short_year(self, n: int) -> Match | None:
        """A year such as '87, where a year can occur: "since '87"."""
        token = self._tokens[n]
        start = token.start - 1
        if not _SHORT_YEAR.fullmatch(token.word) or self._text[max(0, start) : token.start] not in APOSTROPHES:
            return None
        gap = self._text[self._tokens[n - 1].end : start] if n - 1 >= self._free else ""
        if gap != " " or self._word(n - 1) not in self._w.beside["before_short_year"]:
            return None
        return n, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"19{token.word}")

    def _slashed(self, n: int) -> Match | None:
        parts = [int(part) for part in self._tokens[n].word.split("/")]
        if (value := self._w.known_days.get(self._tokens[n].word)) is not None:
            return n, n + 1, Expression(NOWHERE, "DATE", "fixed", value=value)
        if len(parts) < 3 or not 1 <= parts[0] <= 12 or not 1 <= parts[1] <= 31:
            return None
        year = parts[2] if parts[2] > 99 else parts[2] + (2000 if parts[2] < 70 else 1900)
        return n, n + 1, Expression(NOWHERE, "DATE", "day", year, parts[0], parts[1])

    def _decade(self, n: int) -> Match | None:
        digits = self._tokens[n].word[:-1].removesuffix("0")
        value = digits if len(digits) == 3 else f"19{digits}" if digits[0] not in "012" else f"20{digits}"
        if self._before(n) in self._w.beside["owners"]:
            return None  # the age of somebody
        quoted = [f" {mark}" for mark in APOSTROPHES]
        first, mod = self._mod(n, *quoted)
        if self._before(first, *(quoted if first == n else ())) in self._w.small["definite"]:
            first -= 1
        return first, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"{value[:3]}X", mod=mod)

    def _clock(self, n: int) -> Match | None:
        """10:35 a.m.; 18:00 UTC; 3 in the morning, and the day that follows: "9 a.m. EST Tuesday"."""
        word = self._tokens[n].word
        if not re.fullmatch(r"\d{1,2}(?::\d{2}){0,2}|\d{4}", word):
            return None
        after = n + 1
        meridiem = (
            self._word(after)
            if after < len(self._tokens) and MERIDIEM.fullmatch(self._word(after)) and self._joined(n, "")
            else ""
        )
        zone_at = after + bool(meridiem)
        zone = self._word(zone_at) if zone_at < len(self._tokens) and self._joined(zone_at - 1, ". ") else ""
        if not meridiem and ":" not in word and zone not in self._w.beside["zones"]:
            return None
        if int(word.split(":")[0]) > 24 and not (len(word) == 4 and zone in self._w.beside["zones"]):
            return None
        after += bool(meridiem) + (zone in self._w.beside["zones"])
        time = clock_value(f"{word[:2]}:{word[2:]}" if len(word) == 4 and ":" not in word else word, meridiem)
        time += "Z" if zone in self._w.beside["universal"] else ""
        if self._day_follows(after):
            return None  # the day is the head
        return n, after, Expression(NOWHERE, "TIME", "clock", time=time)

    def _year(self, n: int) -> Match | None:
        year = self._year_at(n)
        before = self._before(n, "-")
        if year is None:
            return None
        following = self._after(n)
        if (
            following in self._w.units
            or (following.endswith("s") and before not in self._w.beside["before_year"] and len(following) > 3)
        ) and before not in self._w.beside["before_year"]:
            return None
        if not 1900 <= year <= 2099 and before not in self._w.beside["before_year"]:
            return None
        if before and before not in self._w.beside["before_year"] and self._is_title(n - 1) and self._is_title(n + 1):
            return None  # part of a name: the Vane 2000 Index
        if self._w.units.get(before) == "Y" and self._before(n - 1) in self._w.beside["fiscal"]:
            start = n - 3 if self._before(n - 2) in self._w.small["definite"] else n - 2
            return start, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"FY{year}")
        if before in self._w.beside["fiscal"]:
            start = n - 2 if self._before(n - 1) in self._w.small["definite"] else n - 1
            return start, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"FY{year}")
        if following in self._w.beside["fiscal"] and self._w.units.get(self._after(n + 1)) == "Y":
            start = n - 1 if self._before(n) in self._w.small["definite"] else n
            return start, n + 3, Expression(NOWHERE, "DATE", "fixed", value=f"FY{year}")
        first, mod = self._mod(n)
        half = self._half_before(n)
        if half is not None:
            return half[0], n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"{year}-H{half[1]}")
        return first, n + 1, Expression(NOWHERE, "DATE", "fixed", value=f"{year:04}", mod=mod)
