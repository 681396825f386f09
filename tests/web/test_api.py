"""The desk's API against its OpenAPI description: every request gets its answer, or an error that explains itself."""

import shutil
from datetime import date
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from schemathesis.specs.openapi.schemas import OpenApiSchema

from desks import csrf
from onrecord.web import create_app
from onrecord.web.desk import Settings
from onrecord.web.security import SESSION_COOKIE

SESSION = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def description(story: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> OpenApiSchema:
    """The OpenAPI description of a desk over a copy of the story."""
    app = create_app(shutil.copy(story, tmp_path_factory.mktemp("api") / "story.db"), settings)
    app.state.csrf = csrf(TestClient(app, cookies={SESSION_COOKIE: SESSION}))
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.slow
def test_no_request_makes_the_desk_fail(description: OpenApiSchema) -> None:
    """No answer is a 5xx, except for a query that took too long (503) or an extra that is not installed (501)."""
    operations = [result.ok() for result in description.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @given(case=operation.as_strategy())
        @hypothesis.settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def answers(case: schemathesis.Case) -> None:
            headers = {"x-csrf-token": description.app.state.csrf}
            answer = case.call(headers=headers, cookies={SESSION_COOKIE: SESSION})
            assert answer.status_code < 500 or answer.status_code in {501, 503}, case.as_curl_command()

        answers()


BAD_ADDRESSES = (
    "/search?stance=shouts",
    "/search?since=soon",
    "/search?after=zz",
    "/search?order=none",
    "/articles/none",
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
)


def test_a_bad_address_says_what_is_wrong(desk: TestClient) -> None:
    """The page and its JSON are errors with the same status, and never a crash."""
    wrong = {}
    for address in BAD_ADDRESSES:
        path, mark, rest = address.partition("?")
        page = desk.get(address)
        data = desk.get(f"{path}.json{mark}{rest}") if not path.startswith("/export") else page
        if data.status_code != page.status_code or page.status_code not in {404, 422}:
            wrong[address] = page.status_code, data.status_code
    assert wrong == {}
    assert desk.get("/articles?after=").status_code == 200  # an empty field asks for nothing


ERRORS = {
    "/nowhere": (404, "There is no page at this address"),
    "/undo/1": (405, "This address does not accept such requests"),
    "/articles/none": (404, "No article matches &#39;none&#39;"),
    "/search?since=soon": (422, "Since is not a date; write it as 2024-03-01"),
    "/search?stance=shouts": (422, "Stance: should be &#39;asserts&#39;"),
    "/calendar?month=2024-13": (422, "is not a month; write it as 2024-03"),
    "/export/statements?format=odt": (422, "Cannot export statements as &#39;odt&#39;; the formats are"),
}


def test_an_error_page_explains_itself(desk: TestClient) -> None:
    """The message is a sentence that says what was wrong and, where that helps, what to write instead."""
    pages = {address: desk.get(address) for address in ERRORS}
    wrong = {
        address: page.text[page.text.index('class="message"') :][:200]
        for address, page in pages.items()
        if page.status_code != ERRORS[address][0] or ERRORS[address][1] not in page.text
    }
    assert wrong == {}


def test_the_ends_of_the_calendar_are_dates(desk: TestClient) -> None:
    """Every page that takes a date takes the first and the last one there is."""
    wrong = {}
    for day in (date.min.isoformat(), date.max.isoformat()):
        for address in (
            f"/commitments?as_of={day}", f"/calendar?as_of={day}", f"/calendar?month={day[:7]}",
            f"/timeline?from={day}", f"/timeline?to={day}", f"/search?since={day}", f"/search?until={day}",
        ):  # fmt: skip
            if (status := desk.get(address).status_code) != 200:
                wrong[address] = status
    assert wrong == {}
