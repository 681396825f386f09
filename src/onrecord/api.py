"""What `import onrecord` offers beyond the records: reading a text, a file or an address."""

import io
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path

from onrecord.errors import ConfigError, MalformedInputError
from onrecord.readers.base import Failure, Overrides
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs, Outcome, is_url
from onrecord.readers.text import read_text
from onrecord.reading.reader import Reader
from onrecord.records import Article, DateInterval, Origin, Record


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """The reader with the shipped model, loaded once."""
    return Reader()


def read(
    source: str | Path | Article,
    *,
    published: date | str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
    reader: Reader | None = None,
) -> Record:
    """Read one article.

    Args:
        source: The article's text, or the path of a file, or an address to fetch, or an article. A string is an
            address if it begins with http:// or https://, a path if there is such a file or it is a single word, and
            else the text.
        published: The day of publication, as a date or in ISO form; goes before what the article says.
        outlet: The outlet; likewise.
        title: The title; likewise.
        url: The article's address; likewise.
        reader: The reader to use; by default one with the shipped model.

    Raises:
        ReadError: There is no article to be read in it, or more than one.
        FetchError: The address could not be fetched.
        ConfigError: `published` is no date.
        TypeError: `source` is of another type.
    """
    if not isinstance(source, str | Path | Article):
        msg = f"source is a {type(source).__name__}; it is a text, a path, an address or an article"
        raise TypeError(msg)
    overrides = Overrides(url=url, title=title, outlet=outlet, published=_day(published))
    article = source if isinstance(source, Article) else _article(source, overrides)
    return (reader or default_reader()).read(article)


def read_many(inputs: Iterable[str | Path], *, reader: Reader | None = None) -> Iterator[Record | Failure]:
    """Read files, folders, feeds and addresses: a record or a failure for each article, in order."""
    reader = reader or default_reader()
    for outcome in _outcomes([str(name) for name in inputs], Overrides()):
        if isinstance(outcome, InputArticle):
            yield reader.read(outcome.article)
        elif isinstance(outcome, Failure):
            yield outcome


def _article(source: str | Path, overrides: Overrides) -> Article:
    if isinstance(source, str) and not is_url(source) and not _is_path(source):
        return read_text(source, overrides=overrides)
    found = list(islice(_outcomes([str(source)], overrides), 2))
    if len(found) == 1 and isinstance(found[0], InputArticle):
        return found[0].article
    if found and isinstance(found[0], Failure):
        raise found[0].error
    msg = f"{source} holds no article, or more than one; onrecord.read_many reads them all"
    raise MalformedInputError(msg)


def _outcomes(inputs: list[str], overrides: Overrides) -> Iterator[Outcome]:
    with Fetcher() as fetcher:
        yield from Inputs(overrides=overrides, fetch=fetcher.fetch, stdin=io.BytesIO()).read(inputs)


def _is_path(source: str) -> bool:
    """Whether a string names a file: there is one, or it is a single word, which no article is."""
    try:
        return bool(source) and (len(source.split()) == 1 or ("\n" not in source and Path(source).exists()))
    except (OSError, ValueError):  # a text that is too long for a file name, or holds a NUL
        return False


def _day(value: date | str | None) -> DateInterval | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        msg = f"published is {value!r}, not an ISO date such as 2024-03-01"
        raise ConfigError(msg) from error
    return DateInterval(day, day, Origin.ARGUMENT)
