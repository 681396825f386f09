"""The command line in process, over the bundled story as it was read once."""

import os
import shutil
from pathlib import Path

import pytest

from command import Run, call
from made import TOLL
from onrecord.corpus.actors import ActorBook
from onrecord.records import Record
from onrecord.store import Store


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `onrecord` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return call


@pytest.fixture(scope="session")
def story_file(tmp_path_factory: pytest.TempPathFactory, story_records: list[tuple[str, Record]]) -> Path:
    """A database of the bundled story."""
    path = tmp_path_factory.mktemp("story") / "onrecord.db"
    store = Store(path)
    for location, record in story_records:
        store.writer().add(record, location=location)
    ActorBook(store).update()
    store.close()
    return path


@pytest.fixture
def story(run: Run, tmp_path: Path, story_file: Path) -> Run:
    """Runs `onrecord` in a folder with a database of the bundled story."""
    shutil.copyfile(story_file, tmp_path / "onrecord.db")
    return run


@pytest.fixture
def toll_file(tmp_path: Path) -> Path:
    """The short article in a file."""
    path = tmp_path / "toll.txt"
    path.write_text(TOLL, encoding="utf-8")
    return path
