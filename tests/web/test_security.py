"""Who is let in, what may change the record, and what a page may do."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from onrecord.web import create_app
from onrecord.web.desk import Settings
from onrecord.web.pages import ROUTERS

Post = Callable[..., Any]
TOKEN = "a token of good length"
SOURCES = Path(__file__).parents[2] / "src" / "onrecord"


@pytest.fixture
def open_desk(database: Path, settings: Settings) -> Iterator[TestClient]:
    """A desk that other machines can reach, with a token."""
    known = replace(settings, token=TOKEN, hosts=frozenset({"*"}))
    with TestClient(create_app(database, known)) as client:
        yield client


def csrf(desk: TestClient) -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="csrf" value="(\w+)"', desk.get("/corrections").text)
    assert found is not None
    return found[1]


def changes() -> list[str]:
    """The addresses that change something."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    found = [route.path for route in routes if set(route.methods) - {"GET", "HEAD"}]
    assert len(found) > 10
    return [re.sub(r"\{\w+(?::\w+)?\}", "1", path) for path in found]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1:8765", "[::1]:8765", "localhost."])
def test_the_desk_answers_to_its_own_names(desk: TestClient, host: str) -> None:
    """However they are written, with a port or without."""
    assert desk.get("/help", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8765", "10.0.0.1", "[::2]", "0.0.0.0"]
)
@pytest.mark.parametrize("path", ["/", "/index.json", "/static/desk.css", "/openapi.json", "/export/statements"])
def test_a_name_of_somebody_else_that_leads_here_is_refused(desk: TestClient, host: str, path: str) -> None:
    """DNS rebinding: the request asks for another host."""
    answer = desk.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["", "a b", "localhost:x", "localhost@evil.example", "[zz]"])
def test_what_is_no_host_is_refused(desk: TestClient, host: str) -> None:
    """A host that is not written as one is a bad request."""
    assert desk.get("/help", headers={"host": host}).status_code in {400, 421}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"referer": "https://evil.example/page"},
    ],
)
def test_another_page_changes_nothing(desk: TestClient, headers: dict[str, str]) -> None:
    """A request from a page of elsewhere is refused, even with the right token."""
    token = csrf(desk)
    answer = desk.post("/undo/1", data={"csrf": token}, headers=headers)
    assert answer.status_code == 403


def test_nothing_is_changed_without_the_token_of_a_page(desk: TestClient, database: Path, settings: Settings) -> None:
    """Each address that changes something wants it: none, a wrong one and that of another session are refused."""
    other = TestClient(create_app(database, settings))
    tokens = ["", "0" * 64, csrf(other)]
    csrf(desk)
    for path in changes():
        assert desk.post(path).status_code == 403, path
        for token in tokens:
            assert desk.post(path, data={"csrf": token}).status_code == 403, path
            assert desk.post(path, json={}, headers={"x-csrf-token": token}).status_code == 403, path
        assert desk.post(path, headers={"authorization": "Bearer anything"}).status_code == 403, path


def test_a_page_of_the_desk_changes(desk: TestClient, post: Post) -> None:
    """With the token in the form or in the header, and from the desk's own origin."""
    assert (
        post("/me", {"name": "Bo"}, headers={"origin": "http://testserver"}, follow_redirects=False).status_code == 303
    )
    answer = desk.post("/undo/999.json", headers={"x-csrf-token": csrf(desk)})
    assert answer.status_code == 404


def test_from_another_machine_nothing_is_seen_without_the_token(open_desk: TestClient) -> None:
    """No page, no file, no description; a wrong token is none."""
    for path in ("/", "/static/desk.css", "/openapi.json", "/search.json", "/export/statements"):
        assert open_desk.get(path).status_code == 401
        assert open_desk.get(path, headers={"authorization": "Bearer wrong token here"}).status_code == 401
    assert open_desk.get("/?token=wrong").status_code == 401


def test_the_token_lets_in_once_and_for_all(open_desk: TestClient) -> None:
    """It goes from the address into a cookie that no script sees, and out of the address."""
    answer = open_desk.get("/search", params={"token": TOKEN, "q": "report"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=report")
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert TOKEN not in cookie
    assert open_desk.get("/search").status_code == 200


def test_a_program_lets_itself_in_with_a_header(open_desk: TestClient) -> None:
    """A bearer token needs no CSRF token, as no browser sends it by itself."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert open_desk.get("/index.json", headers=headers).status_code == 200
    assert open_desk.post("/undo/999.json", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/index.json", "/static/desk.js", "/nowhere", "/articles/none", "/search?stance=none", "/openapi.json"],
)
def test_each_answer_tells_the_browser_what_it_may_do(desk: TestClient, path: str) -> None:
    """A strict policy without inline script or style, also on errors and files."""
    headers = desk.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_have_no_inline_script_or_style(desk: TestClient) -> None:
    """Nothing that the policy would have to allow."""
    for path in (
        "/",
        "/articles",
        "/search?q=report",
        "/timeline",
        "/commitments",
        "/calendar",
        "/corrections",
        "/help",
    ):
        text = desk.get(path).text
        assert not re.search(r"<style|style=|\son\w+=|<script(?! src=)", text), path


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\r\nset-cookie: x=1"],
)
def test_no_form_leads_elsewhere(post: Post, back: str) -> None:
    """Where a form leads back to is an address of the desk."""
    answer = post("/me", {"name": "Bo", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/corrections"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_no_file_but_the_desks_own_is_given_out(desk: TestClient, path: str) -> None:
    """No way leads out of the folder."""
    assert desk.get(path).status_code in {404, 405}


def test_what_is_too_large_is_refused(database: Path, settings: Settings) -> None:
    """By what a request says of itself, and by what it sends."""
    with TestClient(create_app(database, replace(settings, max_upload=1_000))) as desk:
        token = csrf(desk)
        assert desk.post("/read", data={"csrf": token, "text": "x" * 2_000}).status_code == 413
        pieces = (b"x" * 100 for _ in range(50))
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert desk.post("/read", content=pieces, headers=headers).status_code in {400, 413}


@pytest.mark.parametrize(
    "link",
    ["http://127.0.0.1:9/", "http://localhost/", "http://169.254.169.254/latest", "http://[::1]/", "http://10.1.2.3/"],
)
def test_no_link_leads_into_the_own_network(desk: TestClient, post: Post, link: str) -> None:
    """A link is fetched with the guard of the fetch: private addresses are refused, and the job says so."""
    job = post("/read.json", {"link": link}).json()[0]["id"]
    found = desk.get(f"/jobs/{job}.json").json()["job"]
    while found["state"] != "done":
        found = desk.get(f"/jobs/{job}.json").json()["job"]
    assert "not an address of the public internet" in found["failures"][0][1]


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "ftp://lantern.example/", "javascript:alert(1)", "data:text/html,x"]
)
def test_only_the_web_is_fetched(post: Post, link: str) -> None:
    """Another scheme is refused before anything is done."""
    assert post("/read", {"link": link}, follow_redirects=False).status_code == 422


def test_sql_has_bound_values_only() -> None:
    """No statement of SQL is put together from text: `text(...)` takes a constant wherever it is called."""
    for path in [*SOURCES.glob("store/**/*.py"), *SOURCES.glob("web/**/*.py"), *SOURCES.glob("corpus/**/*.py")]:
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
                "text", "exec_driver_sql", "literal_column",
            }:  # fmt: skip
                assert all(isinstance(argument, ast.Constant) for argument in node.args[:1]), path


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE statements; --", '" OR 1=1', "%' OR '1'='1", "NEAR(", "a AND", "*", "\x00"]
)
@pytest.mark.parametrize("name", ["q", "source", "who", "outlet", "after", "stance"])
def test_no_word_is_taken_for_sql(desk: TestClient, name: str, words: str) -> None:
    """Whatever is sought, the answer is a page or an error that says why, and the record is whole."""
    assert desk.get("/search", params={name: words}).status_code in {200, 404, 422}
    assert desk.get("/search.json", params={"q": "report"}).json()["hits"]


def test_a_question_that_takes_too_long_says_so(database: Path, settings: Settings) -> None:
    """A page has a limit of time, and an error that tells what to do."""
    with TestClient(create_app(database, replace(settings, query_seconds=0.0))) as desk:
        answer = desk.get("/search?q=report")
        # A small database may answer before the clock is looked at.
        assert answer.status_code in {200, 503}
        if answer.status_code == 503:
            assert "too long" in answer.text
