"""Plain text, such as an article pasted from a web page, without the page's furniture.

Only whole lines are removed. A text without any such line, and without hard-wrapped lines, is only cleaned and
stripped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.readers.base import SENTENCE_END, Overrides, clean, make_article
from onrecord.readers.boilerplate import Kind, boilerplate
from onrecord.readers.bylines import in_byline, outlet_in_byline
from onrecord.readers.dates import printed_date
from onrecord.readers.encoding import decode
from onrecord.records import Article, DateInterval, Origin

_STOP = re.compile(r"[.:;,…]$")
_HYPHENATED = re.compile(r"\w-$")
_DATELINE = re.compile(r"[^\W\d_]{2,}.{0,80}?(?:\s[—–-]\s|\)\s*[—–:-])")
_PROSE = 80
"""The shortest line, in characters, that counts as prose if it ends like a sentence."""
_AUTHORS = 50
"""The most authors of one article."""
_LONGEST_TITLE = 160
_LONGEST_HEADLINE = 200
_HEADLINES = 12
"""The most headlines of other articles under one heading."""
_WIDTHS = range(45, 101)
"""The length of the longest line of a hard-wrapped text, in characters."""
_FILLED = 0.8
"""The share of lines of a hard-wrapped text that have no room for the first word of the next line."""


@dataclass(slots=True)
class _PrintedMetadata:
    """Metadata from the lines that were removed."""

    bylines: list[str] = field(default_factory=list)
    outlet: str | None = None
    published: DateInterval | None = None
    modified: DateInterval | None = None


def read_text(
    data: bytes | str,
    *,
    overrides: Overrides,
    url: str | None = None,
    charset: str | None = None,
    retrieved: str | None = None,
) -> Article:
    """Read an article from plain text.

    Args:
        data: The text. The encoding of bytes is detected.
        overrides: Metadata that win over the article's own.
        url: Where the text was found.
        charset: The encoding that the server named.
        retrieved: When the text was fetched (ISO 8601, UTC).

    Raises:
        EmptyInputError: It contains no text.
        NotTextError: The bytes are an image, an archive or the like.
        TooLargeError: It is larger than `MAX_BYTES`.
    """
    text = clean(decode(data, declared=charset) if isinstance(data, bytes) else data).strip()
    lines = text.split("\n")
    unwrapped = _unwrapped(lines)
    found = _PrintedMetadata()
    kept = [line for line in _without_boilerplate(unwrapped, found) if line]
    if kept != [line.strip() for line in lines if line.strip()]:
        text = "\n\n".join(kept)
    return make_article(
        text,
        overrides=overrides,
        url=url,
        title=_title(kept),
        bylines=found.bylines,
        outlet=found.outlet,
        published=found.published or _date_of_dateline(kept),
        modified=found.modified,
        origin=Origin.TEXT,
        retrieved=retrieved,
    )


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines, stripped. If the text is hard-wrapped, the lines of a paragraph are joined."""
    lines = [line.strip() for line in lines]
    pairs = [(line, following) for line, following in pairwise(lines) if line and following]
    width = max((len(line) for line, _ in pairs), default=0)
    filled = sum(_is_filled(line, following, width) for line, following in pairs)
    if len(pairs) < 3 or width not in _WIDTHS or filled < _FILLED * len(pairs):
        return lines
    joined: list[list[str]] = []
    for number, line in enumerate(lines):
        above = lines[number - 1] if number else ""
        if line and above and _is_filled(above, line, width):
            joined[-1] += (line,) if _HYPHENATED.search(above) else (" ", line)
        else:
            joined.append([line])
    return ["".join(parts) for parts in joined]


def _is_filled(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _without_boilerplate(lines: Sequence[str], found: _PrintedMetadata) -> Iterator[str]:
    """The lines that are text. Metadata in the other lines are added to `found`."""
    words = boilerplate()
    within = [number for number, line in enumerate(lines) if _is_prose(line)]
    first, last = (within[0], within[-1]) if within else (len(lines), len(lines))
    end = max((number for number, line in enumerate(lines) if line), default=0)
    kind: Kind | None = None
    skip_to = 0
    for number, line in enumerate(lines):
        if number < skip_to or not line:
            continue
        kind = words.kind(line, names=found.bylines, after=kind)
        if kind is Kind.DATE and first < number < last:
            kind = None  # a day can be a heading in a chronology
        elif kind in {Kind.MORE, Kind.RELATED}:
            skip_to = _after_headlines(lines, number + 1)
            ends = kind is Kind.RELATED and number == end
            kind = kind if skip_to > number + 1 or ends else None
        elif kind is None and number > last and words.is_bio(line, found.bylines):
            continue
        if kind is None:
            yield line
        else:
            _learn(kind, line, found)


def _after_headlines(lines: Sequence[str], start: int) -> int:
    """The line after the headlines under a heading: the end of their block, prose, or a long line."""
    own_block = start < len(lines) and bool(lines[start])
    number, count = start, 0
    while number < len(lines) and count < _HEADLINES:
        line = lines[number]
        if not line and own_block:
            break
        if line and (len(line) > _LONGEST_HEADLINE or line.endswith(".") or _is_prose(line)):
            break
        count += bool(line)
        number += 1
    return number if count else start


def _learn(kind: Kind, line: str, found: _PrintedMetadata) -> None:
    if kind is Kind.BYLINE:
        names = in_byline(line.strip("()-—– ")) or []
        found.bylines += [name for name in names if name not in found.bylines][: _AUTHORS - len(found.bylines)]
        found.outlet = found.outlet or outlet_in_byline(line)
    if kind in {Kind.BYLINE, Kind.DATE} and (day := printed_date(line, origin=Origin.TEXT)):
        if boilerplate().says_modified(line):
            found.modified = found.modified or day
        else:
            found.published = found.published or day


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE and SENTENCE_END.search(line) is not None


def _title(kept: Sequence[str]) -> str | None:
    """The first line if it looks like a headline: short, not a sentence, and followed by text."""
    if len(kept) < 2 or len(kept[0]) > _LONGEST_TITLE or _STOP.search(kept[0]):
        return None
    return kept[0]


def _date_of_dateline(kept: Sequence[str]) -> DateInterval | None:
    """The date in a dateline that gives it in full, as in "VELMORA, March 3, 2024 (Meridian Wire) - ..."."""
    for line in kept[:4]:
        if (match := _DATELINE.match(line)) and line[:2].isupper():
            return printed_date(match.group(), origin=Origin.TEXT)
    return None
