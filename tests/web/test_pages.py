"""The desk's pages: each is there, as a page and as JSON, and says what is on record."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    "path", ["/", "/articles", "/search", "/actors", "/timeline", "/commitments", "/calendar", "/corrections", "/help"]
)
def test_each_page_is_json_as_well(desk: TestClient, path: str) -> None:
    """Every page is HTML, and JSON at the same address with `.json`."""
    page = desk.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    data = desk.get("/index.json" if path == "/" else f"{path}.json")
    assert data.status_code == 200
    assert data.headers["content-type"] == "application/json"
    assert isinstance(data.json(), dict)
