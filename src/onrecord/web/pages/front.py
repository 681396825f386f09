"""The front page: what is new and what is due."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse

from onrecord.corpus.ledger import ChainLine, Group
from onrecord.store import ArticleLine, Hit, Query
from onrecord.web.desk import desk_of
from onrecord.web.jobs import Job
from onrecord.web.render import page

router = APIRouter()
_COMMITMENTS, _STATEMENTS, _ARTICLES = 5, 9, 12
_LOOKED_UP = 25
"""How many commitments are looked up to fill a list of chains."""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The latest articles and statements, open and overdue commitments (one line a chain), and unfinished jobs.

    `behind` is true while actors and commitments are being updated; `failure` says why the last update failed.
    """

    articles: list[ArticleLine]
    statements: list[Hit]
    due: list[ChainLine]
    overdue: list[ChainLine]
    reading: list[Job]
    behind: bool
    failure: str | None


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How to use the desk."""

    database: str


@page(router, "/", "front.html")
def front(request: Request) -> FrontPage:
    """The latest articles and statements, what is due next, and what is overdue."""
    desk = desk_of(request)
    view, ledger, today = desk.view, desk.ledger, desk.today()
    due = [
        commitment
        for group in (Group.DUE_SOON, Group.OPEN, Group.UNDATED)
        for commitment in ledger.group(group, as_of=today, limit=_LOOKED_UP)
    ]
    overdue = ledger.group(Group.OVERDUE, as_of=today, limit=_LOOKED_UP)
    return FrontPage(
        articles=view.articles(limit=_ARTICLES),
        statements=view.search(Query(limit=_STATEMENTS)),
        due=ledger.lines(due, as_of=today)[:_COMMITMENTS],
        overdue=ledger.lines(overdue, as_of=today)[:_COMMITMENTS],
        reading=desk.jobs.unfinished(),
        behind=ledger.is_stale,
        failure=desk.jobs.failure,
    )


@page(router, "/help", "help.html")
def help_page(request: Request) -> HelpPage:
    """How to use the desk, and its keyboard shortcuts."""
    return HelpPage(desk_of(request).path.name)


@router.post("/update", include_in_schema=False)
def update(request: Request) -> RedirectResponse:
    """Update actors and commitments again, after an update failed."""
    desk_of(request).jobs.retry()
    return RedirectResponse("/", 303)
