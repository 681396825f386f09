"""The article in a page's JSON-LD (schema.org), if there is one."""

import json
import re
import string
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

_OPENING = re.compile(r"<!--|(?:/\*|//)?\s*<!\[CDATA\[\s*(?:\*/)?")
_CLOSING = re.compile(r"(?:-->|(?:/\*|//)?\s*\]\]>\s*(?:\*/)?)$")
_AROUND = f"{string.whitespace};"
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DEPTH = 8
"""How deeply nested nodes are searched."""

_NO_ARTICLE = 3

Node = dict[str, Any]


class LinkedData:
    """The nodes of a page's JSON-LD and the article among them.

    Args:
        tree: The page.
        headlines: The visible headlines without white space, which tell its article from others.
    """

    def __init__(self, tree: HtmlElement, headlines: set[str]) -> None:
        self._nodes = [node for block in _blocks(tree) for node in _nodes(block, _DEPTH)]
        self._by_id = {node["@id"]: node for node in self._nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        self.article = self._article(headlines)

    def text(self, name: str) -> str | None:
        """A property of the article, if it is text."""
        return _text(self.article.get(name))

    def body(self) -> str:
        """The article's text with its line breaks, or an empty string."""
        value = self.article.get("articleBody")
        return unescape(value) if isinstance(value, str) else ""

    def authors(self) -> Iterator[tuple[str, bool]]:
        """The authors' names as written, and whether each is stated to be a person."""
        for name in ("author", "creator"):
            for author in self._resolved(self.article.get(name)):
                if isinstance(author, str):
                    yield unescape(author), False
                elif not {"Organization", "NewsMediaOrganization"} & set(_types(author)):
                    for written in _listed(author.get("name")):
                        if isinstance(written, str):
                            yield unescape(written), "Person" in _types(author)

    def publisher(self) -> str | None:
        """The name of the article's publisher."""
        for publisher in self._resolved(self.article.get("publisher")):
            name = publisher if isinstance(publisher, str) else publisher.get("name")
            if text := _text(name):
                return text
        return None

    def _article(self, headlines: set[str]) -> Node:
        def rank(node: Node) -> tuple[bool, int]:
            headline = "".join((_text(node.get("headline")) or "").split())
            return (headline not in headlines, _rank(node))

        articles = [node for node in self._nodes if _rank(node) < _NO_ARTICLE]
        return min(articles, key=rank, default={})

    def _resolved(self, value: Any) -> Iterator[str | Node]:
        for item in _listed(value):
            if isinstance(item, dict):
                key = item.get("@id")
                yield self._by_id.get(key, item) if isinstance(key, str) and "name" not in item else item
            elif isinstance(item, str):
                yield item


def _rank(node: Node) -> int:
    types = _types(node)
    if any(name.endswith("Article") for name in types):
        return 0
    if any(name.endswith(("Posting", "Report", "Review")) for name in types):
        return 1
    return 2 if "WebPage" in types else _NO_ARTICLE


def _types(node: Node) -> list[str]:
    return [name.rpartition("/")[2].rpartition(":")[2] for name in _listed(node.get("@type")) if isinstance(name, str)]


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    """The nodes in lists, graphs and main entities, but not in lists of related articles."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "author", "publisher"):
            yield from _nodes(value.get(name), depth - 1)


def _blocks(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        text = _unwrapped(script.text)
        for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _unwrapped(script: str) -> str:
    """The script without a comment or CDATA section around it, and without trailing semicolons."""
    text = script.strip().rstrip(_AROUND)
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    closing = _CLOSING.search(text, max(0, len(text) - 50))
    return (text[: closing.start()] if closing else text).rstrip(_AROUND)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str | None:
    first = next(iter(_listed(value)), None)
    return " ".join(unescape(first).split()) or None if isinstance(first, str) else None
