"""Resolves time expressions against the date of publication and the times mentioned before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.reading.dates.calendar import days_of, easter, nth_weekday, shifted_month, week_of
from onrecord.reading.dates.expression import Expression, duration
from onrecord.reading.dates.lexicon import TimeWords
from onrecord.reading.dates.tense import Tense

_SURE = timedelta(60)
"""A day of the year this near is meant, whatever the tense."""
_OPEN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX"}
_SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A TIMEX3 value, its anchor, and, if it has no days, the reason."""

    value: str
    anchor: str | None = None
    note: str | None = None


UNDATED = "no publication date"
CONTRADICTS = "contradicts itself"
PUBLISHED, TEXT = "published", "text"


class Resolver:
    """Resolves expressions against the date of publication.

    Args:
        words: The time words.
        published: The day of publication, if it is known.
    """

    def __init__(self, words: TimeWords, published: date | None) -> None:
        self._words, self._published = words, published
        self._told: date | None = None
        self._stretch: tuple[date, date] | None = None
        self._value: str | None = None
        self._rules: dict[str, Callable[[Expression, Tense], TimeValue]] = {
            "day": self._day,
            "month": self._month,
            "weekday": self._weekday,
            "weekday_of_week": self._weekday_of_week,
            "deictic": self._deictic,
            "told": self._what_was_told,
            "told_day": self._told_day,
            "season": self._season,
            "holiday": self._holiday,
            "holiday_week": self._holiday_week,
            "quarter": self._quarter,
            "half": self._half,
            "unit": self._unit,
            "offset": self._offset,
            "clock": self._clock,
            "part": self._part,
            "week_of_day": self._week_of_day,
        }

    def resolve(self, expression: Expression, tense: Tense) -> TimeValue:
        """The value. Its days are the anchor of a later "that day"."""
        if expression.form == "fixed":
            found = TimeValue(expression.value)
        elif expression.form == "duration":
            found = TimeValue(duration(expression.amount, expression.unit))
        else:
            try:
                found = self._rules[expression.form](expression, tense)
                found = self._shifted(found, expression.shift) if expression.shift else found
            except (ValueError, OverflowError):  # an impossible date, such as 30 February
                found = TimeValue("XXXX-XX-XX", None, CONTRADICTS)
        if expression.type in {"DATE", "TIME"} and (days := days_of(found.value)) is not None:
            self._stretch, self._value = days, found.value
            self._told = days[0] if days[0] == days[1] else self._told
        return found

    def _shifted(self, found: TimeValue, days: int) -> TimeValue:
        """The value shifted by some days; unknown if it is not a single day."""
        known = days_of(found.value)
        if known is None or known[0] != known[1]:
            return TimeValue("XXXX-XX-XX", None, found.note)
        return replace(found, value=(known[0] + timedelta(days)).isoformat())

    def _anchor(self, unit: str) -> date | None:
        """A day of the unit mentioned last, such as 1996 in "June 1996"; `None` if that time is longer."""
        if self._stretch is None:
            return None
        unit = "D" if unit.startswith("T") else unit
        start, end = self._stretch
        return start if self._at(start, unit, 0) == self._at(end, unit, 0) else None

    def _open(self, value: str) -> TimeValue:
        return TimeValue(value, None, UNDATED)

    def _some_day(self) -> str:
        """An unknown day of the month or year mentioned last: "that day" after "in June 1996"."""
        month, year = self._anchor("M"), self._anchor("Y")
        if month:
            return f"{month.isoformat()[:7]}-XX"
        return f"{year.isoformat()[:4]}-XX-XX" if year else _OPEN["D"]

    def _is_coarse(self, unit: str) -> bool:
        """Whether the last time mentioned is longer than the unit, so that it cannot be the anchor."""
        return self._stretch is not None and self._anchor(unit) is None

    # Days

    def _day(self, e: Expression, tense: Tense) -> TimeValue:
        month, day = e.month or 1, e.day or 1
        if e.year is not None:
            found = date(e.year, month, day)
        elif self._published is None:
            return self._open(f"XXXX-{month:02}-{day:02}{e.time}")
        else:
            found = self._nearest(lambda year: date(year, month, day), tense)
        if e.weekday is not None and found.weekday() != e.weekday:
            return TimeValue(f"{found.isoformat()}{e.time}", None, CONTRADICTS)
        return TimeValue(f"{found.isoformat()}{e.time}", None if e.year is not None else PUBLISHED)

    def _nearest(self, of: Callable[[int], date], tense: Tense) -> date:
        """The date meant by a day of the year: the last or the next by the tense, else the nearest."""
        published = self._published
        assert published is not None
        days = []
        for year in range(published.year - 4, published.year + 5):
            try:
                days.append(of(year))
            except ValueError:
                continue
        if not days:
            msg = "no year has this day"
            raise ValueError(msg)
        nearest = min(days, key=lambda day: (abs(day - published), day))
        if tense is Tense.PAST and nearest - published > _SURE:
            return max(day for day in days if day <= published)
        if tense is Tense.FUTURE and published - nearest > _SURE:
            return min(day for day in days if day >= published)
        return nearest

    def _weekday(self, e: Expression, tense: Tense) -> TimeValue:
        weekday = e.weekday or 0
        if e.told and self._told is not None:
            return TimeValue(
                f"{(self._told + timedelta((weekday - self._told.weekday()) % 7)).isoformat()}{e.time}", TEXT
            )
        if self._published is None:
            return self._open(f"XXXX-WXX-{weekday + 1}{e.time}")
        back = (self._published.weekday() - weekday) % 7
        if e.direction == -1:
            found = self._published - timedelta(back or 7)
        elif e.owns and e.direction is None:  # of a known event, the nearest
            found = self._published + timedelta(7 - back if tense is Tense.FUTURE and back > 3 else -back)
        elif e.direction == 1 or (e.direction is None and tense is Tense.FUTURE):
            found = self._published + timedelta(7 - back if e.direction == 1 else (7 - back) % 7)
        elif e.direction == 0 and tense is not Tense.PAST:
            found = self._published + timedelta((7 - back) % 7)
        else:
            found = self._published - timedelta(back)
        return TimeValue(f"{found.isoformat()}{e.time}", PUBLISHED)

    def _weekday_of_week(self, e: Expression, tense: Tense) -> TimeValue:
        if self._published is None:
            return self._open(f"XXXX-WXX-{(e.weekday or 0) + 1}{e.time}")
        days = 7 * (e.direction or 0) + (e.weekday or 0) - self._published.weekday()
        return TimeValue(f"{(self._published + timedelta(days)).isoformat()}{e.time}", PUBLISHED)

    def _deictic(self, e: Expression, tense: Tense) -> TimeValue:
        if self._published is None:
            return self._open("XXXX-XX-XX" + e.time)
        return TimeValue(f"{(self._published + timedelta(int(e.amount or 0))).isoformat()}{e.time}", PUBLISHED)

    def _what_was_told(self, e: Expression, tense: Tense) -> TimeValue:
        return (
            TimeValue(self._value or "XXXX-XX-XX", TEXT) if self._value or self._published else self._open("XXXX-XX-XX")
        )

    def _told_day(self, e: Expression, tense: Tense) -> TimeValue:
        if self._told is None:
            return TimeValue("XXXX-XX-XX" + e.time, None, None if self._published else UNDATED)
        return TimeValue(f"{(self._told + timedelta(int(e.amount or 0))).isoformat()}{e.time}", TEXT)

    def _clock(self, e: Expression, tense: Tense) -> TimeValue:
        day = self._told or self._published
        if day is None:
            return self._open("XXXX-XX-XX" + e.time)
        return TimeValue(day.isoformat() + e.time, TEXT if self._told else PUBLISHED)

    def _holiday(self, e: Expression, tense: Tense) -> TimeValue:
        rule = self._words.holidays[e.name]

        def of(year: int) -> date:
            if "easter" in rule:
                return easter(year) + timedelta(rule["easter"])
            if "nth" in rule:
                return nth_weekday(year, rule["month"], rule["weekday"], rule["nth"])
            return date(year, rule["month"], rule["day"])

        if e.year is not None:
            return TimeValue(of(e.year).isoformat())
        if self._published is None:
            return self._open("XXXX-XX-XX")
        if e.direction in {-1, 1}:
            days = [of(year) for year in range(self._published.year - 1, self._published.year + 2)]
            before, after = [d for d in days if d < self._published], [d for d in days if d > self._published]
            return TimeValue((max(before) if e.direction == -1 else min(after)).isoformat(), PUBLISHED)
        return TimeValue(self._nearest(of, tense).isoformat(), PUBLISHED)

    def _holiday_week(self, e: Expression, tense: Tense) -> TimeValue:
        found = self._holiday(e, tense)
        days = days_of(found.value)
        return replace(found, value=week_of(days[0])) if days else found

    # Months, seasons, quarters

    def _month(self, e: Expression, tense: Tense) -> TimeValue:
        month = e.month or 1
        if e.year is not None:
            return TimeValue(f"{e.year:04}-{month:02}")
        if self._published is None:
            return self._open(f"XXXX-{month:02}")
        if e.in_year is not None:
            return TimeValue(f"{self._published.year + e.in_year:04}-{month:02}", PUBLISHED)
        return TimeValue(f"{self._year_for(month, month, e.direction, tense):04}-{month:02}", PUBLISHED)

    def _year_for(self, first: int, last: int, direction: int | None, tense: Tense) -> int:
        """The year of months without one: last, this or next, by the tense, else the nearest."""
        published = self._published
        assert published is not None
        year, now = published.year, published.month
        if direction == 0:
            return year
        if direction == -1:
            return year if last < now else year - 1
        if direction == 1:
            return year if first > now else year + 1
        if tense is Tense.FUTURE:
            return year if last >= now else year + 1
        if tense is Tense.PAST:
            return year if first <= now else year - 1
        return year if first - now <= 6 else year - 1

    def _season(self, e: Expression, tense: Tense) -> TimeValue:
        code = e.name[0]
        if e.year is not None:
            return TimeValue(f"{e.year:04}-{code}")
        if self._published is None:
            return self._open(f"XXXX-{code}")
        first = _SEASON_STARTS[code]
        if code == "WI":
            return TimeValue(f"{self._winter(e.direction, tense):04}-WI", PUBLISHED)
        year = self._year_for(first, min(first + 2, 12), e.direction, tense)
        return TimeValue(f"{year:04}-{code}", PUBLISHED)

    def _winter(self, direction: int | None, tense: Tense) -> int:
        """The year in which the winter meant begins."""
        assert self._published is not None
        year, month = self._published.year, self._published.month
        if direction is None:
            direction = {Tense.PAST: 0 if month in {1, 2, 12} else -1, Tense.FUTURE: 1 if month in {1, 2} else 0}.get(
                tense, 0
            )
        current = year - 1 if month <= 2 else year
        if direction == -1:
            return current - 1
        if direction == 1:
            return current + 1 if month in {1, 2, 12} else current
        return current

    def _half(self, e: Expression, tense: Tense) -> TimeValue:
        if self._published is None:
            return self._open(f"XXXX-H{e.ordinal}")
        return TimeValue(f"{self._published.year + (e.direction or 0):04}-H{e.ordinal}", PUBLISHED)

    def _quarter(self, e: Expression, tense: Tense) -> TimeValue:
        if e.year is None and self._published is None:
            return self._open("XXXX-QX" if e.ordinal is None else f"XXXX-Q{e.ordinal}")
        if e.ordinal is None:
            assert self._published is not None
            year, month = shifted_month(self._published, 3 * (e.direction or 0))
            return TimeValue(f"{year:04}-Q{(month + 2) // 3}", PUBLISHED)
        quarter = 4 if e.ordinal == -1 else e.ordinal
        if not 1 <= quarter <= 4:
            return TimeValue("XXXX-QX", None, CONTRADICTS)
        if e.year is not None:
            return TimeValue(f"{e.year:04}-Q{quarter}")
        assert self._published is not None
        if e.direction is not None:
            return TimeValue(f"{self._published.year + e.direction:04}-Q{quarter}", PUBLISHED)
        year = self._year_for(3 * quarter - 2, 3 * quarter - 2, None, tense)
        return TimeValue(f"{year:04}-Q{quarter}", PUBLISHED)

    # Units

    def _unit(self, e: Expression, tense: Tense) -> TimeValue:
        counts = e.told and not (e.owns and tense is Tense.FUTURE)
        told = (self._anchor(e.unit) or self._told) if counts else None
        day = told or self._published
        if day is None:
            return self._open(_OPEN.get(e.unit, "XXXX"))
        if counts and self._is_coarse(e.unit) and (e.unit != "D" or e.direction == 0):
            return TimeValue(self._some_day() if e.unit == "D" else _OPEN.get(e.unit, "XXXX"), TEXT)
        direction = e.direction
        if direction is None:  # "the weekend"
            direction = 0 if day.weekday() >= 5 or tense is Tense.FUTURE else -1
        value = self._at(
            day.replace(year=day.year + e.years, day=min(day.day, 28)) if e.years else day, e.unit, direction
        )
        return TimeValue(value, TEXT if told else PUBLISHED)

    def _at(self, day: date, unit: str, steps: int) -> str:
        """The unit some steps away from the one that contains a day."""
        if unit in {"W", "WE", "F"}:
            return week_of(day + timedelta(7 * steps)) + ("-WE" if unit == "WE" else "")
        if unit == "D":
            return (day + timedelta(steps)).isoformat()
        if unit == "FY":
            return f"FY{day.year + steps:04}"
        if unit in {"M", "Q"}:
            year, month = shifted_month(day, steps * (3 if unit == "Q" else 1))
            return f"{year:04}-Q{(month + 2) // 3}" if unit == "Q" else f"{year:04}-{month:02}"
        year = day.year + steps * {"Y": 1, "E": 10, "C": 100}[unit]
        return {"Y": f"{year:04}", "E": f"{year // 10:03}X", "C": f"{year // 100:02}XX"}[unit]

    def _offset(self, e: Expression, tense: Tense) -> TimeValue:
        sign = e.direction or 1
        told = (self._anchor(e.unit) or self._told) if e.told else None
        day = told or self._published
        if e.amount is None:
            return TimeValue("PAST_REF" if sign < 0 else "FUTURE_REF")
        if day is None:
            return self._open("XXXX-XX-XX")
        if e.told and self._is_coarse(e.unit):
            return TimeValue("XXXX-XX-XX")
        anchor = TEXT if told else PUBLISHED
        steps = e.amount * sign
        if e.unit.startswith("T"):
            return TimeValue(day.isoformat(), anchor)
        if e.unit == "E" or (e.unit == "C" and steps != int(steps)):
            return TimeValue(f"{day.year + int((10 if e.unit == 'E' else 100) * steps):04}", anchor)
        if steps != int(steps):  # two and a half years ago
            days = {"D": 1, "W": 7, "WE": 7, "F": 14, "M": 30.44, "Q": 91.3, "Y": 365.25}.get(e.unit, 365.25) * steps
            found = day + timedelta(days)
            return TimeValue(f"{found.year:04}-{found.month:02}", anchor)
        if e.unit == "F":
            return TimeValue(week_of(day + timedelta(14 * int(steps))), anchor)
        if e.unit == "W" and abs(steps) == 1:
            return TimeValue((day + timedelta(7 * int(steps))).isoformat(), anchor)
        return TimeValue(self._at(day, e.unit, int(steps)), anchor)

    def _part(self, e: Expression, tense: Tense) -> TimeValue:
        found = self._month(e, tense) if e.month else self._unit(replace(e, unit=e.name[0]), tense)
        days = days_of(found.value)
        if days is None:
            return found
        if e.unit == "M":
            month = date(days[0].year, 12 if e.ordinal == -1 else e.ordinal or 1, 1)
            return replace(found, value=month.isoformat()[:7])
        if e.unit == "D":
            day = days[1] if e.ordinal == -1 else days[0] + timedelta((e.ordinal or 1) - 1)
            return replace(found, value=day.isoformat())
        day = days[1] - timedelta(3) if e.ordinal == -1 else days[0] + timedelta(7 * ((e.ordinal or 1) - 1))
        return replace(found, value=week_of(day))

    def _week_of_day(self, e: Expression, tense: Tense) -> TimeValue:
        found = self._day(e, tense)
        days = days_of(found.value)
        return replace(found, value=self._at(days[0], e.unit, 0)) if days else found
