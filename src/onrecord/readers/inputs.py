"""Whatever a user names (files, folders, addresses, standard input) as articles, one after the other."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import NotTextError, OnrecordError, ReadError, TooLargeError
from onrecord.readers.base import MAX_BYTES, Failure, Overrides
from onrecord.readers.encoding import kind_of
from onrecord.readers.feed import FetchedPage, looks_like_feed, read_feed
from onrecord.readers.html import looks_like_html, read_html
from onrecord.readers.jsonl import read_jsonl
from onrecord.readers.text import read_text
from onrecord.records import Article

STDIN = "-"
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
FEED_SUFFIXES = frozenset({".xml", ".rss", ".atom"})
SUFFIXES = HTML_SUFFIXES | JSONL_SUFFIXES | FEED_SUFFIXES | {".txt", ".text"}
"""The endings of the files that are read in a folder; a file that is named itself may have any."""


@dataclass(frozen=True, slots=True)
class InputArticle:
    """An article and where it was found.

    `location` is what links its versions; only a file that holds a single article has one.
    """

    article: Article
    where: str
    location: str | None = None


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file in a folder that was not read, and why: `reason` is a few words such as "unsupported type"."""

    where: str
    reason: str


Outcome = InputArticle | Failure | SkippedFile


class Inputs:
    """Reads articles from inputs of every kind.

    Args:
        overrides: Metadata from the user, for every article.
        fetch: What fetches an address; called for addresses that the user names, and for a feed's teasers.
        stdin: Where `-` is read from.
        fetch_entries: Whether the pages that a feed only announces are fetched.
    """

    def __init__(
        self, *, overrides: Overrides, fetch: Callable[[str], FetchedPage], stdin: BinaryIO, fetch_entries: bool = False
    ) -> None:
        self._overrides, self._fetch, self._stdin, self._fetch_entries = overrides, fetch, stdin, fetch_entries

    def read(self, inputs: Iterable[str]) -> Iterator[Outcome]:
        """An outcome for each article, in the order of the inputs; a folder's files come by name."""
        for name in inputs:
            if name == STDIN:
                yield from self._guarded("standard input", self._standard_input)
            elif is_url(name):
                yield from self._guarded(name, partial(self._address, name))
            else:
                yield from self._path(Path(name), frozenset())

    def read_bytes(self, data: bytes, name: str) -> Iterator[Outcome]:
        """An outcome for each article in the bytes of a file that is called `name`."""
        suffix = Path(name).suffix.lower()

        def outcomes() -> Iterator[Outcome]:
            if len(data) > MAX_BYTES:
                msg = f"it is over {MAX_BYTES // 2**20} MB, more than any article; split it, or give it as JSON Lines"
                raise TooLargeError(msg)
            if suffix in JSONL_SUFFIXES or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                yield from _located(read_jsonl(_lines(io.BytesIO(data)), where=name, overrides=self._overrides), name)
            else:
                yield from self._data(data, where=name, location=None, claimed=suffix)

        yield from self._guarded(name, outcomes)

    def _guarded(self, where: str, read: Callable[[], Iterator[Outcome]]) -> Iterator[Outcome]:
        """The outcomes of one input, an error among them as a failure."""
        try:
            yield from read()
        except OnrecordError as error:
            yield Failure(where, error)
        except OSError as error:
            yield Failure(where, _os_error(error))

    def _path(self, path: Path, above: frozenset[Path]) -> Iterator[Outcome]:
        if path.is_dir():
            yield from self._guarded(_name(path), partial(self._folder, path, above))
        else:
            yield from self._guarded(_name(path), partial(self._file, path))

    def _folder(self, folder: Path, above: frozenset[Path]) -> Iterator[Outcome]:
        real = folder.resolve()
        if real in above:
            msg = "the folder holds itself by way of a link; it is read once"
            raise ReadError(msg)
        for path in sorted(folder.iterdir()):
            if path.name.startswith("."):
                continue
            if path.is_dir() or path.suffix.lower() in SUFFIXES:
                yield from self._path(path, above | {real})
            else:
                yield SkippedFile(_name(path), "unsupported type")

    def _file(self, path: Path) -> Iterator[Outcome]:
        where = _name(path)
        with path.open("rb") as file:
            if path.suffix.lower() in JSONL_SUFFIXES:
                if kind := kind_of(file.peek()):
                    msg = f"it is {kind}, not JSON Lines"
                    raise NotTextError(msg)
                yield from _located(read_jsonl(_lines(file), where=where, overrides=self._overrides), where)
                return
            data = _all_of(file)
        claimed = path.suffix.lower()
        yield from self._data(data, where=where, location=_name(path.absolute()), claimed=claimed)

    def _standard_input(self) -> Iterator[Outcome]:
        where = "standard input"
        first = self._stdin.readline(MAX_BYTES + 1)
        if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
            lines = _chain_lines(first, self._stdin)
            yield from _located(read_jsonl(lines, where=where, overrides=self._overrides), where)
        else:
            yield from self._data(first + _all_of(self._stdin), where=where, location=None)

    def _address(self, url: str) -> Iterator[Outcome]:
        page = self._fetch(url)
        yield from self._data(
            page.data, where=url, location=None, url=page.url, charset=page.charset, retrieved=page.retrieved
        )

    def _data(
        self,
        data: bytes,
        *,
        where: str,
        location: str | None,
        claimed: str = "",
        url: str | None = None,
        charset: str | None = None,
        retrieved: str | None = None,
    ) -> Iterator[Outcome]:
        html = claimed in HTML_SUFFIXES or looks_like_html(data)
        if looks_like_feed(data) or (claimed in FEED_SUFFIXES and not html):
            fetch = self._fetch if self._fetch_entries else None
            yield from _located(read_feed(data, overrides=self._overrides, fetch=fetch, where=where), where)
        elif html:
            article = read_html(data, overrides=self._overrides, url=url, charset=charset, retrieved=retrieved)
            yield InputArticle(article, where, location)
        else:
            article = read_text(data, overrides=self._overrides, url=url, charset=charset, retrieved=retrieved)
            yield InputArticle(article, where, location)


def is_url(name: str) -> bool:
    """Whether `name` is an address to fetch, not a file."""
    return name.lower().startswith(("http://", "https://"))


def _name(path: Path) -> str:
    """The path as text; bytes in it that are no UTF-8 are shown by their numbers."""
    return str(path).encode(errors="backslashreplace").decode()


def _located(found: Iterable[Article | Failure], where: str) -> Iterator[Outcome]:
    for item in found:
        yield item if isinstance(item, Failure) else InputArticle(item, where)


def _all_of(file: BinaryIO) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        msg = f"it is over {MAX_BYTES // 2**20} MB, more than any article; split it, or give it as JSON Lines"
        raise TooLargeError(msg)
    return data


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The file's lines, none longer than a reader takes: the rest of a longer one is passed over."""
    while line := file.readline(MAX_BYTES + 1):
        yield line
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_BYTES + 1)


def _chain_lines(first: bytes, rest: BinaryIO) -> Iterator[bytes]:
    yield first
    yield from _lines(rest)


def _os_error(error: OSError) -> ReadError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return ReadError(f"it cannot be read: {reason.lower()}")
