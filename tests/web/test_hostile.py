"""Hostile articles and forms are shown as plain text, or refused with a reason."""

import json
import re
import stat
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desks import Post, csrf
from onrecord.web import create_app
from onrecord.web.desk import Settings

SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'
OVERRIDE = "\u202eevil\u202c\u2066x\u2069"


def read(desk: TestClient, post: Post, line: dict[str, object], name: str = "a.jsonl") -> str:
    """Read an article through the front page, as JSON Lines under a file name; its id."""
    (job,) = post("/read.json", files={"files": (name, json.dumps(line).encode())}).json()
    found = finished(desk, job["id"])
    assert found["articles"], found
    return str(found["articles"][0][0])


def finished(desk: TestClient, job: str) -> dict[str, list[list[str]]]:
    """A job, once all jobs are done."""
    desk.app.state.desk.jobs.wait()  # type: ignore[attr-defined]
    return dict(desk.get(f"/jobs/{job}.json").json()["job"])


def every_page(desk: TestClient, article: str) -> dict[str, str]:
    """The pages that show an article."""
    paths = (
        "/", "/articles", f"/articles/{article}", "/search?q=ramp", "/actors", "/timeline", "/commitments",
        "/corrections", f"/statement?article={article}",
    )  # fmt: skip
    pages = {path: desk.get(path) for path in paths}
    assert all(page.status_code == 200 for page in pages.values())
    return {path: page.text for path, page in pages.items()}


def test_markup_in_an_article_is_escaped(own_desk: TestClient, post: Post) -> None:
    """Markup in a title, byline, outlet, address, text or file name is escaped."""
    text = f'Toll {SCRIPT}\n\nThe ramp is unsafe {SCRIPT}, said Rhea "{SCRIPT}" Tolman, the director of {SCRIPT}.'
    line: dict[str, object] = {
        "id": "hostile", "text": text, "title": f"Toll {SCRIPT}", "bylines": [SCRIPT], "outlet": SCRIPT,
        "url": f"https://lantern.example/{SCRIPT}", "published": "2024-02-01",
    }  # fmt: skip
    article = read(own_desk, post, line, name=f"{SCRIPT}.jsonl")
    for path, page in every_page(own_desk, article).items():
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert "onerror=alert(1)>" not in page, path
    assert "&lt;script&gt;" in own_desk.get(f"/articles/{article}").text


def test_an_address_that_would_run_is_no_link(own_desk: TestClient, post: Post) -> None:
    """Only web addresses become links; others are shown as text."""
    text = "Ramp shut\n\nThe ramp is unsafe, said Rhea Tolman."
    hostile = (
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<b>x</b>", "vbscript:x", " javascript:alert(1)",
    )  # fmt: skip
    for url in hostile:
        article = read(own_desk, post, {"id": "link", "text": text, "url": url, "title": "Ramp shut"})
        for path, page in every_page(own_desk, article).items():
            links = re.findall(r'(?:href|action|src)="([^"]*)"', page)
            assert all(re.match(r"/|#|https?://", link) for link in links), (url, path)


def test_bidirectional_controls_are_removed(own_desk: TestClient, post: Post) -> None:
    """Bidirectional control characters are removed from text, title, outlet, byline and names."""
    text = f"Ramp {OVERRIDE}\n\nThe ramp is unsafe {OVERRIDE}, said Rhea {OVERRIDE} Tolman."
    line: dict[str, object] = {"id": "bidi", "text": text, "title": OVERRIDE, "outlet": OVERRIDE, "bylines": [OVERRIDE]}
    article = read(own_desk, post, line)
    post("/actors/rename", {"actor": "person-joris-vane", "name": f"Joris {OVERRIDE} Vane", "because": OVERRIDE})
    post("/me", {"name": f"Bo {OVERRIDE}"})
    for path, page in every_page(own_desk, article).items():
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page), path


def test_a_file_name_is_a_name(post: Post) -> None:
    """A file name that holds a path is reduced to its last part, and used for nothing else."""
    for name in ("../../etc/passwd.txt", "..\\..\\a.txt", "/etc/passwd", "a\nb.txt", "x" * 500 + ".txt"):
        jobs = post("/read.json", files={"files": (name, b"The ramp is unsafe, said Rhea Tolman.")}).json()
        assert "/" not in jobs[0]["name"], name
        assert len(jobs[0]["name"]) <= 200, name


def test_an_article_may_have_any_id(own_desk: TestClient, post: Post) -> None:
    """Ids come from elsewhere; each article has a page, a form and an export."""
    ids = ("a/b", "../x", "a b", 'q"uote', "50% off", "ünï", "x.json", "#hash?x=1", "a" * 300)
    for number, id_ in enumerate(ids):
        read(
            own_desk,
            post,
            {"id": id_, "text": f"{number} ramps are unsafe, said Rhea Tolman.", "title": f"No. {number}"},
        )
    links = dict(re.findall(r'href="(/articles/[^"]+)">(No. \d)', own_desk.get("/articles").text))
    assert sorted(links.values()) == [f"No. {number}" for number in range(len(ids))]
    for link in links:
        page = own_desk.get(link)
        assert page.status_code == 200, link
        assert "Rhea Tolman" in page.text, link
        for found in set(re.findall(r'href="(/(?:statement|citation|export/statements)\?[^"]+)"', page.text)):
            assert own_desk.get(found.replace("&amp;", "&")).status_code == 200, found


@pytest.mark.slow
def test_a_very_long_text_is_refused_or_shown(own_desk: TestClient, post: Post) -> None:
    """Ten megabytes in one paragraph are refused with the limit; a paragraph of 60,000 characters has a page."""
    (job,) = post("/read.json", files={"files": ("big.txt", b"word " * 2_000_000)}).json()
    assert "2,000,000" in finished(own_desk, job["id"])["failures"][0][1]
    words = "The ramp held. " * 4_000
    article = read(own_desk, post, {"id": "long", "title": "Long", "text": f"Long\n\n{words}"})
    began = time.monotonic()
    assert own_desk.get(f"/articles/{article}").status_code == 200
    assert time.monotonic() - began < 20


@pytest.mark.slow
def test_a_long_text_may_be_pasted(own_desk: TestClient, post: Post) -> None:
    """A pasted text has the same limit as a file, not the smaller one of a form field."""
    form = {"text": "é" * 2_050_000}
    jobs = post("/read.json", form, files={"files": ("a.txt", b"The ramp is unsafe, said Rhea Tolman.")}).json()
    file, pasted = (finished(own_desk, job["id"]) for job in jobs)
    assert not file["failures"]
    assert "2,000,000" in pasted["failures"][0][1]
    assert post("/read.json", {"text": "é" * 2_100_001}, files={"files": ("", b"")}).status_code == 422


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\ufffe", "x" * 200_000, "\u202e"])
def test_no_character_breaks_a_form(own_desk: TestClient, post: Post, odd: str) -> None:
    """Broken, invisible and very long text in any field is accepted or refused, and the desk keeps working."""
    sent = odd.encode(errors="surrogatepass").decode(errors="replace")
    article = own_desk.get("/articles.json").json()["articles"][0]["id"]
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
    headers = {"x-csrf-token": csrf(own_desk), "content-type": "application/json"}
    assert own_desk.post("/corrections.json", content=body, headers=headers).status_code < 500
    assert own_desk.get("/corrections").status_code == 200


def test_undoing_an_unknown_decision_is_an_error(post: Post) -> None:
    """A number that no decision has is not found."""
    assert post("/undo/99999", follow_redirects=False).status_code == 404
    assert post("/redo/99999", follow_redirects=False).status_code == 404


def test_undoing_twice_is_undoing_once(own_desk: TestClient, post: Post) -> None:
    """And so is restoring."""
    article = own_desk.get("/articles.json").json()["articles"][0]["id"]
    before = own_desk.get(f"/articles/{article}.json").json()["record"]["statements"]
    fields = {"article": article, "statement": before[0]["id"], "what": "reject"}
    post("/corrections", fields)
    key = own_desk.get("/corrections.json").json()["decisions"][0]["key"]
    rejected = own_desk.get(f"/articles/{article}.json").json()["record"]["statements"]
    assert len(rejected) == len(before) - 1
    for _ in range(2):
        assert post(f"/undo/{key}").status_code == 200
        assert own_desk.get(f"/articles/{article}.json").json()["record"]["statements"] == before
    for _ in range(2):
        post(f"/redo/{key}")
        assert own_desk.get(f"/articles/{article}.json").json()["record"]["statements"] == rejected


def test_an_empty_desk_has_every_page(tmp_path: Path, settings: Settings) -> None:
    """Every page and export works on a new database."""
    with TestClient(create_app(tmp_path / "new.db", settings)) as desk:
        for path in (
            "/", "/articles", "/search", "/search?q=ramp", "/actors", "/timeline", "/commitments", "/calendar",
            "/corrections", "/help", "/export/statements?format=csv", "/export/commitments?format=ics",
            "/export/corrections",
        ):  # fmt: skip
            assert desk.get(path).status_code == 200, path


def test_a_read_only_database_can_be_read(database: Path, settings: Settings) -> None:
    """Pages work on a database that is read-only."""
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


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, settings: Settings) -> None:
    """The error names the problem."""
    path = tmp_path / "other.db"
    path.write_bytes(b"This is no database, and never was one. " * 50)
    with pytest.raises(Exception, match="not an Onrecord database"):
        create_app(path, settings)
