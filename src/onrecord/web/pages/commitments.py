"""Commitments: the ledger, the calendar, and one commitment with its evidence and outcome."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse

from onrecord.corpus.commitments import DECIDABLE, Commitment, Status
from onrecord.corpus.ledger import ChainLine, Group
from onrecord.errors import MalformedInputError, NotFoundError
from onrecord.store import LedgerQuery
from onrecord.web.desk import desk_of
from onrecord.web.parameters import OR_NONE, Day, Words
from onrecord.web.render import page

router = APIRouter()
_PAGE = 25
_DAYS = 400
_YEARS = (2, 9998)
"""The years whose months have every day of their first and last week in the calendar."""


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """The commitments by group and chain, overdue ones first; just one group if `group` is set.

    `longer` names the groups with more commitments than are listed. `behind` is true while commitments are being
    updated; `failure` says why the last update failed.
    """

    as_of: date
    groups: dict[Group, list[ChainLine]]
    group: Group | None
    actor: str | None
    name: str | None
    next: int | None
    longer: list[Group]
    behind: bool
    failure: str | None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar, and what is due on it."""

    day: date
    inside: bool
    due: list[Commitment]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A month in weeks, with each commitment on the last day of its due interval."""

    as_of: date
    month: date
    before: date
    after: date
    weeks: list[list[CalendarDay]]
    more: bool


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """A commitment, the others in its chain, the possible outcomes and those recorded."""

    as_of: date
    commitment: Commitment
    chain: list[Commitment]
    statuses: tuple[Status, ...]
    decisions: list[dict[str, object]]


@page(router, "/commitments", "commitments.html")
def commitments(
    request: Request,
    as_of: Day = None,
    group: Annotated[Group | None, OR_NONE] = None,
    actor: Words = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> CommitmentsPage:
    """What sources committed themselves to, grouped by status on a day."""
    desk = desk_of(request)
    day = as_of or desk.today()
    groups = [group] if group else list(Group)
    found = {
        each: desk.ledger.group(each, as_of=day, actor=actor or None, limit=_PAGE + 1, offset=offset) for each in groups
    }
    longer = [each for each, listed in found.items() if len(listed) > _PAGE]
    return CommitmentsPage(
        as_of=day,
        groups={each: desk.ledger.lines(listed[:_PAGE], as_of=day) for each, listed in found.items()},
        group=group,
        actor=actor,
        name=desk.view.actor(actor).name if actor else None,
        next=offset + _PAGE if group and longer else None,
        longer=longer,
        behind=desk.ledger.is_stale,
        failure=desk.jobs.failure,
    )


@page(router, "/calendar", "calendar.html")
def calendar_page(
    request: Request,
    month: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}$")] = None,
    as_of: Day = None,
) -> CalendarPage:
    """A month, with what is due on each day."""
    desk = desk_of(request)
    today = as_of or desk.today()
    first = _month(month) if month else today.replace(day=1)
    # The weeks of the very first and last month would reach beyond what `date` can hold.
    first = min(max(first, date(2, 1, 1)), date(9998, 12, 1))
    grid = [day for week in calendar.Calendar().monthdatescalendar(first.year, first.month) for day in week]
    query = LedgerQuery(due_since=grid[0].isoformat(), due_until=grid[-1].isoformat(), by_due=True, limit=_DAYS)
    found = desk.ledger.find(query, as_of=today)
    due = {day: [c for c in found if c.due and c.due.end == day] for day in grid}
    days = [CalendarDay(day, day.month == first.month, due[day]) for day in grid]
    return CalendarPage(
        as_of=today,
        month=first,
        before=(first - timedelta(1)).replace(day=1),
        after=(first + timedelta(32)).replace(day=1),
        weeks=[days[n : n + 7] for n in range(0, len(days), 7)],
        more=len(found) == _DAYS,
    )


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError as error:
        msg = f"{written!r} is not a month; write it as 2024-03"
        raise MalformedInputError(msg) from error


@page(router, "/commitments/{commitment}", "commitment.html")
def commitment_page(request: Request, commitment: str, as_of: Day = None) -> CommitmentPage:
    """One commitment with its chain, what later articles say about it, and the outcomes people recorded."""
    desk = desk_of(request)
    day = as_of or desk.today()
    found = desk.ledger.find(LedgerQuery(ids=(commitment,)), as_of=day)
    if not found:
        msg = f"there is no commitment {commitment[:80]!r}"
        raise NotFoundError(msg)
    return CommitmentPage(
        as_of=day,
        commitment=found[0],
        chain=desk.ledger.chain(found[0].chain, as_of=day),
        statuses=DECIDABLE,
        decisions=desk.view.decisions_about("commitment", commitment),
    )


@router.post("/commitments/{commitment}/outcome", include_in_schema=False)
def record_outcome(
    request: Request,
    commitment: str,
    status: Annotated[str, Form(max_length=40)],
    because: Annotated[str, Form(max_length=1_000)] = "",
) -> RedirectResponse:
    """Record the outcome of a commitment."""
    desk = desk_of(request)
    desk.review.decide(commitment, status, desk.decision(request, because))
    return RedirectResponse(f"/commitments/{commitment}", 303)
