"""What the desk's forms do when they are old, filled in by hand, or sent with much at once."""

import csv
import io
import json
import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

Post = Callable[..., Any]
TEXT = (
    "Ferry halted\n\nThe Ferry Board met in the hall. “We stop,” said Rhea Tolman.\n\n"
    "Later the fog came back, and he left the pier for good, Tolman told reporters.\n\n渡轮委员会表示，渡轮将停航。"
)


def read(desk: TestClient, post: Post, **fields: str) -> dict[str, Any]:
    """Read a text by the page; its record as JSON."""
    line = {"id": "ferry", "text": TEXT, "title": "Ferry halted", "published": "2024-02-01"} | fields
    job = post("/read.json", files={"files": ("a.jsonl", json.dumps(line).encode())}).json()[0]["id"]
    while desk.get(f"/jobs/{job}.json").json()["job"]["state"] != "done":
        time.sleep(0.05)
    return facts(desk, line["id"])


def facts(desk: TestClient, article: str) -> dict[str, Any]:
    """The record of an article as its page has it."""
    return dict(desk.get(f"/articles/{article}.json").json()["record"])


def fields(desk: TestClient, address: str) -> dict[str, str]:
    """What a statement's form holds before anybody has typed in it."""
    page = desk.get(address).text
    form = page[page.index("data-edit") :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {each}="([^"]*)"', tag) for each in ("name", "value"))
        if name:
            found[name[1]] = unescape(value[1]) if value else ""
    found |= {
        name: unescape(value) for name, value in re.findall(r'name="(\w+)" rows[^>]*>(.*?)</textarea>', form, re.DOTALL)
    }
    chosen = r'<select[^>]*name="(\w+)">.*?(?:<option selected>(.*?)</option>.*?)?</select>'
    found |= {name: value for name, value in re.findall(chosen, form, re.DOTALL) if value}
    return found


def test_an_old_form_changes_only_what_was_changed_in_it(desk: TestClient, post: Post) -> None:
    """What somebody else corrected since a form was opened stays as it is."""
    record = read(desk, post)
    first = record["statements"][0]["id"]
    address = f"/statement?article=ferry&id={first}"
    mine, theirs = fields(desk, address), fields(desk, address)
    assert post("/corrections", theirs | {"due_start": "2024-05-01"}).status_code == 200
    assert post("/corrections", mine | {"stance": "alleges"}).status_code == 200
    (found,) = [each for each in facts(desk, "ferry")["statements"] if each["id"] == first]
    assert found["stance"] == "alleges"
    assert found["due"]["start"] == "2024-05-01"
    assert "nothing was changed" in post("/corrections", mine).text
    for broken in ('{"id": 1}', "[" * 100_000, "null", "x"):
        assert post("/corrections", mine | {"shown": broken}).status_code == 422


def test_typed_words_are_whole_words_beside_the_content(desk: TestClient, post: Post) -> None:
    """A source or cue that is typed is found next to the content, and never within a longer word."""
    read(desk, post)
    form = fields(desk, "/statement?article=ferry")
    typed = {"content": "left the pier for good", "source": "he", "cue": "told"}
    assert post("/corrections", form | typed).status_code == 200
    (found,) = [each for each in facts(desk, "ferry")["statements"] if each["content"]["text"] == typed["content"]]
    (source,), (cue,) = found["source"]["spans"], found["cue"]["spans"]
    assert TEXT[source[0] - 1 : source[1] + 1] == " he "
    assert source[0] == TEXT.index("he left")
    assert cue[0] == TEXT.index("told")
    assert post("/corrections", form | {"content": "no such words"}).status_code == 422


def test_typed_words_need_no_spaces_around_them(desk: TestClient, post: Post) -> None:
    """In a language that is written without spaces, words are found as well."""
    read(desk, post)
    typed = {"content": "渡轮将停航", "source": "委员会", "cue": "表示"}
    assert post("/corrections", fields(desk, "/statement?article=ferry") | typed).status_code == 200
    (found,) = [each for each in facts(desk, "ferry")["statements"] if each["content"]["text"] == typed["content"]]
    assert (found["source"]["text"], found["cue"]["text"]) == (typed["source"], typed["cue"])


def test_an_added_statement_is_somebodys_on_a_day(desk: TestClient, post: Post) -> None:
    """A new statement is its article's actor's of that name, and was said when the article came out."""
    record = read(desk, post)
    form = fields(desk, "/statement?article=ferry")
    assert (
        post("/corrections", form | {"content": "for good", "source": "Rhea Tolman", "cue": "told"}).status_code == 200
    )
    (found,) = [each for each in facts(desk, "ferry")["statements"] if each["content"]["text"] == "for good"]
    assert found["source"]["actor"] in {actor["id"] for actor in record["actors"] if actor["name"] == "Rhea Tolman"}
    assert found["said"]["start"] == "2024-02-01"


def test_all_that_is_sent_together_is_told(desk: TestClient, post: Post) -> None:
    """The page of a reading has every file that was sent with it, and what of them could not be read."""
    files = [("files", ("bin.txt", b"\x00\x01\x02\xff" * 50)), ("files", ("empty.txt", b""))]
    page = post("/read", {"text": TEXT}, files=files)
    while "progress" in (page := desk.get(page.url)).text:
        time.sleep(0.05)
    jobs = desk.get(f"{page.url.path}.json").json()["jobs"]
    assert [(bool(job["failures"]), bool(job["articles"])) for job in jobs] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    for name in ("bin.txt", "empty.txt", "Ferry halted", "Could not be read"):
        assert name in page.text
    refused = post("/read", {"text": TEXT.replace("fog", "mist"), "link": "ftp://ferry.example/"})
    assert refused.status_code == 422
    assert desk.get("/index.json").json()["reading"] == []


def test_a_merged_actor_leads_to_the_other(desk: TestClient, post: Post) -> None:
    """The address of an actor that was merged leads on, as page and as JSON, until the ruling is taken back."""
    page = post("/actors/merge", {"actor": "person-teodor-hask", "other": "person-piet-arlov"})
    assert "Your ruling is kept" in page.text
    assert desk.get("/actors/person-piet-arlov").url.path == "/actors/person-teodor-hask"
    assert desk.get("/actors/person-piet-arlov.json").json()["actor"]["id"] == "person-teodor-hask"
    assert "merge" in (log := desk.get("/corrections").text)
    assert "Teodor Hask and Piet Arlov" in log
    key = page.url.params["done"]
    assert post(f"/undo/{key}", {"back": "/actors/person-piet-arlov"}).url.path == "/actors/person-piet-arlov"
    assert "Your ruling is kept" not in desk.get(f"/actors/person-teodor-hask?done={key}").text


def test_a_name_that_two_actors_have_is_told(post: Post) -> None:
    """An actor that is given the name of another one is shown beside it, and the two can be merged by their ids."""
    page = post("/actors/rename", {"actor": "person-odile-farr", "name": "Ilsa Morovan"}).text
    (other,) = re.findall(r'Another actor is called so: <a href="/actors/([^"]+)"', page)
    assert other == "person-ilsa-morovan"
    assert post("/actors/merge", {"actor": "person-odile-farr", "other": other}).status_code == 200


def test_a_correction_is_told_while_it_holds(desk: TestClient, post: Post) -> None:
    """The banner of a correction goes with it, and is on no page of another article."""
    read(desk, post)
    page = post("/corrections", {"article": "ferry", "statement": "s1", "what": "accept"})
    assert "Your correction is kept" in page.text
    other = desk.get("/articles.json").json()["articles"][-1]["id"]
    key = page.url.params["done"]
    assert "Your correction is kept" not in desk.get(f"/articles/{other}?done={key}").text
    post(f"/undo/{key}", {"back": "/"})
    assert "Your correction is kept" not in desk.get(f"/articles/ferry?done={key}").text


def test_the_timeline_has_the_days_that_are_asked_for(desk: TestClient) -> None:
    """Its columns count no day outside of them, and what is due stands on its last day."""
    for days in ("from=2024-01-15&to=2025-12-31", "from=2023-03-10&to=2023-12-31", "from=2030-01-01"):
        columns = desk.get(f"/timeline.json?{days}").json()["axis"]["columns"]
        entries = list(csv.DictReader(io.StringIO(desk.get(f"/export/timeline?{days}").text.lstrip("\ufeff"))))
        for role in ("said", "due"):
            assert sum(column[role] for column in columns) == sum(entry["role"] == role for entry in entries), days
    due = desk.get("/timeline.json?from=2023-12-31&to=2023-12-31").json()["due"]
    assert any("by the end of the year" in hit["statement"]["content"]["text"] for hit in due)
    page = desk.get("/timeline?stance=denies&from=2024-01-01&to=2024-01-31").text
    assert 'name="stance" value="denies"' in page


def test_the_export_of_commitments_is_that_of_the_page(desk: TestClient) -> None:
    """Day, group and actor of the page are those of its export."""
    for asked in ("as_of=2023-02-10", "group=overdue&actor=person-teodor-hask", "as_of=2023-06-01"):
        groups = desk.get(f"/commitments.json?{asked}").json()["groups"]
        page = desk.get(f"/commitments?{asked}").text
        (link,) = set(re.findall(r'href="(/export/commitments[^"]*format=csv)"', page))
        rows = list(csv.DictReader(io.StringIO(desk.get(unescape(link)).text)))
        listed = {line["commitment"]["chain"] for lines in groups.values() for line in lines}
        assert listed == {row["chain"] for row in rows}
