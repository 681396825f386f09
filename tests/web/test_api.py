"""The API as its own description has it: whatever is sent, no answer is a fault of the server."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from onrecord.store import Store
from onrecord.web import create_app
from onrecord.web.desk import Settings

DESIGNED = {501, 503}


@pytest.fixture(scope="module")
def api(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client that has the CSRF token of its session in a header; what it reads is thrown away."""
    path = tmp_path_factory.mktemp("api") / "story.db"
    path.write_bytes(story.read_bytes())
    known = Settings()
    app = create_app(path, replace(known, hosts=known.hosts | {"testserver"}, today=lambda: date(2024, 2, 20)))
    with TestClient(app) as client:
        token = re.search(r'name="csrf" value="(\w+)"', client.get("/corrections").text)
        assert token is not None
        client.headers["x-csrf-token"] = token[1]
        yield client


@pytest.fixture(scope="module")
def schema(api: TestClient) -> Any:
    """The description that the desk gives of its API."""
    return schemathesis.openapi.from_asgi("/openapi.json", api.app)


described = schemathesis.pytest.from_fixture("schema")


@described.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_is_a_fault_of_the_server(case: schemathesis.Case, api: TestClient) -> None:
    """Every operation answers what it was given, or says what does not fit."""
    answer = case.call(session=api, headers={"x-csrf-token": api.headers["x-csrf-token"]})
    assert answer.status_code < 500 or answer.status_code in DESIGNED, answer.text
