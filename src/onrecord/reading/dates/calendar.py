"""Values as TIMEX3 writes them (TimeML 1.2.1), and the days that each may mean."""

import re
from calendar import monthrange
from datetime import date, timedelta

_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
_PARTS = {"START": (0, 1), "MID": (1, 2), "END": (2, 3)}
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d{1,2})(?P<weekend>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<season>SP|SU|FA|WI)|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?(?:T.*)?"
)


def days_of(value: str, mod: str | None = None) -> tuple[date, date] | None:
    """The first and the last day that a value may mean; `None` if it names no days, or none that exist.

    `mod` is TimeML's: START, MID and END mean the first, the second and the last third.
    """
    found = _days(value)
    if found is None or mod not in _PARTS:
        return found
    start, end = found
    first, last = _PARTS[mod]
    length = (end - start).days + 1
    if length < len(_PARTS):
        return found
    return start + timedelta(length * first // 3), start + timedelta(length * last // 3 - 1)


def _days(value: str) -> tuple[date, date] | None:
    if decade := re.fullmatch(r"(\d{3})(?:X)?", value):
        first = int(decade.group(1)) * 10
        return _years(first, first + 9)
    if century := re.fullmatch(r"(\d{2})(?:XX)?", value):
        first = int(century.group(1)) * 100
        return _years(first, first + 99)
    value = re.sub(r"(?:-XX)+$", "", value)
    if fiscal := re.fullmatch(r"FY(\d{4})(?:-Q[1-4])?", value):
        # A fiscal year begins in another month in each country and firm: it may lie a year on either side.
        year = int(fiscal.group(1))
        return _years(year - 1, year + 1)
    match = _VALUE.fullmatch(value)
    try:
        return _of_parts(match) if match else None
    except (ValueError, OverflowError):
        return None


def _of_parts(match: re.Match[str]) -> tuple[date, date] | None:
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return (monday + timedelta(5) if match["weekend"] else monday), monday + timedelta(6)
    if match["quarter"]:
        last = 3 * int(match["quarter"])
        return _months(year, last - 2, last)
    if match["half"]:
        last = 6 * int(match["half"])
        return _months(year, last - 5, last)
    if match["season"]:
        return _months(year, *_SEASONS[match["season"]])
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        return _months(year, int(match["month"]), int(match["month"]))
    return _years(year, year)


def _years(first: int, last: int) -> tuple[date, date] | None:
    return (date(first, 1, 1), date(last, 12, 31)) if 1 <= first <= last <= 9999 else None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    """The first day of one month and the last day of another. Months above 12 are in the next year."""
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, first, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def shifted_month(day: date, months: int) -> tuple[int, int]:
    """Year and month, some months away."""
    total = day.year * 12 + day.month - 1 + months
    return total // 12, total % 12 + 1


def week_of(day: date) -> str:
    """The value of the ISO week that a day is in."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm in Meeus, Astronomical Algorithms)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month = (h + m - 7 * n + 114) // 31
    return date(year, month, (h + m - 7 * n + 114) % 31 + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth weekday of a month; -1 is the last."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
