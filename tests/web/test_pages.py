"""The desk's pages, as HTML and as JSON, and their exports."""

import csv
import io
import runpy
import sqlite3
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from conftest import EXAMPLES
from onrecord.web import create_app
from onrecord.web.desk import Settings

PAGES = ("/", "/articles", "/search", "/actors", "/timeline", "/commitments", "/calendar", "/corrections", "/help")


def test_each_page_is_json_as_well(desk: TestClient) -> None:
    """Every page is HTML, and JSON at the same address with `.json`."""
    for path in PAGES:
        page = desk.get(path)
        assert page.status_code == 200, path
        assert page.headers["content-type"].startswith("text/html"), path
        data = desk.get("/index.json" if path == "/" else f"{path}.json")
        assert data.status_code == 200, path
        assert data.headers["content-type"] == "application/json", path
        assert isinstance(data.json(), dict), path


@pytest.mark.slow
def test_every_list_is_exported_whole(database: Path, settings: Settings) -> None:
    """An export has every line of a long list once; the timeline's refuses more than 10,000 entries."""
    runpy.run_path(str(EXAMPLES.parent / "benchmarks" / "enlarge.py"))["grow"](database, 16_000)
    with sqlite3.connect(database) as connection:
        wanted = {
            "statements": connection.execute("SELECT count(*) FROM statements WHERE latest = 1").fetchone()[0],
            "articles": connection.execute("SELECT count(*) FROM articles WHERE latest = 1").fetchone()[0],
            "actors": connection.execute("SELECT count(*) FROM actors").fetchone()[0],
            "commitments": connection.execute(
                "SELECT count(*) FROM ledger WHERE published IS NULL OR published <= ?", (str(settings.today()),)
            ).fetchone()[0],
        }
    with TestClient(create_app(database, settings)) as client:
        for name, number in wanted.items():
            found = csv.DictReader(io.StringIO(client.get(f"/export/{name}?format=csv").text))
            assert len({tuple(row.values()) for row in found}) == number > 500, name
        days = "from=2022-01-01&to=2022-06-30"
        entries = client.get(f"/export/timeline?{days}&format=jsonl").text.splitlines()
        columns = client.get(f"/timeline.json?{days}").json()["axis"]["columns"]
        assert len(entries) == sum(column["said"] + column["due"] for column in columns) > 0
        everything = client.get("/export/timeline")
        assert everything.status_code == 422
        assert "10,000" in everything.text
