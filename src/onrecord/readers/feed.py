"""RSS and Atom feeds: an article or a failure for each entry."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Protocol

from onrecord.errors import EmptyInputError, OnrecordError, ReadError
from onrecord.readers.base import Failure, Overrides, printable
from onrecord.readers.bylines import people
from onrecord.readers.dates import stated_date
from onrecord.readers.encoding import decode
from onrecord.readers.entries import Entry, entries_of, is_feed
from onrecord.readers.html import read_html
from onrecord.readers.page import lines_of, parse
from onrecord.records import Article, DateInterval, Origin

ARTICLE_WORDS = 80
"""The fewest words of an entry that count as the full article. Summaries have 20 to 60."""

_HEAD = 1024 * 1024
"""How many bytes may precede the root element."""
_CUT_OFF = re.compile(r"[\[(](?:…|\.{3})[\])]$")


class FetchedPage(Protocol):
    """A page that was fetched."""

    @property
    def url(self) -> str:
        """Its address after redirects."""

    @property
    def data(self) -> bytes:
        """Its bytes."""

    @property
    def charset(self) -> str | None:
        """The encoding that the server named."""

    @property
    def retrieved(self) -> str:
        """When it was fetched (ISO 8601, UTC)."""


@dataclass(frozen=True, slots=True)
class _Content:
    """The text of an entry, as HTML and as lines."""

    html: str
    lines: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)

    @property
    def is_article(self) -> bool:
        # "[…]" is followed by at most one line, which links to the article.
        return self.words >= ARTICLE_WORDS and not any(_CUT_OFF.search(line) for line in self.lines[-2:])


def looks_like_feed(data: bytes) -> bool:
    """Whether the root element is that of an RSS or Atom feed."""
    # Without NULs and byte order mark, the markup of a feed in UTF-16 is ASCII.
    return is_feed(data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("latin-1"))


def read_feed(
    data: bytes, *, where: str, overrides: Overrides, fetch: Callable[[str], FetchedPage] | None = None
) -> Iterator[Article | Failure]:
    """Yield an article or a failure for each entry, in the feed's order.

    An entry with the full article is read in place. For an entry with only a summary, its page is fetched; without
    `fetch`, it is a failure. Metadata come from `overrides`, then the feed, then the page, except that the outlet
    stated by a fetched page wins over the feed's title.

    Args:
        data: The feed.
        where: Where it was found. If this is a web address, relative links are resolved against it.
        overrides: Metadata from the user, for every article.
        fetch: Fetches the page at an address.

    Raises:
        MalformedInputError: It is not a feed, or its DOCTYPE has declarations.
        NotTextError: It is an image, an archive or the like.
        TooLargeError: It is larger than `MAX_BYTES`.
    """
    base = where if where.startswith(("http://", "https://")) else None
    for number, entry in enumerate(entries_of(decode(data), base=base), 1):
        try:
            yield _article(entry, overrides, fetch)
        except OnrecordError as error:
            name = printable(entry.url or entry.title or "")
            yield Failure(f"{where}: entry {number}" + (f" ({name})" if name else ""), error)


def _article(entry: Entry, overrides: Overrides, fetch: Callable[[str], FetchedPage] | None) -> Article:
    content = _longest(entry.texts)
    known = _known(entry, overrides)
    if content.is_article:
        article = read_html(_page(entry.title, content), overrides=known, url=entry.url)
    elif entry.url and fetch is not None:
        page = fetch(entry.url)
        article = read_html(page.data, overrides=known, url=page.url, charset=page.charset, retrieved=page.retrieved)
    else:
        raise _announcement(entry, content)
    if entry.outlet and not article.outlet:
        article = replace(article, outlet=entry.outlet, origins=(*article.origins, ("outlet", Origin.METADATA)))
    return replace(article, modified=article.modified or _date(entry.modified))


def _known(entry: Entry, overrides: Overrides) -> Overrides:
    """The user's metadata, with the gaps filled from the feed."""
    authors = (name for text in entry.authors for name in people(text, outlet=entry.outlet, is_person=True))
    return overrides.with_defaults(
        title=entry.title,
        published=_date(entry.published) or _date(entry.modified),
        bylines=tuple(dict.fromkeys(authors)),
        language=entry.language,
    )


def _date(value: str | None) -> DateInterval | None:
    return stated_date(value, origin=Origin.METADATA) if value else None


def _longest(texts: Sequence[str]) -> _Content:
    contents = [_Content(html, _lines(html)) for html in texts]
    return max(contents, key=lambda content: content.words, default=_Content("", ()))


def _lines(html: str) -> tuple[str, ...]:
    try:
        return tuple(line.text for line in lines_of(parse(html)))
    except EmptyInputError:
        return ()
    except RecursionError as error:
        msg = "the tags are nested too deeply: save the page behind the entry as plain text"
        raise ReadError(msg) from error


def _page(title: str | None, content: _Content) -> str:
    headline = escape(title or "")
    return (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{content.html}</article>"
        "</body></html>"
    )


def _announcement(entry: Entry, content: _Content) -> ReadError:
    if entry.url:
        return ReadError(
            "the feed has only a summary of this article. To fetch the whole article, pass "
            f"--fetch-entries (fetch_entries=True): {entry.url}"
        )
    if content.lines:
        return ReadError("the feed has only a summary of this article and no link to it")
    return EmptyInputError("the entry has neither text nor a link, or its markup is broken")
