"""Boxes of a page: elements whose class, id or role says that they hold something else than the article."""

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
"""From this length on, a line that is no link counts as prose."""
_SMALL_PART = 0.3
"""A box holds less than this part of a page's prose."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MANY_LINKS = 3
_TEXT_TAGS = ("blockquote", "h1", "h2", "h3", "li", "p")
_LONGEST_NAME = 500
"""How many characters of a class, id or role are looked at."""
_CAPTION = 250
"""How long a caption may be, in characters without spaces."""


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph of sentences: long, no heading, and mostly no link."""
    return len(line.text) >= _PROSE and line.links < 0.5 and line.element.tag not in HEADINGS


def drop_boxes(tree: HtmlElement, lines: Sequence[Line]) -> None:
    """Takes the boxes out of the tree.

    An element that holds a good part of the prose, or a headline, is no box whatever it is called; and a word that is
    used for a good part of the prose names no box on this page.
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
            # Not removed, but left with its tail: joining every tail to the text before it would be quadratic.
            tail = element.tail
            element.clear()
            element.tag, element.text = "span", tail
        else:
            # What is quoted from elsewhere is text; trafilatura goes by the same words, and would leave it out.
            element.attrib.pop("class", None)


def named(element: HtmlElement, phrases: re.Pattern[str]) -> bool:
    """Whether the names of an element (class, id, role, itemprop) hold one of the phrases."""
    return phrases.search(_names(element)) is not None


@cache
def box_words(which: str) -> re.Pattern[str]:
    """The phrases of a list of boxes, to be found among an element's names."""
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
    values = " | ".join(value[:_LONGEST_NAME] for name in _NAMES if (value := element.get(name)))
    return " ".join(_WORDS.findall(values)).lower() if values else ""
