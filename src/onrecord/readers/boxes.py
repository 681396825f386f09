"""Boxes of a page: elements that hold something other than the article, according to their class, id or role."""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from lxml.html import HtmlElement

from onrecord.language import load
from onrecord.readers.page import Line, key_of

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NAMES = ("class", "id", "role", "itemprop")
_NEVER_TEXT = frozenset({"aside", "figcaption", "footer", "nav"})
_PROSE = 80
"""The shortest line, in characters, that counts as prose if it is not a link."""
_SMALL_PART = 0.3
"""The largest share of a page's prose that a box can hold."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MANY_LINKS = 3
_TEXT_TAGS = ("blockquote", "h1", "h2", "h3", "li", "p")
_LONGEST_NAME = 500
"""How many characters of a class, id or role are searched."""
_CAPTION = 250
"""The longest caption, in characters without white space."""


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph: long, not a heading, and mostly not a link."""
    return len(line.text) >= _PROSE and line.links < 0.5 and line.element.tag not in HEADINGS


def drop_boxes(tree: HtmlElement, lines: Sequence[Line]) -> None:
    """Empty the boxes in the tree.

    An element with much of the prose, or with the headline, is not a box, whatever its name. A word in the names of
    elements around much of the prose does not mark a box on this page.
    """
    prose = [line for line in lines if is_prose(line)]
    under: Counter[HtmlElement] = Counter()
    named_so: Counter[str] = Counter()
    for line in prose:
        around = (line.element, *line.element.iterancestors())
        under.update(dict.fromkeys(around, len(line.text)))
        named_so.update(dict.fromkeys({word for element in around for word in _box_words_of(element)}, len(line.text)))
    limit = _SMALL_PART * under[tree]
    ordinary = {word for word, length in named_so.items() if length > limit}
    for element in list(tree.iterdescendants()):
        if not isinstance(element.tag, str) or under[element] > limit or not _is_box(element, ordinary):
            continue
        if element.tag == "h1" or element.find(".//h1") is not None:
            continue
        if next(element.iter("blockquote"), None) is None:
            # Removing the element would join its tail to the text before it, which is quadratic in the number of boxes.
            tail = element.tail
            element.clear()
            element.tag, element.text = "span", tail
        else:
            # A quotation is text. Without its class, trafilatura does not drop it.
            element.attrib.pop("class", None)


def named(element: HtmlElement, phrases: re.Pattern[str]) -> bool:
    """Whether one of the phrases is in the names of an element (class, id, role, itemprop)."""
    return phrases.search(_names(element)) is not None


@cache
def box_words(which: str) -> re.Pattern[str]:
    """A pattern for the phrases of a list of boxes."""
    phrases = sorted(load("en", "boilerplate")["box"][which], key=len, reverse=True)
    return re.compile(rf"(?<![^ ])(?:{'|'.join(map(re.escape, phrases))})(?![^ ])")


def _is_box(element: HtmlElement, ordinary: AbstractSet[str]) -> bool:
    if element.tag in _NEVER_TEXT or not _box_words_of(element) <= ordinary:
        return True
    if element.tag not in {"div", "span"}:
        return False
    in_paragraph = next(element.iterancestors("p"), None) is not None
    return _is_popup(element) if in_paragraph else element.tag == "div" and _is_picture_box(element)


def _box_words_of(element: HtmlElement) -> set[str]:
    names = _names(element)
    return (
        {match.group() for which in ("never", "hidden") for match in box_words(which).finditer(names)}
        if names
        else set()
    )


def _is_popup(element: HtmlElement) -> bool:
    """A popup over a name in a paragraph: several links and nothing else."""
    if len(element.findall(".//a")) < _MANY_LINKS:
        return False
    if any(len(child.findall(".//a")) >= _MANY_LINKS for child in element):
        return False
    linked = sum(len(key_of(link.text_content())) for link in element.iterfind(".//a"))
    return linked >= 0.95 * len(key_of(element.text_content()))


def _is_picture_box(element: HtmlElement) -> bool:
    """A picture with a short caption or a link to another article."""
    if element.find(".//img") is None or next(element.iter(*_TEXT_TAGS), None) is not None:
        return False
    return len(key_of(element.text_content())) <= _CAPTION


def _names(element: HtmlElement) -> str:
    values = " | ".join(value[:_LONGEST_NAME] for name in _NAMES if (value := element.get(name)))
    return " ".join(_WORDS.findall(values)).lower() if values else ""
