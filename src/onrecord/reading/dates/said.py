"""Dates each statement by the times around its cue."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.language import load
from onrecord.reading.dates.calendar import days_of, shifted_month
from onrecord.reading.dates.expression import Expression
from onrecord.reading.dates.tense import Tense
from onrecord.records import Article, DateInterval, Span, Statement, TimeExpression, Words

_SENTENCE_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])|\n\s*\n")
_REACH = 24
_FAR = 120
"""How many characters before the cue a duration may be that dates a retold statement."""
_MONTHS = {"M": 1, "Q": 3, "Y": 12, "E": 120}
DATES = frozenset({"DATE", "TIME"})


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression of the text: as printed, the tense of its clause, and its value."""

    expression: Expression
    tense: Tense
    time: TimeExpression


class SaidDateResolver:
    """Resolves when each statement was said."""

    def __init__(self, language: str) -> None:
        data = load(language, "times")
        said = data["said"]
        joined = "|".join(map(re.escape, said["joining"]))
        self._apart = re.compile(rf"[;:]|,[\"'”’]*\s+(?:{joined})\b", re.IGNORECASE)
        self._after = re.compile(rf"\s+(?:{'|'.join(said['after'])})\b", re.IGNORECASE)
        self._deadline = re.compile(rf"\b(?:{'|'.join(said['deadlines'])})\s+(?:the\s+)?$", re.IGNORECASE)
        elsewhere = "|".join(sorted(map(re.escape, said["elsewhere"]), key=len, reverse=True))
        self._elsewhere = re.compile(rf"\s*,?\s*\b(?:{elsewhere})\b", re.IGNORECASE)
        self._retelling, self._past = frozenset(said["retelling"]), frozenset(data["tense"]["past"])

    def said(
        self, article: Article, statement: Statement, found: Sequence[TimeMention], published: date | None
    ) -> DateInterval | None:
        """The time in the clause of the cue, outside the content; without one, the date of publication.

        `None` if the statement is retold ("had promised") without a time.
        """
        if statement.cue is not None:
            sentence = sentence_at(article.text, statement.cue.spans[0].start)
            near = [
                f
                for f in within(found, sentence)
                if f.time.start is not None and self._is_of(article.text, statement, statement.cue, f, published)
            ]
            if near:
                end = statement.cue.spans[0].end
                return _days(min(near, key=lambda f: (abs(f.time.span.start - end), f.time.span)), published)
            if self._is_retold(article.text, statement.cue):
                return self._counted_back(article.text, statement.cue, within(found, sentence), published)
        return replace(article.published, origin=None) if article.published else None

    def _is_of(self, text: str, statement: Statement, cue: Words, found: TimeMention, published: date | None) -> bool:
        """Whether a time can date the cue: past, outside the content, in the same clause, and not a deadline."""
        time = found.time
        if time.type not in DATES or time.start is None or time.end is None:
            return False
        if published is not None and time.start > published:
            return False
        if any(start < time.span.end and time.span.start < end for start, end in statement.content.spans):
            return False
        if self._deadline.search(text[max(0, time.span.start - _REACH) : time.span.start]):
            return False
        at = cue.spans[0]
        first, last = sorted((at, time.span))
        between = text[first.end : last.start]
        for start, end in statement.content.spans:
            if first.end <= start and end <= last.start:
                between = text[first.end : start] + text[end : last.start]
        return self._apart.search(between) is None

    def _is_retold(self, text: str, cue: Words) -> bool:
        """Whether a cue refers to an earlier time: "had promised", "said then"."""
        words = cue.text.lower().split()
        has_told = words[0] in self._retelling and any(w.endswith("ed") or w in self._past for w in words[1:])
        start, end = cue.spans[-1]
        return has_told or any(self._elsewhere.match(text, place) for place in range(start, end + 1))

    def _counted_back(
        self, text: str, cue: Words, found: Iterator[TimeMention], published: date | None
    ) -> DateInterval | None:
        """The days of "five months after he had promised it", counted from the date of publication."""
        at = cue.spans[0].start
        for f in found:
            between = text[f.time.span.end : at]
            is_before = f.time.span.end <= at <= f.time.span.end + _FAR
            if is_before and self._after.match(between) and self._apart.search(between) is None and published:
                return _back(published, f.expression)
        return None


def _back(day: date, expression: Expression) -> DateInterval | None:
    """The day, month or year a duration before a day; `None` if the duration is vague."""
    if expression.type != "DURATION" or expression.amount is None:
        return None
    try:
        if expression.unit in _MONTHS:
            year, month = shifted_month(day, -round(_MONTHS[expression.unit] * expression.amount))
            days = days_of(f"{year:04}" if expression.unit in {"Y", "E"} else f"{year:04}-{month:02}")
            return DateInterval(*days) if days else None
        before = day - timedelta(round({"W": 7, "F": 14, "D": 1}[expression.unit] * expression.amount))
    except (KeyError, OverflowError, ValueError):
        return None
    spare = timedelta(0 if expression.unit == "D" else 3)
    return DateInterval(before - spare, before + spare)


def _days(found: TimeMention, published: date | None) -> DateInterval:
    start, end = found.time.start, found.time.end
    assert start is not None
    assert end is not None
    return DateInterval(start, max(end if published is None else min(end, published), start))


def sentence_at(text: str, place: int) -> Span:
    """The sentence around an offset."""
    start, end = 0, len(text)
    for match in _SENTENCE_BREAK.finditer(text, max(0, place - 1000), min(len(text), place + 1000)):
        if match.end() <= place:
            start = match.end()
        elif match.start() >= place:
            end = match.start()
            break
    return Span(start, end)


def within(found: Sequence[TimeMention], span: Span) -> Iterator[TimeMention]:
    """The expressions within a span."""
    first = bisect_left(found, span.start, key=lambda f: f.time.span.start)
    for n in range(first, len(found)):
        f = found[n]
        if f.time.span.start >= span.end:
            return
        if f.time.span.end <= span.end:
            yield f
