"""Who has access, and what a page may do.

The desk is a server on the user's own machine, and every web page that the user visits can send requests to it. So a
request must name one of the desk's own hosts (against DNS rebinding); it may change something only if it comes from one
of the desk's own pages (`Origin`, `Sec-Fetch-Site` and a CSRF token, after the OWASP cheat sheet on CSRF); and from
another machine it needs a token. A content security policy tells the browser to run no script but the desk's own file,
to load nothing from elsewhere, and to show no page in a frame (CSP Level 3).
"""

import hashlib
import hmac
import re
import secrets
from http.cookies import SimpleCookie
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.errors import OnrecordError

SESSION_COOKIE, TOKEN_COOKIE = "onrecord_session", "onrecord_token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SESSION = re.compile(r"[0-9a-f]{32}")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._-]{1,253})(?::[0-9]{1,5})?")
_LENGTH = re.compile(r"[0-9]{1,15}")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class CsrfError(OnrecordError):
    """A form was submitted without its page's CSRF token."""


class Guard:
    """Refuses requests without access, and sends the browser the content security policy.

    Args:
        app: The application to protect.
        hosts: The host names the desk answers to, without port; `*` for any, which needs a token.
        token: The access token; without one, anyone may use the desk under one of its hosts.
        max_body: The largest request body, in bytes.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], token: str | None, max_body: int) -> None:
        self._app, self._hosts, self._token, self._max_body = app, hosts, token, max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        session = request.cookies.get(SESSION_COOKIE, "")
        fresh = _SESSION.fullmatch(session) is None
        if fresh:
            session = secrets.token_hex(16)
        scope["session"] = session
        refusal = self._refusal(request)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if "cache-control" not in headers:
                    headers["cache-control"] = "no-store"
                if fresh and refusal is None:
                    headers.append("set-cookie", _cookie(SESSION_COOKIE, session))
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, send_guarded)
        else:
            await self._app(scope, self._counted(receive), send_guarded)

    def _refusal(self, request: Request) -> Response | None:
        hosts = request.headers.getlist("host")
        host = hosts[0] if len(hosts) == 1 else ""
        name = _name(host)
        if name is None:
            return PlainTextResponse("The request must have exactly one valid Host header.\n", 400)
        if "*" not in self._hosts and name not in self._hosts:
            return PlainTextResponse(
                f"This desk does not answer to {name[:80]!r}; start it with --name to allow that.\n", 421
            )
        if request.method not in _SAFE and not _is_ours(request.headers, host):
            return PlainTextResponse("Access denied: changes are accepted from the desk's own pages only.\n", 403)
        length = request.headers.get("content-length", "0")
        if _LENGTH.fullmatch(length) is None or int(length) > self._max_body:
            return PlainTextResponse(f"The request is larger than {self._max_body // 2**20} MB.\n", 413)
        return None if self._token is None else self._without_token(request)

    def _without_token(self, request: Request) -> Response | None:
        assert self._token is not None
        given = request.query_params.get("token")
        if given is not None and _same(given, self._token) and request.method == "GET":
            pairs = parse_qsl(request.url.query, keep_blank_values=True)
            left = [(key, value) for key, value in pairs if key != "token"]
            # An address that begins with two slashes would lead to another host.
            path = "/" + request.url.path.lstrip("/\\")
            answer = RedirectResponse(path + (f"?{urlencode(left)}" if left else ""), 303)
            answer.headers.append("set-cookie", _cookie(TOKEN_COOKIE, _digest(self._token)))
            # Start a new session, whatever session cookie the browser came with (session fixation).
            answer.headers.append("set-cookie", _cookie(SESSION_COOKIE, secrets.token_hex(16)))
            return answer
        if _same(request.cookies.get(TOKEN_COOKIE, ""), _digest(self._token)) or has_bearer(request, self._token):
            return None
        text = "Access denied. Open /?token=… with the token that was printed when the desk was started.\n"
        return PlainTextResponse(text, 401, {"www-authenticate": "Bearer"})

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self._max_body:
                    raise HTTPException(413, f"the request is larger than {self._max_body // 2**20} MB")
            return message

        return counted


def csrf_token(request: Request, secret: bytes) -> str:
    """The CSRF token of the forms on a page, valid for this session until the desk is restarted."""
    return hmac.new(secret, request.scope["session"].encode(), "sha256").hexdigest()


async def check_csrf(request: Request) -> None:
    """Let a change through only with a page's CSRF token, or with the desk's access token.

    Raises:
        CsrfError: The token is missing or wrong.
    """
    desk = request.app.state.desk
    # No browser sends `Authorization: Bearer` on its own.
    if request.method in _SAFE or has_bearer(request, desk.settings.token):
        return
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        # A route that takes files has parsed the form by now; the others accept no files.
        field: Any = (await request.form(max_files=0)).get("csrf")
        given = field if isinstance(field, str) else None
    if given is None or not _same(given, csrf_token(request, desk.secret)):
        msg = "this page has expired, because the desk was restarted; reload it and submit the form again"
        raise CsrfError(msg)


def has_bearer(request: Request, token: str | None) -> bool:
    """Whether a request carries the desk's access token in `Authorization`."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return token is not None and scheme.lower() == "bearer" and _same(bearer.strip(), token)


def _is_ours(headers: Headers, host: str) -> bool:
    """Whether a request comes from one of the desk's own pages, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        # A browser that sends neither sends a Referer; a program sends nothing.
        referer = headers.get("referer")
        return referer is None or _same_host(referer, host)
    return _same_host(origin, host)


def _same_host(address: str, host: str) -> bool:
    scheme, _, rest = address.partition("://")
    return scheme.lower() in {"http", "https"} and rest.partition("/")[0].lower() == host.lower()


def _name(host: str) -> str | None:
    """The host without its port, or `None` if it is malformed."""
    match = _HOST.fullmatch(host)
    if match is None:
        return None
    name = match[1].lower()
    if name.startswith("["):
        try:
            IPv6Address(name[1:-1])
        except ValueError:
            return None
    return name.removesuffix(".")


def _digest(token: str) -> str:
    """What the cookie holds in place of the token, which may have characters that no cookie can."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def _cookie(name: str, value: str) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value
    cookie[name]["path"] = "/"
    cookie[name]["httponly"] = True
    cookie[name]["samesite"] = "Strict"
    return cookie[name].OutputString()
