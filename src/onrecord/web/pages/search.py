"""Search: statements by words, source, stance, kind, outlet and date."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from onrecord.records import Kind, SourceKind, Stance
from onrecord.store import Facets, Hit, Order
from onrecord.store import Query as Wanted
from onrecord.web.desk import Desk, desk_of
from onrecord.web.parameters import OR_NONE, Day, Words
from onrecord.web.render import page

router = APIRouter()
PAGE = 30


def search_query(
    q: Annotated[str, Query(max_length=1_000)] = "",
    source: Words = None,
    actor: Words = None,
    source_kind: Annotated[SourceKind | None, OR_NONE] = None,
    stance: Annotated[Stance | None, OR_NONE] = None,
    kind: Annotated[Kind | None, OR_NONE] = None,
    outlet: Words = None,
    since: Day = None,
    until: Day = None,
    order: Annotated[Order | None, OR_NONE] = None,
    after: Words = None,
) -> Wanted:
    """The query in an address; an empty form field counts as not given."""
    return Wanted(
        words=q.strip(),
        source=source,
        actor=actor,
        source_kind=source_kind,
        stance=stance,
        kind=kind,
        printed_by=outlet,
        since=since,
        until=until,
        order=order or Order.BEST,
        after=after,
    )


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The statements that match, their facets, and the cursor of the next page.

    `filters` are the active filters, each with a display name.
    """

    query: Wanted
    hits: list[Hit]
    facets: Facets
    filters: dict[str, str]
    after: str | None


@page(router, "/search", "search.html")
def search(request: Request, wanted: Annotated[Wanted, Depends(search_query)]) -> SearchPage:
    """Statements that match a query; the address holds all of it, so it can be bookmarked and shared."""
    desk = desk_of(request)
    hits, facets = desk.view.search_with_facets(replace(wanted, limit=PAGE + 1))
    return SearchPage(
        query=wanted,
        hits=hits[:PAGE],
        facets=facets,
        filters=active_filters(desk, wanted),
        after=hits[PAGE - 1].cursor if len(hits) > PAGE else None,
    )


def active_filters(desk: Desk, wanted: Wanted) -> dict[str, str]:
    """The filters of a query by parameter, each with its display name."""
    values = {name: getattr(wanted, name) for name in ("source_kind", "stance", "kind", "source", "since", "until")}
    values["outlet"] = wanted.printed_by
    found = {name: str(value) for name, value in values.items() if value is not None}
    return found if wanted.actor is None else found | {"actor": desk.view.actor(wanted.actor).name}
