"""The front page: what to read next, and what has come in."""

from dataclasses import dataclass

from fastapi import APIRouter, Request

from onrecord.corpus.ledger import ChainLine, Group
from onrecord.store import ArticleLine, Hit, Query
from onrecord.web.desk import desk_of
from onrecord.web.jobs import Job
from onrecord.web.render import page

router = APIRouter()
_PROMISES, _STATEMENTS, _ARTICLES = 5, 9, 12
_LOOKED_AT = 25
"""How many commitments are looked at for so many chains."""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The latest articles and statements, the commitments that are open and overdue by chain, and what is being read.

    `behind` says that the ledger is being brought up to date.
    """

    articles: list[ArticleLine]
    statements: list[Hit]
    due: list[ChainLine]
    overdue: list[ChainLine]
    reading: list[Job]
    behind: bool


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How the desk is used."""

    database: str


@page(router, "/", "front.html")
def front(request: Request) -> FrontPage:
    """The latest articles and statements, what is due next, and what is overdue."""
    desk = desk_of(request)
    view, ledger, today = desk.view, desk.ledger, desk.today()
    due = [
        commitment
        for group in (Group.DUE_SOON, Group.OPEN, Group.UNDATED)
        for commitment in ledger.group(group, as_of=today, limit=_LOOKED_AT)
    ]
    overdue = ledger.group(Group.OVERDUE, as_of=today, limit=_LOOKED_AT)
    return FrontPage(
        articles=view.articles(limit=_ARTICLES),
        statements=view.search(Query(limit=_STATEMENTS)),
        due=ledger.lines(due, as_of=today)[:_PROMISES],
        overdue=ledger.lines(overdue, as_of=today)[:_PROMISES],
        reading=desk.jobs.under_way(),
        behind=ledger.is_due,
    )


@page(router, "/help", "help.html")
def help_page(request: Request) -> HelpPage:
    """How the desk is used, and its keys."""
    return HelpPage(desk_of(request).path.name)
