"""JSON Lines: one article per line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from onrecord.errors import MalformedInputError, OnrecordError, TooLargeError
from onrecord.readers.base import MAX_BYTES, Failure, Overrides, article_id, clean, make_article
from onrecord.readers.html import read_html
from onrecord.records import Article, DateInterval, Origin

_STRINGS = ("id", "url", "title", "outlet", "text", "html", "language", "published")


def read_jsonl(lines: Iterable[bytes], *, where: str, overrides: Overrides) -> Iterator[Article | Failure]:
    """Yield an article or a failure for each line that is not blank.

    Each line is an object with `text` or `html` and, optionally, `id`, `title`, `url`, `outlet`, `language`,
    `published` (an ISO date) and `bylines` (a list of names). Other fields are ignored. `text` is the whole article,
    including the title. Only invisible characters are removed from it, so that offsets stay valid.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _article(line, overrides)
        except OnrecordError as error:
            yield Failure(f"{where}:{number}", error)


def _article(line: bytes, overrides: Overrides) -> Article:
    if len(line) > MAX_BYTES:
        msg = f"the line is larger than {MAX_BYTES // 2**20} MB"
        raise TooLargeError(msg)
    fields = _fields(line)
    plain = {name: fields.get(name) for name in ("id", "url", "title", "outlet", "language")}
    known = overrides.with_defaults(
        **plain, published=_published(fields.get("published")), bylines=_bylines(fields.get("bylines"))
    )
    if fields.get("text"):
        if known.id is None and known.url is None:
            known = replace(known, id=_id(known, fields["text"]))
        return make_article(clean(fields["text"]), overrides=known)
    if fields.get("html"):
        return read_html(fields["html"], overrides=known, url=known.url)
    msg = "the object has neither `text` nor `html`, or both are empty"
    raise MalformedInputError(msg)


def _id(known: Overrides, text: str) -> str:
    """An id for an article without one. The same text with another title or outlet is another article."""
    published = known.published.start.isoformat() if known.published else ""
    return article_id(url=None, text="\0".join((known.outlet or "", known.title or "", published, text)))


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"the line is not UTF-8: {error}"
        raise MalformedInputError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"the line is not JSON: {error}"
        raise MalformedInputError(msg) from error
    if not isinstance(fields, dict):
        msg = f"the line is a JSON {type(fields).__name__}, not an object"
        raise MalformedInputError(msg)
    for name in _STRINGS:
        if not isinstance(fields.get(name), str | None):
            msg = f"the field {name!r} is not a string"
            raise MalformedInputError(msg)
    return fields


def _published(value: str | None) -> DateInterval | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value[:10])
    except ValueError as error:
        msg = f"the field 'published' is {value!r}, not an ISO date such as 2024-03-01"
        raise MalformedInputError(msg) from error
    return DateInterval(day, day, Origin.METADATA)


def _bylines(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        msg = "the field 'bylines' is not a list of strings"
        raise MalformedInputError(msg)
    return tuple(value)
