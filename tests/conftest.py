"""What several tests share: a loaded reader and what it reads in a short article."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from made import TOLL, article
from onrecord.reading.reader import Reader
from onrecord.records import Article, Record

settings.register_profile(
    "onrecord", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("onrecord")

EXAMPLES = Path(__file__).parent.parent / "examples"


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
