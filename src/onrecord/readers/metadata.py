"""Metadata of a page: headline, authors, outlet, address, language and dates.

JSON-LD comes first, then Open Graph and other `meta` tags, then the markup, and last the visible text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from onrecord.language import load
from onrecord.readers.base import clean
from onrecord.readers.boilerplate import boilerplate
from onrecord.readers.boxes import box_words, named
from onrecord.readers.bylines import in_byline, people
from onrecord.readers.dates import address_date, printed_date, stated_date
from onrecord.readers.linked_data import LinkedData
from onrecord.readers.page import Line, collapse, key_of
from onrecord.records import DateInterval, Origin

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]|$)", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+[|–—:·•»-]+\s+|\s*\|\s*")
_OUTLET_PARTS = re.compile(r"\s[|»–—]\s")
_UTC = re.compile(r"\d(?:Z|[+-]00:?00)\s*$")
_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "dcterms.created", "dcterms.date", "dcterms.issued", "dc.date", "dc.date.issued", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "datemodified", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl")
_OUTLETS = ("og:site_name", "application-name")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title")
_ALIKE = 0.3
"""The least similarity at which two headlines belong to the same article."""
_NEAR = 12
"""How many lines under the headline are searched for a byline or a date."""
_FEW = 3
"""How many `time` elements are searched for the publication date."""
_MOST_TITLES = 10
"""The most headlines and titles that are compared."""
_LONGEST_TITLE = 1000
"""A longer title or headline is not one."""
_SHORT = 100
"""The longest date line or outlet name, in characters."""
# Without it, htmldate would depend on the clock.
_LATEST = "2100-12-31"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata of a page's article."""

    title: str | None
    description: str | None
    body: str | None
    bylines: tuple[str, ...]
    outlet: str | None
    url: str | None
    language: str | None
    published: DateInterval | None
    modified: DateInterval | None


def metadata_of(tree: HtmlElement, lines: Sequence[Line], *, url: str | None = None) -> Metadata:
    """Extract the metadata of a page from its data and its lines.

    `url` is where the page was found; it wins over the address that the page states.
    """
    extractor = _MetadataExtractor(tree, lines, url)
    return Metadata(
        title=extractor.title,
        description=extractor.description(),
        body=extractor.body(),
        bylines=tuple(extractor.bylines()),
        outlet=extractor.outlet,
        url=extractor.url,
        language=extractor.language(),
        published=extractor.published(),
        modified=extractor.modified(),
    )


class _MetadataExtractor:
    def __init__(self, tree: HtmlElement, lines: Sequence[Line], url: str | None) -> None:
        self._tree, self._lines = tree, lines
        self._metas = _metas(tree)
        headlines = (text for h1 in tree.iter("h1") if (text := _text(h1)) and len(text) <= _LONGEST_TITLE)
        self._headlines = list(islice(headlines, _MOST_TITLES))
        shown = {key_of(text) for text in (*self._headlines, *self._meta(_TITLES))}
        self._data = LinkedData(tree, shown)
        self.url = url or self._url()
        self.outlet = self._outlet()
        self.title = self._title()

    def _title(self) -> str | None:
        """The visible headline if it resembles the one in the page's data, or else the one in the data."""
        titles = (self._data.text("headline"), *islice(self._meta(_TITLES), _MOST_TITLES), self._page_title())
        stated = [self._without_outlet(text) for text in titles if text and len(text) <= _LONGEST_TITLE]
        alike = [(_likeness(headline, text), headline) for headline in self._headlines for text in stated]
        likeness, headline = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        if likeness >= _ALIKE:
            return headline
        return next(iter(stated), None) or next(iter(self._headlines), None)

    def description(self) -> str | None:
        """The page's summary, which is often also its standfirst."""
        return next(self._meta(("og:description", "description", "twitter:description")), None)

    def body(self) -> str | None:
        """The article's text in the page's data, with its line breaks."""
        return clean(self._data.body()) or None

    def bylines(self) -> list[str]:
        """The authors' names."""
        found = [
            name
            for text, is_person in self._data.authors()
            for name in people(text, outlet=self.outlet, is_person=is_person)
        ]
        found = found or [name for text in self._meta(_AUTHORS) for name in people(text, outlet=self.outlet)]
        return list(dict.fromkeys(found or self._printed_bylines()))

    def language(self) -> str | None:
        """The language code, such as `en`."""
        stated = (self._tree.get("lang"), *self._meta(("og:locale", "content-language", "language")))
        for value in (*stated, self._data.text("inLanguage")):
            if value and (match := _LANGUAGE.match(value.strip())):
                return match.group(1).lower()
        return None

    def published(self) -> DateInterval | None:
        """The day of publication, or only the month."""
        values = (self._data.text("datePublished"), *self._meta(_PUBLISHED), *self._items("datepublished"))
        stated = [value for value in values if value and stated_date(value, origin=Origin.METADATA)]
        in_address = address_date(self.url or "")
        if not stated:
            return self._near_headline() or in_address or self._searched()
        found = stated_date(stated[0], origin=Origin.METADATA)
        # The date in the address is in the page's time zone; the data are often in UTC.
        if found and in_address and _UTC.search(stated[0]) and abs(found.start - in_address.end) == timedelta(days=1):
            return in_address
        return found

    def modified(self) -> DateInterval | None:
        """The day of the last modification."""
        return _first_date((self._data.text("dateModified"), *self._meta(_MODIFIED), *self._items("datemodified")))

    def _meta(self, names: Iterable[str]) -> Iterator[str]:
        return (value for name in names for value in self._metas.get(name, ()))

    def _items(self, name: str) -> Iterator[str]:
        for element in self._tree.xpath(".//*[@itemprop]"):
            if element.get("itemprop").lower() == name:
                yield str(element.get("datetime") or element.get("content") or element.text_content())

    def _outlet(self) -> str | None:
        """The publisher; or the site, if the publisher is someone else, such as a news agency."""
        publisher = _outlet_name(self._data.publisher() or "")
        names = (_outlet_name(name) for name in self._meta(_OUTLETS))
        site = next((name for name in names if name and name not in self._headlines), None) or self._outlet_in_title()
        return site if site and not (publisher and _same_outlet(publisher, site)) else publisher

    def _outlet_in_title(self) -> str | None:
        """The part of the page's title that is also in its address."""
        parts = _SEPARATORS.split(self._page_title() or "")[1:]
        return next((part for part in reversed(parts) if self._is_of_host(part)), None)

    def _is_of_host(self, name: str) -> bool:
        letters = _letters(name)
        return len(letters) > 3 and letters in _letters(urlsplit(self.url or "").hostname or "")

    def _url(self) -> str | None:
        links = (
            str(link.get("href") or "")
            for link in self._tree.iter("link")
            if "canonical" in (link.get("rel") or "").split()
        )
        for url in (*links, *self._meta(("og:url",)), self._data.text("url")):
            if url and _is_absolute(url.strip()):
                return url.strip()
        return None

    def _page_title(self) -> str | None:
        title = self._tree.find(".//title")
        text = "" if title is None else _text(title)
        return text if len(text) <= _LONGEST_TITLE else None

    def _without_outlet(self, title: str) -> str:
        """The title without the outlet's name at the end or the start."""
        names = {_letters(name) for name in (self.outlet or "", *self._meta(_OUTLETS))}
        parts = list(_SEPARATORS.finditer(title))
        for part in reversed(parts):
            rest = _letters(title[part.end() :])
            if rest and (rest in names or self._is_of_host(title[part.end() :])):
                return title[: part.start()].strip()
        if parts and _letters(title[: parts[0].start()]) in names - {""}:
            return title[parts[0].end() :].strip()
        return title

    def _printed_bylines(self) -> list[str]:
        words = box_words("author")
        for element in self._tree.iter():
            if not isinstance(element.tag, str):
                continue
            if "author" in (element.get("rel") or "").split():
                beside = [other for other in element.getparent() if other.get("rel") == element.get("rel")]
                return [name for other in beside for name in self._people_in(other)]
            if named(element, words) and (found := self._people_in(element)):
                return found
        return next((names for line in self._near() if (names := in_byline(line.text))), [])

    def _people_in(self, element: HtmlElement) -> list[str]:
        """The names in an element. Each inner element is a separate part, such as a role under a name."""
        parts = collapse(" | ".join(element.itertext()))
        return people(parts, outlet=self.outlet) or people(_text(element), outlet=self.outlet)

    def _near_headline(self) -> DateInterval | None:
        """The date in the first `time` element after the headline, or in a date line under it."""
        h1 = next((h1 for h1 in self._tree.iter("h1") if _text(h1) == self.title), None)
        times = self._tree.iter("time") if h1 is None else h1.xpath("following::time")
        for time in islice(times, _FEW):
            if not boilerplate().says_modified(_text(time.getparent())):
                stated = stated_date(time.get("datetime") or "", origin=Origin.METADATA)
                return stated or printed_date(time.text_content(), origin=Origin.TEXT)
        lines = (line.text for line in self._near() if len(line.text) <= _SHORT)
        dates = (printed_date(line, origin=Origin.TEXT) for line in lines if not boilerplate().says_modified(line))
        return next((found for found in dates if found), None)

    def _near(self) -> Sequence[Line]:
        """The lines under the headline."""
        start = next((line.position for line in self._lines if line.text == self.title), None)
        return () if start is None else self._lines[start : start + _NEAR]

    def _searched(self) -> DateInterval | None:
        """The day that htmldate finds, if it is also in the text in full: some of its answers are guesses."""
        answer = find_date(self._tree, extensive_search=False, original_date=True, url=self.url, max_date=_LATEST)
        if answer is None:
            return None
        for text in (line.text for line in self._lines):
            found = printed_date(text, origin=Origin.TEXT)
            if found and found.start.isoformat() == answer:
                return found
        return None


def _text(element: HtmlElement) -> str:
    return collapse(" ".join(element.itertext())) if len(element) else collapse(element.text or "")


def _outlet_name(name: str) -> str | None:
    name = _OUTLET_PARTS.split(name)[0].strip(" @")
    return name if 0 < len(name) <= _SHORT and "://" not in name else None


def _same_outlet(name: str, other: str) -> bool:
    """Whether two names are forms of one, such as "The Meridian Post", "meridianpost.example" and "MP"."""
    one, two = sorted((_letters(name), _letters(other)), key=len)
    initials = {"".join(word[0] for word in text.lower().split() if word[0].isalnum()) for text in (name, other)}
    words = {word for word in name.lower().split() if len(word) > 3} & set(other.lower().split())
    return one in two or not initials.isdisjoint({one, two}) or bool(words)


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = collapse(unescape(meta.get("content") or ""))
        if content:
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if name := meta.get(attribute):
                    metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _first_date(values: Iterable[str | None]) -> DateInterval | None:
    dates = (stated_date(value, origin=Origin.METADATA) for value in values if value)
    return next((found for found in dates if found), None)


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _letters(name: str) -> str:
    """The letters of an outlet's name without articles, to match "The Lantern" with "www.lantern.example"."""
    words = [word for word in name.lower().split() if word not in load("en", "boilerplate")["outlet"]["articles"]]
    return "".join(c for c in "".join(words) if c.isalnum())


def _likeness(headline: str, stated: str) -> float:
    """The similarity of two headlines: the share of their words that both have (Jaccard)."""
    one, other = set(headline.lower().split()), set(stated.lower().split())
    return len(one & other) / len(one | other)
