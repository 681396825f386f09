"""What several tests share: a loaded reader and what it reads in a short article."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from made import TOLL, article, new_store
from onrecord.corpus.ledger import LedgerBook
from onrecord.reading.reader import Reader
from onrecord.records import Article, Record
from onrecord.store import Store

settings.register_profile(
    "onrecord", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("onrecord")

EXAMPLES = Path(__file__).parent.parent / "examples"
STORED = Path(__file__).parent / "stored"


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader with the shipped model."""
    return Reader()


@pytest.fixture(scope="session")
def toll() -> Article:
    """A short article with a quotation over three paragraphs, a denial and an office that would not comment."""
    return article(TOLL)


@pytest.fixture(scope="session")
def toll_record(reader: Reader, toll: Article) -> Record:
    """What the model reads in the short article."""
    return reader.read(toll)


@pytest.fixture(scope="session")
def _story_file(story_records: list[tuple[str, Record]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the bundled story, with its actors and its ledger, that nobody writes to."""
    store = new_store(tmp_path_factory.mktemp("story"))
    for location, record in story_records:
        store.writer().add(record, location=location)
    LedgerBook(store).update()
    store.close()
    return store.path


@pytest.fixture(scope="session")
def story_store(_story_file: Path) -> Store:
    """The bundled story in a store, for tests that only read."""
    return Store(_story_file)


@pytest.fixture
def story_copy(_story_file: Path, tmp_path: Path) -> Store:
    """The bundled story in a store of the test's own, for tests that write."""
    return Store(shutil.copy(_story_file, tmp_path / "onrecord.db"), busy_seconds=0.05, durable=False)


@pytest.fixture(scope="session")
def story_records() -> list[tuple[str, Record]]:
    """The bundled story as it was read once, as (location, record): what stands on it asks nothing of the model."""
    lines = (STORED / "story.jsonl").read_text(encoding="utf-8").splitlines()
    return [(line["location"], Record.from_json(line["record"])) for line in map(json.loads, lines)]
