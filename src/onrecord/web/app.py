"""The application: the access guard, the pages behind it, and error pages."""

import getpass
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from onrecord._version import __version__
from onrecord.errors import (
    ConfigError,
    DatabaseReadOnlyError,
    MissingExtraError,
    NotFoundError,
    OnrecordError,
    ReadError,
    StoreError,
)
from onrecord.web.desk import Desk, Settings
from onrecord.web.pages import ROUTERS
from onrecord.web.render import JsonPage, render
from onrecord.web.security import CsrfError, Guard, check_csrf

_STATIC = Path(__file__).parent / "static"
_STATUSES: tuple[tuple[type[OnrecordError], int], ...] = (
    (CsrfError, 403),
    (NotFoundError, 404),
    (ReadError, 422),
    (ConfigError, 422),
    (StoreError, 503),
    (MissingExtraError, 501),
)
_TITLES = {
    400: "Invalid request",
    401: "Access denied",
    403: "Access denied",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    422: "That value is not valid",
    423: "Read-only database",
    501: "Not installed",
    503: "Temporarily unavailable",
}
_DETAILS = {
    404: "there is no page at this address",
    405: "this address does not accept such requests",
}


class _Static(StaticFiles):
    """The desk's own files, cached for good: their addresses change with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def create_app(path: str | Path, settings: Settings | None = None) -> FastAPI:
    """The desk for the database at `path`, which is created if it does not exist.

    Raises:
        StoreError: The database cannot be opened or written.
    """
    settings = settings or with_user(Settings())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if app.state.desk.is_writable:
            app.state.desk.jobs.catch_up()
        yield
        app.state.desk.jobs.stop()
        with suppress(OnrecordError):
            app.state.desk.reading.close()

    app = FastAPI(
        title="Onrecord",
        summary="Who said what, on whose word, when, and what came of it.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(check_csrf)],
    )
    app.state.desk = Desk(Path(path), settings)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", _Static(directory=_STATIC), name="static")
    app.add_exception_handler(OnrecordError, _error_page)
    app.add_exception_handler(HTTPException, _error_page)
    app.add_exception_handler(RequestValidationError, _error_page)
    app.add_middleware(Guard, hosts=settings.hosts, token=settings.token, max_body=settings.max_upload)
    return app


def with_user(settings: Settings) -> Settings:
    """The settings with the user name of this machine."""
    with suppress(KeyError, OSError, ImportError):
        return replace(settings, user=getpass.getuser())
    return settings


async def _error_page(request: Request, error: Exception) -> Response:
    """An error as a page, or as JSON if that was asked for."""
    status, message = _status_and_message(error)
    if isinstance(error, DatabaseReadOnlyError) and request.method == "POST":
        status = 423
    if request.url.path.endswith(".json"):
        return JsonPage({"error": message}, status)
    context = {"title": _TITLES.get(status, "Something went wrong"), "message": message, "status": status}
    return render(request, "error.html", context, status=status)


def _status_and_message(error: Exception) -> tuple[int, str]:
    if isinstance(error, RequestValidationError):
        return 422, "; ".join(map(_problem, error.errors()))
    if isinstance(error, HTTPException):
        is_explained = error.detail != HTTPStatus(error.status_code).phrase
        return error.status_code, str(error.detail if is_explained else _DETAILS.get(error.status_code, error.detail))
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500), str(error)


def _problem(error: Mapping[str, Any]) -> str:
    """What is wrong with one parameter."""
    name = ".".join(map(str, error["loc"][1:]))
    if error["type"].startswith("date"):
        return f"{name} is not a date; write it as 2024-03-01"
    return f"{name}: {error['msg'].removeprefix('Input ').removeprefix('String ')}"
