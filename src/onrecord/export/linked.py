"""What the forms of linked data share: addresses of articles and statements, and a list written item by item."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO
from urllib.parse import quote

from onrecord.records import Article, Statement

_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
# What RFC 3987 allows nowhere in an address.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
_VERSION = 12


def text_iri(article: Article) -> str:
    """The address of the article's text, by its hash: `urn:sha256:` and the `sha256` of the record."""
    return f"urn:sha256:{article.sha256}"


def article_iri(article: Article) -> str:
    """The article's address on the web, else that of its text."""
    if article.url and _WEB.match(article.url):
        return _FORBIDDEN.sub(lambda match: quote(match.group()), article.url)
    return text_iri(article)


def statement_iri(article: Article, statement_id: str) -> str:
    """`urn:onrecord:`, the article's id, the first 12 digits of its text's hash, and the statement's id.

    The hash keeps the versions of an article apart, whose statements are counted anew.
    """
    version = article.sha256[:_VERSION]
    return f"urn:onrecord:{quote(article.id, safe='')}:{version}:{quote(statement_id, safe='')}"


def parent_iri(article: Article, statement: Statement) -> str | None:
    """The address of the statement that this one is nested in, or `None`."""
    return None if statement.parent is None else statement_iri(article, statement.parent)


def to_line(fields: dict[str, Any]) -> bytes:
    """An object as one line of JSON without spaces, the same bytes for the same object."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def write_items(items: Iterable[bytes], file: BinaryIO) -> tuple[int, str]:
    """Write items of JSON, one a line with a comma between, and return how many they are and their SHA-256."""
    digest, total = hashlib.sha256(), 0
    for item in items:
        file.write(b",\n" if total else b"\n")
        file.write(item)
        digest.update(item + b"\n")
        total += 1
    return total, digest.hexdigest()
