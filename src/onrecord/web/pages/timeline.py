"""The timeline: what was said and what is due, on one time axis."""

import calendar
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from onrecord.store import Histogram, Hit
from onrecord.store import Query as Wanted
from onrecord.web.charts import Axis, timeline_axis, width_of
from onrecord.web.desk import desk_of
from onrecord.web.pages.search import active_filters, search_query
from onrecord.web.parameters import OR_NONE, Day
from onrecord.web.render import page

router = APIRouter()
_LISTED = 15


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A period: how many statements were said and are due in each part of it, and the first of them.

    `start` and `end` are its first and last date; `wider` is the period to zoom out to. `more` says that not all
    statements are listed. If `every` is above 1, the counts are estimates from one statement in so many.
    """

    query: Wanted
    filters: dict[str, str]
    start: date | None
    end: date | None
    axis: Axis | None
    said: list[Hit]
    due: list[Hit]
    more: bool
    wider: tuple[date, date] | None
    every: int = 1


@page(router, "/timeline", "timeline.html")
def timeline_page(
    request: Request,
    wanted: Annotated[Wanted, Depends(search_query)],
    from_: Annotated[date | None, OR_NONE, Query(alias="from")] = None,
    to: Day = None,
) -> TimelinePage:
    """What was said and what is due between two dates, or on the whole record."""
    desk = desk_of(request)
    query = replace(wanted, limit=_LISTED + 1)
    filters = active_filters(desk, wanted)
    months = desk.months(query)
    known = sorted({*months.said, *months.due})
    if not known:
        return TimelinePage(wanted, filters, from_, to, None, [], [], more=False, wider=None)
    start = from_ or (min(_first(known[0]), to) if to else _first(known[0]))
    end = to or (max(_last(known[-1]), from_) if from_ else _last(known[-1]))
    start, end = min(start, end), max(start, end)
    days = start.isoformat(), end.isoformat()
    width = width_of(start, end)
    whole_months = width <= 7 and start.day == 1 and end == _last(end.isoformat()[:7])
    counts = _wide(months, width) if whole_months else desk.view.histogram(query, width=width, days=days)
    # An exact count of zero saves the search.
    lists = {
        role: desk.view.on_days(query, role=role, days=days) if counted or counts.every > 1 else []
        for role, counted in (("said", counts.said), ("due", counts.due))
    }
    return TimelinePage(
        query=wanted,
        filters=filters,
        start=start,
        end=end,
        axis=timeline_axis(counts, start=start, end=end, width=width, today=desk.today()),
        said=lists["said"][:_LISTED],
        due=lists["due"][:_LISTED],
        more=any(len(hits) > _LISTED for hits in lists.values()),
        wider=_wider(start, end) if from_ or to else None,
        every=counts.every,
    )


def _wide(months: Histogram, width: int) -> Histogram:
    """Monthly counts, added up to years, decades or centuries."""
    said, due = Counter[str](), Counter[str]()
    for wide, counts in ((said, months.said), (due, months.due)):
        for month, number in counts.items():
            wide[month[:width]] += number
    return Histogram(said, due, months.every)


def _wider(start: date, end: date) -> tuple[date, date] | None:
    """The whole years around a period, if that is wider."""
    wider = start.replace(month=1, day=1), end.replace(month=12, day=31)
    return wider if wider != (start, end) else None


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _last(month: str) -> date:
    first = _first(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
