"""Articles from whatever a user names: files, folders, addresses, standard input."""

import io
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import NotTextError, OnrecordError, ReadError, TooLargeError
from onrecord.readers.base import MAX_BYTES, Failure, Overrides, os_error, printable
from onrecord.readers.encoding import kind_of
from onrecord.readers.feed import FetchedPage, looks_like_feed, read_feed
from onrecord.readers.folders import SkippedFile, files_in, path_name
from onrecord.readers.html import looks_like_html, read_html
from onrecord.readers.jsonl import read_jsonl
from onrecord.readers.text import read_text
from onrecord.records import Article

STDIN = "-"
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
FEED_SUFFIXES = frozenset({".xml", ".rss", ".atom"})
SUFFIXES = HTML_SUFFIXES | JSONL_SUFFIXES | FEED_SUFFIXES | {".txt", ".text"}
"""The suffixes of the files that are read in a folder; a file that is named explicitly may have any."""
_STREAMS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Names that refer to a different file in every run, and therefore cannot be locations."""
_TOO_LARGE = f"larger than {MAX_BYTES // 2**20} MB: split it, or convert it to JSON Lines"
_BLANK_LINES = 1000
"""How many blank lines may precede JSON Lines on standard input."""


@dataclass(frozen=True, slots=True)
class InputArticle:
    """An article and where it was found.

    `location` is what links its versions; only a file that holds a single article has one.
    """

    article: Article
    where: str
    location: str | None = None


Outcome = InputArticle | Failure | SkippedFile


class Inputs:
    """Reads articles from inputs of every kind.

    Args:
        overrides: Metadata from the user, for every article.
        fetch: Fetches an address: one that the user names, or the page behind a feed's entry.
        stdin: The stream to read for `-`.
        fetch_entries: Whether to fetch the page of a feed entry that holds only a summary.
    """

    def __init__(
        self, *, overrides: Overrides, fetch: Callable[[str], FetchedPage], stdin: BinaryIO, fetch_entries: bool = False
    ) -> None:
        self._overrides, self._fetch, self._stdin, self._fetch_entries = overrides, fetch, stdin, fetch_entries

    def read(self, inputs: Iterable[str]) -> Iterator[Outcome]:
        """Yield an outcome for each article, in the order of the inputs; the files of a folder are sorted by name.

        A pipe or device that is named explicitly, such as `/dev/stdin` or `<(command)`, is read to its end like
        standard input. If nothing writes to the pipe, this waits. Pipes and devices in folders are skipped.
        """
        for name in inputs:
            if name == STDIN:
                yield from self._guarded("standard input", partial(self._stream, self._stdin, "standard input"))
            elif is_url(name):
                yield from self._guarded(printable(name), partial(self._address, name))
            else:
                yield from self._guarded(printable(name), partial(self._path, name))

    def read_bytes(self, data: bytes, name: str) -> Iterator[Outcome]:
        """Yield an outcome for each article in the bytes of a file called `name`."""
        name = printable(name)
        suffix = Path(name).suffix.lower()

        def outcomes() -> Iterator[Outcome]:
            if len(data) > MAX_BYTES:
                msg = _TOO_LARGE
                raise TooLargeError(msg)
            if suffix in JSONL_SUFFIXES or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                yield from _located(read_jsonl(_lines(io.BytesIO(data)), where=name, overrides=self._overrides), name)
            else:
                yield from self._data(data, where=name, location=None, claimed=suffix)

        yield from self._guarded(name, outcomes)

    def _guarded(self, where: str, read: Callable[[], Iterator[Outcome]]) -> Iterator[Outcome]:
        """The outcomes of one input; an error becomes a failure."""
        try:
            yield from read()
        except OnrecordError as error:
            yield Failure(where, error)
        except OSError as error:
            yield Failure(where, os_error(error))

    def _path(self, name: str) -> Iterator[Outcome]:
        if "\0" in name:
            msg = "a file name cannot contain a NUL"
            raise ReadError(msg)
        path = Path(name)
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from self._folder(path)
        elif stat.S_ISREG(mode) and not name.startswith(_STREAMS):
            yield from self._file(path)
        elif stat.S_ISSOCK(mode):
            msg = "a socket, not a file"
            raise NotTextError(msg)
        else:
            with path.open("rb") as file:
                yield from self._stream(file, path_name(path))

    def _folder(self, folder: Path) -> Iterator[Outcome]:
        for item in files_in(folder, suffixes=SUFFIXES):
            if isinstance(item, Path):
                yield from self._guarded(path_name(item), partial(self._file, item))
            else:
                yield item

    def _file(self, path: Path) -> Iterator[Outcome]:
        where, suffix = path_name(path), path.suffix.lower()
        with path.open("rb") as file:
            if suffix in JSONL_SUFFIXES:
                if kind := kind_of(file.peek()):
                    msg = f"{kind}, not JSON Lines"
                    raise NotTextError(msg)
                yield from _located(read_jsonl(_lines(file), where=where, overrides=self._overrides), where)
                return
            data = _all_of(file)
        yield from self._data(data, where=where, location=path_name(path.absolute()), claimed=suffix)

    def _stream(self, stream: BinaryIO, where: str) -> Iterator[Outcome]:
        """Read from a pipe: JSON Lines if it starts with a brace. A pipe cannot be a location."""
        lines = _lines(stream)
        head: list[bytes] = []
        for line in islice(lines, _BLANK_LINES):
            head.append(line)
            if not line.isspace():
                break
        if head and head[-1].lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
            found = read_jsonl(chain(head, lines), where=where, overrides=self._overrides)
            yield from _located(found, where)
        else:
            yield from self._data(b"".join(head) + _all_of(stream), where=where, location=None)

    def _address(self, url: str) -> Iterator[Outcome]:
        page = self._fetch(url)
        yield from self._data(
            page.data, where=printable(url), location=None, url=page.url, charset=page.charset, retrieved=page.retrieved
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
    """Whether `name` is an address to fetch rather than a file."""
    return name.lower().startswith(("http://", "https://"))


def _located(found: Iterable[Article | Failure], where: str) -> Iterator[Outcome]:
    for item in found:
        yield item if isinstance(item, Failure) else InputArticle(item, where)


def _all_of(file: BinaryIO) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        msg = _TOO_LARGE
        raise TooLargeError(msg)
    return data


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, cut off just over `MAX_BYTES`."""
    while line := file.readline(MAX_BYTES + 1):
        yield line
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_BYTES + 1)
