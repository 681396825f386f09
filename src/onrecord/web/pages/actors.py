"""Actors: who is on record, what they said by date, and how to rename, merge and split them."""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse

from onrecord.corpus.actors import SUBJECT, ActorBook, PrintedRole, printed_roles
from onrecord.corpus.commitments import Commitment
from onrecord.errors import MalformedInputError, NotFoundError
from onrecord.store import ActorLine, Hit, LedgerQuery, Order
from onrecord.store import Query as Wanted
from onrecord.web.desk import desk_of
from onrecord.web.forms import one_line
from onrecord.web.parameters import Words
from onrecord.web.render import MovedError, page

router = APIRouter()
_PAGE = 60
_SAID = 40
_Name = Annotated[str, Form(max_length=500)]
_Because = Annotated[str, Form(max_length=1_000)]
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class ActorsPage:
    """Actors, those with the most statements first."""

    actors: list[ActorLine]
    q: str
    after: str | None


@dataclass(frozen=True, slots=True)
class ActorPage:
    """An actor with its roles as printed, spokespeople, statements and commitments.

    `similar` are other actors that share the last word of the name and may be the same. `done` is the decision that
    led here, unless it has been undone.
    """

    actor: ActorLine
    roles: list[PrintedRole]
    spokespeople: list[ActorLine]
    hits: list[Hit]
    commitments: list[Commitment]
    similar: list[ActorLine]
    done: int | None
    after: str | None


@page(router, "/actors", "actors.html")
def actors(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Words = None,
) -> ActorsPage:
    """People and organisations on record, those with the most statements first."""
    cursor = None
    if after:
        number, _, id_ = after.partition("~")
        if _NUMBER.fullmatch(number) is None:
            msg = f"{after[:80]!r} is not a valid cursor"
            raise MalformedInputError(msg)
        cursor = (int(number), id_)
    found = desk_of(request).view.actors(name=q.strip() or None, limit=_PAGE + 1, after=cursor)
    last = found[_PAGE - 1] if len(found) > _PAGE else None
    return ActorsPage(found[:_PAGE], q, f"{last.statements}~{last.id}" if last else None)


@page(router, "/actors/{actor}", "actor.html")
def actor_page(
    request: Request,
    actor: str,
    after: Words = None,
    done: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> ActorPage:
    """An actor and its statements, newest first; a merged actor redirects to the one it was merged into."""
    desk = desk_of(request)
    view = desk.view
    try:
        line = view.actor(actor)
    except NotFoundError:
        if (other := ActorBook(desk.reading).merged_into(actor)) is None:
            raise
        raise MovedError(_url(other)) from None
    hits = view.search(Wanted(actor=line.id, order=Order.NEW, after=after, limit=_SAID + 1))
    family = line.name.split()[-1][:200]
    similar = [other for other in view.actors(name=family, limit=8) if other.id != line.id] if len(family) > 2 else []
    return ActorPage(
        actor=line,
        roles=printed_roles(view.roles(line.id)),
        spokespeople=view.spokespeople(line.id),
        hits=hits[:_SAID],
        commitments=desk.ledger.find(LedgerQuery(actor=line.id, by_due=True, limit=20), as_of=desk.today()),
        similar=similar,
        done=done if done and any(row["key"] == done for row in view.decisions(SUBJECT)) else None,
        after=hits[_SAID - 1].cursor if len(hits) > _SAID else None,
    )


@router.post("/actors/merge", include_in_schema=False)
def merge(
    request: Request,
    actor: _Name,
    other: _Name,
    because: _Because = "",
) -> RedirectResponse:
    """Merge two actors; the first keeps its name."""
    desk = desk_of(request)
    book = ActorBook(desk.writing)
    key = book.merge(actor, other, desk.decision(request, because))
    return RedirectResponse(f"{_url(book.find(actor).id)}?done={key}", 303)


@router.post("/actors/split", include_in_schema=False)
def split(
    request: Request,
    actor: _Name,
    name: _Name,
    articles: Annotated[list[str] | None, Form(alias="article")] = None,
    because: _Because = "",
) -> RedirectResponse:
    """Split an actor: treat some of its articles as someone else."""
    if not articles:
        msg = "choose at least one article to split off"
        raise MalformedInputError(msg)
    desk = desk_of(request)
    book = ActorBook(desk.writing)
    found = book.find(actor)
    key = book.split(found.id, articles, one_line(name), desk.decision(request, because))
    return RedirectResponse(f"{_url(found.id)}?done={key}", 303)


@router.post("/actors/rename", include_in_schema=False)
def rename(
    request: Request,
    actor: _Name,
    name: _Name,
    because: _Because = "",
) -> RedirectResponse:
    """Rename an actor."""
    desk = desk_of(request)
    book = ActorBook(desk.writing)
    found = book.find(actor)
    key = book.rename(found.id, one_line(name), desk.decision(request, because))
    return RedirectResponse(f"{_url(found.id)}?done={key}", 303)


def _url(actor: str) -> str:
    return f"/actors/{quote(actor, safe='~')}"
