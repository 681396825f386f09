"""What the tests of the desk share.

`desk` only reads: one application serves the whole session. `own_desk` has a database of its own, for a test that
changes something.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desks import Post, csrf, ferry_record, served
from onrecord.corpus.ledger import LedgerBook
from onrecord.records import Record
from onrecord.store import Store
from onrecord.web import create_app
from onrecord.web.desk import Settings

TODAY = date(2024, 2, 20)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, story_records: list[tuple[str, Record]]) -> Path:
    """The database of the bundled story, with its ledger."""
    store = Store(tmp_path_factory.mktemp("story") / "story.db", durable=False)
    for location, record in story_records:
        store.writer().add(record, location=location)
    LedgerBook(store).update()
    return store.path


@pytest.fixture
def database(story: Path, tmp_path: Path) -> Path:
    """A copy of the story's database that a test may change."""
    return shutil.copy(story, tmp_path / "story.db")


@pytest.fixture(scope="session")
def settings() -> Settings:
    """A desk on a day within the story, where Ada decides; it answers a test client and starts no process."""
    hosts = Settings().hosts | {"testserver"}
    return Settings(hosts=hosts, user="Ada", today=lambda: TODAY, update=lambda *_: None)


@pytest.fixture(scope="session")
def shared_desk(story: Path, settings: Settings) -> Iterator[TestClient]:
    """A client that all tests share; at the end of the session the record is as it was."""
    before = Store(story).view().stats(), Store(story).view().counter("changes")
    with TestClient(create_app(story, settings)) as client:
        yield client
    assert (Store(story).view().stats(), Store(story).view().counter("changes")) == before
    assert not Store(story).view().log()


@pytest.fixture
def desk(shared_desk: TestClient) -> TestClient:
    """A client of a desk over the story, without cookies, for tests that change nothing."""
    shared_desk.cookies.clear()
    return shared_desk


@pytest.fixture
def own_desk(database: Path, settings: Settings) -> Iterator[TestClient]:
    """A client of a desk over a copy of the story, for a test that changes something."""
    with TestClient(create_app(database, settings)) as client:
        yield client


@pytest.fixture
def post(own_desk: TestClient) -> Post:
    """Submit a form to `own_desk` with its CSRF token."""
    token = csrf(own_desk)

    def send(path: str, data: dict[str, object] | None = None, **rest: object) -> object:
        return own_desk.post(path, data={"csrf": token} | (data or {}), **rest)

    return send


@pytest.fixture
def ferry(own_desk: TestClient) -> Record:
    """A short article with two statements, stored in `own_desk` under the id `ferry`."""
    record = ferry_record()
    own_desk.app.state.desk.writing.writer().add(record)
    return record


@pytest.fixture(scope="module")
def server(story: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server that a module's tests share."""
    path = shutil.copy(story, tmp_path_factory.mktemp("server") / "story.db")
    with served(create_app(path, settings)) as address:
        yield address
