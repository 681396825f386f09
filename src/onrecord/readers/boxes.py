"""Boxes of a page: elements whose class, id or role says that they hold something else than the article."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from lxml.html import HtmlElement

from onrecord.language import load
from onrecord.readers.page import Line, key_of

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NAMES = ("class", "id", "role", "itemprop")
_NEVER_TEXT = frozenset({"aside", "figcaption", "footer", "nav"})
_PROSE = 80
"""From this length on, a line that is no link counts as prose."""
_SMALL_PART = 0.3
"""A box holds less than this part of a page's prose."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MANY_LINKS = 3
_TEXT_TAGS = ("blockquote", "h1", "h2", "h3", "li", "p")
_CAPTION = 250
"""How long a caption may be, in characters without spaces."""


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph of sentences: long, no heading, and mostly no link."""
    return len(line.text) >= _PROSE and line.links < 0.5 and line.element.tag not in HEADINGS


def drop_boxes(tree: HtmlElement, lines: Sequence[Line]) -> list[Line]:
    """Takes the boxes out of the tree, and returns the lines that are left.

    An element that holds a good part of the prose, or the page's only headline, is no box whatever it is called.
    """
    prose = _prose_under(lines)
    limit = _SMALL_PART * prose.get(tree, 0)
    boxes: set[HtmlElement] = set()
    for element in tree.iterdescendants():
        if isinstance(element.tag, str) and prose.get(element, 0) <= limit and _is_box(element):
            if element.tag == "h1" or element.find(".//h1") is not None:
                continue
            if element.find(".//blockquote") is None:
                boxes.add(element)
            else:
                # What is quoted from elsewhere is text; trafilatura goes by the same words, and would leave it out.
                element.attrib.pop("class", None)
    if not boxes:
        return list(lines)
    kept = [line for line in lines if not _is_under(line.element, boxes)]
    for box in boxes:
        if box.getparent() is not None:
            box.drop_tree()
    return kept


def named(element: HtmlElement, phrases: re.Pattern[str]) -> bool:
    """Whether the names of an element (class, id, role, itemprop) hold one of the phrases."""
    return phrases.search(_names(element)) is not None


@cache
def box_words(which: str) -> re.Pattern[str]:
    """The phrases of a list of boxes, to be found among an element's names."""
    phrases = sorted(load("en", "boilerplate")["box"][which], key=len, reverse=True)
    return re.compile(rf"(?<![^ ])(?:{'|'.join(map(re.escape, phrases))})(?![^ ])")


def _is_box(element: HtmlElement) -> bool:
    if element.tag in _NEVER_TEXT or named(element, box_words("never")) or named(element, box_words("hidden")):
        return True
    if element.tag not in {"div", "span"}:
        return False
    in_paragraph = next(element.iterancestors("p"), None) is not None
    return _is_popup(element) if in_paragraph else element.tag == "div" and _is_picture_box(element)


def _is_popup(element: HtmlElement) -> bool:
    """A box that opens over a name in a paragraph: nothing but links, and several of them."""
    if len(element.findall(".//a")) < _MANY_LINKS:
        return False
    if any(len(child.findall(".//a")) >= _MANY_LINKS for child in element):
        return False
    linked = sum(len(key_of(link.text_content())) for link in element.iterfind(".//a"))
    return linked >= 0.95 * len(key_of(element.text_content()))


def _is_picture_box(element: HtmlElement) -> bool:
    """A picture with a few words of caption, or with a link to another article."""
    if element.find(".//img") is None or next(element.iter(*_TEXT_TAGS), None) is not None:
        return False
    return len(key_of(element.text_content())) <= _CAPTION


def _names(element: HtmlElement) -> str:
    values = " | ".join(value for name in _NAMES if (value := element.get(name)))
    return " ".join(_WORDS.findall(values)).lower() if values else ""


def _prose_under(lines: Iterable[Line]) -> dict[HtmlElement, int]:
    total: dict[HtmlElement, int] = {}
    for line in lines:
        if is_prose(line):
            for element in (line.element, *line.element.iterancestors()):
                total[element] = total.get(element, 0) + len(line.text)
    return total


def _is_under(element: HtmlElement, boxes: set[HtmlElement]) -> bool:
    return element in boxes or any(ancestor in boxes for ancestor in element.iterancestors())
