"""Quotation marks: where each one opens or closes, whatever its style."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

DOUBLE_OPEN = "“„‟«〝❝"
DOUBLE_CLOSE = "”»〞❞"
DOUBLE_STRAIGHT = '"＂'
SINGLE_OPEN = "‘‚‛"
SINGLE_CLOSE = "’"
SINGLE_STRAIGHT = "'"

# Systems without a double mark print two single ones.
_DOUBLE = re.compile(f"''|``|‘‘|’’|[{DOUBLE_OPEN}{DOUBLE_CLOSE}{DOUBLE_STRAIGHT}]")
_SINGLE = re.compile(f"[{SINGLE_OPEN}{SINGLE_CLOSE}{SINGLE_STRAIGHT}]")
_SAME_LENGTH = str.maketrans(
    dict.fromkeys(DOUBLE_OPEN + DOUBLE_CLOSE + DOUBLE_STRAIGHT, '"') | dict.fromkeys(SINGLE_OPEN + SINGLE_CLOSE, "'")
)
_DECADE = re.compile(r"\d0s\b")
_BEFORE_OPENING = "([{—–-/"


class QuoteState(IntEnum):
    """Whether a character is outside, inside or part of quotation marks."""

    OUTSIDE = 0
    OPENING = 1
    INSIDE = 2
    CLOSING = 3


class Direction(Enum):
    """Whether a mark opens or closes a quotation, by its shape or by its neighbours."""

    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()


class Mark(NamedTuple):
    """One quotation mark: its half-open span in the paragraph, and its direction."""

    start: int
    end: int
    direction: Direction

    @property
    def width(self) -> int:
        """How many characters the mark takes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of a paragraph in quotation marks, from the start of `opening` to `end`.

    `closing` is `None` if the quotation is still open at the end of the paragraph.
    """

    opening: Mark
    closing: Mark | None
    end: int

    @property
    def start(self) -> int:
        """Where the opening mark starts."""
        return self.opening.start


@lru_cache(maxsize=256)  # several stages need the quotations of the same paragraph
def quotations(paragraph: str) -> tuple[Quotation, ...]:
    """The outermost quotations of one paragraph, in order.

    Double marks are straight, curly or guillemets. Single marks count only in pairs, since ’ is far more often an
    apostrophe, and only if no double quotation contains or crosses them. They may contain double quotations, as in
    British papers.
    """
    closers = _unusual_closers(paragraph)
    doubles = _pair((_double_mark(paragraph, m, closers) for m in _DOUBLE.finditer(paragraph)), len(paragraph))
    if _SINGLE.search(paragraph) is None:
        return tuple(doubles)
    found: list[Quotation] = []
    n = 0
    for single in _single_quotations(paragraph):
        while n < len(doubles) and doubles[n].end <= single.start:
            found.append(doubles[n])
            n += 1
        after = n
        while after < len(doubles) and doubles[after].start < single.end:
            after += 1
        if all(single.start < double.start and double.end < single.end for double in doubles[n:after]):
            found.append(single)
            n = after
    return (*found, *doubles[n:])


def quote_states(paragraph: str) -> bytearray:
    """The `QuoteState` of each character of the paragraph."""
    states = bytearray(len(paragraph))
    for quotation in quotations(paragraph):
        states[quotation.start : quotation.end] = bytes([QuoteState.INSIDE]) * (quotation.end - quotation.start)
        for mark, state in ((quotation.opening, QuoteState.OPENING), (quotation.closing, QuoteState.CLOSING)):
            if mark is not None:
                states[mark.start : mark.end] = bytes([state]) * (mark.end - mark.start)
    return states


def plain(paragraph: str) -> str:
    """The paragraph with all marks in one style, at the same length.

    Every mark of an outermost quotation becomes a straight double mark. Of the other marks, double ones become straight
    double marks and single ones apostrophes. The second character of a mark of two becomes a space.
    """
    characters = list(paragraph.translate(_SAME_LENGTH))
    for quotation in quotations(paragraph):
        for mark in (quotation.opening, quotation.closing):
            if mark is not None:
                characters[mark.start : mark.end] = '"'.ljust(mark.width)
    return "".join(characters)


def _unusual_closers(paragraph: str) -> str:
    """The marks that close here and open elsewhere: “ after „ as in German, and « after » as in Danish."""
    closers = "“" if "„" in paragraph else ""
    first = re.search("[«»]", paragraph)
    turned = first is not None and first.group() == "»" and not paragraph[first.end() : first.end() + 1].isspace()
    return closers + ("«" if turned else "")


def _double_mark(paragraph: str, match: re.Match[str], closers: str) -> Mark:
    return Mark(match.start(), match.end(), _double_direction(paragraph, match, closers))


def _double_direction(paragraph: str, match: re.Match[str], closers: str) -> Direction:
    mark = match.group()[0]
    opens = mark in DOUBLE_OPEN or mark in SINGLE_OPEN or mark == "`" or (mark == "»" and "«" in closers)
    if opens and mark not in closers:
        return Direction.OPENS
    if mark in closers or mark in DOUBLE_CLOSE or mark in SINGLE_CLOSE:
        return Direction.CLOSES
    before = paragraph[match.start() - 1] if match.start() else " "
    after = paragraph[match.end()] if match.end() < len(paragraph) else " "
    if after.isspace():
        return Direction.CLOSES
    if before.isspace() or before in _BEFORE_OPENING:
        return Direction.OPENS
    return Direction.EITHER


def _pair(marks: Iterable[Mark], end: int) -> list[Quotation]:
    """Pair marks into outermost quotations. A mark of either direction opens one if none is open."""
    found: list[Quotation] = []
    opening: Mark | None = None
    for mark in marks:
        if opening is None:
            opening = mark if mark.direction is not Direction.CLOSES else None
        elif mark.direction is not Direction.OPENS:
            found.append(Quotation(opening, mark, mark.end))
            opening = None
    if opening is not None:
        found.append(Quotation(opening, None, end))
    return found


def _single_quotations(paragraph: str) -> list[Quotation]:
    """Pairs of single marks that are quotation marks, not apostrophes."""
    found: list[Quotation] = []
    opening: Mark | None = None
    genitive: Mark | None = None  # a mark after an s, which may close or be a genitive: "the workers’ rights"
    for match in _SINGLE.finditer(paragraph):
        mark = _single_mark(paragraph, match)
        if opening is None:
            opening = mark if mark.direction is Direction.OPENS else None
        elif mark.direction is Direction.CLOSES:
            found.append(Quotation(opening, mark, mark.end))
            opening = genitive = None
        elif mark.direction is Direction.OPENS and genitive is not None:
            found.append(Quotation(opening, genitive, genitive.end))
            opening, genitive = mark, None
        elif (
            mark.direction is Direction.EITHER and genitive is None and not paragraph[mark.end : mark.end + 1].isalnum()
        ):
            genitive = mark
    if opening is not None and genitive is not None:
        found.append(Quotation(opening, genitive, genitive.end))
    return found


def _single_mark(paragraph: str, match: re.Match[str]) -> Mark:
    """A single mark; its direction is `EITHER` if it may be an apostrophe."""
    at, end = match.span()
    before = paragraph[at - 1] if at else " "
    after = paragraph[end] if end < len(paragraph) else " "
    direction = Direction.EITHER
    if _DECADE.match(paragraph, end):
        pass
    elif (before.isspace() or before in '([—–"“') and not after.isspace():
        direction = Direction.OPENS if match.group() not in SINGLE_CLOSE else Direction.EITHER
    elif not after.isalnum() and match.group() not in SINGLE_OPEN and before not in "sS" and not before.isspace():
        direction = Direction.CLOSES
    return Mark(at, end, direction)
