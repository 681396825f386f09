"""A saved page as a tree, and its lines of text.

A page is parsed once. Entities are not resolved and nothing is fetched. A page that is nested more deeply than the
parser allows is flattened to its headings and paragraphs.
"""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from onrecord.errors import EmptyInputError, ReadError
from onrecord.readers.base import clean

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ATTRIBUTES = r"""(?:[^<>="']++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+"""
# Comments, scripts and style sheets are matched whole, so that nothing in them is taken for a tag.
_START_TAG = re.compile(
    rf"<!--[^-]*+(?:-(?!->)[^-]*+)*+|<(script|style)\b({_ATTRIBUTES})>[^<]*+(?:<(?!/\1)[^<]*+)*+"
    rf"|<([a-z][\w:-]*+)({_ATTRIBUTES})>?",
    re.IGNORECASE,
)
_QUOTED_VALUE = re.compile(r"""=\s*(?:"[^"]*+"|'[^']*+')""")
_LONG_TAG = 1000
"""Tags with fewer characters are not checked."""
_MANY_ATTRIBUTES = 200
"""A tag with more attributes loses them all, because the parser's time is quadratic in their number."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_EMPTY_PARAGRAPHS = re.compile(r"<p>(?:\s*<p>)+")
_KEPT = frozenset(
    {"a", "body", "head", "html", "link", "meta", "script", "style", "time", "title"}
    | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
_HIDDEN = frozenset(
    {"audio", "button", "canvas", "head", "iframe", "math", "noscript", "object", "option", "script", "select"}
    | {"style", "svg", "template", "textarea", "video"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend"}
    | {"li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th"}
    | {"thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_ROW = 200
"""A table row of at most so many characters is one line; the cells of a longer row are layout."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text between two block boundaries, the share of it in links, and its element and position."""

    text: str
    links: float
    element: HtmlElement
    position: int


def key_of(text: str) -> str:
    """The text without white space, for comparing two extractions of the same page."""
    return "".join(text.split())


def collapse(text: str) -> str:
    """The clean text on one line, with single spaces."""
    return " ".join(clean(text).split())


def parse(source: str) -> HtmlElement:
    """Parse a page.

    Raises:
        EmptyInputError: The page is empty.
        ReadError: It exceeds a limit of the parser.
    """
    source = _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", source))
    source = _START_TAG.sub(_without_many_attributes, source)
    try:
        tree, complete = _parse(source, huge=False)
        if not complete:
            tree, complete = _parse(_flatten(source), huge=True)
    except etree.ParserError as error:
        msg = "the page is empty"
        raise EmptyInputError(msg) from error
    if not complete:
        msg = "the page exceeds a limit of the HTML parser: save it as plain text"
        raise ReadError(msg)
    return tree


def lines_of(tree: HtmlElement) -> list[Line]:
    """The visible lines of text, in page order."""
    walker = _Walker()
    walker.walk(tree, in_link=False)
    return walker.lines


class _Walker:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._linked = 0
        self._short_rows: dict[HtmlElement, bool] = {}

    def walk(self, element: HtmlElement, *, in_link: bool) -> None:
        tag = element.tag
        if tag in _HIDDEN or not isinstance(tag, str):
            return
        is_block = tag in _BLOCKS and not (tag in _CELLS and self._is_short_row(element.getparent()))
        if is_block:
            self._end(element.getparent())
        elif tag == "br" or tag in _CELLS:
            self._parts.append(" ")
        if element.text:
            self._add(element.text, in_link=in_link)
        for child in element:
            self.walk(child, in_link=in_link or child.tag == "a")
            if child.tail:
                self._add(child.tail, in_link=in_link)
        if is_block:
            self._end(element)

    def _add(self, text: str, *, in_link: bool) -> None:
        self._parts.append(text)
        if in_link:
            self._linked += len(key_of(text))

    def _end(self, owner: HtmlElement) -> None:
        if self._parts:
            if text := collapse("".join(self._parts)):
                share = min(1.0, self._linked / len(key_of(text)))
                self.lines.append(Line(text, share, owner, len(self.lines)))
            self._parts.clear()
            self._linked = 0

    def _is_short_row(self, row: HtmlElement | None) -> bool:
        if row is None or row.tag != "tr":
            return False
        if row not in self._short_rows:
            self._short_rows[row] = len(key_of(row.text_content())) <= _ROW
        return self._short_rows[row]


def _parse(source: str, *, huge: bool) -> tuple[HtmlElement, bool]:
    parser = HTMLParser(
        encoding="utf-8", huge_tree=huge, no_network=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    tree = document_fromstring(source.encode(), parser=parser)
    last = parser.error_log.last_error
    return tree, last is None or last.level < etree.ErrorLevels.FATAL


def _without_many_attributes(match: re.Match[str]) -> str:
    name, attributes = match[1] or match[3], match[2] or match[4] or ""
    if len(attributes) < _LONG_TAG:
        return match.group()
    names = _QUOTED_VALUE.sub("= ", attributes)
    if max(len(names.split()), names.count("="), names.count("/")) < _MANY_ATTRIBUTES:
        return match.group()
    return match.group().replace(f"<{name}{attributes}", f"<{name}", 1)


def _flatten(source: str) -> str:
    """The page with only its headings, links and data; every other block tag becomes a paragraph break."""

    def flat(match: re.Match[str]) -> str:
        name = match.group(2).lower()
        if name in _KEPT:
            return match.group()
        return "<p>" if name in _BLOCKS else ""

    return _EMPTY_PARAGRAPHS.sub("<p>", _TAG.sub(flat, source))
