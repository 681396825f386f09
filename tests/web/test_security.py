"""Access to the desk: who gets in, which requests may change something, and what a page may do."""

import ast
import asyncio
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response

import onrecord
from desks import csrf
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


def _routes(app: FastAPI) -> list[APIRoute]:
    """Every route of the application, including those of routers that are kept whole."""
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


@pytest.fixture(scope="module")
def shared_guarded(story: Path, settings: Settings) -> Iterator[TestClient]:
    """A client of a desk that needs a token and answers to any host name."""
    with TestClient(create_app(story, replace(settings, hosts=frozenset({"*"}), token=TOKEN))) as client:
        yield client


@pytest.fixture
def guarded(shared_guarded: TestClient) -> TestClient:
    """The same client, without cookies."""
    shared_guarded.cookies.clear()
    return shared_guarded


# --- Hosts ------------------------------------------------------------------------------------------------------------

OUR_HOSTS = (
    "testserver", "testserver:8765", "TESTSERVER", "testserver.", "localhost", "LocalHost:1", "127.0.0.1:8765", "[::1]",
    "[::1]:8765",
)  # fmt: skip
OTHER_HOSTS = (
    "evil.example", "evil.example:8765", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example",
    "127.0.0.2", "0.0.0.0", "[::2]", "[::]", "::1", "[::1", "[::::1]", "localhost:80:80", "localhost:",
    "localhost@evil.example", "evil.example#localhost", "localhost/", " ", "", "localhost..", "localhost, evil",
    "127.1", "2130706433",
)  # fmt: skip


def test_the_desk_answers_to_its_own_names(desk: TestClient) -> None:
    """With or without a port, in capitals, and with the dot of a fully qualified name."""
    statuses = {host: desk.get("/help", headers={"host": host}).status_code for host in OUR_HOSTS}
    assert statuses == dict.fromkeys(OUR_HOSTS, 200)


def test_the_desk_answers_to_no_other_name(desk: TestClient) -> None:
    """A name that resolves here (DNS rebinding) gets nothing, and neither does a malformed one."""
    wrong = []
    for host in OTHER_HOSTS:
        for path in ("/", "/index.json", "/static/desk.css", "/openapi.json"):
            answer = desk.get(path, headers={"host": host})
            if answer.status_code not in {400, 421} or "Onrecord" in answer.text:
                wrong.append((host, path, answer.status_code))
    assert wrong == []


def test_a_request_names_its_host_once(desk: TestClient) -> None:
    """Without a host, or with two, nobody can tell which one a proxy has checked."""

    async def status(hosts: list[bytes]) -> int:
        headers = [(b"host", host) for host in hosts]
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        await desk.app(scope, receive, send)
        return int(sent[0]["status"])

    for hosts in ([], [b"localhost", b"evil.example"], [b"localhost", b"localhost"]):
        assert asyncio.run(status(hosts)) == 400, hosts


REQUESTS = {
    "GET http://evil.example/index.json HTTP/1.1\r\nHost: evil.example": {b"421"},
    "GET http://evil.example/index.json HTTP/1.1\r\nHost: localhost": {b"404", b"200"},
    "GET /index.json HTTP/1.0": {b"400"},
    "GET /index.json HTTP/1.1\r\nHost: localhost\r\nHost: evil.example": {b"400"},
    "GET /index.json HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost": {b"421"},
    "GET //evil.example/ HTTP/1.1\r\nHost: localhost": {b"404"},
    "GET /static/../../../../etc/passwd HTTP/1.1\r\nHost: localhost": {b"404"},
    "GET /static/%2e%2e/app.py HTTP/1.1\r\nHost: localhost": {b"404"},
    "GET /static/..%5c..%5capp.py HTTP/1.1\r\nHost: localhost": {b"404"},
    "GET /static//etc/passwd HTTP/1.1\r\nHost: localhost": {b"404"},
    "GET /articles/../../etc/passwd HTTP/1.1\r\nHost: localhost": {b"404"},
}


@pytest.mark.server
def test_the_request_line_as_it_is_sent(server: str) -> None:
    """Absolute addresses in the request line, and paths that climb, lead nowhere."""
    at = urlsplit(server)
    wrong = {}
    for request, statuses in REQUESTS.items():
        with socket.create_connection((at.hostname, at.port), 10) as connection:
            connection.sendall(f"{request}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        if answer.split(b" ", 2)[1] not in statuses or b"root:" in answer or b"import " in answer:
            wrong[request] = answer[:200]
    assert wrong == {}


# --- Changes ----------------------------------------------------------------------------------------------------------


def test_every_change_needs_the_token_of_a_page(own_desk: TestClient, database: Path) -> None:
    """Without a CSRF token, or with a wrong one or another session's, no route changes anything."""
    routes = _unsafe(own_desk)
    assert len(routes) >= 12
    theirs = csrf(TestClient(own_desk.app))
    assert theirs != csrf(own_desk)
    before = database.read_bytes()
    for method, path in routes:
        for given in (None, "", "0" * 64, theirs):
            header = {} if given is None else {"x-csrf-token": given}
            form = {} if given is None else {"csrf": given}
            answers = [
                own_desk.request(method, path, headers=header),
                own_desk.request(method, path, data=form),
                own_desk.request(method, path, json={} | form),
                own_desk.request(method, path, data=form, files={"files": ("a.txt", b"The harbour board said so.")}),
                own_desk.request(method, path, data=form, headers={"authorization": "Bearer x"}),
                own_desk.request(method, path, headers=header | {"authorization": "Basic eDp5"}),
            ]
            assert {answer.status_code for answer in answers} <= {400, 403, 422}, (method, path, given)
    assert not Store(database).view().log()
    assert database.read_bytes() == before


FOREIGN = (
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
)


def test_no_other_site_changes_anything(desk: TestClient) -> None:
    """A change requested by a page of another site is refused, even with the right token."""
    token = csrf(desk)
    accepted = [
        (headers, path)
        for headers in FOREIGN
        for method, path in _unsafe(desk)
        if desk.request(method, path, headers=headers | {"x-csrf-token": token}).status_code != 403
    ]
    assert accepted == []


def test_the_token_is_taken_from_a_form_and_from_a_header(desk: TestClient) -> None:
    """Either will do, from one of the desk's own pages or from a program."""
    token = csrf(desk)
    for headers in (
        {},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"referer": "http://testserver/corrections"},
    ):
        form = desk.post("/me", data={"name": "Ada", "csrf": token}, headers=headers, follow_redirects=False)
        header = headers | {"x-csrf-token": token}
        assert form.status_code == 303, headers
        assert desk.post("/me", data={"name": "Ada"}, headers=header, follow_redirects=False).status_code == 303, (
            headers
        )


def test_a_csrf_token_is_void_after_a_restart(desk: TestClient, story: Path, settings: Settings) -> None:
    """Every start of the desk has a new secret."""
    token = csrf(desk)
    restarted = TestClient(create_app(story, settings), cookies=desk.cookies)
    assert restarted.post("/me", data={"name": "Ada", "csrf": token}).status_code == 403


# --- Sessions and the access token ------------------------------------------------------------------------------------


def test_cookies_are_for_the_desk_alone(desk: TestClient, guarded: TestClient) -> None:
    """No script can read the desk's cookies, no other site can send them, and none holds the token."""
    answers = [
        desk.get("/help"),
        desk.post("/me", data={"name": "Ada", "csrf": csrf(desk)}, follow_redirects=False),
        guarded.get(f"/?token={TOKEN}", follow_redirects=False),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 4
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=strict", "path=/"} <= parts
        assert TOKEN not in cookie


def test_a_malformed_session_is_replaced(desk: TestClient) -> None:
    """A session cookie that the desk did not issue is not accepted."""
    for session in ("", "x", "g" * 32, "A" * 32, "0" * 33, "0" * 31, "é" * 32):
        desk.cookies.clear()
        answer = desk.get("/help", headers=[(b"cookie", f"onrecord_session={session}".encode("latin-1"))])
        assert re.search(r"onrecord_session=[0-9a-f]{32};", answer.headers["set-cookie"]), session


def test_signing_in_starts_a_new_session(guarded: TestClient) -> None:
    """A session that was known before the token was shown does not go on (session fixation)."""
    fixed = "0" * 32
    guarded.cookies.set("onrecord_session", fixed)
    answer = guarded.get(f"/?token={TOKEN}", follow_redirects=False)
    cookies = answer.headers.get_list("set-cookie")
    assert [cookie for cookie in cookies if cookie.startswith("onrecord_session=")]
    assert not any(fixed in cookie for cookie in cookies)


def test_nothing_without_the_token(guarded: TestClient) -> None:
    """A desk that needs a token serves nothing without it, not even a style sheet."""
    credentials = (
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"cookie": "onrecord_token="},
        {"cookie": f"onrecord_token={TOKEN}"},
    )
    wrong = []
    for path in ("/", "/index.json", "/static/desk.css", "/openapi.json", "/nowhere", "/jobs/x"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            for headers in credentials:
                answer = guarded.request(method, path, headers=headers)
                if answer.status_code != 401 or answer.headers["www-authenticate"] != "Bearer":
                    wrong.append((method, path, headers))
        if guarded.get(path, params={"token": "wrong"}).status_code != 401:
            wrong.append(("GET", path, {"token": "wrong"}))
    assert wrong == []


def test_the_token_is_removed_from_the_address(guarded: TestClient) -> None:
    """It becomes a cookie, and the browser is sent to the same address without it."""
    answer = guarded.get(f"/search?q=toll&source=&token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=toll&source=")
    assert guarded.get("/search").status_code == 200


def test_the_token_leads_to_no_other_site(guarded: TestClient) -> None:
    """An address that begins with two slashes stays an address of the desk."""
    for path in ("//evil.example/", "///evil.example", "/\\evil.example/", "/%2Fevil.example/", "/%5Cevil.example"):
        answer = guarded.get(f"http://testserver{path}?token={TOKEN}", follow_redirects=False)
        assert re.match(r"/(?![/\\])", answer.headers["location"]), path


def test_a_program_comes_in_with_the_token(guarded: TestClient) -> None:
    """`Authorization: Bearer` needs no CSRF token, as no browser sends it on its own."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/index.json", headers=headers).status_code == 200
    assert guarded.post("/undo/1.json", headers=headers).status_code == 404


def test_a_wrong_bearer_does_not_replace_the_csrf_token(guarded: TestClient) -> None:
    """A browser that is signed in by cookie needs the CSRF token, whatever `Authorization` says."""
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
    names = {each for each in compared if re.search(r"token|bearer|csrf|digest|given", each) and " is " not in each}
    assert names == {"scheme.lower() == 'bearer'", "key != 'token'"}


# --- What a page may do -----------------------------------------------------------------------------------------------

ANSWERS = {
    ("GET", "/"): 200,
    ("HEAD", "/"): 200,
    ("GET", "/index.json"): 200,
    ("GET", "/openapi.json"): 200,
    ("GET", "/static/desk.css"): 200,
    ("GET", "/static/none.css"): 404,
    ("GET", "/nowhere"): 404,
    ("GET", "/nowhere.json"): 404,
    ("GET", "/search?stance=foo"): 422,
    ("OPTIONS", "/"): 405,
    ("TRACE", "/"): 403,
    ("POST", "/"): 403,
    ("POST", "/undo/1"): 403,
    ("GET", "/undo/1"): 405,
    ("GET", "/export/statements"): 200,
}


def test_every_answer_has_the_security_headers(desk: TestClient, guarded: TestClient) -> None:
    """Pages, data, files, errors, downloads, and what the guard itself refuses or redirects."""
    for (method, path), status in ANSWERS.items():
        headers = {"origin": "http://evil.example"} if status == 403 and method in {"TRACE", "POST"} else {}
        answer = desk.request(method, path, headers=headers)
        assert answer.status_code == status, (method, path)
        _assert_headers(answer)
    for answer in (
        guarded.get("/"),
        guarded.get(f"/?token={TOKEN}", follow_redirects=False),
        desk.get("/", headers={"host": "evil.example"}),
        desk.post("/me", data={"name": "Ada", "csrf": csrf(desk)}, follow_redirects=False),
        desk.post("/read", content=b"", headers={"content-length": "999999999"}),
    ):
        _assert_headers(answer)


def _assert_headers(answer: Response) -> None:
    for name in HEADERS:
        assert len(answer.headers.get_list(name)) == 1, (answer.url, name)
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
    """No template has an inline script, style or handler, or marks anything as safe."""
    templates = Path(onrecord.__file__).parent / "web" / "templates"
    for template in templates.glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style|\|\s*safe\b|autoescape", text), template


BACK = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "javascript:alert(1)", "http://evil.example", "https:evil.example", "evil.example",
    "/\r\nLocation: http://evil.example", "/\n/evil", " //evil.example", "data:text/html,x", "/%0d%0aSet-Cookie:x=1",
    "", "\x00/", "/\u202e",
)  # fmt: skip


def test_a_form_leads_back_to_the_desk_only(desk: TestClient) -> None:
    """Wherever a form asks to go, the redirect is to an address of the desk, and adds no header."""
    token = csrf(desk)
    for back in BACK:
        answer = desk.post("/me", data={"name": "Ada", "back": back, "csrf": token}, follow_redirects=False)
        assert answer.status_code == 303, back
        assert re.fullmatch(r"/(?![/\\])[!-~]*", answer.headers["location"]), back
        assert len(answer.headers.get_list("set-cookie")) == 1, back


def test_an_error_leads_back_to_the_desk_only(desk: TestClient) -> None:
    """An error page links back to a page of the desk, or not at all."""
    for referer in (
        "http://evil.example/",
        "javascript:alert(1)",
        "http://testserver.evil.example/",
        "http://testserver@evil.example/",
    ):
        assert "Go back" not in desk.get("/nowhere", headers={"referer": referer}).text, referer
    ours = desk.get("/nowhere", headers={"referer": 'http://testserver/search?q="><script>'}).text
    assert "Go back" in ours
    assert "<script>" not in ours


# --- Uploads, downloads and links -------------------------------------------------------------------------------------


def test_a_download_is_named_by_the_desk(desk: TestClient) -> None:
    """Nothing from an address or an article gets into the header."""
    path = '/export/statements?format=csv&article=x"%0d%0aSet-Cookie:%20a=b'
    assert desk.get(path).status_code == 404
    answer = desk.get("/export/statements?q=%0d%0aX-Evil:1&format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="onrecord-statements.csv"'
    assert "x-evil" not in answer.headers


def test_a_body_that_is_too_large_is_refused(story: Path, settings: Settings) -> None:
    """By its declared length, or as it arrives if it declares none."""
    with TestClient(create_app(story, replace(settings, max_upload=1_000))) as desk:
        token = csrf(desk)
        headers = {"x-csrf-token": token, "content-type": "application/x-www-form-urlencoded"}
        assert desk.post("/read", content=b"text=" + b"a" * 2_000, headers=headers).status_code == 413
        pieces = iter([b"text=", *[b"a" * 100] * 50])
        assert desk.post("/read", content=pieces, headers=headers).status_code == 413
        as_json = headers | {"content-type": "application/json"}
        assert desk.post("/corrections.json", content=iter([b"{", b" " * 3_000]), headers=as_json).status_code == 413
        files = {"files": ("a.txt", b"a" * 2_000)}
        assert desk.post("/read", files=files, headers={"x-csrf-token": token}).status_code == 413
        for length in ("9" * 400, "-1", "1e3", "0x10"):
            assert desk.post("/me", content=b"", headers=headers | {"content-length": length}).status_code == 413


def test_the_name_of_a_file_is_a_name_only(own_desk: TestClient, tmp_path: Path) -> None:
    """A file is read from the upload, whatever its name; no path is opened or written."""
    text = b"The harbour board of Osk said on Monday that the ramp was unsafe and would stay closed for a week."
    headers = {"x-csrf-token": csrf(own_desk)}
    before = sorted(tmp_path.glob("*.db"))
    for name in (
        "../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "a\x00b.txt", "<script>.txt", "\u202egnp.txt", "..",
        "a" * 1_000,
    ):  # fmt: skip
        (job,) = own_desk.post("/read.json", files={"files": (name, text)}, headers=headers).json()
        assert not re.search(r"[/\\\x00\u202e]", job["name"]), name
        assert len(job["name"]) <= 200, name
        assert "<script>" not in own_desk.get(f"/jobs/{job['id']}").text, name
    assert sorted(tmp_path.glob("*.db")) == before


def test_only_the_web_is_fetched(desk: TestClient) -> None:
    """A link with another scheme is refused before anything is opened."""
    headers = {"x-csrf-token": csrf(desk)}
    for link in (
        "file:///etc/passwd", "ftp://osk.example/a", "gopher://osk.example", "/etc/passwd", "javascript:1", "C:\\x",
    ):  # fmt: skip
        answer = desk.post("/read.json", data={"link": link}, headers=headers)
        assert answer.status_code == 422, link
        assert "http://" in answer.json()["error"], link


def test_the_desk_fetches_nothing_private(own_desk: TestClient) -> None:
    """Links have the same guard as `onrecord read`: this machine and its networks are not fetched."""
    for link in (
        "http://127.0.0.1:8765/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://user:pass@osk.example/", "http://100.64.0.1/", "http://[fd00::1]/",
    ):  # fmt: skip
        (failure,) = _read(own_desk, link)["failures"]
        assert "fetched" in failure[1] or "private" in failure[1] or "address" in failure[1], link


def test_a_redirect_to_a_private_address_is_not_followed(database: Path, settings: Settings) -> None:
    """A public page that redirects to this machine is refused there."""
    asked: list[str] = []
    inner = GuardedTransport(GuardedBackend(allow_private=False))
    targets = ("http://127.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "http://[::1]:1/")

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        if request.url.host != "osk.example":
            return inner.handle_request(request)
        if request.url.path == "/robots.txt":
            return httpx2.Response(404)
        return httpx2.Response(302, headers={"location": targets[int(request.url.path[1:])]})

    fetcher = partial(Fetcher, transport=httpx2.MockTransport(answer))
    with TestClient(create_app(database, replace(settings, fetcher=fetcher))) as desk:
        for number, target in enumerate(targets):
            job = _read(desk, f"http://osk.example/{number}")
            assert not job["articles"], target
            assert len(job["failures"]) == 1, target
            assert f"http://osk.example/{number}" in asked, target


def test_the_desk_uses_the_guarded_fetcher() -> None:
    """The default fetcher is the guarded one, and nothing in the desk allows private addresses."""
    assert Settings().fetcher is Fetcher
    web = Path(onrecord.__file__).parent / "web"
    assert not [path for path in web.rglob("*.py") if "allow_private" in path.read_text()]


def _read(desk: TestClient, link: str) -> dict[str, Any]:
    """The finished job of a link."""
    (job,) = desk.post("/read.json", data={"link": link}, headers={"x-csrf-token": csrf(desk)}).json()
    desk.app.state.desk.jobs.wait()
    done = desk.get(f"/jobs/{job['id']}.json").json()["job"]
    assert done["state"] == State.DONE
    return done


# --- Queries ----------------------------------------------------------------------------------------------------------

INJECTIONS = (
    "'", '"', "' OR 1=1 --", "'; DROP TABLE articles; --", "%", "_", "\\", "a\x00b", ") UNION SELECT 1", "NEAR(a b)",
    "a*", "^a", "{x}:y", "-", "((", '"""',
)  # fmt: skip

SEARCHES = tuple(
    (path, name)
    for path in ("/search.json", "/timeline.json", "/export/statements")
    for name in ("q", "source", "outlet", "actor", "after", "stance", "since", "order")
)
LISTS = (
    ("/articles.json", "outlet"), ("/articles.json", "after"), ("/actors.json", "q"), ("/actors.json", "after"),
    ("/commitments.json", "actor"), ("/citation.json", "article"), ("/statement.json", "article"),
    ("/export/commitments", "chain"), ("/corrections.json", "before"), ("/calendar.json", "month"),
)  # fmt: skip


@pytest.mark.slow
def test_input_is_never_part_of_the_query(desk: TestClient) -> None:
    """SQL and FTS5 syntax in any parameter is searched for as words, or refused.

    That nothing is changed is asserted of all tests that share this desk.
    """
    wrong = []
    for given in INJECTIONS:
        for path, name in (*SEARCHES, *LISTS):
            if (status := desk.get(path, params={name: given}).status_code) not in {200, 404, 422}:
                wrong.append((path, name, given, status))
    assert wrong == []
    assert desk.get("/search.json", params={"source": "' OR '1'='1"}).json()["hits"] == []


def test_sql_has_bound_parameters_only() -> None:
    """No SQL is built from text, except for PRAGMAs, whose values cannot be bound."""
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
    assert sorted(found) == [
        "f\"PRAGMA synchronous = {('FULL' if durable else 'OFF')}\"",
        "f'PRAGMA cache_size = -{_CACHED:d}'",
        "f'PRAGMA max_page_count = {max_pages:d}'",
    ]


def test_a_query_that_takes_too_long_gets_a_page_that_says_so(tmp_path: Path, settings: Settings) -> None:
    """At the time limit a query is cancelled, with advice, as a page and as JSON."""
    text = article("The board said so. " * 8_000, id="osk")
    spans = (Words.of(text.text, [Span(n * 19, n * 19 + 17)]) for n in range(8_000))
    said = (Statement(f"s{n}", Kind.INDIRECT, Stance.ASSERTS, words) for n, words in enumerate(spans, 1))
    store = Store(tmp_path / "osk.db", durable=False)
    store.writer().add(Record(text, tuple(said)))
    with TestClient(create_app(store.path, replace(settings, query_seconds=-1.0))) as desk:
        page, data = (desk.get(path, params={"stance": "asserts"}) for path in ("/timeline", "/timeline.json"))
    assert (page.status_code, data.status_code) == (503, 503)
    assert "narrow it" in page.text
    assert "narrow it" in data.json()["error"]
