"""Reading: what somebody drops, pastes or links."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from onrecord.errors import EmptyInputError, MalformedInputError, NotFoundError
from onrecord.readers.base import Overrides
from onrecord.readers.inputs import is_url
from onrecord.records import DateInterval, Origin
from onrecord.web.desk import desk_of
from onrecord.web.forms import one_line
from onrecord.web.jobs import Job
from onrecord.web.render import JsonPage, page

_LONGEST = 2_100_000
"""How many characters may be pasted: a little more than the longest text that is read."""


class _LongForms(APIRoute):
    """A route that takes a form with a text of that length; without it, Starlette ends at a megabyte."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_long(request: Request) -> Response:
            return await handle(_LongForm(request.scope, request.receive))

        return handle_long


class _LongForm(Request):
    def form(self, **limits: Any) -> Any:
        return super().form(**limits, max_part_size=4 * _LONGEST)


router = APIRouter(route_class=_LongForms)
_Line = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class JobPage:
    """What is being read, and what came of it; `jobs` are all that were sent together, the one asked for the last."""

    job: Job
    jobs: list[Job]


@page(router, "/jobs/{job}", "job.html")
def job_page(request: Request, job: str) -> JobPage:
    """How far a reading is, and what came of it."""
    jobs = desk_of(request).jobs
    found = jobs.job(job)
    if found is None:
        msg = "nothing is being read under this address; the desk forgets it when it is started anew"
        raise NotFoundError(msg)
    return JobPage(found, [*jobs.sent_with(found), found])


def start(
    request: Request,
    files: Annotated[list[UploadFile] | None, File()] = None,
    text: Annotated[str, Form(max_length=_LONGEST)] = "",
    link: _Line = "",
    published: _Line = "",
    outlet: _Line = "",
    title: _Line = "",
) -> list[Job]:
    """Start to read files, a text or a link.

    Raises:
        ReadError: There is nothing to read, or the day is none.
    """
    jobs = desk_of(request).jobs
    overrides = Overrides(title=title.strip() or None, outlet=outlet.strip() or None, published=_day(published))
    if (link := link.strip()) and not is_url(link):
        msg = f"{link[:200]!r} is no address that is fetched: it begins with http:// or https://"
        raise MalformedInputError(msg)
    texts = [(file.file.read(), _file_name(file.filename)) for file in files or () if file.filename]
    if text.strip():
        texts.append((text.encode(errors="replace"), _first_words(text)))
    started: list[Job] = []
    for data, name in texts:
        started.append(jobs.read_bytes(data, name, overrides, started))
    if link:
        started.append(jobs.read_link(link, overrides, started))
    if not started:
        msg = "there is nothing to read: drop a file, paste a text, or give a link"
        raise EmptyInputError(msg)
    return started


_Started = Annotated[list[Job], Depends(start)]


@router.post("/read.json", response_class=JsonPage)
def read_json(jobs: _Started) -> JsonPage:
    """Start to read files, a text or a link; the answer lists the jobs, whose pages tell how far they are."""
    return JsonPage(jobs, 202)


@router.post("/read", include_in_schema=False)
def read_form(jobs: _Started) -> RedirectResponse:
    """Start to read, and lead to the page of the last job."""
    return RedirectResponse(f"/jobs/{jobs[-1].id}", 303)


@router.post("/published", include_in_schema=False)
def set_published(
    request: Request, article: Annotated[str, Form(max_length=500)], published: _Line
) -> RedirectResponse:
    """Say when an article came out, and have it read anew with that."""
    desk = desk_of(request)
    kept = desk.view.article(article)
    day = _day(published)
    if day is None:
        msg = "give a day, such as 2024-03-01"
        raise MalformedInputError(msg)
    job = desk.jobs.read_again(replace(kept.record.article, published=day), kept.location)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _day(text: str) -> DateInterval | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        msg = f"{text[:40]!r} is no day: write it as 2024-03-01"
        raise MalformedInputError(msg) from error
    return DateInterval(day, day, Origin.ARGUMENT)


def _file_name(name: str | None) -> str:
    """The last part of a file's name: no path that a browser sends is used for anything."""
    return one_line(re.split(r"[\\/]", name or "")[-1])[:200] or "file"


def _first_words(text: str) -> str:
    return " ".join(text.split()[:8])[:80]
