"""Who is let in, and what a page may do.

A desk is a server on the user's own machine, and every page of the web that the user visits can send requests to it.
So a request is answered only if it asks for a host that is the desk's (else a name that leads here, DNS rebinding,
would do), changes something only if it comes from one of the desk's own pages (`Origin`, `Sec-Fetch-Site`, and a CSRF
token, after the OWASP cheat sheet on CSRF), and is let in from another machine only with a token. What a page may do is
told to the browser: no script but the desk's own file, nothing from elsewhere, no frame around it (CSP Level 3).
"""

import hmac
import secrets
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.errors import OnrecordError

SESSION_COOKIE, TOKEN_COOKIE = "onrecord_session", "onrecord_token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
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
    """A form came without the token of the page that it stands on."""


class TooMuchError(OnrecordError):
    """The body of a request is larger than the desk takes."""


class Guard:
    """Turns away what may not come in, and tells the browser what a page may do.

    Args:
        app: The application behind.
        hosts: The names that the desk answers to, without port; `*` for any, which needs a token.
        token: What lets somebody in; without it, everybody who asks for one of the hosts.
        max_body: The largest body of a request, in bytes.
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
        fresh = not session.isalnum() or len(session) != 32
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
        host = request.headers.get("host", "")
        name = _name(host)
        if "*" not in self._hosts and name not in self._hosts:
            return PlainTextResponse(f"This desk does not answer to the name {name[:80]!r}.\n", 421)
        if request.method not in _SAFE and not _is_ours(request.headers, host):
            return PlainTextResponse("A change is taken from the desk's own pages only.\n", 403)
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._max_body:
            return PlainTextResponse(f"That is more than {self._max_body // 2**20} MB.\n", 413)
        return None if self._token is None else self._without_token(request)

    def _without_token(self, request: Request) -> Response | None:
        assert self._token is not None
        given = request.query_params.get("token")
        if given is not None and _same(given, self._token) and request.method == "GET":
            left = [(key, value) for key, value in parse_qsl(request.url.query) if key != "token"]
            answer = RedirectResponse(request.url.path + (f"?{urlencode(left)}" if left else ""), 303)
            answer.headers.append("set-cookie", _cookie(TOKEN_COOKIE, self._token))
            return answer
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        known = (request.cookies.get(TOKEN_COOKIE, ""), bearer if scheme.lower() == "bearer" else "")
        if any(_same(each, self._token) for each in known):
            return None
        text = "This desk needs the token that it printed when it was started: open /?token=… once.\n"
        return PlainTextResponse(text, 401, {"www-authenticate": "Bearer"})

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self._max_body:
                    msg = f"that is more than {self._max_body // 2**20} MB"
                    raise TooMuchError(msg)
            return message

        return counted


def csrf_token(request: Request, secret: bytes) -> str:
    """The token of the forms on a page: it holds for this session of this desk."""
    return hmac.new(secret, request.scope["session"].encode(), "sha256").hexdigest()


async def check_csrf(request: Request) -> None:
    """Let a change through only with the token of one of the desk's pages, or with the desk's own token.

    Raises:
        CsrfError: There is none, or a wrong one.
    """
    if request.method in _SAFE or request.headers.get("authorization"):
        return  # a browser sends no `Authorization: Bearer` by itself, and the guard has checked it
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        field: Any = (await request.form()).get("csrf")
        given = field if isinstance(field, str) else None
    if given is None or not _same(given, csrf_token(request, request.app.state.desk.secret)):
        msg = "this form is of an earlier start of the desk, or of another page: open the page again, and send it anew"
        raise CsrfError(msg)


def _is_ours(headers: Headers, host: str) -> bool:
    """Whether a request that changes something comes from the desk's own pages, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == host


def _name(host: str) -> str:
    """The host without its port."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).lower().rstrip(".")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def _cookie(name: str, value: str) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value
    cookie[name]["path"] = "/"
    cookie[name]["httponly"] = True
    cookie[name]["samesite"] = "Strict"
    return cookie[name].OutputString()
