"""Reading: files that are dropped, text that is pasted, and links."""

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

_MAX_CHARACTERS = 2_100_000
"""How many characters may be pasted: a little more than the longest text that is read."""


class _LongForms(APIRoute):
    """A route whose form may hold a text of that length; Starlette's own limit is a megabyte."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_long(request: Request) -> Response:
            return await handle(_LongForm(request.scope, request.receive))

        return handle_long


class _LongForm(Request):
    def form(self, **limits: Any) -> Any:
        return super().form(**limits, max_part_size=4 * _MAX_CHARACTERS)


router = APIRouter(route_class=_LongForms)
_Line = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class JobPage:
    """A reading job with its progress and results; `jobs` are all of its submission, this one last."""

    job: Job
    jobs: list[Job]


@page(router, "/jobs/{job}", "job.html")
def job_page(request: Request, job: str) -> JobPage:
    """The progress and results of a reading job."""
    jobs = desk_of(request).jobs
    found = jobs.job(job)
    if found is None:
        msg = "no such job; jobs are forgotten when the desk is restarted"
        raise NotFoundError(msg)
    return JobPage(found, [*jobs.sent_with(found), found])


def start(
    request: Request,
    files: Annotated[list[UploadFile] | None, File()] = None,
    text: Annotated[str, Form(max_length=_MAX_CHARACTERS)] = "",
    link: _Line = "",
    published: _Line = "",
    outlet: _Line = "",
    title: _Line = "",
) -> list[Job]:
    """Start to read files, a text or a link.

    Raises:
        ReadError: There is nothing to read, or the date is not valid.
    """
    jobs = desk_of(request).jobs
    overrides = Overrides(title=title.strip() or None, outlet=outlet.strip() or None, published=_day(published))
    if (link := link.strip()) and not is_url(link):
        msg = f"{link[:200]!r} is not a web address; it must begin with http:// or https://"
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
        msg = "nothing to read; drop a file, paste text or enter a link"
        raise EmptyInputError(msg)
    return started


_Started = Annotated[list[Job], Depends(start)]


@router.post("/read.json", response_class=JsonPage)
def read_json(jobs: _Started) -> JsonPage:
    """Start to read files, a text or a link. Returns the jobs; their pages show the progress."""
    return JsonPage(jobs, 202)


@router.post("/read", include_in_schema=False)
def read_form(jobs: _Started) -> RedirectResponse:
    """Start to read, and go to the page of the last job."""
    return RedirectResponse(f"/jobs/{jobs[-1].id}", 303)


@router.post("/published", include_in_schema=False)
def set_published(
    request: Request, article: Annotated[str, Form(max_length=500)], published: _Line
) -> RedirectResponse:
    """Set an article's publication date, and read it again with that."""
    desk = desk_of(request)
    stored = desk.view.article(article)
    day = _day(published)
    if day is None:
        msg = "enter a date such as 2024-03-01"
        raise MalformedInputError(msg)
    job = desk.jobs.read_again(replace(stored.record.article, published=day), stored.location)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _day(text: str) -> DateInterval | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        msg = f"{text[:40]!r} is not a date; write it as 2024-03-01"
        raise MalformedInputError(msg) from error
    return DateInterval(day, day, Origin.ARGUMENT)


def _file_name(name: str | None) -> str:
    """The last part of a file name; a path that a browser sends is never used."""
    return one_line(re.split(r"[\\/]", name or "")[-1])[:200] or "file"


def _first_words(text: str) -> str:
    return " ".join(text.split()[:8])[:80]
