"""A time expression as printed, and values that do not depend on a date."""

from dataclasses import dataclass, field

from onrecord.records import Span

NOWHERE = Span(0, 0)
"""The span of an expression until the scan sets it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression as printed, before it is resolved.

    `form` says which fields apply. `direction` is -1, 0 or 1 for last, this and next, and `None` if the text has none.
    `told` is set if the expression is relative to a time mentioned before, `owns` if an event of that day follows
    ("Monday's vote") or the expression is part of the time mentioned before ("later in the year"). `shift` and `years`
    are the days and years to add. `time` is the part of the TIMEX3 value from the T on.
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
    shift: int = 0
    years: int = 0
    until: "Expression | None" = field(default=None)


_HALVES = {"D": "PT12H", "TH": "PT30M", "Y": "P6M"}


def clock_value(clock: str, meridiem: str) -> str:
    """TIMEX3's time of day for "10:35" and "a.m."."""
    parts = [int(part) for part in clock.split(":")]
    hour = parts[0] % 12 + 12 if meridiem.startswith("p") else parts[0] % 12 if meridiem else parts[0]
    return f"T{hour:02}:{parts[1] if len(parts) > 1 else 0:02}"


def duration(amount: float | None, unit: str) -> str:
    """TIMEX3's value of a length of time; X where the amount is vague."""
    factor = {"E": 10, "C": 100, "F": 2, "WE": 2}.get(unit, 1)
    number = "X" if amount is None else f"{amount * factor:g}"
    if amount == 0.5 and unit in _HALVES:
        return _HALVES[unit]
    if unit.startswith("T"):
        half = "30M" if unit == "TH" and amount is not None and amount % 1 == 0.5 else ""
        return f"PT{int(amount) if half and amount else number}{unit[1]}{half}"
    return f"P{number}{ {'E': 'Y', 'C': 'Y', 'F': 'W', 'WE': 'D'}.get(unit, unit) }"
