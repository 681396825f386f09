"""The same through `import onrecord`."""

from datetime import date
from pathlib import Path

import pytest

import onrecord
from made import TOLL
from onrecord.errors import ConfigError, MalformedInputError, ReadError
from onrecord.readers.base import Failure


def test_a_text_is_read() -> None:
    """A string that is no file and no address is the article itself."""
    record = onrecord.read(TOLL, published="2024-02-05", outlet="The Lantern")
    assert record.article.title == "Talks on river toll stall as deadline nears"
    assert record.article.outlet == "The Lantern"
    assert record.article.published is not None
    assert record.article.published.start == date(2024, 2, 5)
    assert record.statements


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    """A path, as a string or not, gives the record of the file's text."""
    path = tmp_path / "toll.txt"
    path.write_text(TOLL, encoding="utf-8")
    assert onrecord.read(path) == onrecord.read(str(path)) == onrecord.read(TOLL)


def test_a_record_can_be_kept_and_found(tmp_path: Path) -> None:
    """A store keeps a record and finds its statements."""
    store = onrecord.Store(tmp_path / "record.db")
    store.writer().add(onrecord.read(TOLL))
    (hit, *_) = store.view().search(onrecord.Query("toll"))
    assert "toll" in hit.statement.content.text


@pytest.mark.parametrize(("source", "error"), [("", ReadError), ("  \n", ReadError), (Path("missing.txt"), ReadError)])
def test_what_cannot_be_read_raises(source: str | Path, error: type[Exception]) -> None:
    """An empty text and a missing file are errors of ours."""
    with pytest.raises(error):
        onrecord.read(source)


@pytest.mark.parametrize("source", [None, 5, b"She said no."])
def test_another_type_is_a_type_error(source: object) -> None:
    """What is no text, path, address or article is told by its type."""
    with pytest.raises(TypeError, match="source is a"):
        onrecord.read(source)  # type: ignore[arg-type]


def test_a_mistyped_path_is_not_taken_for_a_text() -> None:
    """A single word is a path, so that a file that is not there does not become an article of its name."""
    with pytest.raises(ReadError, match="no such file"):
        onrecord.read("stories/missing.txt")


def test_a_wrong_date_is_an_error() -> None:
    """A publication date that is none is refused."""
    with pytest.raises(ConfigError, match="published"):
        onrecord.read(TOLL, published="soon")


def test_several_articles_are_not_one(tmp_path: Path) -> None:
    """A file of two articles is refused by `read`, and read by `read_many` with the failures among them."""
    path = tmp_path / "two.jsonl"
    path.write_text('{"text": "She said no."}\n{"text": "He said yes."}\nnonsense\n', encoding="utf-8")
    with pytest.raises(MalformedInputError, match="read_many"):
        onrecord.read(path)
    first, second, third = onrecord.read_many([path])
    assert isinstance(first, onrecord.Record)
    assert isinstance(second, onrecord.Record)
    assert isinstance(third, Failure)
    assert third.where.endswith("two.jsonl:3")
