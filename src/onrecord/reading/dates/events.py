"""Times relative to an event: "before the vote", "after the winter games"."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from onrecord.language import load
from onrecord.records import DateInterval, Span, Statement, TimeExpression

EVENT = "event"
"""The note of a time relative to an event."""
OPEN = "XXXX-XX-XX"
_REACH = 60


class EventFinder:
    """Finds the times of a text that are relative to an event."""

    def __init__(self, language: str) -> None:
        data = load(language, "times")["events"]
        nouns = "|".join(sorted(map(re.escape, data["words"]), key=len, reverse=True))
        prepositions = "|".join(sorted(map(re.escape, (*data["before"], *data["after"])), key=len, reverse=True))
        self._after = frozenset(data["after"])
        self._pattern = re.compile(
            rf"(?<!\w)(?P<preposition>{prepositions})\s+"
            rf"(?P<event>(?:{'|'.join(data['determiners'])})\s+(?:[\w’'-]+\s+){{0,3}}?(?:{nouns}))(?!\w)",
            re.IGNORECASE,
        )

    def find(self, text: str, taken: Sequence[Span]) -> Iterator[TimeExpression]:
        """The times, not yet dated, in order; none overlaps a span of `taken`."""
        for match in self._pattern.finditer(text):
            span = Span(*match.span())
            if not meets(span, taken):
                mod = "AFTER" if match["preposition"].lower() in self._after else "BEFORE"
                yield TimeExpression(span, match.group(), "DATE", OPEN, None, None, match["event"], mod, EVENT)


def is_open(time: TimeExpression) -> bool:
    """Whether the time is relative to an event without a date."""
    return time.note == EVENT and time.value == OPEN and time.anchor is not None


@cache
def _link(language: str) -> re.Pattern[str]:
    """A pattern of the words that can link an event to its date: "which will be held on"."""
    listed = load(language, "times")["events"]["link"]
    relative, be, planned, to, start, on, article = ("|".join(words) for words in listed.values())
    return re.compile(
        rf"(?:,? (?:{relative}))?(?: (?:{be}))?(?: (?:{planned}))?(?: (?:{to}))?(?: (?:{start}))?"
        rf",? ?(?:(?:{on}) )?(?:(?:{article}) )?"
    )


def datings(text: str, event: str, times: Sequence[TimeExpression], language: str = "en") -> Iterator[TimeExpression]:
    """The dates right after a mention of an event: "the vote will be held on 4 March".

    Args:
        text: The text with the mentions, in any letter case.
        event: The event, as printed.
        times: The times of the text in order, with or without days.
        language: The language whose word lists are used.
    """
    dates = [time for time in times if time.start is not None and time.note != EVENT]
    for match in re.finditer(rf"(?<!\w){re.escape(event)}(?!\w)", text, re.IGNORECASE):
        end = match.end()
        for time in _from(dates, end + 1):
            if time.span.start > end + _REACH:
                break
            if _link(language).fullmatch(text, end, time.span.start):
                yield time


def meets(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span overlaps one of the `taken` spans, which are sorted and do not overlap."""
    near = bisect_left(taken, span.end, key=lambda each: each.start) - 1
    return near >= 0 and taken[near].end > span.start


def agreed(days: Iterable[TimeExpression]) -> TimeExpression | None:
    """The narrowest of an event's dates, if it lies within all the others; `None` if they disagree."""
    known = sorted((d.end - d.start, d.start, d.end, n, d) for n, d in enumerate(days) if d.start and d.end)
    if not known or any(start > known[0][1] or end < known[0][2] for _, start, end, *_ in known):
        return None
    return known[0][-1]


def settled(time: TimeExpression, day: TimeExpression | None) -> TimeExpression:
    """The time with the date of its event; unchanged without one."""
    if day is None:
        return time
    is_after = time.mod == "AFTER"
    return replace(time, value=day.value, start=day.start if is_after else None, end=None if is_after else day.end)


def due_before(statement: Statement, times: Sequence[TimeExpression], said: DateInterval | None) -> DateInterval | None:
    """The days until the first dated event by which the content is due; `None` without one.

    Args:
        statement: What was said.
        times: The times of the text, in order.
        said: When it was said.
    """
    if said is None:
        return None
    for start, end in statement.content.spans:
        for time in _from(times, start):
            if time.span.start >= end:
                break
            if time.span.end <= end and time.note == EVENT and time.end is not None and time.end > said.start:
                return DateInterval(said.start, time.end)
    return None


def _from(times: Sequence[TimeExpression], place: int) -> Iterator[TimeExpression]:
    """The times that begin at or after an offset."""
    for n in range(bisect_left(times, place, key=lambda time: time.span.start), len(times)):
        yield times[n]
