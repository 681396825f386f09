"""Full dates: in a page's data, in a date line, in a dateline.

A date is taken as printed, in the page's time zone. An ambiguous date such as 3/4/2024 is ignored, and missing parts
are never taken from the clock.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from functools import cache

from onrecord.language import load
from onrecord.records import DateInterval, Origin

_YEARS = range(1900, 2101)
_YEAR_FIRST = re.compile(r"\s*(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?!\d)")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}\D*)?\s*$")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*$")
_YEAR_LAST = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_IN_ADDRESS = re.compile(
    r"[/_-]((?:19|20)\d{2})([/_-])(\d{1,2}|[a-z]{3,9})\2(\d{1,2})(?=[/_-])|/((?:19|20)\d{2})/(\d{2})/"
)


def stated_date(value: str, *, origin: Origin) -> DateInterval | None:
    """The day, or the month if there is no day, in a value of a page's data."""
    if match := _YEAR_FIRST.match(value):
        year, _, month, day = match.groups()
        return interval(int(year), int(month), int(day) if day else None, origin=origin)
    if match := _EPOCH.match(value):
        then = datetime.fromtimestamp(int(match.group(1)), UTC)
        return interval(then.year, then.month, then.day, origin=origin)
    if match := _COMPACT.match(value):
        year, month, day = match.groups()
        return interval(int(year), int(month), int(day), origin=origin)
    return printed_date(value, origin=origin)


def printed_date(text: str, *, origin: Origin) -> DateInterval | None:
    """The first full date in a text, such as "3 March 2024" or "March 3, 2024"."""
    for match in _in_words().finditer(text):
        day, month = match["day"] or match["day_after"], match["month"] or match["month_before"]
        found = interval(int(match["year"] or match["year_after"]), months()[month.lower()], int(day), origin=origin)
        if found is not None:
            return found
    for match in _YEAR_LAST.finditer(text):
        first, second, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
        if first > 12 or first == second:
            return interval(year, second, first, origin=origin)
        if second > 12:
            return interval(year, first, second, origin=origin)
    return None


def address_date(url: str) -> DateInterval | None:
    """The day or month in a web address, such as `/2024/03/03/`."""
    match = _IN_ADDRESS.search(url)
    if match is None:
        return None
    year, _, month, day, only_year, only_month = match.groups()
    if only_year:
        return interval(int(only_year), int(only_month), None, origin=Origin.METADATA)
    number = int(month) if month.isdigit() else months().get(month, 0)
    return interval(int(year), number, int(day), origin=Origin.METADATA)


def interval(year: int, month: int, day: int | None, *, origin: Origin) -> DateInterval | None:
    """The day, or the month if `day` is None; `None` if the date does not exist."""
    try:
        start = date(year, month, day or 1)
    except ValueError:
        return None
    if year not in _YEARS:
        return None
    return DateInterval(start, start if day else start.replace(day=monthrange(year, month)[1]), origin)


@cache
def months() -> dict[str, int]:
    """The names of the months in lower case, and their numbers."""
    numbers: dict[str, int] = load("en", "months")["months"]
    return numbers


@cache
def _in_words() -> re.Pattern[str]:
    name = "|".join(sorted(months(), key=len, reverse=True))
    words = load("en", "boilerplate")["date"]
    ordinal, of = "|".join(words["ordinals"]), "|".join(words["day_of"])
    return re.compile(
        rf"""\b(?P<day>\d{{1,2}})(?:{ordinal})?[ ,-]+(?:(?:{of})[ ])?(?P<month>{name})\b\.?[ ,-]+(?P<year>\d{{4}})\b
        |\b(?P<month_before>{name})\b\.?[ ]+(?P<day_after>\d{{1,2}})(?:{ordinal})?
        (?:[ ]*,)?[ ]+(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?[ ](?:[A-Z]{{2,5}}[ ])?)?(?P<year_after>\d{{4}})\b""",
        re.IGNORECASE | re.VERBOSE,
    )
