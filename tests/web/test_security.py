"""The desk's doors: who is let in, what may be changed from where, and what a page may do."""

import ast
import asyncio
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response

import onrecord
from made import article
from onrecord.readers.fetch import Fetcher
from onrecord.readers.guard import GuardedBackend, GuardedTransport
from onrecord.records import Kind, Record, Span, Stance, Statement, Words
from onrecord.store import Store
from onrecord.web import create_app
from onrecord.web.desk import Settings
from onrecord.web.jobs import State

TOKEN = "a-token-of-the-harbour"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")
CSRF = re.compile(r'name="csrf" value="(\w+)"')


def _routes(app: FastAPI) -> list[APIRoute]:
    """Every route of the application, also those of routers that are kept whole."""
    found: list[APIRoute] = []
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            waiting += getattr(inner, "routes", None) or ()
    return found


def _unsafe(client: TestClient) -> list[tuple[str, str]]:
    """Each route that changes something, with an address of it."""
    assert isinstance(client.app, FastAPI)
    return sorted(
        (method, re.sub(r"\{[^}]+\}", "1", route.path))
        for route in _routes(client.app)
        for method in (route.methods or ())
        if method in UNSAFE
    )


def _csrf(client: TestClient) -> str:
    match = CSRF.search(client.get("/corrections").text)
    assert match is not None
    return match[1]


@pytest.fixture
def guarded(database: Path, settings: Settings) -> Iterator[TestClient]:
    """A client of a desk that others can reach, which answers to any name and needs a token."""
    with TestClient(create_app(database, replace(settings, hosts=frozenset({"*"}), token=TOKEN))) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        "testserver", "testserver:8765", "TESTSERVER", "testserver.", "localhost", "LocalHost:1", "127.0.0.1:8765",
        "[::1]", "[::1]:8765",
    ],
)  # fmt: skip
def test_the_desk_answers_to_its_own_names(desk: TestClient, host: str) -> None:
    """With or without a port, in capitals, and with the dot of a full name."""
    assert desk.get("/help", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8765", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example",
        "127.0.0.2", "0.0.0.0", "[::2]", "[::]", "::1", "[::1", "[::::1]", "localhost:80:80", "localhost:",
        "localhost@evil.example", "evil.example#localhost", "localhost/", " ", "", "localhost..", "localhost, evil",
        "127.1", "2130706433",
    ],
)  # fmt: skip
def test_the_desk_answers_to_no_other_name(desk: TestClient, host: str) -> None:
    """A name that leads here (DNS rebinding) gets nothing, and one that is no name at all neither."""
    for path in ("/", "/index.json", "/static/desk.css", "/openapi.json"):
        answer = desk.get(path, headers={"host": host})
        assert answer.status_code in {400, 421}
        assert "Onrecord" not in answer.text


@pytest.mark.parametrize("hosts", [[], [b"localhost", b"evil.example"], [b"localhost", b"localhost"]])
def test_a_request_names_its_host_once(desk: TestClient, hosts: list[bytes]) -> None:
    """Without a host, or with two, it is not known which one another program on the way has looked at."""
    headers = [(b"host", host) for host in hosts]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    async def ask() -> None:
        await desk.app(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 400


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        ("GET http://evil.example/index.json HTTP/1.1\r\nHost: evil.example", {b"421"}),
        ("GET http://evil.example/index.json HTTP/1.1\r\nHost: localhost", {b"404", b"200"}),
        ("GET /index.json HTTP/1.0", {b"400"}),
        ("GET /index.json HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", {b"400"}),
        ("GET /index.json HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost", {b"421"}),
        ("GET //evil.example/ HTTP/1.1\r\nHost: localhost", {b"404"}),
        ("GET /static/../../../../etc/passwd HTTP/1.1\r\nHost: localhost", {b"404"}),
        ("GET /static/%2e%2e/app.py HTTP/1.1\r\nHost: localhost", {b"404"}),
        ("GET /static/..%5c..%5capp.py HTTP/1.1\r\nHost: localhost", {b"404"}),
        ("GET /static//etc/passwd HTTP/1.1\r\nHost: localhost", {b"404"}),
        ("GET /articles/../../etc/passwd HTTP/1.1\r\nHost: localhost", {b"404"}),
    ],
)
def test_the_request_line_as_it_is_sent(server: str, request_: str, statuses: set[bytes]) -> None:
    """Whole addresses in the request line, and paths that climb, are taken as they come, and lead nowhere."""
    at = urlsplit(server)
    with socket.create_connection((at.hostname, at.port), 10) as connection:
        connection.sendall(f"{request_}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split(b" ", 2)[1] in statuses
    assert b"root:" not in answer
    assert b"import " not in answer


def test_every_change_needs_the_token_of_a_page(desk: TestClient, database: Path) -> None:
    """Without a CSRF token, or with a wrong one or another session's, no route changes anything."""
    routes = _unsafe(desk)
    assert len(routes) >= 12
    with TestClient(desk.app) as other:
        theirs = _csrf(other)
    assert theirs != _csrf(desk)
    before = database.read_bytes()
    for method, path in routes:
        for given in (None, "", "0" * 64, theirs):
            header = {} if given is None else {"x-csrf-token": given}
            form = {} if given is None else {"csrf": given}
            answers = [
                desk.request(method, path, headers=header),
                desk.request(method, path, data=form),
                desk.request(method, path, json={} | form),
                desk.request(method, path, data=form, files={"files": ("a.txt", b"The harbour board said so.")}),
                desk.request(method, path, data=form, headers={"authorization": "Bearer x"}),
                desk.request(method, path, headers=header | {"authorization": "Basic eDp5"}),
            ]
            assert {answer.status_code for answer in answers} <= {400, 403, 422}, (method, path, given)
    assert not Store(database).view().log()
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:81"},
        {"origin": "file://testserver"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"referer": "http://evil.example/testserver"},
        {"referer": "http://testserver@evil.example/"},
    ],
)
def test_no_other_site_changes_anything(desk: TestClient, headers: dict[str, str]) -> None:
    """Also with the right token, a change from a page of another site is refused."""
    token = _csrf(desk)
    for method, path in _unsafe(desk):
        answer = desk.request(method, path, headers=headers | {"x-csrf-token": token})
        assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"referer": "http://testserver/corrections"},
    ],
)
def test_the_token_is_taken_from_a_form_and_from_a_header(desk: TestClient, headers: dict[str, str]) -> None:
    """From the desk's own pages either does."""
    token = _csrf(desk)
    answers = (
        desk.post("/me", data={"name": "Ada", "csrf": token}, headers=headers, follow_redirects=False),
        desk.post("/me", data={"name": "Ada"}, headers=headers | {"x-csrf-token": token}, follow_redirects=False),
    )
    assert [answer.status_code for answer in answers] == [303, 303]


def test_the_token_of_a_page_holds_for_one_start_of_the_desk(
    desk: TestClient, database: Path, settings: Settings
) -> None:
    """Another start has another secret."""
    token = _csrf(desk)
    with TestClient(create_app(database, settings), cookies=desk.cookies) as again:
        assert again.post("/me", data={"name": "Ada", "csrf": token}).status_code == 403


def test_cookies_are_for_the_desk_alone(desk: TestClient, guarded: TestClient) -> None:
    """No script reads a cookie of the desk, and no other site sends one along."""
    answers = [
        desk.get("/help"),
        desk.post("/me", data={"name": "Ada", "csrf": _csrf(desk)}, follow_redirects=False),
        guarded.get(f"/?token={TOKEN}", follow_redirects=False),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 4
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=strict", "path=/"} <= parts
        assert TOKEN not in cookie


@pytest.mark.parametrize("session", ["", "x", "g" * 32, "A" * 32, "0" * 33, "0" * 31, "é" * 32])
def test_a_session_that_is_none_is_replaced(desk: TestClient, session: str) -> None:
    """What a browser was given by somebody else as a session is not taken for one."""
    answer = desk.get("/help", headers=[(b"cookie", f"onrecord_session={session}".encode("latin-1"))])
    assert re.search(r"onrecord_session=[0-9a-f]{32};", answer.headers["set-cookie"])


def test_whoever_is_let_in_begins_a_session_of_their_own(guarded: TestClient) -> None:
    """A session that was known before the token was shown does not go on (session fixation)."""
    fixed = "0" * 32
    guarded.cookies.set("onrecord_session", fixed)
    answer = guarded.get(f"/?token={TOKEN}", follow_redirects=False)
    cookies = answer.headers.get_list("set-cookie")
    assert [cookie for cookie in cookies if cookie.startswith("onrecord_session=")]
    assert not any(fixed in cookie for cookie in cookies)


@pytest.mark.parametrize("path", ["/", "/index.json", "/static/desk.css", "/openapi.json", "/nowhere", "/jobs/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_nothing_without_the_token(guarded: TestClient, path: str, method: str) -> None:
    """A desk that others can reach shows nothing, not even a style sheet, before the token."""
    for headers in (
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"cookie": "onrecord_token="},
    ):
        answer = guarded.request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert guarded.get(path, params={"token": "wrong"}).status_code == 401
    assert guarded.get(path, headers={"cookie": f"onrecord_token={TOKEN}"}).status_code == 401


def test_the_token_in_the_address_is_taken_out_of_it(guarded: TestClient) -> None:
    """It becomes a cookie, and the page that is shown is one without it; what else was asked for stays."""
    answer = guarded.get(f"/search?q=toll&source=&token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=toll&source=")
    assert guarded.get("/search").status_code == 200


@pytest.mark.parametrize(
    "path", ["//evil.example/", "///evil.example", "/\\evil.example/", "/%2Fevil.example/", "/%5Cevil.example"]
)
def test_the_token_leads_to_no_other_site(guarded: TestClient, path: str) -> None:
    """An address that begins with two slashes stays an address of the desk."""
    answer = guarded.get(f"http://testserver{path}?token={TOKEN}", follow_redirects=False)
    assert re.match(r"/(?![/\\])", answer.headers["location"])


def test_a_program_comes_in_with_the_token(guarded: TestClient) -> None:
    """`Authorization: Bearer` lets in, and needs no CSRF token, as no browser sends it by itself."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/index.json", headers=headers).status_code == 200
    assert guarded.post("/undo/1.json", headers=headers).status_code == 404


def test_a_cookie_and_a_wrong_bearer_do_not_replace_the_token_of_a_page(guarded: TestClient) -> None:
    """Who is let in by the cookie is not let past the CSRF token by a header that says anything."""
    guarded.get(f"/?token={TOKEN}")
    assert guarded.get("/help").status_code == 200
    for method, path in _unsafe(guarded):
        answer = guarded.request(method, path, headers={"authorization": "Bearer wrong"})
        assert answer.status_code in {403, 422}, path
    assert guarded.post("/undo/1", headers={"authorization": "Bearer wrong"}).status_code == 403


def test_secrets_are_compared_in_constant_time() -> None:
    """Nothing in the guard compares a secret with `==`."""
    source = (Path(onrecord.__file__).parent / "web" / "security.py").read_text()
    compared = {ast.unparse(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Compare)}
    assert "compare_digest" in source
    names = {each for each in compared if re.search(r"token|bearer|csrf|sealed|given", each) and " is " not in each}
    assert names == {"scheme.lower() == 'bearer'", "key != 'token'"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/index.json", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/static/desk.css", 200),
        ("GET", "/static/none.css", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/nowhere.json", 404),
        ("GET", "/search?stance=foo", 422),
        ("OPTIONS", "/", 405),
        ("TRACE", "/", 403),
        ("POST", "/", 403),
        ("POST", "/undo/1", 403),
        ("GET", "/undo/1", 405),
        ("GET", "/export/statements", 200),
    ],
)
def test_every_answer_tells_the_browser_what_it_may_do(desk: TestClient, method: str, path: str, status: int) -> None:
    """Pages, data, files, errors and downloads have the same policy."""
    headers = {"origin": "http://evil.example"} if status == 403 and method in {"TRACE", "POST"} else {}
    answer = desk.request(method, path, headers=headers)
    assert answer.status_code == status
    _assert_headers(answer)


def test_refusals_and_redirects_have_the_policy_as_well(desk: TestClient, guarded: TestClient) -> None:
    """What the guard answers itself is no exception."""
    token = _csrf(desk)
    for answer in (
        guarded.get("/"),
        guarded.get(f"/?token={TOKEN}", follow_redirects=False),
        desk.get("/", headers={"host": "evil.example"}),
        desk.post("/me", data={"name": "Ada", "csrf": token}, follow_redirects=False),
        desk.post("/read", content=b"", headers={"content-length": "999999999"}),
    ):
        _assert_headers(answer)


def _assert_headers(answer: Response) -> None:
    for name in HEADERS:
        assert len(answer.headers.get_list(name)) == 1, name
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "data:" not in policy
    assert {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] in {"no-store", "public, max-age=31536000, immutable"}


def test_templates_hold_no_script_of_their_own() -> None:
    """No inline script, no style, no handler: what the policy would stop is not there, and nothing is marked safe."""
    templates = Path(onrecord.__file__).parent / "web" / "templates"
    for template in templates.glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style|\|\s*safe\b|autoescape", text), template


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "javascript:alert(1)",
        "http://evil.example", "https:evil.example", "evil.example", "/\r\nLocation: http://evil.example", "/\n/evil",
        " //evil.example", "data:text/html,x", "/%0d%0aSet-Cookie:x=1", "", "\x00/", "/\u202e",
    ],
)  # fmt: skip
def test_a_form_leads_back_to_the_desk_only(desk: TestClient, back: str) -> None:
    """Wherever a form asks to be led, the answer leads to an address of the desk, and adds no header."""
    answer = desk.post("/me", data={"name": "Ada", "back": back, "csrf": _csrf(desk)}, follow_redirects=False)
    assert answer.status_code == 303
    assert re.fullmatch(r"/(?![/\\])[!-~]*", answer.headers["location"])
    assert len(answer.headers.get_list("set-cookie")) == 1


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/",
        "javascript:alert(1)",
        "http://testserver.evil.example/",
        "http://testserver@evil.example/",
    ],
)
def test_an_error_leads_back_to_the_desk_only(desk: TestClient, referer: str) -> None:
    """The link back on the page of an error is one of the desk, or is not there."""
    assert "Go back" not in desk.get("/nowhere", headers={"referer": referer}).text
    ours = desk.get("/nowhere", headers={"referer": 'http://testserver/search?q="><script>'}).text
    assert "Go back" in ours
    assert "<script>" not in ours


def test_a_download_has_a_name_of_the_desk(desk: TestClient) -> None:
    """What is downloaded is named by the desk: nothing of an address or an article comes into the header."""
    path = '/export/statements?format=csv&article=x"%0d%0aSet-Cookie:%20a=b'
    assert desk.get(path).status_code == 404
    answer = desk.get("/export/statements?q=%0d%0aX-Evil:1&format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="onrecord-statements.csv"'
    assert "x-evil" not in answer.headers


def test_a_body_that_is_too_large_is_refused(database: Path, settings: Settings) -> None:
    """By the length that it says, and as it comes where it says none."""
    with TestClient(create_app(database, replace(settings, max_upload=1_000))) as desk:
        token = _csrf(desk)
        headers = {"x-csrf-token": token, "content-type": "application/x-www-form-urlencoded"}
        told = desk.post("/read", content=b"text=" + b"a" * 2_000, headers=headers)
        assert told.status_code == 413
        pieces = iter([b"text=", *[b"a" * 100] * 50])
        assert desk.post("/read", content=pieces, headers=headers).status_code == 413
        as_json = headers | {"content-type": "application/json"}
        assert desk.post("/corrections.json", content=iter([b"{", b" " * 3_000]), headers=as_json).status_code == 413
        files = {"files": ("a.txt", b"a" * 2_000)}
        assert desk.post("/read", files=files, headers={"x-csrf-token": token}).status_code == 413
        for length in ("9" * 400, "-1", "1e3", "0x10"):
            assert desk.post("/me", content=b"", headers=headers | {"content-length": length}).status_code == 413


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "a\x00b.txt",
        "<script>.txt",
        "\u202egnp.txt",
        "..",
        "a" * 1_000,
    ],
)
def test_the_name_of_a_file_is_a_name_only(desk: TestClient, name: str, tmp_path: Path) -> None:
    """A file is read from what was sent, whatever it is called; no path is looked at or written."""
    before = sorted(tmp_path.iterdir())
    text = b"The harbour board of Osk said on Monday that the ramp was unsafe and would stay closed for a week."
    headers = {"x-csrf-token": _csrf(desk)}
    jobs = desk.post("/read.json", files={"files": (name, text)}, headers=headers).json()
    assert not re.search(r"[/\\\x00\u202e]", jobs[0]["name"])
    assert len(jobs[0]["name"]) <= 200
    page = desk.get(f"/jobs/{jobs[0]['id']}").text
    assert "<script>" not in page
    assert sorted(path for path in tmp_path.iterdir() if path.suffix == ".db") == [
        p for p in before if p.suffix == ".db"
    ]


@pytest.mark.parametrize(
    "link",
    ["file:///etc/passwd", "ftp://osk.example/a", "gopher://osk.example", "/etc/passwd", "javascript:1", "C:\\x"],
)
def test_only_the_web_is_fetched(desk: TestClient, link: str) -> None:
    """A link of another scheme is refused before anything is opened."""
    answer = desk.post("/read.json", data={"link": link}, headers={"x-csrf-token": _csrf(desk)})
    assert answer.status_code == 422
    assert "http://" in answer.json()["error"]


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8765/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://user:pass@osk.example/", "http://100.64.0.1/", "http://[fd00::1]/",
    ],
)  # fmt: skip
def test_the_desk_fetches_nothing_private(desk: TestClient, link: str) -> None:
    """The reader of links goes by the same guard as `onrecord read`: this machine and its networks are not fetched."""
    (failure,) = _read(desk, link)["failures"]
    assert "fetched" in failure[1] or "private" in failure[1] or "address" in failure[1]


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "http://[::1]:1/"]
)
def test_a_redirect_to_a_private_address_is_not_followed(database: Path, settings: Settings, to: str) -> None:
    """A public page that leads to this machine is refused where it leads."""
    asked: list[str] = []
    inner = GuardedTransport(GuardedBackend(allow_private=False))

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        if request.url.host == "osk.example":
            return (
                httpx2.Response(404)
                if request.url.path == "/robots.txt"
                else httpx2.Response(302, headers={"location": to})
            )
        return inner.handle_request(request)

    fetcher = partial(Fetcher, transport=httpx2.MockTransport(answer))
    with TestClient(create_app(database, replace(settings, fetcher=fetcher))) as desk:
        job = _read(desk, "http://osk.example/a")
    assert not job["articles"]
    assert len(job["failures"]) == 1
    assert "http://osk.example/a" in asked


def test_the_desk_uses_the_fetcher_with_its_guard() -> None:
    """The fetcher of a desk is the guarded one, and nothing in it asks for private addresses."""
    assert Settings().fetcher is Fetcher
    web = Path(onrecord.__file__).parent / "web"
    assert not [path for path in web.rglob("*.py") if "allow_private" in path.read_text()]


def _read(desk: TestClient, link: str) -> dict[str, Any]:
    """What came of a link; the jobs are ended first, so that nothing has to be waited for."""
    jobs = desk.app.state.desk.jobs
    (job,) = desk.post("/read.json", data={"link": link}, headers={"x-csrf-token": _csrf(desk)}).json()
    jobs.wait()
    done = desk.get(f"/jobs/{job['id']}.json").json()["job"]
    assert done["state"] == State.DONE
    return done


INJECTIONS = [
    "'", '"', "' OR 1=1 --", "'; DROP TABLE articles; --", "%", "_", "\\", "a\x00b", ") UNION SELECT 1", "NEAR(a b)",
    "a*", "^a", "{x}:y", "-", "((", '"""',
]  # fmt: skip


@pytest.mark.parametrize("given", INJECTIONS)
def test_what_is_asked_is_never_part_of_the_question(desk: TestClient, database: Path, given: str) -> None:
    """SQL and FTS5 syntax in any parameter is looked for as words, or refused, and changes nothing."""
    before = Store(database).view().stats()
    for path in ("/search.json", "/timeline.json", "/export/statements"):
        for name in ("q", "source", "outlet", "actor", "after", "stance", "since", "order"):
            assert desk.get(path, params={name: given}).status_code in {200, 404, 422}, (path, name)
    for path, name in (
        ("/articles.json", "outlet"), ("/articles.json", "after"), ("/actors.json", "q"), ("/actors.json", "after"),
        ("/commitments.json", "actor"), ("/citation.json", "article"), ("/statement.json", "article"),
        ("/export/commitments", "chain"), ("/corrections.json", "before"), ("/calendar.json", "month"),
    ):  # fmt: skip
        assert desk.get(path, params={name: given}).status_code in {200, 404, 422}, (path, name)
    assert Store(database).view().stats() == before
    assert desk.get("/search.json", params={"source": "' OR '1'='1"}).json()["hits"] == []


def test_sql_has_bound_parameters_only() -> None:
    """No statement of SQL is put together from text, but for a PRAGMA that takes a number."""
    found = []
    for path in (Path(onrecord.__file__).parent / "store").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                first = node.args[0] if node.args else None
                if name in {"text", "execute", "exec_driver_sql", "executescript", "literal_column"} and isinstance(
                    first, ast.JoinedStr | ast.BinOp
                ):
                    found.append(ast.unparse(first))
    assert sorted(found) == ["f'PRAGMA cache_size = -{_CACHED:d}'", "f'PRAGMA max_page_count = {max_pages:d}'"]


def test_a_question_that_takes_too_long_is_a_page_that_says_so(tmp_path: Path, settings: Settings) -> None:
    """At the limit of time a page is given up, with advice, and as JSON where that was asked for."""
    text = article("The board said so. " * 8_000, id="osk")
    spans = (Words.of(text.text, [Span(n * 19, n * 19 + 17)]) for n in range(8_000))
    said = (Statement(f"s{n}", Kind.INDIRECT, Stance.ASSERTS, words) for n, words in enumerate(spans, 1))
    store = Store(tmp_path / "osk.db")
    store.writer().add(Record(text, tuple(said)))
    with TestClient(create_app(store.path, replace(settings, query_seconds=-1.0))) as desk:
        page, data = (desk.get(path, params={"stance": "asserts"}) for path in ("/timeline", "/timeline.json"))
    assert (page.status_code, data.status_code) == (503, 503)
    assert "ask for less" in page.text
    assert "ask for less" in data.json()["error"]


def test_the_day_of_a_question_is_a_day(desk: TestClient) -> None:
    """The first and the last day that there is are days like others."""
    for day in (date.min, date.max):
        assert desk.get("/search", params={"since": day.isoformat()}).status_code == 200
