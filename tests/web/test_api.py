"""The desk's API by its own description: whatever is sent, the answer is what was asked for or says what is wrong."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.schemas import OpenApiSchema

from onrecord.web import create_app
from onrecord.web.desk import Settings
from onrecord.web.security import SESSION_COOKIE

SESSION = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def description(story: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenApiSchema:
    """The description of a desk over a copy of the story."""
    path = tmp_path_factory.mktemp("api") / "story.db"
    shutil.copy(story, path)
    known = Settings()
    app = create_app(path, replace(known, hosts=known.hosts | {"testserver"}, user="Ada"))
    client = TestClient(app, cookies={SESSION_COOKIE: SESSION})
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/corrections").text)
    assert found is not None
    app.state.csrf = found[1]
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def test_no_request_is_a_fault_of_the_desk(description: OpenApiSchema) -> None:
    """No answer is a 5xx, but for those that are designed: it took too long, or an extra is not installed."""
    operations = [result.ok() for result in description.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def answers(case: schemathesis.Case) -> None:
            headers = {"x-csrf-token": description.app.state.csrf}
            answer = case.call(headers=headers, cookies={SESSION_COOKIE: SESSION})
            assert answer.status_code < 500 or answer.status_code in {501, 503}, case.as_curl_command()

        answers()


@pytest.mark.parametrize(
    "address",
    [
        "/search?stance=shouts",
        "/search?since=soon",
        "/search?after=zz",
        "/search?order=none",
        "/articles/none",
        "/articles?after=",
        "/actors/none",
        "/actors?after=zz~zz",
        "/timeline?from=never",
        "/commitments?as_of=32",
        "/commitments?offset=-1",
        "/commitments/none",
        "/calendar?month=2024-13",
        "/calendar?month=0000-00",
        "/corrections?before=x",
        "/statement?article=none",
        "/citation?article=none&id=s1",
        "/jobs/none",
        "/export/statements?format=odt",
        "/export/commitments?format=odt",
        "/export/timeline?format=ics",
        "/export/actors?format=parquet",
        "/export/articles?format=ics",
        "/export/timeline?actor=nobody",
        "/export/statements?actor=nobody",
        "/export/commitments?actor=nobody",
    ],
)
def test_a_bad_address_says_what_is_wrong(desk: TestClient, address: str) -> None:
    """A page, and the same as JSON, with what is wrong; never a fault."""
    path, mark, rest = address.partition("?")
    page = desk.get(address)
    assert page.status_code in {404, 422} or address == "/articles?after="
    data = desk.get(f"{path}.json{mark}{rest}") if not path.startswith("/export") else page
    assert data.status_code == page.status_code


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days(desk: TestClient, day: str) -> None:
    """The first and the last day that there are can be asked for on every page with days."""
    for address in (
        f"/commitments?as_of={day}", f"/calendar?as_of={day}", f"/calendar?month={day[:7]}",
        f"/timeline?from={day}", f"/timeline?to={day}", f"/search?since={day}", f"/search?until={day}",
    ):  # fmt: skip
        assert desk.get(address).status_code == 200, address
