"""Quotation marks: where each one opens or closes, whatever its style."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

DOUBLE_OPEN = "“„‟«〝❝"
DOUBLE_CLOSE = "”»〞❞"
DOUBLE_STRAIGHT = '"＂'
SINGLE_OPEN = "‘‚‛"
SINGLE_CLOSE = "’"
SINGLE_STRAIGHT = "'"

_DOUBLE = re.compile(f"[{DOUBLE_OPEN}{DOUBLE_CLOSE}{DOUBLE_STRAIGHT}]")
_SINGLE = re.compile(f"[{SINGLE_OPEN}{SINGLE_CLOSE}{SINGLE_STRAIGHT}]")


class QuoteState(IntEnum):
    """Where a character stands with regard to quotation marks."""

    OUTSIDE = 0
    OPENING = 1
    INSIDE = 2
    CLOSING = 3


class Mark(NamedTuple):
    """One quotation mark: its offset in the paragraph and whether it opens."""

    at: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, marks included; `closed` is false where the paragraph ends first."""

    start: int
    end: int
    closed: bool


def quotations(paragraph: str) -> list[Quotation]:
    """The outermost quotations of one paragraph, in order.

    Double marks (straight, curly, guillemets) come first. Single marks count only where no double quotation
    holds them and both ends are found, since ’ is far more often an apostrophe.
    """
    found = _pair([Mark(m.start(), _opens_double(paragraph, m)) for m in _DOUBLE.finditer(paragraph)], len(paragraph))
    if _SINGLE.search(paragraph) is None:
        return found
    singles = [
        q for q in _single_quotations(paragraph) if not any(d.start < q.end and q.start < d.end for d in found)
    ]
    return sorted([*found, *singles], key=lambda q: q.start)


def _opens_double(paragraph: str, match: re.Match[str]) -> bool | None:
    mark = match.group()
    if mark in DOUBLE_OPEN:
        return True
    if mark in DOUBLE_CLOSE:
        return False
    before = paragraph[match.start() - 1 : match.start()]
    after = paragraph[match.end() : match.end() + 1]
    if not after or after.isspace():
        return False
    if not before or before.isspace() or before in "([{—–-/‘'":
        return True
    return None if not after.isalnum() else before not in ".,!?;:" and not before.isalnum()


def _pair(marks: list[Mark], end: int) -> list[Quotation]:
    """Pair marks into outermost quotations; a mark of unknown direction closes what is open."""
    found: list[Quotation] = []
    start: int | None = None
    for mark in marks:
        if start is None:
            if mark.opens is not False:
                start = mark.at
        elif not mark.opens:
            found.append(Quotation(start, mark.at + 1, closed=True))
            start = None
    if start is not None:
        found.append(Quotation(start, end, closed=False))
    return found


def _single_quotations(paragraph: str) -> list[Quotation]:
    """Pairs of single marks that a reader would take for quotation marks, not apostrophes."""
    found: list[Quotation] = []
    start: int | None = None
    weak_end: int | None = None
    for match in _SINGLE.finditer(paragraph):
        at = match.start()
        before, after = paragraph[at - 1 : at] if at else "", paragraph[at + 1 : at + 2]
        if start is None or weak_end is not None:
            opens = match.group() not in SINGLE_CLOSE and (not before or before.isspace() or before in "([—–“\"")
            if opens and after and not after.isspace():
                if start is not None and weak_end is not None:
                    found.append(Quotation(start, weak_end, closed=True))
                start, weak_end = at, None
                continue
        if start is None or match.group() in SINGLE_OPEN or after.isalnum() or before.isspace():
            continue
        if before in ",.?!…;—–" or not after:
            found.append(Quotation(start, at + 1, closed=True))
            start = weak_end = None
        elif weak_end is None or before not in "sS":
            # "the workers’ rights": an s’ may be a genitive, so a later, surer end is preferred
            weak_end = at + 1
            if before not in "sS":
                found.append(Quotation(start, weak_end, closed=True))
                start = weak_end = None
    if start is not None and weak_end is not None:
        found.append(Quotation(start, weak_end, closed=True))
    return found
