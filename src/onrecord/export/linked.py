"""Shared by the exports of linked data: identifiers of articles and statements, and streaming of items."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote

from onrecord.records import Article

_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
# Characters that RFC 3987 never allows in an address.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
_VERSION = 12


@dataclass(frozen=True, slots=True)
class Addresses:
    """The identifiers of an article's page, text and statements.

    `text` is `urn:sha256:` with the article's `sha256`. `page` is its address on the web, or `text` if it has none.
    `statements` is the prefix of the identifiers of its statements.
    """

    text: str
    page: str
    statements: str

    @classmethod
    def of(cls, article: Article) -> "Addresses":
        """The identifiers of an article. The hash is computed once, because a text can be as long as a book."""
        digest = article.sha256
        text = page = f"urn:sha256:{digest}"
        if article.url and _WEB.match(article.url):
            page = _FORBIDDEN.sub(lambda match: quote(match.group()), article.url)
        return cls(text, page, f"urn:onrecord:{quote(article.id, safe='')}:{digest[:_VERSION]}")

    def statement(self, statement_id: str) -> str:
        """`urn:onrecord:`, the article's id, the first 12 digits of its text's hash, and the statement's id.

        The hash tells versions of an article apart, because their statements are numbered separately.
        """
        return f"{self.statements}:{quote(statement_id, safe='')}"


def to_line(fields: dict[str, Any]) -> bytes:
    """An object as one line of compact JSON; equal objects give equal bytes."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def write_items(items: Iterable[bytes], file: BinaryIO) -> tuple[int, str]:
    """Write JSON items, one per line and separated by commas; returns their number and SHA-256."""
    digest, total = hashlib.sha256(), 0
    for item in items:
        file.write(b",\n" if total else b"\n")
        file.write(item)
        digest.update(item + b"\n")
        total += 1
    return total, digest.hexdigest()
