"""The desk's forms: out of date, filled in by hand, or submitted together."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from desks import FERRY, Post


def facts(desk: TestClient, article: str) -> dict[str, Any]:
    """The record of an article, as its page has it."""
    return dict(desk.get(f"/articles/{article}.json").json()["record"])


def fields(desk: TestClient, address: str) -> dict[str, str]:
    """The fields of a statement's form as it is served."""
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


@pytest.mark.usefixtures("ferry")
def test_an_old_form_changes_only_what_was_changed_in_it(own_desk: TestClient, post: Post) -> None:
    """A correction made by somebody else since the form was opened is not overwritten."""
    address = "/statement?article=ferry&id=s1"
    mine, theirs = fields(own_desk, address), fields(own_desk, address)
    assert post("/corrections", theirs | {"due_start": "2024-05-01"}).status_code == 200
    assert post("/corrections", mine | {"stance": "alleges"}).status_code == 200
    (found,) = [each for each in facts(own_desk, "ferry")["statements"] if each["id"] == "s1"]
    assert found["stance"] == "alleges"
    assert found["due"]["start"] == "2024-05-01"
    assert "Nothing was changed" in post("/corrections", mine).text
    for broken in ('{"id": 1}', "[" * 100_000, "null", "x"):
        assert post("/corrections", mine | {"shown": broken}).status_code == 422


@pytest.mark.usefixtures("ferry")
def test_typed_words_are_whole_words_near_the_content(own_desk: TestClient, post: Post) -> None:
    """A typed source or cue is found next to the content, and never inside a longer word."""
    form = fields(own_desk, "/statement?article=ferry")
    typed = {"content": "left the pier for good", "source": "he", "cue": "told"}
    assert post("/corrections", form | typed).status_code == 200
    (found,) = [each for each in facts(own_desk, "ferry")["statements"] if each["content"]["text"] == typed["content"]]
    (source,), (cue,) = found["source"]["spans"], found["cue"]["spans"]
    assert FERRY[source[0] - 1 : source[1] + 1] == " he "
    assert source[0] == FERRY.index("he left")
    assert cue[0] == FERRY.index("told")
    assert post("/corrections", form | {"content": "no such words"}).status_code == 422


@pytest.mark.usefixtures("ferry")
def test_typed_words_need_no_spaces_around_them(own_desk: TestClient, post: Post) -> None:
    """Words are found in languages written without spaces, too."""
    typed = {"content": "渡轮将停航", "source": "委员会", "cue": "表示"}
    assert post("/corrections", fields(own_desk, "/statement?article=ferry") | typed).status_code == 200
    (found,) = [each for each in facts(own_desk, "ferry")["statements"] if each["content"]["text"] == typed["content"]]
    assert (found["source"]["text"], found["cue"]["text"]) == (typed["source"], typed["cue"])


@pytest.mark.usefixtures("ferry")
def test_an_added_statement_gets_an_actor_and_a_date(own_desk: TestClient, post: Post) -> None:
    """A new statement belongs to the article's actor of that name, and was said on the day of publication."""
    form = fields(own_desk, "/statement?article=ferry")
    assert (
        post("/corrections", form | {"content": "for good", "source": "Rhea Tolman", "cue": "told"}).status_code == 200
    )
    (found,) = [each for each in facts(own_desk, "ferry")["statements"] if each["content"]["text"] == "for good"]
    assert found["source"]["actor"] == "a1"
    assert found["said"]["start"] == "2024-02-01"


@pytest.mark.usefixtures("ferry")
def test_a_submission_lists_every_file(own_desk: TestClient, post: Post) -> None:
    """The job page lists every file of a submission, with those that could not be read."""
    files = [("files", ("bin.txt", b"\x00\x01\x02\xff" * 50)), ("files", ("empty.txt", b""))]
    page = post("/read", {"text": FERRY}, files=files)
    own_desk.app.state.desk.jobs.wait()  # type: ignore[attr-defined]
    page = own_desk.get(page.url)
    jobs = own_desk.get(f"{page.url.path}.json").json()["jobs"]
    assert [(bool(job["failures"]), bool(job["articles"])) for job in jobs] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    for name in ("bin.txt", "empty.txt", "Ferry halted", "Could not read"):
        assert name in page.text
    refused = post("/read", {"text": FERRY.replace("fog", "mist"), "link": "ftp://ferry.example/"})
    assert refused.status_code == 422
    assert own_desk.get("/index.json").json()["reading"] == []


def test_a_merged_actor_redirects(own_desk: TestClient, post: Post) -> None:
    """The address of a merged actor redirects, as a page and as JSON, until the merge is undone."""
    page = post("/actors/merge", {"actor": "person-teodor-hask", "other": "person-piet-arlov"})
    assert "Change saved as Ada" in page.text
    assert own_desk.get("/actors/person-piet-arlov").url.path == "/actors/person-teodor-hask"
    assert own_desk.get("/actors/person-piet-arlov.json").json()["actor"]["id"] == "person-teodor-hask"
    assert "Merged" in (log := own_desk.get("/corrections").text)
    assert "Teodor Hask and Piet Arlov" in log
    key = page.url.params["done"]
    assert post(f"/undo/{key}", {"back": "/actors/person-piet-arlov"}).url.path == "/actors/person-piet-arlov"
    assert "Change saved as Ada" not in own_desk.get(f"/actors/person-teodor-hask?done={key}").text


def test_two_actors_with_one_name_link_to_each_other(post: Post) -> None:
    """An actor renamed to another's name links to it, and the two can be merged by id."""
    page = post("/actors/rename", {"actor": "person-odile-farr", "name": "Ilsa Morovan"}).text
    (other,) = re.findall(r'Another actor has the same name: <a href="/actors/([^"]+)"', page)
    assert other == "person-ilsa-morovan"
    assert post("/actors/merge", {"actor": "person-odile-farr", "other": other}).status_code == 200


@pytest.mark.usefixtures("ferry")
def test_a_correction_is_announced_while_it_holds(own_desk: TestClient, post: Post) -> None:
    """The banner of a correction is shown on its own article only, and not once it is undone."""
    page = post("/corrections", {"article": "ferry", "statement": "s1", "what": "accept"})
    assert "Correction saved as Ada" in page.text
    other = own_desk.get("/articles.json").json()["articles"][-1]["id"]
    key = page.url.params["done"]
    assert "Correction saved as Ada" not in own_desk.get(f"/articles/{other}?done={key}").text
    post(f"/undo/{key}", {"back": "/"})
    assert "Correction saved as Ada" not in own_desk.get(f"/articles/ferry?done={key}").text


def test_the_timeline_has_the_days_that_are_asked_for(desk: TestClient) -> None:
    """Columns count only the days asked for, and a due statement is counted on its last day."""
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
    """The export keeps the page's day, group and actor."""
    for asked in ("as_of=2023-02-10", "group=overdue&actor=person-teodor-hask", "as_of=2023-06-01"):
        groups = desk.get(f"/commitments.json?{asked}").json()["groups"]
        page = desk.get(f"/commitments?{asked}").text
        (link,) = set(re.findall(r'href="(/export/commitments[^"]*format=csv)"', page))
        rows = list(csv.DictReader(io.StringIO(desk.get(unescape(link)).text)))
        listed = {line["commitment"]["chain"] for lines in groups.values() for line in lines}
        assert listed == {row["chain"] for row in rows}
