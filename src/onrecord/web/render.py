"""Render each page as HTML, and the same facts as JSON at the same address with `.json`."""

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord._version import __version__
from onrecord.records import DateInterval
from onrecord.store.base import CLOSE_HIT, OPEN_HIT
from onrecord.web.desk import desk_of
from onrecord.web.security import csrf_token

_STATIC = Path(__file__).parent / "static"


def as_json(value: Any) -> Any:
    """A page's facts as JSON: dataclasses as objects (by their `to_json` if they have one), dates in ISO format."""
    if hasattr(value, "to_json"):
        return as_json(value.to_json())
    if is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in fields(value) if each.repr}
    if isinstance(value, Enum | date):
        return value.value if isinstance(value, Enum) else value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(item) for item in value]
    return value


class JsonPage(Response):
    """Facts as JSON in UTF-8."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The response body."""
        return json.dumps(as_json(content), ensure_ascii=False).encode(errors="replace")


class MovedError(Exception):
    """What was asked for has another address on the desk."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def page(router: APIRouter, path: str, template: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Serve the dataclass that a function returns as a page and, with `.json` appended to the address, as JSON."""

    def register(facts: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(facts)

        @wraps(facts)
        def as_html(**given: Any) -> Response:
            try:
                return render(given["request"], template, {"page": facts(**given)})
            except MovedError as moved:
                return RedirectResponse(moved.address)

        @wraps(facts)
        def as_data(**given: Any) -> Response:
            try:
                return JsonPage(facts(**given))
            except MovedError as moved:
                return RedirectResponse(f"{moved.address}.json")

        for function in (as_html, as_data):
            setattr(function, "__signature__", signature)  # noqa: B010 - FastAPI reads the parameters there
        doc = inspect.getdoc(facts)
        data = "/index.json" if path == "/" else f"{path}.json"
        router.add_api_route(data, as_data, methods=["GET"], description=doc, response_class=JsonPage)
        router.add_api_route(path, as_html, methods=["GET", "HEAD"], include_in_schema=False)
        return facts

    return register


def render(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """Render a template."""
    desk = desk_of(request)
    shared = {
        "request": request,
        "path": request.url.path,
        "csrf": csrf_token(request, desk.secret),
        "user": desk.user(request),
        "today": desk.today(),
        "version": __version__,
        "failure": desk.jobs.failure,
        "address": lambda **changes: address(request, **changes),
    }
    text = TEMPLATES.get_template(template).render(**shared, **context)
    # Text that somebody typed may hold lone surrogates.
    return HTMLResponse(text.encode(errors="replace"), status)


def address(request: Request, **changes: Any) -> str:
    """The address of this page with some parameters changed; `None` removes one."""
    query = {key: value for key, value in request.query_params.items() if key not in changes and value}
    query |= {key: str(value) for key, value in changes.items() if value is not None}
    return request.url.path + (f"?{urlencode(query)}" if query else "")


@lru_cache(maxsize=64)
def static(name: str) -> str:
    """The address of one of the desk's own files, with a hash of its content."""
    stamp = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{stamp}"


_ENCODED = re.compile(r"~|(?:.*/)?\.\.?(?:/|$)|.*\.json$")
"""Ids that cannot be part of an address as they are: a browser resolves dots, and `.json` asks for JSON."""


def article_url(id_: str, statement: str | None = None) -> str:
    """The address of an article's page, or of one statement on it."""
    name = f"~{id_.encode(errors='replace').hex()}" if _ENCODED.match(id_) else quote(id_, safe="")
    return f"/articles/{name}" + (f"#{quote(statement)}" if statement else "")


def article_id(name: str) -> str:
    """The article id in an address made by `article_url`."""
    if name.startswith("~"):
        with suppress(ValueError):
            return bytes.fromhex(name[1:]).decode()
    return name


def day(value: date | str | None) -> str:
    """A date such as 5 Feb 2024."""
    if not value:
        return "undated"
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.day} {found:%b} {found.year}"


def days(interval: DateInterval | None) -> str:
    """An interval such as 5 Feb 2024, Feb 2024 or 5 Feb to 3 Mar 2024."""
    if interval is None:
        return ""
    start, end = interval.start, interval.end
    if start == end:
        return day(start)
    if start.day == 1 and start.replace(day=28) <= end and _is_last_of_month(end):
        if start.year == end.year and (start.month, end.month) == (1, 12):
            return str(start.year)
        if (start.year, start.month) == (end.year, end.month):
            return f"{start:%b} {start.year}"
    if start.year == end.year:
        return f"{start.day} {start:%b} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def _is_last_of_month(day_: date) -> bool:
    return day_ == date.max or date.fromordinal(day_.toordinal() + 1).day == 1


def highlighted(text: str) -> Markup:
    """Text with its search hits marked and everything else escaped."""
    parts = text.replace(CLOSE_HIT, OPEN_HIT).split(OPEN_HIT)
    return Markup().join(Markup("<mark>{}</mark>").format(p) if n % 2 else p for n, p in enumerate(parts))


def web_url(url: str | None) -> str | None:
    """The address if it can be a link: a web address, nothing that a browser would run."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day, "days": days, "highlighted": highlighted, "web_url": web_url, "quoted": quote}
    environment.globals |= {"static": static, "article_url": article_url}
    return environment


TEMPLATES = _environment()
