"""Articles and forms that mean harm: shown as the words that they are, or refused with a reason."""

import json
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.web import create_app
from onrecord.web.desk import Settings

Post = Callable[..., Any]
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'
OVERRIDE = "\u202eevil\u202c\u2066x\u2069"


def read(desk: TestClient, post: Post, line: dict[str, object], name: str = "a.jsonl") -> str:
    """Read an article by the page, as JSON Lines under a file name; its id."""
    data = json.dumps(line).encode()
    job = post("/read.json", files={"files": (name, data)}).json()[0]["id"]
    while (found := desk.get(f"/jobs/{job}.json").json()["job"])["state"] != "done":
        time.sleep(0.05)
    assert found["articles"], found
    return str(found["articles"][0][0])


def every_page(desk: TestClient, article: str) -> dict[str, str]:
    """The pages that show an article."""
    paths = (
        "/", "/articles", f"/articles/{article}", "/search?q=ramp", "/actors", "/timeline", "/commitments",
        "/corrections", f"/statement?article={article}",
    )  # fmt: skip
    pages = {path: desk.get(path) for path in paths}
    assert all(page.status_code == 200 for page in pages.values())
    return {path: page.text for path, page in pages.items()}


def test_words_of_an_article_are_words(desk: TestClient, post: Post) -> None:
    """Markup in title, byline, outlet, address, text and file name is shown, and is no markup of the page."""
    text = f'Toll {SCRIPT}\n\nThe ramp is unsafe {SCRIPT}, said Rhea "{SCRIPT}" Tolman, the director of {SCRIPT}.'
    line: dict[str, object] = {
        "id": "hostile", "text": text, "title": f"Toll {SCRIPT}", "bylines": [SCRIPT], "outlet": SCRIPT,
        "url": f"https://lantern.example/{SCRIPT}", "published": "2024-02-01",
    }  # fmt: skip
    article = read(desk, post, line, name=f"{SCRIPT}.jsonl")
    for path, page in every_page(desk, article).items():
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert "onerror=alert(1)>" not in page, path
    assert "&lt;script&gt;" in desk.get(f"/articles/{article}").text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<b>x</b>", "vbscript:x", " javascript:alert(1)"],
)
def test_an_address_that_would_run_is_no_link(desk: TestClient, post: Post, url: str) -> None:
    """Only addresses of the web are links; others are shown as words."""
    text = "Ramp shut\n\nThe ramp is unsafe, said Rhea Tolman."
    article = read(desk, post, {"id": "link", "text": text, "url": url, "title": "Ramp shut"})
    for path, page in every_page(desk, article).items():
        links = re.findall(r'(?:href|action|src)="([^"]*)"', page)
        assert all(re.match(r"/|#|https?://", link) for link in links), path


def test_nothing_turns_the_writing_around(desk: TestClient, post: Post) -> None:
    """Marks that change the direction of writing are taken out of text, title, outlet and byline."""
    text = f"Ramp {OVERRIDE}\n\nThe ramp is unsafe {OVERRIDE}, said Rhea {OVERRIDE} Tolman."
    line: dict[str, object] = {"id": "bidi", "text": text, "title": OVERRIDE, "outlet": OVERRIDE, "bylines": [OVERRIDE]}
    article = read(desk, post, line)
    post("/actors/rename", {"actor": "person-joris-vane", "name": f"Joris {OVERRIDE} Vane", "because": OVERRIDE})
    post("/me", {"name": f"Bo {OVERRIDE}"})
    for path, page in every_page(desk, article).items():
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page), path


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\a.txt", "/etc/passwd", "a\nb.txt", "x" * 500 + ".txt"]
)
def test_a_file_name_is_a_name(post: Post, name: str) -> None:
    """Whatever path a file name holds, it is shown by its last part and used for nothing."""
    jobs = post("/read.json", files={"files": (name, b"The ramp is unsafe, said Rhea Tolman.")}).json()
    assert "/" not in jobs[0]["name"]
    assert len(jobs[0]["name"]) <= 200


@pytest.mark.parametrize("id_", ["a/b", "../x", "a b", 'q"uote', "50% off", "ünï", "x.json", "#hash?x=1", "a" * 300])
def test_an_article_may_have_any_id(desk: TestClient, post: Post, id_: str) -> None:
    """Ids come from elsewhere; each article has a page, a form and an export."""
    read(desk, post, {"id": id_, "text": "The ramp is unsafe, said Rhea Tolman.", "title": f"Of {len(id_)}"})
    (link,) = list(re.findall(r'href="(/articles/[^"]+)">Of ', desk.get("/articles").text))
    page = desk.get(link)
    assert page.status_code == 200
    assert "Rhea Tolman" in page.text
    for found in set(re.findall(r'href="(/(?:statement|citation|export/statements)\?[^"]+)"', page.text)):
        assert desk.get(found.replace("&amp;", "&")).status_code == 200, found


def test_a_text_without_end_is_shown(desk: TestClient, post: Post) -> None:
    """Ten megabytes in one paragraph are over what one article has, and say so; two million characters are shown."""
    job = post("/read.json", {"text": ""}, files={"files": ("big.txt", b"word " * 2_000_000)}).json()[0]["id"]
    while (found := desk.get(f"/jobs/{job}.json").json()["job"])["state"] != "done":
        time.sleep(0.05)
    assert "2,000,000" in found["failures"][0][1]
    words = "The ramp held. " * 4_000
    article = read(desk, post, {"id": "long", "title": "Long", "text": f"Long\n\n{words}"})
    began = time.monotonic()
    assert desk.get(f"/articles/{article}").status_code == 200
    assert time.monotonic() - began < 20


def test_a_long_text_may_be_pasted(desk: TestClient, post: Post) -> None:
    """A pasted text has the limits of any other, and no smaller ones of a form."""
    form = {"text": "é" * 2_050_000}
    jobs = post("/read.json", form, files={"files": ("a.txt", b"The ramp is unsafe, said Rhea Tolman.")}).json()
    for each, failed in zip(jobs, (False, True), strict=True):
        while (found := desk.get(f"/jobs/{each['id']}.json").json()["job"])["state"] != "done":
            time.sleep(0.05)
        assert bool(found["failures"]) is failed, found
    assert "2,000,000" in found["failures"][0][1]
    assert post("/read.json", {"text": "é" * 2_100_001}, files={"files": ("", b"")}).status_code == 422


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\ufffe", "x" * 200_000, "\u202e"])
def test_no_character_breaks_a_form(desk: TestClient, post: Post, odd: str) -> None:
    """Broken, invisible and very long text in any field is taken or refused, and the desk goes on."""
    sent = odd.encode(errors="surrogatepass").decode(errors="replace")
    article = desk.get("/articles.json").json()["articles"][0]["id"]
    for path, form in (
        ("/read", {"text": sent}),
        ("/read", {"link": sent}),
        ("/corrections", {"article": article, "statement": "s1", "what": "change", "content": sent, "because": sent}),
        ("/corrections", {"article": sent, "statement": sent, "what": "accept"}),
        ("/actors/rename", {"actor": "person-teodor-hask", "name": sent}),
        ("/actors/merge", {"actor": sent, "other": sent}),
        ("/me", {"name": sent}),
    ):
        assert post(path, form, follow_redirects=False).status_code < 500, (path, form.keys())
    body = json.dumps(
        {"article": article, "what": "change", "statement": "s1", "because": odd, "change": {"stance": odd}}
    )
    token = re.search(r'name="csrf" value="(\w+)"', desk.get("/corrections").text)
    assert token is not None
    headers = {"x-csrf-token": token[1], "content-type": "application/json"}
    assert desk.post("/corrections.json", content=body, headers=headers).status_code < 500
    assert desk.get("/corrections").status_code == 200


def test_taking_back_what_is_not_there_is_told(post: Post) -> None:
    """A number that no correction has."""
    assert post("/undo/99999", follow_redirects=False).status_code == 404
    assert post("/redo/99999", follow_redirects=False).status_code == 404


def test_taking_back_twice_is_taking_back_once(desk: TestClient, post: Post) -> None:
    """And so is having it hold again."""
    article = desk.get("/articles.json").json()["articles"][0]["id"]
    before = desk.get(f"/articles/{article}.json").json()["record"]["statements"]
    fields = {"article": article, "statement": before[0]["id"], "what": "reject"}
    post("/corrections", fields)
    key = desk.get("/corrections.json").json()["rulings"][0]["key"]
    rejected = desk.get(f"/articles/{article}.json").json()["record"]["statements"]
    assert len(rejected) == len(before) - 1
    for _ in range(2):
        assert post(f"/undo/{key}").status_code == 200
        assert desk.get(f"/articles/{article}.json").json()["record"]["statements"] == before
    for _ in range(2):
        post(f"/redo/{key}")
        assert desk.get(f"/articles/{article}.json").json()["record"]["statements"] == rejected


def test_an_empty_desk_has_every_page(tmp_path: Path, settings: Settings) -> None:
    """A database that was made this moment."""
    with TestClient(create_app(tmp_path / "new.db", settings)) as desk:
        for path in (
            "/", "/articles", "/search", "/search?q=ramp", "/actors", "/timeline", "/commitments", "/calendar",
            "/corrections", "/help", "/export/statements?format=csv", "/export/commitments?format=ics",
            "/export/corrections",
        ):  # fmt: skip
            assert desk.get(path).status_code == 200, path


def test_a_database_that_cannot_be_written_is_read(database: Path, settings: Settings) -> None:
    """What only reads works; what would change it says why it cannot."""
    app = create_app(database, settings)
    app.state.desk.writing.writer()
    database.chmod(stat.S_IRUSR)
    database.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with TestClient(app) as desk:
            for path in ("/", "/articles", "/search?q=report", "/commitments"):
                assert desk.get(path).status_code in {200, 503}, path
    finally:
        database.parent.chmod(stat.S_IRWXU)
        database.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_a_database_of_something_else_is_refused(tmp_path: Path, settings: Settings) -> None:
    """With an error that says what it is."""
    path = tmp_path / "other.db"
    path.write_bytes(b"This is no database, and never was one. " * 50)
    with pytest.raises(Exception, match="not an Onrecord database"):
        create_app(path, settings)
