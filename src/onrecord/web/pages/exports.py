"""Exports: every list as a file for other programs."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from onrecord.corpus.commitments import Commitment
from onrecord.corpus.ledger import Group, LedgerBook
from onrecord.corpus.timeline import Entry, Role
from onrecord.errors import MalformedInputError
from onrecord.export import FORMATS
from onrecord.export.csv import write_commitments_csv, write_list_csv, write_timeline_csv
from onrecord.export.ics import write_ics
from onrecord.export.timelinejs import write_timelinejs
from onrecord.export.training import write_training
from onrecord.records import DateInterval, Record
from onrecord.store import ActorLine, ArticleLine, Hit, View
from onrecord.store import Query as Wanted
from onrecord.web.desk import desk_of
from onrecord.web.pages.search import search_query
from onrecord.web.parameters import OR_NONE, Day, Words
from onrecord.web.render import as_json

router = APIRouter(prefix="/export")
_STEP = 500
_MAX_ENTRIES = 10_000
_IN_MEMORY = 4 * 1024 * 1024
_TYPES = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "jsonl": ("application/x-ndjson", "jsonl"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
    "annotations": ("application/ld+json", "jsonld"),
    "quotations": ("application/ld+json", "jsonld"),
    "timelinejs": ("application/json", "json"),
    "ics": ("text/calendar; charset=utf-8", "ics"),
}


@router.get("/statements", response_class=StreamingResponse)
def statements(
    request: Request,
    wanted: Annotated[Wanted, Depends(search_query)],
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    article: Words = None,
) -> StreamingResponse:
    """The statements of a search, or of an `article`, as CSV, JSON Lines, Parquet, Web Annotations or Quotations."""
    view = desk_of(request).view
    _check_actor(view, wanted.actor)
    records: Iterable[Record] = [view.record(article)] if article else _records(view, wanted)
    return _written(FORMATS, form, "statements", records)


@router.get("/commitments", response_class=StreamingResponse)
def commitments(
    request: Request,
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    group: Annotated[Group | None, OR_NONE] = None,
    actor: Words = None,
    chain: Words = None,
    as_of: Day = None,
) -> StreamingResponse:
    """Commitments as CSV, JSON Lines or iCalendar: all, or those of a group, an actor or a chain."""
    desk = desk_of(request)
    day = as_of or desk.today()
    _check_actor(desk.view, actor)
    found = desk.ledger.chain(chain, as_of=day) if chain else _commitments(desk.ledger, group, actor, day)
    writers = {"csv": write_commitments_csv, "jsonl": _write_lines, "ics": write_ics}
    return _written(writers, form, "commitments", found)


@router.get("/timeline", response_class=StreamingResponse)
def entries(
    request: Request,
    wanted: Annotated[Wanted, Depends(search_query)],
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    from_: Annotated[date | None, OR_NONE, Query(alias="from")] = None,
    to: Day = None,
) -> StreamingResponse:
    """What was said and is due between two dates, as CSV, JSON Lines or TimelineJS."""
    view = desk_of(request).view
    found: list[Entry] = []
    _check_actor(view, wanted.actor)
    start, end = sorted((from_ or date.min, to or date.max))
    for role in Role:
        query = replace(wanted, limit=_MAX_ENTRIES + 1 - len(found))
        hits = view.on_days(query, role=role.value, days=(start.isoformat(), end.isoformat()))
        found += [_entry(hit, role) for hit in hits]
        if len(found) > _MAX_ENTRIES:
            msg = f"more than {_MAX_ENTRIES:,} entries; choose a shorter period or add a search word"
            raise MalformedInputError(msg)
    found.sort(key=lambda entry: (entry.days.start, entry.days.end, entry.role is Role.DUE))
    writers = {"csv": write_timeline_csv, "jsonl": _write_lines, "timelinejs": write_timelinejs}
    return _written(writers, form, "timeline", found)


def _check_actor(view: View, actor: str | None) -> None:
    """Check that an actor is on record.

    Raises:
        NotFoundError: No actor has this id.
    """
    if actor:
        view.actor(actor)


def _entry(hit: Hit, role: Role) -> Entry:
    """A hit as an entry, on the dates it is due, or was said, or else on its article's publication date."""
    days = hit.statement.due if role is Role.DUE else hit.statement.said
    if days is None:
        published = date.fromisoformat(hit.article.published or "")
        days = DateInterval(published, published)
    return Entry(days, role, hit.statement, hit.article.id, hit.article.title, hit.article.outlet)


@router.get("/actors", response_class=StreamingResponse)
def actors(
    request: Request,
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    q: Annotated[str, Query(max_length=200)] = "",
) -> StreamingResponse:
    """Actors, or those that match a name, as CSV or JSON Lines."""
    found = desk_of(request).view.actors(name=q.strip() or None)
    return _written({"csv": partial(write_list_csv, ActorLine), "jsonl": _write_lines}, form, "actors", found)


@router.get("/articles", response_class=StreamingResponse)
def articles(
    request: Request,
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    outlet: Words = None,
) -> StreamingResponse:
    """Articles, or those of an outlet, as CSV or JSON Lines."""
    found = _articles(desk_of(request).view, outlet)
    return _written({"csv": partial(write_list_csv, ArticleLine), "jsonl": _write_lines}, form, "articles", found)


def _articles(view: View, outlet: str | None) -> Iterator[ArticleLine]:
    cursor = None
    while found := view.articles(limit=_STEP, outlet=outlet or None, after=cursor):
        yield from found
        cursor = (found[-1].published or "", found[-1].id)


@router.get("/corrections", response_class=StreamingResponse)
def training(request: Request) -> StreamingResponse:
    """The paragraphs that people corrected, as JSON Lines to train from."""
    view = desk_of(request).view
    return _file("jsonl", "corrections", lambda file: write_training(view.corrected(), file))


def _commitments(ledger: LedgerBook, group: Group | None, actor: str | None, as_of: date) -> Iterator[Commitment]:
    for each in [group] if group else list(Group):
        offset = 0
        while found := ledger.group(each, as_of=as_of, actor=actor or None, limit=_STEP, offset=offset):
            yield from found
            offset += _STEP


def _records(view: View, wanted: Wanted) -> Iterator[Record]:
    """The records of the articles that a search finds, each with the matching statements only."""
    query = replace(wanted, limit=_STEP, after=None)
    while hits := view.search(query):
        for article, found in groupby(hits, key=lambda hit: hit.article.id):
            ids = {hit.statement.id for hit in found}
            record = view.record(article)
            yield replace(record, statements=tuple(s for s in record.statements if s.id in ids))
        query = replace(query, after=hits[-1].cursor)
        if len(hits) < _STEP:
            return


def _write_lines(found: Iterable[Any], file: BinaryIO) -> None:
    file.writelines(json.dumps(as_json(each), ensure_ascii=False).encode() + b"\n" for each in found)


def _written(
    writers: Mapping[str, Callable[[Any, BinaryIO], None]], form: str, name: str, found: Any
) -> StreamingResponse:
    """A list as a download in one of its formats.

    Raises:
        MalformedInputError: The list has no such format.
    """
    if form not in writers:
        msg = f"cannot export {name} as {form[:20]!r}; the formats are {', '.join(writers)}"
        raise MalformedInputError(msg)
    return _file(form, name, lambda file: writers[form](found, file))


def _file(form: str, name: str, write: Any) -> StreamingResponse:
    """A file to download, complete before the first byte is sent, so that an error is a page and not half a file."""
    kind, suffix = _TYPES[form]
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    headers = {"content-disposition": f'attachment; filename="onrecord-{name}.{suffix}"'}
    pieces = iter(lambda: file.read(64 * 1024), b"")
    return StreamingResponse(pieces, media_type=kind, headers=headers, background=BackgroundTask(file.close))
