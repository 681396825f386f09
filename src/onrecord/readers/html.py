"""A saved web page as an article.

trafilatura finds the main text. Its result selects from the page's own lines, so that every paragraph has exactly the
words of the page. Gaps between the selected lines are filled, the standfirst is added, and furniture (bylines, share
buttons, newsletters, links to other articles) is removed.
"""

import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from onrecord.errors import EmptyInputError, ReadError, TooLargeError
from onrecord.readers.base import MAX_CHARACTERS, SENTENCE_END, Overrides, make_article
from onrecord.readers.boilerplate import Kind, boilerplate
from onrecord.readers.boxes import HEADINGS, box_words, drop_boxes, is_prose, named
from onrecord.readers.encoding import decode
from onrecord.readers.metadata import Metadata, metadata_of
from onrecord.readers.page import Line, collapse, key_of, lines_of, parse
from onrecord.records import Article

# Without a handler, Python would print these libraries' warnings to the terminal.
for _library in ("trafilatura", "htmldate"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_STARTS_AS_HTML = re.compile(
    r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|main|article|section"
    r"|header|div|span|table|h1|h2|p|a)\b",
    re.IGNORECASE | re.DOTALL,
)
_OPTIONS = Extractor(output_format="python", fast=True, recall=True, comments=False)
_PARAGRAPHS = HEADINGS | {"blockquote", "p", "pre"}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
_ALIGNED = 20
"""A text shorter than this, in characters, must be a whole line to be matched."""
_LONG = 80
"""A text of trafilatura's that matches no line is used if it has at least so many characters."""
_MANY_PARTS = 2000
"""How many elements the paragraphs of a page, or a row of a table, may have; those of news pages have at most 260."""
_NEAR = 5
"""How many elements around a line are searched for names that mark a standfirst."""
_FEW = 3
"""The most paragraphs that a standfirst shares its element with."""
_STANDFIRST = range(20, 500)
"""The possible lengths of a standfirst, in characters."""


# Some pages separate paragraphs by two line breaks.
_BREAKS = re.compile(r"<br\s*/?>\s*(?:<br\s*/?>\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Story:
    """The parts of a page's text."""

    title: str | None
    standfirst: tuple[str, ...]
    body: tuple[str, ...]


def looks_like_html(data: bytes) -> bool:
    """Whether the data start like a web page."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return _STARTS_AS_HTML.match(data[:4096].decode(encoding, "replace")) is not None


def read_html(
    data: bytes | str,
    *,
    overrides: Overrides,
    url: str | None = None,
    retrieved: str | None = None,
    charset: str | None = None,
) -> Article:
    """Read the article of a saved page.

    Args:
        data: The page. The encoding of bytes is detected.
        overrides: Metadata that win over the article's own.
        url: Where the page was found; wins over the address that the page states.
        retrieved: When the page was fetched (ISO 8601, UTC).
        charset: The encoding that the server named.

    Raises:
        EmptyInputError: The page has no article text.
        NotTextError: It is an image, an archive or the like.
        ReadError: It exceeds a limit of the parser.
        TooLargeError: It is larger than `MAX_BYTES`, or has far more text than an article.
    """
    try:
        html = decode(data, declared=charset) if isinstance(data, bytes) else data
        tree = parse(_BREAKS.sub("<p>", html))
        lines = lines_of(tree)
        _refuse_large(lines)
        about = metadata_of(tree, lines, url=overrides.url or url)
        story = story_of(tree, lines, about)
    except RecursionError as error:
        msg = "the tags are nested too deeply: save the page as plain text"
        raise ReadError(msg) from error
    if not story.body:
        msg = (
            "no article text found. The page may be a list of links, or need JavaScript: "
            "save it from a browser once it has loaded, or paste its text"
        )
        raise EmptyInputError(msg)
    return make_article(
        "\n\n".join((*((story.title,) if story.title else ()), *story.standfirst, *story.body)),
        overrides=overrides,
        url=about.url,
        title=about.title,
        bylines=about.bylines,
        outlet=about.outlet,
        language=about.language,
        published=about.published,
        modified=about.modified,
        retrieved=retrieved,
    )


def _refuse_large(lines: Sequence[Line]) -> None:
    """Refuses a page with far more text than an article may have, before the slow steps."""
    length = sum(len(line.text) for line in lines)
    if length > 2 * MAX_CHARACTERS:
        msg = f"too long for one article: {length:,} characters of text, and the limit is {MAX_CHARACTERS:,}"
        raise TooLargeError(msg)


def story_of(tree: HtmlElement, lines: Sequence[Line], about: Metadata) -> Story:
    """Find the text of a page. Modifies the tree."""
    drop_boxes(tree, lines)
    lines = lines_of(tree)
    chosen = _with_gaps_filled(_chosen(tree, lines, about.body), lines)
    headline = _headline(lines, about.title, chosen)
    standfirst = _standfirst(lines, headline, chosen, about.description)
    above = {line.position for line in standfirst}
    start = -1 if headline is None else headline.position
    # Short lines above the headline name the section.
    below = [line for line in chosen if line.position > start or is_prose(line)]
    body = [line for line in _without_boilerplate(below, about, start) if line.position not in above]
    return Story(about.title, tuple(line.text for line in standfirst), tuple(line.text for line in body))


def _chosen(tree: HtmlElement, lines: Sequence[Line], body: str | None) -> list[Line]:
    """The lines that trafilatura selects, in page order. It may take the text from the page's data, the `body`."""
    finder = _LineFinder(lines, body)
    _simplify_large(tree)
    document = bare_extraction(tree, options=_OPTIONS)
    for element in document.body if isinstance(document, Document) else ():
        _find(element, finder)
    return finder.found()


def _simplify_large(tree: HtmlElement) -> None:
    """Turns the paragraphs of a page with very many links into plain text, and the cells of a huge row into paragraphs.

    trafilatura's time grows with the square of the parts of a paragraph and the cells of a row.
    """
    paragraphs = [element for element in tree.iter("p") if len(element)]
    if sum(sum(1 for _ in element.iterdescendants()) for element in paragraphs) > _MANY_PARTS:
        for element in paragraphs:
            text, tail = element.text_content(), element.tail
            element.clear()
            element.text, element.tail = text, tail
    for row in [row for row in tree.iter("tr") if len(row) > _MANY_PARTS]:
        for element in (*row, row, *row.iterancestors("table", "tbody")):
            element.tag = "p" if element.tag in {"td", "th"} else "div"


def _find(element: _Element, finder: "_LineFinder") -> None:
    """Find an element of trafilatura's among the lines: the whole element, or else its parts."""
    text = collapse("".join(element.itertext()))
    if finder.find(text):
        return
    if len(element):
        finder.find(collapse(element.text or ""))
        for child in element:
            _find(child, finder)
            finder.find(collapse(child.tail or ""))
    elif len(text) >= _LONG:
        finder.add(text)


class _LineFinder:
    """Finds texts among the lines of a page, ignoring white space. A text may span lines or be part of one."""

    def __init__(self, lines: Sequence[Line], body: str | None) -> None:
        self._lines, self._body = lines, body or ""
        self._keys = [key_of(line.text) for line in lines]
        self._ends = list(accumulate(map(len, self._keys)))
        self._everything = "".join(self._keys)
        self._found: dict[int, Line] = {}
        self._strays: list[Line] = []
        self._last = 0

    def find(self, text: str) -> bool:
        """Find a text, first after the last one found; return whether it was found."""
        key = key_of(text)
        if not key:
            return True
        at = self._everything.find(key, self._last)
        if at < 0 and (at := self._everything.find(key)) < 0:
            return False
        first, final = bisect_right(self._ends, at), bisect_left(self._ends, at + len(key))
        if len(key) >= _ALIGNED or (first == final and self._keys[first] == key):
            self._found.update((number, self._lines[number]) for number in range(first, final + 1))
            self._last = at + len(key)
        return True

    def add(self, text: str) -> None:
        """Add a text that is not among the lines, split into the paragraphs of the page's data."""
        paragraphs = self._body.splitlines() if key_of(self._body) == key_of(text) else [text]
        position = bisect_right(self._ends, self._last)
        self._strays += [Line(collapse(part), 0.0, HtmlElement(), position) for part in paragraphs if part.strip()]

    def found(self) -> list[Line]:
        """The lines that were found, in page order."""
        return sorted([*self._found.values(), *self._strays], key=lambda line: line.position)


def _with_gaps_filled(chosen: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """The chosen lines, and the lines between them that are in the same container.

    trafilatura misses some text that is not in its own paragraph.
    """
    prose = [line for line in chosen if is_prose(line)]
    if not prose:
        return list(chosen)
    containers = {_container(line) for line in prose}
    taken = {line.position for line in chosen}
    between = range(prose[0].position, prose[-1].position)
    added = [
        line
        for line in lines
        if line.position not in taken
        and _container(line) in containers
        and (line.position in between or is_prose(line))
    ]
    return sorted([*chosen, *added], key=lambda line: line.position)


def _container(line: Line) -> HtmlElement:
    """The element around a line's paragraph, or around the line if it is not in a paragraph."""
    return line.element.getparent() if line.element.tag in _PARAGRAPHS else line.element


def _headline(lines: Sequence[Line], title: str | None, chosen: Sequence[Line]) -> Line | None:
    """The last line with the title before the text or at its start."""
    key = key_of(title or "")
    start = next((line.position for line in chosen if is_prose(line)), len(lines))
    found = [line for line in lines if key and key_of(line.text) == key]
    return next((line for line in reversed(found) if line.position < start), None)


def _standfirst(
    lines: Sequence[Line], headline: Line | None, chosen: Sequence[Line], description: str | None
) -> list[Line]:
    """The lines under the headline that summarise the article, according to their markup or the page's description."""
    if headline is None:
        return []
    summary = key_of(description or "").rstrip(".…")
    prose = {line.position: _container(line) for line in chosen if is_prose(line)}
    containers = list(prose.values())
    found: list[Line] = []
    for line in lines[headline.position + 1 :]:
        is_heading = line.element.tag in {"h2", "h3"} and line.position <= headline.position + 2
        sums_up = (
            (is_heading and SENTENCE_END.search(line.text) is not None)
            or (len(summary) >= _LONG // 2 and key_of(line.text).startswith(summary))
            or _is_marked_standfirst(line)
        )
        if line.position in prose and (not sums_up or containers.count(prose[line.position]) > _FEW):
            break
        if sums_up and line.links < 0.5 and len(line.text) in _STANDFIRST and boilerplate().kind(line.text) is None:
            found.append(line)
    return found


def _is_marked_standfirst(line: Line) -> bool:
    near = [line.element, *line.element.iterancestors()][:_NEAR]
    return any(named(element, box_words("standfirst")) and _is_small(element) for element in near)


def _is_small(element: HtmlElement) -> bool:
    return len(key_of(element.text_content())) <= 2 * max(_STANDFIRST)


def _without_boilerplate(chosen: Sequence[Line], about: Metadata, start: int) -> list[Line]:
    """The lines that are text, to the end of the article; `start` is the position of the headline."""
    words = boilerplate()
    title = key_of(about.title or "")
    within = [line.position for line in chosen if is_prose(line) and line.position > start]
    kept: list[Line] = []
    below_related = False
    for line, following in zip_longest(chosen, chosen[1:]):
        kind = words.kind(line.text, names=about.bylines, linked=line.links >= 0.5)
        if kind is Kind.MORE and following is not None and is_prose(following):
            kind = None
        if kind in {Kind.MORE, Kind.RELATED}:
            below_related = True
        elif is_prose(line):
            below_related = False
        elif below_related and (line.links >= 0.5 or line.element.tag in HEADINGS):
            continue
        elif kind is Kind.DATE and within and within[0] < line.position < within[-1]:
            kind = None  # a day can be a heading in a chronology
        if kind is None and key_of(line.text) != title and not _is_elsewhere(line):
            kept.append(line)
    while kept and (kept[-1].element.tag in HEADINGS or words.is_bio(kept[-1].text, about.bylines)):
        kept.pop()
    return kept


def _is_elsewhere(line: Line) -> bool:
    """Whether a line repeats the headline, or is an address or a link to another article."""
    if line.element.tag == "h1" or _ADDRESS.match(line.text):
        return True
    return line.links >= 0.9 and line.element.tag not in HEADINGS and not SENTENCE_END.search(line.text)
