"""Search: statements by their words and by what is known of them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BeforeValidator

from onrecord.records import Kind, SourceKind, Stance
from onrecord.store import Facets, Hit, Order
from onrecord.store import Query as Wanted
from onrecord.web.desk import Desk, desk_of
from onrecord.web.render import page

router = APIRouter()
PAGE = 30


def _given(value: str | None) -> str | None:
    """What a field holds; an empty one asks for nothing."""
    return value or None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


Day = Annotated[date | None, BeforeValidator(_day), Query()]
"""A day in an address, in ISO form; an empty field asks for none."""
_Words = Annotated[str | None, Query(max_length=1_000)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, as it stands in the address."""

    q: str = ""
    source: str | None = None
    who: str | None = None
    source_kind: SourceKind | None = None
    stance: Stance | None = None
    kind: Kind | None = None
    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    order: Order = Order.BEST
    after: str | None = None

    def query(self, limit: int) -> Wanted:
        """The question to the store."""
        return Wanted(
            words=self.q,
            source=self.source,
            who=self.who,
            source_kind=self.source_kind,
            stance=self.stance,
            kind=self.kind,
            printed_by=self.outlet,
            since=self.since,
            until=self.until,
            order=self.order,
            after=self.after,
            limit=limit,
        )


def asked(
    q: Annotated[str, Query(max_length=1_000)] = "",
    source: _Words = None,
    who: _Words = None,
    source_kind: Annotated[SourceKind | None, BeforeValidator(_given), Query()] = None,
    stance: Annotated[Stance | None, BeforeValidator(_given), Query()] = None,
    kind: Annotated[Kind | None, BeforeValidator(_given), Query()] = None,
    outlet: _Words = None,
    since: Day = None,
    until: Day = None,
    order: Order = Order.BEST,
    after: _Words = None,
) -> Asked:
    """The question in an address; an empty field of a form asks for nothing."""
    return Asked(
        q=q.strip(),
        source=source or None,
        who=who or None,
        source_kind=source_kind,
        stance=stance,
        kind=kind,
        outlet=outlet or None,
        since=since,
        until=until,
        order=order,
        after=after or None,
    )


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The statements that were found, how they are spread, and where the next page begins.

    `chosen` are the conditions that hold, each with a name for people.
    """

    asked: Asked
    hits: list[Hit]
    facets: Facets
    chosen: dict[str, str]
    after: str | None


@page(router, "/search", "search.html")
def search(request: Request, wanted: Annotated[Asked, Depends(asked)]) -> SearchPage:
    """Statements by their words and by what is known of them; all in the address, so that it can be kept and sent."""
    desk = desk_of(request)
    hits = desk.view.search(wanted.query(PAGE + 1))
    return SearchPage(
        asked=wanted,
        hits=hits[:PAGE],
        facets=desk.view.facets(wanted.query(PAGE)),
        chosen=_chosen(desk, wanted),
        after=hits[PAGE - 1].cursor if len(hits) > PAGE else None,
    )


def _chosen(desk: Desk, wanted: Asked) -> dict[str, str]:
    """What narrows the search, by the name of its parameter."""
    values = {
        name: getattr(wanted, name) for name in ("source_kind", "stance", "kind", "outlet", "source", "since", "until")
    }
    chosen = {name: str(value) for name, value in values.items() if value is not None}
    return chosen if wanted.who is None else chosen | {"who": desk.view.actor(wanted.who).name}
