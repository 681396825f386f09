"""Shared by all readers: metadata overrides, failures, text cleaning, and building an `Article`."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.errors import EmptyInputError, MalformedInputError, OnrecordError, ReadError, TooLargeError
from onrecord.records import Article, DateInterval, Origin, Span

MAX_BYTES = 64 * 1024 * 1024
"""The largest input, in bytes."""
MAX_CHARACTERS = 2_000_000
"""The longest article, in characters: longer than most novels."""
MAX_ID = 400
"""The longest article id, in characters: ids are part of web addresses."""

SENTENCE_END = re.compile(r"[.!?…][\"”’»')\]]*$")
"""The end of a line that is a sentence: its stop, and closing quotation marks or brackets."""
_LINE = re.compile(r"[^\n]*\S[^\n]*")
# The characters that `clean` replaces or removes.
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAK = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
# Invisible, and without meaning in news: control characters, soft hyphen, zero-width space, word joiner, byte order
# mark, and the bidirectional embeddings, overrides and isolates, which can make a text look different from what it is.
_NOTHING = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Overrides:
    """Metadata that takes precedence over what an article says about itself.

    It comes from the user. `from_metadata` names the fields that come from the enclosing feed or JSON line instead.
    """

    id: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: DateInterval | None = None
    bylines: tuple[str, ...] = ()
    language: str | None = None
    from_metadata: frozenset[str] = frozenset()

    def with_defaults(self, **fields: Any) -> "Overrides":
        """These overrides, with the gaps filled from the enclosing feed or JSON line."""
        new = {name: value for name, value in fields.items() if value and not getattr(self, name)}
        return replace(self, **new, from_metadata=self.from_metadata | set(new))


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read, and why."""

    where: str
    error: OnrecordError


def clean(text: str) -> str:
    """Normalise to NFC, plain spaces and line feeds, and remove invisible characters.

    A clean text is returned unchanged.
    """
    for pattern, instead in ((_BREAK, "\n"), (_SPACE, " "), (_NOTHING, ""), (_SURROGATE, "\ufffd")):
        text = pattern.sub(instead, text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def printable(name: str) -> str:
    r"""A name from outside (of a file, an address, a feed's entry) with its unprintable characters escaped, as `\x1b`.

    Control characters, lone surrogates (bytes of a file name that are not UTF-8) and marks that reorder text could
    otherwise act on the terminal.
    """
    return _UNPRINTABLE.sub(lambda match: match.group().encode("unicode_escape", "surrogatepass").decode(), name)


def os_error(error: OSError) -> ReadError:
    """The system's error as one of ours."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return ReadError(f"cannot be read: {reason.lower()}")


def _line(text: str | None) -> str | None:
    """A metadata value as one clean line, so that nothing in it can affect a terminal or a table."""
    return " ".join(clean(text).split()) or None if text else None


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """The spans of the lines of `text` that are not blank, without leading and trailing white space."""
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        spans.append(Span(start, start + len(line.strip())))
    return tuple(spans)


def article_id(*, url: str | None, text: str) -> str:
    """An id of 16 hexadecimal digits, from the hash of the address if there is one, or else of the text."""
    return hashlib.sha256((url or text).encode(errors="replace")).hexdigest()[:16]


def make_article(
    text: str,
    *,
    overrides: Overrides,
    url: str | None = None,
    title: str | None = None,
    bylines: Sequence[str] = (),
    outlet: str | None = None,
    language: str | None = None,
    published: DateInterval | None = None,
    modified: DateInterval | None = None,
    retrieved: str | None = None,
    origin: Origin = Origin.METADATA,
) -> Article:
    """Build an article from clean `text` and the metadata found for it, which `overrides` win over.

    `origin` says where the metadata were found.

    Raises:
        EmptyInputError: The text is blank.
        TooLargeError: The text is longer than `MAX_CHARACTERS`.
        MalformedInputError: The id is longer than `MAX_ID`.
    """
    if len(text) > MAX_CHARACTERS:
        msg = f"too long for one article: {len(text):,} characters, and the limit is {MAX_CHARACTERS:,}"
        raise TooLargeError(msg)
    paragraphs = paragraph_spans(text)
    if not paragraphs:
        msg = "contains no text"
        raise EmptyInputError(msg)
    url, id_ = _line(overrides.url or url), _line(overrides.id)
    if id_ and len(id_) > MAX_ID:
        msg = f"the id is too long: {len(id_):,} characters, and the limit is {MAX_ID}"
        raise MalformedInputError(msg)
    return Article(
        id=id_ or article_id(url=url, text=text),
        text=text,
        paragraphs=paragraphs,
        url=url,
        title=_line(overrides.title) or _line(title),
        bylines=tuple(filter(None, map(_line, overrides.bylines or bylines))),
        outlet=_line(overrides.outlet) or _line(outlet),
        language=_line(overrides.language or language),
        published=overrides.published or published,
        modified=modified,
        retrieved=retrieved,
        origins=_origins(overrides, origin, url=url, title=title, bylines=bylines, outlet=outlet, language=language),
    )


def _origins(overrides: Overrides, found: Origin, **fields: Any) -> tuple[tuple[str, Origin], ...]:
    """Where each known metadata value comes from."""
    origins = {}
    for name, value in fields.items():
        if getattr(overrides, name):
            origins[name] = Origin.METADATA if name in overrides.from_metadata else Origin.ARGUMENT
        elif value:
            origins[name] = Origin.METADATA if name == "url" else found  # a text does not contain its own address
    return tuple(origins.items())
