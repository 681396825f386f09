"""The functions of `import onrecord`: read a text, a file or a web address."""

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
    """A reader with the built-in model, loaded once."""
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
        source: An article's text, a file, a web address, or an `Article`. A string is an address if it starts with
            http:// or https://, a file if there is one of that name or the string is a single word, and otherwise the
            text.
        published: The date of publication, as a date or an ISO string. Overrides what the article says.
        outlet: The outlet. Overrides what the article says.
        title: The title. Overrides what the article says.
        url: The article's address. Overrides what the article says.
        reader: The reader to use; by default one with the built-in model.

    Raises:
        ReadError: The source cannot be read, or is not a single article.
        FetchError: The address cannot be fetched.
        ConfigError: `published` is not a date.
        TypeError: `source` has an unsupported type.
    """
    if not isinstance(source, str | Path | Article):
        msg = f"source must be a text, a path, an address or an article, not {type(source).__name__}"
        raise TypeError(msg)
    overrides = Overrides(url=url, title=title, outlet=outlet, published=_day(published))
    article = source if isinstance(source, Article) else _article(source, overrides)
    return (reader or default_reader()).read(article)


def read_many(inputs: Iterable[str | Path], *, reader: Reader | None = None) -> Iterator[Record | Failure]:
    """Read files, folders, feeds and web addresses: a record or a failure for each article, in order."""
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
    msg = f"{source} has no article, or more than one; use onrecord.read_many to read them all"
    raise MalformedInputError(msg)


def _outcomes(inputs: list[str], overrides: Overrides) -> Iterator[Outcome]:
    with Fetcher() as fetcher:
        yield from Inputs(overrides=overrides, fetch=fetcher.fetch, stdin=io.BytesIO()).read(inputs)


def _is_path(source: str) -> bool:
    """Whether a string names a file. A single word does, even if there is no such file: it cannot be an article."""
    try:
        return bool(source) and (len(source.split()) == 1 or ("\n" not in source and Path(source).exists()))
    except (OSError, ValueError):  # a text that is too long for a file name, or contains a NUL
        return False


def _day(value: date | str | None) -> DateInterval | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        msg = f"published must be an ISO date such as 2024-03-01, not {value!r}"
        raise ConfigError(msg) from error
    return DateInterval(day, day, Origin.ARGUMENT)
