"""Times of an article: its time expressions, and when each statement was said and what it looks to."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.language import load
from onrecord.reading.dates.calendar import days_of
from onrecord.reading.dates.events import EVENT, EventFinder, agreed, datings, due_before, meets, settled
from onrecord.reading.dates.expression import Expression
from onrecord.reading.dates.finder import Finder
from onrecord.reading.dates.lexicon import time_words
from onrecord.reading.dates.resolver import PUBLISHED, Resolver
from onrecord.reading.dates.tense import Tense, TenseReader
from onrecord.records import Article, DateInterval, Record, Span, Stance, Statement, TimeExpression

_SENTENCE_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])|\n\s*\n")
_YEARLESS = frozenset({"day", "holiday", "month", "quarter", "season", "weekday"})
_REACH = 24
_DATES = frozenset({"DATE", "TIME"})


@dataclass(frozen=True, slots=True)
class _Found:
    """A time expression with what it was read from."""

    expression: Expression
    tense: Tense
    time: TimeExpression


class TimeStage:
    """Finds and resolves time expressions, and sets `said` and `due` of statements."""

    def __init__(self, language: str) -> None:
        self._words = time_words(language)
        self._finder, self._tense = Finder(self._words), TenseReader(self._words)
        data = load(language, "times")
        self._vague_days: dict[str, int] = data["vague_days"]
        self._leads = {name: _at_end(words, data["small"]["definite"]) for name, words in data["due"].items()}
        self._events_of = EventFinder(language)

    def __call__(self, record: Record) -> Record:
        """The record with its times."""
        article = record.article
        published = _published_day(article)
        found = self._times(article, published)
        events = list(self._events(article.text, found))
        covered = [time.span for time in events]
        found = [f for f in found if not meets(f.time.span, covered)]
        times = sorted([f.time for f in found] + events, key=lambda time: time.span)
        statements = tuple(self._dated(article, statement, found, events, published) for statement in record.statements)
        return replace(record, statements=statements, times=tuple(times))

    def _times(self, article: Article, published: date | None) -> list[_Found]:
        resolver = Resolver(self._words, published)
        found = []
        for start, end in article.paragraphs:
            for expression in self._finder.find(article.text, start, end):
                tense = self._tense.at(article.text, *expression.span)
                found.append(_Found(expression, tense, self._time(article.text, expression, tense, resolver)))
        return found

    def _time(self, text: str, expression: Expression, tense: Tense, resolver: Resolver) -> TimeExpression:
        resolved = resolver.resolve(expression, tense)
        days = days_of(resolved.value, expression.mod) if expression.type in _DATES else None
        if expression.until is not None and days is not None:
            last = days_of(resolver.resolve(expression.until, tense).value)
            days = (days[0], last[1]) if last is not None and last[1] >= days[0] else days
        span = expression.span
        return TimeExpression(
            span,
            text[slice(*span)],
            expression.type,
            resolved.value,
            days[0] if days else None,
            days[1] if days else None,
            resolved.anchor,
            expression.mod,
            resolved.note,
        )

    def _events(self, text: str, found: Sequence[_Found]) -> Iterator[TimeExpression]:
        """Times that are counted from a happening; dated where the article dates it, and else left open."""
        times = [f.time for f in found]
        days: dict[str, TimeExpression | None] = {}
        for event in self._events_of.find(text, [f.time.span for f in found if f.expression.form != "season"]):
            name = (event.anchor or "").lower()
            if name not in days:
                days[name] = agreed(datings(text, name, times))
            yield settled(event, days[name])

    # Statements

    def _dated(
        self,
        article: Article,
        statement: Statement,
        found: Sequence[_Found],
        events: Sequence[TimeExpression],
        published: date | None,
    ) -> Statement:
        said = self._said(article, statement, found, published)
        due = self._due(article.text, statement, found, said) or due_before(statement, events, said)
        return replace(statement, said=said, due=due)

    def _said(
        self, article: Article, statement: Statement, found: Sequence[_Found], published: date | None
    ) -> DateInterval | None:
        """When it was said: the time in the sentence of the cue, outside the content; else the day of publication."""
        if statement.cue is not None:
            cue = statement.cue.spans[0]
            sentence = _sentence(article.text, cue.start)
            near = [
                f
                for f in _within(found, sentence)
                if f.time.type in _DATES
                and f.time.start is not None
                and f.time.end is not None
                and (published is None or f.time.start <= published)
                and not any(
                    start < f.time.span.end and f.time.span.start < end for start, end in statement.content.spans
                )
            ]
            if near:
                nearest = min(near, key=lambda f: (abs(f.time.span.start - cue.end), f.time.span))
                assert nearest.time.start is not None
                assert nearest.time.end is not None
                end = nearest.time.end if published is None else min(nearest.time.end, published)
                return DateInterval(nearest.time.start, max(end, nearest.time.start))
        return replace(article.published, origin=None) if article.published else None

    def _due(
        self, text: str, statement: Statement, found: Sequence[_Found], said: DateInterval | None
    ) -> DateInterval | None:
        """The window that the content looks to: that of a deadline, else the first not over when it was said."""
        windows = [
            window
            for span in statement.content.spans
            for f in _within(found, span)
            if (window := self._window(text, f, said, ahead=statement.stance is Stance.COMMITS)) is not None
        ]
        return min(windows, key=lambda window: not window[0], default=(False, None))[1]

    def _window(
        self, text: str, found: _Found, said: DateInterval | None, *, ahead: bool
    ) -> tuple[bool, DateInterval] | None:
        """Whether a time is a deadline, and the days that it looks to; `None` where it looks to none.

        A time without a year counts from when it was said; in what is promised, and after "by", it is to come.
        """
        before = text[max(0, found.time.span.start - _REACH) : found.time.span.start].rstrip("'\"“‘")
        if found.time.type == "DURATION":
            length = self._length(found.expression, before, said)
            return None if length is None else (True, length)
        is_before, is_by = (self._leads[name].search(before) is not None for name in ("before", "deadline"))
        time = found.time
        if said is not None and (ahead or is_before or is_by) and found.expression.form in _YEARLESS:
            due = replace(found.expression, owns=False)
            again = self._time(text, due, Tense.FUTURE, Resolver(self._words, said.start))
            time = again if again.end is not None and again.end >= said.start else time
        if time.start is None or time.end is None or (said is not None and time.end < said.start):
            return None
        if said is not None and is_before and time.start > said.start:
            last = time.end if time.mod == "END" else time.start - timedelta(1)
            return True, DateInterval(said.start, last)
        if said is not None and is_by:
            return True, DateInterval(min(said.start, time.end), time.end)
        is_ahead = said is not None and time.start > said.end
        return (False, DateInterval(time.start, time.end)) if is_ahead or found.tense is Tense.FUTURE else None

    def _length(self, expression: Expression, before: str, said: DateInterval | None) -> DateInterval | None:
        """Within 30 days; in the coming weeks: from when it was said on."""
        ahead = expression.direction == 1 or (expression.amount is not None and self._leads["within"].search(before))
        if said is None or not ahead or not (expression.direction == 1 or self._leads["during"].search(before)):
            return None
        unit = {"E": "Y", "C": "Y", "F": "W", "WE": "W", "Q": "M"}.get(expression.unit, expression.unit)
        each = {"D": 1, "W": 7, "M": 31, "Y": 366}.get(unit)
        try:
            if each is None:
                length = 1  # hours and less
            else:
                length = self._vague_days[unit] if expression.amount is None else round(each * expression.amount)
            return DateInterval(said.start, said.end + timedelta(length))
        except OverflowError:
            return None


def _published_day(article: Article) -> date | None:
    """The day of publication, if it is known to the day."""
    published = article.published
    return published.start if published is not None and published.start == published.end else None


def _at_end(words: Sequence[str], articles: Sequence[str]) -> re.Pattern[str]:
    """One of the words at the end of a text, perhaps with an article."""
    one, article = ("|".join(map(re.escape, each)) for each in (words, articles))
    return re.compile(rf"\b(?:{one})\s+(?:(?:{article})\s+)?$", re.IGNORECASE)


def _sentence(text: str, place: int) -> Span:
    """The sentence that a place is in."""
    start, end = 0, len(text)
    for match in _SENTENCE_BREAK.finditer(text, max(0, place - 1000), min(len(text), place + 1000)):
        if match.end() <= place:
            start = match.end()
        elif match.start() >= place:
            end = match.start()
            break
    return Span(start, end)


def _within(found: Sequence[_Found], span: Span) -> Iterator[_Found]:
    """The expressions that stand in a stretch."""
    first = bisect_left(found, span.start, key=lambda f: f.time.span.start)
    for n in range(first, len(found)):
        f = found[n]
        if f.time.span.start >= span.end:
            return
        if f.time.span.end <= span.end:
            yield f


__all__ = ["EVENT", "PUBLISHED", "TimeStage"]
