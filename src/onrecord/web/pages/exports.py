"""Exports: any list in a form for other programs."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from onrecord.corpus.commitments import Commitment
from onrecord.corpus.ledger import Group
from onrecord.errors import MalformedInputError
from onrecord.export import FORMATS
from onrecord.export.csv import write_commitments_csv
from onrecord.export.training import write_training
from onrecord.records import Record
from onrecord.store import Query as Wanted
from onrecord.store import View
from onrecord.web.desk import desk_of
from onrecord.web.pages.search import asked
from onrecord.web.parameters import OR_NONE, Words
from onrecord.web.render import as_json

router = APIRouter(prefix="/export")
_STEP = 500
_IN_MEMORY = 4 * 1024 * 1024
_TYPES = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "jsonl": ("application/x-ndjson", "jsonl"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
    "annotations": ("application/ld+json", "jsonld"),
    "quotations": ("application/ld+json", "jsonld"),
    "ics": ("text/calendar; charset=utf-8", "ics"),
}


@router.get("/statements", response_class=StreamingResponse)
def statements(
    request: Request,
    wanted: Annotated[Wanted, Depends(asked)],
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    article: Words = None,
) -> StreamingResponse:
    """The statements of a search, or of an `article`, as CSV, JSON Lines, Parquet, Web Annotations or Quotations."""
    view = desk_of(request).view
    if form not in FORMATS:
        msg = f"statements are exported as {', '.join(FORMATS)}, not as {form[:20]!r}"
        raise MalformedInputError(msg)
    records: Iterable[Record] = [view.record(article)] if article else _records(view, wanted)
    return _file(form, "statements", lambda file: FORMATS[form](records, file))


@router.get("/commitments", response_class=StreamingResponse)
def commitments(
    request: Request,
    form: Annotated[str, Query(alias="format", max_length=20)] = "csv",
    group: Annotated[Group | None, OR_NONE] = None,
    actor: Words = None,
    chain: Words = None,
) -> StreamingResponse:
    """The commitments as CSV, JSON Lines or iCalendar; those of a group, an actor or a chain."""
    desk = desk_of(request)
    found = desk.ledger.chain(chain, as_of=desk.today()) if chain else _commitments(request, group, actor)
    if form == "ics":
        from onrecord.export.ics import write_ics  # noqa: PLC0415 - only this form needs the library

        return _file(form, "commitments", lambda file: write_ics(found, file))
    if form == "csv":
        return _file(form, "commitments", lambda file: write_commitments_csv(found, file))
    if form == "jsonl":
        return _file(form, "commitments", lambda file: _write_lines(found, file))
    msg = f"commitments are exported as csv, jsonl or ics, not as {form[:20]!r}"
    raise MalformedInputError(msg)


@router.get("/corrections", response_class=StreamingResponse)
def training(request: Request) -> StreamingResponse:
    """What people corrected, as JSON Lines that `onrecord.train` learns from: the paragraphs that they went through."""
    view = desk_of(request).view
    return _file("jsonl", "corrections", lambda file: write_training(view.corrected(), file))


def _commitments(request: Request, group: Group | None, actor: str | None) -> Iterator[Commitment]:
    desk = desk_of(request)
    for each in [group] if group else list(Group):
        offset = 0
        while found := desk.ledger.group(each, as_of=desk.today(), actor=actor or None, limit=_STEP, offset=offset):
            yield from found
            offset += _STEP


def _records(view: View, wanted: Wanted) -> Iterator[Record]:
    """The records of the articles that a search finds statements in, each with these statements only."""
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


def _file(form: str, name: str, write: Any) -> StreamingResponse:
    """A file to download, made whole before the first byte is sent: an error is then a page, and no broken file."""
    kind, suffix = _TYPES[form]
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    headers = {"content-disposition": f'attachment; filename="onrecord-{name}.{suffix}"'}
    pieces = iter(lambda: file.read(64 * 1024), b"")
    return StreamingResponse(pieces, media_type=kind, headers=headers, background=BackgroundTask(file.close))
