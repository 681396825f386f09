"""The Python API: `import onrecord`."""

from datetime import date
from pathlib import Path

import pytest

import onrecord
from made import TOLL
from onrecord.errors import ConfigError, MalformedInputError, ReadError
from onrecord.readers.base import Failure
from onrecord.records import Article, Record


class EmptyReader:
    """A reader that finds no statements: what it is given is what these tests are about."""

    def read(self, article: Article) -> Record:
        """The article without statements."""
        return Record(article)


EMPTY: onrecord.Reader = EmptyReader()  # type: ignore[assignment]


def test_everything_public_can_be_imported() -> None:
    """`__all__` is sorted, complete, and each name in it exists."""
    assert onrecord.__all__ == sorted(onrecord.__all__)
    assert [name for name in onrecord.__all__ if not hasattr(onrecord, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        onrecord.nothing  # noqa: B018


def test_a_text_is_read_and_its_statements_can_be_stored_and_found(tmp_path: Path) -> None:
    """A string that is neither a file nor an address is the article itself; arguments override what it says."""
    record = onrecord.read(TOLL, published="2024-02-05", outlet="The Lantern")
    assert record.article.title == "Talks on river toll stall as deadline nears"
    assert record.article.outlet == "The Lantern"
    assert record.article.published is not None
    assert record.article.published.start == date(2024, 2, 5)
    store = onrecord.Store(tmp_path / "record.db")
    store.writer().add(record)
    (hit, *_) = store.view().search(onrecord.Query("toll"))
    assert "toll" in hit.statement.content.text


def test_a_file_is_read_as_its_text(tmp_path: Path) -> None:
    """A path, as a string or not, gives the record of the file's text, and so does an article."""
    path = tmp_path / "toll.txt"
    path.write_text(TOLL, encoding="utf-8")
    expected = onrecord.read(TOLL, reader=EMPTY)
    assert onrecord.read(path, reader=EMPTY) == onrecord.read(str(path), reader=EMPTY) == expected
    assert onrecord.read(expected.article, reader=EMPTY) == expected


def test_what_cannot_be_read_raises() -> None:
    """An empty text, a missing file, and a single word, which is a path even if there is no such file."""
    for source in ("", "  \n", Path("missing.txt"), "stories/missing.txt"):
        with pytest.raises(ReadError):
            onrecord.read(source, reader=EMPTY)
    with pytest.raises(ReadError, match="no such file"):
        onrecord.read("stories/missing.txt", reader=EMPTY)


def test_another_type_is_a_type_error() -> None:
    """The message names the type."""
    for source in (None, 5, b"She said no."):
        with pytest.raises(TypeError, match=f"not {type(source).__name__}"):
            onrecord.read(source, reader=EMPTY)  # type: ignore[arg-type]


def test_a_bad_date_is_an_error() -> None:
    """`published` must be an ISO date."""
    with pytest.raises(ConfigError, match="published"):
        onrecord.read(TOLL, published="soon", reader=EMPTY)


def test_several_articles_are_read_by_read_many(tmp_path: Path) -> None:
    """`read` refuses a file of two articles; `read_many` reads them, with failures in their place."""
    path = tmp_path / "two.jsonl"
    path.write_text('{"text": "She said no."}\n{"text": "He said yes."}\nnonsense\n', encoding="utf-8")
    with pytest.raises(MalformedInputError, match="read_many"):
        onrecord.read(path, reader=EMPTY)
    first, second, third = onrecord.read_many([path], reader=EMPTY)
    assert isinstance(first, onrecord.Record)
    assert isinstance(second, onrecord.Record)
    assert isinstance(third, Failure)
    assert third.where.endswith("two.jsonl:3")
