"""What the forms of linked data share: addresses of articles and statements, and a list written item by item."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote

from onrecord.records import Article

_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
# What RFC 3987 allows nowhere in an address.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
_VERSION = 12


@dataclass(frozen=True, slots=True)
class Addresses:
    """How an article's page, text and statements are named.

    `text` is `urn:sha256:` and the `sha256` of the record; `page` is the address on the web, else that of the text.
    `statements` is what the addresses of statements begin with.
    """

    text: str
    page: str
    statements: str

    @classmethod
    def of(cls, article: Article) -> "Addresses":
        """The addresses of an article; of a text as long as a book the hash is taken once."""
        digest = article.sha256
        text = page = f"urn:sha256:{digest}"
        if article.url and _WEB.match(article.url):
            page = _FORBIDDEN.sub(lambda match: quote(match.group()), article.url)
        return cls(text, page, f"urn:onrecord:{quote(article.id, safe='')}:{digest[:_VERSION]}")

    def statement(self, statement_id: str) -> str:
        """`urn:onrecord:`, the article's id, the first 12 digits of its text's hash, and the statement's id.

        The hash keeps the versions of an article apart, whose statements are counted anew.
        """
        return f"{self.statements}:{quote(statement_id, safe='')}"


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
