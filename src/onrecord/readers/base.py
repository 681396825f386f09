"""What every reader shares: what the user said about an article, what a failure is, and how an article is made."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.errors import EmptyInputError, OnrecordError
from onrecord.records import Article, DateInterval, Span

MAX_BYTES = 64 * 1024 * 1024
"""The largest input that a reader takes, in bytes."""

_LINE = re.compile(r"[^\n]*\S[^\n]*")
# Spaces of other widths, line and paragraph separators, and the control characters that stand for line ends.
_SPACES = {c: " " for c in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)}
_BREAKS = {c: "\n" for c in (0x0B, 0x0C, 0x85, 0x2028, 0x2029)}
# No width and no meaning to a reader of news: zero-width space, soft hyphen, word joiner, byte order mark, and the
# bidirectional embeddings, overrides and isolates, which can make a text look other than it is.
_NOTHING = {
    c: None
    for c in (
        *range(0x00, 0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,
        0x200B,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE: dict[int, str | None] = _SPACES | _BREAKS | _NOTHING | _SURROGATES


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about an article; it goes before what the article says of itself."""

    id: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: DateInterval | None = None
    bylines: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read: where it is, and why."""

    where: str
    error: OnrecordError


def clean(text: str) -> str:
    """The text in NFC with plain spaces and line feeds, and without invisible characters.

    A text that is already so comes back unchanged.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """The spans of the lines of `text` that hold anything but white space, without white space at their ends."""
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        spans.append(Span(start, start + len(line.strip())))
    return tuple(spans)


def article_id(*, url: str | None, text: str) -> str:
    """An id of sixteen hexadecimal digits: of the address where there is one, else of the text."""
    return hashlib.sha256((url or text).encode(errors="replace")).hexdigest()[:16]


def make_article(
    text: str,
    *,
    given: Given,
    url: str | None = None,
    title: str | None = None,
    bylines: Sequence[str] = (),
    outlet: str | None = None,
    language: str | None = None,
    published: DateInterval | None = None,
    modified: DateInterval | None = None,
    retrieved: str | None = None,
) -> Article:
    """An article of the clean `text`, with what is `given` before what was found.

    Raises:
        EmptyInputError: The text has nothing but white space.
    """
    paragraphs = paragraph_spans(text)
    if not paragraphs:
        msg = "there is no text in it"
        raise EmptyInputError(msg)
    url = given.url or url
    return Article(
        id=given.id or article_id(url=url, text=text),
        text=text,
        paragraphs=paragraphs,
        url=url,
        title=given.title or title,
        bylines=given.bylines or tuple(bylines),
        outlet=given.outlet or outlet,
        language=given.language or language,
        published=given.published or published,
        modified=modified,
        retrieved=retrieved,
    )
