"""Chart geometry, which the templates draw as SVG."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.corpus.audit import Audit, Basis
from onrecord.store import Histogram

AUDIT_WIDTH = 600.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One segment of the sourcing bar: its basis, number of statements, share of the words, and geometry."""

    basis: Basis
    statements: int
    words: int
    share: float
    x: float
    width: float


def audit_bar(audit: Audit) -> list[Bar]:
    """The segments of a bar `AUDIT_WIDTH` wide, proportional to the number of statements on each basis."""
    total, words = sum(audit.statements.values()), sum(audit.words.values())
    bars, x = [], 0.0
    for basis in Basis:
        number = audit.statements[basis]
        if number:
            width = AUDIT_WIDTH * number / total
            share = audit.words[basis] / words if words else 0.0
            bars.append(Bar(basis, number, audit.words[basis], share, round(x, 2), round(width, 2)))
            x += width
    return bars


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the timeline: its dates, how many statements were said and are due in it, and its geometry."""

    label: str
    start: date
    end: date
    said: int
    due: int
    x: float
    width: float
    up: float
    down: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled line on the time axis."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Axis:
    """A timeline: columns go up for what was said and down for what is due.

    `today` is the x of today, if the timeline includes it.
    """

    width: float
    height: float
    middle: float
    columns: list[Column]
    ticks: list[Tick]
    today: float | None
    unit: str


WIDTH, UP, DOWN = 1000.0, 150.0, 90.0
_MAX_COLUMNS = {7: 60, 10: 120}
"""How many months or days a timeline shows before it switches to a coarser unit."""
_MAX_PERIODS = 400
"""The most columns a timeline has."""
_UNITS = {2: "century", 3: "decade", 4: "year", 7: "month", 10: "day"}


def width_of(start: date, end: date) -> int:
    """How many characters of an ISO date name a column: 10 for days, 7 months, 4 years, 3 decades, 2 centuries."""
    length = (end - start).days
    if length <= _MAX_COLUMNS[10]:
        return 10
    if length <= _MAX_COLUMNS[7] * 31:
        return 7
    years = end.year - start.year
    return 4 if years < _MAX_PERIODS else 3 if years < _MAX_PERIODS * 10 else 2


def timeline_axis(counts: Histogram, *, start: date, end: date, width: int, today: date) -> Axis:
    """The columns between two dates.

    Args:
        counts: How many statements were said and are due in each period of that width.
        start: The first date.
        end: The last date.
        width: As `width_of` returns it.
        today: Today's date.
    """
    periods = _periods(start, end, width)
    most = max([each.get(key, 0) for each in (counts.said, counts.due) for key, _, _ in periods], default=0) or 1
    step = WIDTH / max(len(periods), 1)
    columns = []
    for n, (key, first, last) in enumerate(periods):
        said, due = counts.said.get(key, 0), counts.due.get(key, 0)
        columns.append(
            Column(
                label=key,
                start=first,
                end=last,
                said=said,
                due=due,
                x=round(n * step, 2),
                width=round(step, 2),
                up=_height(said, most, UP),
                down=_height(due, most, DOWN),
            )
        )
    inside = [c for c in columns if c.start <= today <= c.end]
    return Axis(
        width=WIDTH,
        height=UP + DOWN + 52,
        middle=UP + 22,
        columns=columns,
        ticks=_ticks(columns, width),
        today=round(inside[0].x + inside[0].width / 2, 2) if inside else None,
        unit=_UNITS[width],
    )


def _height(number: int, most: int, room: float) -> float:
    """The height of a column; one that is not empty is always visible."""
    return round(max(3.0, room * number / most), 2) if number else 0.0


def _periods(start: date, end: date, width: int) -> list[tuple[str, date, date]]:
    found: list[tuple[str, date, date]] = []
    day = start
    while day <= end and len(found) <= _MAX_PERIODS:
        if width == 10:
            last = day
        elif width == 7:
            last = day.replace(day=monthrange(day.year, day.month)[1])
        else:
            years = 10 ** (4 - width)
            last = date(day.year - day.year % years + years - 1, 12, 31)
        found.append((day.isoformat()[:width], day, min(last, end)))
        if last >= date.max:
            break
        day = last + timedelta(1)
    return found


def _ticks(columns: list[Column], width: int) -> list[Tick]:
    """At most a dozen evenly spaced labels."""
    every = max(1, -(-len(columns) // 12))
    ticks = []
    for n, column in enumerate(columns):
        if n % every == 0 and column.x < WIDTH - 50:
            form = {7: "%b %Y", 10: "%-d %b"}.get(width, "%Y")
            ticks.append(Tick(column.start.strftime(form) if column.start.year > 999 else column.label, column.x))
    return ticks
