"""RSS and Atom feeds: an article or a failure for every entry.

feedparser reads a feed that is well-formed XML. Of one that is not, it may pass over what follows the mistake, so such
a feed is split into its entries first, and each is read by itself.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any, Protocol

import feedparser

from onrecord.errors import EmptyInputError, MalformedInputError, OnrecordError, ReadError
from onrecord.readers.base import Failure, Given
from onrecord.readers.bylines import people
from onrecord.readers.dates import stated_date
from onrecord.readers.encoding import decode
from onrecord.readers.html import read_html
from onrecord.readers.page import collapse, lines_of, parse
from onrecord.records import Article, DateInterval, Origin

ARTICLE_WORDS = 80
"""From this many words on, what an entry holds is its article; fewer announce it. Excerpts have 20 to 60."""

_HEAD = 1024 * 1024
"""How many bytes may stand before the root element."""
_PROLOG = r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*>)*+"
_ROOT = re.compile(
    rf"{_PROLOG}(?P<subset><!DOCTYPE[^<>\[]*\[.*?)?(?P<tag><(?P<name>(?:[\w.-]+:)?(?:rss|feed|rdf))(?=[\s>])[^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
# XML 1.0, section 2.2: what is no Char.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Neither may hold the start of another one, so that one without an end hides nothing behind it.
_OPAQUE = r"<!\[CDATA\[(?:(?!<!\[CDATA\[).)*?\]\]>|<!--(?:(?!--).)*+-->"
_ENTRY_TAG = re.compile(
    rf"{_OPAQUE}|<(?P<slash>/?)(?P<name>(?:[\w.-]+:)?(?:item|entry))(?=[\s/>])[^<>]*>", re.DOTALL | re.IGNORECASE
)
_FIELD_TAG = re.compile(
    rf"""{_OPAQUE}|(?P<opaque><!\[CDATA\[|<!--)|<(?P<slash>/?)(?P<name>(?:[\w.-]+:)?(?:author|category|content|creator
    |date|description|encoded|entry|guid|id|item|link|published|pubDate|summary|title|updated))(?=[\s/>])
    [^<>]*?(?P<empty>/?)>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_TAG = re.compile("<[^>]*>")
_CUT_OFF = re.compile(r"[\[(](?:…|\.{3})[\])]$")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

_Fields = Mapping[str, Any]


class FetchedPage(Protocol):
    """The page behind an entry."""

    @property
    def url(self) -> str:
        """Where it was at last."""

    @property
    def data(self) -> bytes:
        """Its bytes."""

    @property
    def charset(self) -> str | None:
        """The encoding that the server names."""

    @property
    def retrieved(self) -> str:
        """When it was fetched."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What an entry holds of its article: the HTML, and its lines of text."""

    html: str
    lines: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)

    @property
    def is_article(self) -> bool:
        # What follows "[…]" is at most a line on where the article is.
        return self.words >= ARTICLE_WORDS and not any(_CUT_OFF.search(line) for line in self.lines[-2:])


def looks_like_feed(data: bytes) -> bool:
    """Whether the root element is that of an RSS or Atom feed, whatever stands before it."""
    # Without its NULs and its mark, the markup of a feed in UTF-16 is that of one in ASCII.
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return _ROOT.match(head.decode("latin-1")) is not None


def read_feed(
    data: bytes, *, where: str, given: Given, fetch: Callable[[str], FetchedPage] | None = None
) -> Iterator[Article | Failure]:
    """An article or a failure for each entry, in the feed's order.

    An entry that holds its article is read in place. One that only announces it is read at its address, where there
    is a `fetch`, and is a failure that says so where there is none. What the user has `given` goes before what the
    feed says, and that before what the page says; but what a fetched page calls its outlet goes before the title of
    the feed.

    Args:
        data: The feed.
        where: Where it was found; if that is a web address, the feed's links may be relative to it.
        given: What the user says of the articles.
        fetch: What fetches the page at an address.

    Raises:
        MalformedInputError: It is no feed, or it declares entities, with which a few lines can fill the memory.
        NotTextError: It is an image, an archive or otherwise no feed.
        TooLargeError: It has more than `MAX_BYTES`.
    """
    text = _NOT_XML.sub("", decode(data))
    root = _ROOT.match(text)
    if root is None:
        msg = "it is not a feed: its root element is none of rss, feed and rdf:RDF"
        raise MalformedInputError(msg)
    if root["subset"]:
        msg = "the feed has declarations of its own in its DOCTYPE, and such a feed is not read: take the DOCTYPE out"
        raise MalformedInputError(msg)
    feed, entries = _parsed(text, root, base=where if where.startswith(("http://", "https://")) else "")
    for number, entry in enumerate(entries, 1):
        told = _told(entry, feed)
        try:
            yield _article(entry, given=given, told=told, fetch=fetch)
        except OnrecordError as error:
            name = told.url or told.title
            yield Failure(f"{where}: entry {number}" + (f" ({name})" if name else ""), error)


def _article(entry: _Fields, *, given: Given, told: Given, fetch: Callable[[str], FetchedPage] | None) -> Article:
    content = _content(entry)
    known = Given(
        id=given.id,
        url=given.url,
        title=given.title or told.title,
        outlet=given.outlet,
        published=given.published or told.published,
        bylines=given.bylines or told.bylines,
        language=given.language or told.language,
    )
    if content.is_article:
        article = read_html(_page(told.title, content), given=known, url=told.url)
    elif told.url and fetch is not None:
        page = fetch(told.url)
        article = read_html(page.data, given=known, url=page.url, charset=page.charset, retrieved=page.retrieved)
    else:
        raise _announcement(content, told.url)
    return replace(article, outlet=article.outlet or told.outlet, modified=article.modified or _date(entry, "updated"))


def _announcement(content: _Content, url: str | None) -> ReadError:
    if url:
        return ReadError(
            "the feed only announces this article, and does not hold it: "
            f"--fetch-entries (fetch_entries=True) fetches its page at {url}"
        )
    if content.lines:
        return ReadError("the feed only announces this article, and has no link to it: look for it at the outlet")
    return EmptyInputError("the entry holds neither an article nor a link to one, or its markup is broken")


def _content(entry: _Fields) -> _Content:
    """The longest text that the entry holds."""
    parts = [*entry.get("content", ()), *([entry["summary_detail"]] if "summary_detail" in entry else [])]
    contents = [_Content(html, _lines(html)) for html in map(_html, parts) if html]
    return max(contents, key=lambda content: content.words, default=_Content("", ()))


def _html(part: _Fields) -> str:
    value = str(part.get("value") or "")
    kind = part.get("type", "text/html")
    if kind in _HTML_TYPES:
        return value
    if kind != "text/plain":
        return ""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in re.split(r"\n\s*\n", value) if paragraph.strip())


def _lines(html: str) -> tuple[str, ...]:
    try:
        return tuple(line.text for line in lines_of(parse(html)))
    except EmptyInputError:
        return ()
    except RecursionError as error:
        msg = "the tags of the entry are nested too deep: save its page as plain text"
        raise ReadError(msg) from error


def _page(title: str | None, content: _Content) -> str:
    headline = escape(title or "")
    return (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{content.html}</article>"
        "</body></html>"
    )


def _told(entry: _Fields, feed: _Fields) -> Given:
    """What the feed says of an entry's article."""
    title = entry.get("title_detail", {})
    headline = str(title.get("value") or "")
    if title.get("type") in _HTML_TYPES:
        headline = unescape(_TAG.sub("", headline))
    # In a feed of feeds, an entry names the one that it was taken from.
    outlet = collapse(str(entry.get("source", {}).get("title") or feed.get("title") or "")) or None
    language = _LANGUAGE.match(str(entry.get("language") or feed.get("language") or ""))
    names = (str(author.get("name") or "") for author in entry.get("authors", ()))
    return Given(
        url=str(entry.get("link") or "") or None,
        title=collapse(headline) or None,
        outlet=outlet,
        published=_date(entry, "published") or _date(entry, "updated"),
        bylines=tuple(dict.fromkeys(name for text in names for name in people(text, outlet=outlet, is_person=True))),
        language=language.group().lower() if language else None,
    )


def _date(entry: _Fields, name: str) -> DateInterval | None:
    # By `in` and not by `get`, for which feedparser takes the one date for the other, with a warning.
    return stated_date(str(entry[name]), origin=Origin.METADATA) if name in entry else None


def _parsed(text: str, root: re.Match[str], *, base: str) -> tuple[_Fields, Iterator[_Fields]]:
    """What the feed says of itself, and its entries."""
    # From the root on there can be no declaration of an entity.
    whole = _parse(text[root.start("tag") :], base)
    if whole.entries and not whole.bozo:
        return whole.feed, iter(whole.entries)
    tags = [match for match in _ENTRY_TAG.finditer(text, root.end()) if match["name"]]
    feed = _parse(text[root.start("tag") : tags[0].start()], base).feed if tags else {}
    return feed, _one_by_one(text, tags, root, base)


def _one_by_one(text: str, tags: list[re.Match[str]], root: re.Match[str], base: str) -> Iterator[_Fields]:
    """Each entry of a feed that is not well-formed, read by itself; one that cannot be made out is empty."""
    ends = [*(tag.start() for tag in tags[1:]), len(text)]
    for tag, end in zip(tags, ends, strict=True):
        if not tag["slash"]:
            source = f"{root['tag']}{_mended(text[tag.start() : end])}</{tag['name']}></{root['name']}>"
            yield next(iter(_parse(source, base).entries), {})


def _mended(source: str) -> str:
    """An entry in which every field has its end, before the next field begins; without tags that end nothing."""
    last_end = {match["name"].lower(): match.start() for match in _FIELD_TAG.finditer(source) if match["slash"]}
    mended: list[str] = []
    at, field = 0, None
    for match in _FIELD_TAG.finditer(source):
        if match["opaque"]:
            mended.append(source[at : match.start()])
            at = match.end()
        if match["name"] is None or match["name"].lower().endswith(("item", "entry")):
            continue
        if field and last_end.get(field.lower(), -1) < match.start():
            mended.append(f"{source[at : match.start()]}</{field}>")
            at, field = match.start(), None
        if match["slash"]:
            field = None if field and match["name"].lower() == field.lower() else field
        elif field is None and not match["empty"]:
            field = match["name"]
    mended.append(source[at:])
    return "".join(mended) + (f"</{field}>" if field else "")


def _parse(source: str, base: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        # A stream, for of bytes feedparser would first see whether there is a file of this name. The HTML in it is
        # read as that of a saved page is, which runs and loads nothing, and needs its class names.
        return feedparser.parse(
            io.BytesIO(source.encode()), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # noqa: BLE001 - on what is no XML, its loose parser may fail in any way
        return feedparser.FeedParserDict(bozo=True, feed={}, entries=[])
