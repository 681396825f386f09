"""Finds the time expressions of an article, and when each statement was said and is due."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from onrecord.language import load
from onrecord.reading.dates.calendar import days_of
from onrecord.reading.dates.events import EVENT, EventFinder, agreed, datings, due_before, meets, settled
from onrecord.reading.dates.expression import Expression
from onrecord.reading.dates.finder import Finder
from onrecord.reading.dates.lexicon import time_words
from onrecord.reading.dates.resolver import PUBLISHED, Resolver
from onrecord.reading.dates.said import DATES, SaidDateResolver, TimeMention, within
from onrecord.reading.dates.tense import Tense, TenseDetector
from onrecord.records import Article, DateInterval, Record, Span, Stance, Statement, TimeExpression

_YEARLESS = frozenset({"day", "holiday", "month", "quarter", "season", "weekday"})
_BEYOND = 60
_REACH = 24
_MOST_EVENTS = 100
"""How many events are dated: each needs a search of the whole text."""


class TimeStage:
    """Finds and resolves time expressions, and sets `said` and `due` of statements."""

    def __init__(self, language: str) -> None:
        self._words = time_words(language)
        self._finder, self._tense = Finder(self._words), TenseDetector(self._words)
        data = load(language, "times")
        self._vague_days: dict[str, int] = data["vague_days"]
        leads = data["due"] | {"outside": [*data["due"]["before"], *data["due"]["deadline"], *data["due"]["within"]]}
        self._leads = {name: _at_end(words, data["small"]["definite"]) for name, words in leads.items()}
        self._events_of = EventFinder(language)
        self._said_of = SaidDateResolver(language)

    def __call__(self, record: Record) -> Record:
        """Set the times of a record, and `said` and `due` of its statements."""
        article = record.article
        published = _published_day(article)
        found = self._times(article, published)
        events = list(self._events(article.text, found))
        covered = [time.span for time in events]
        found = [f for f in found if not meets(f.time.span, covered)]
        times = sorted([f.time for f in found] + events, key=lambda time: time.span)
        statements = tuple(self._dated(article, statement, found, events, published) for statement in record.statements)
        return replace(record, statements=statements, times=tuple(times))

    def _times(self, article: Article, published: date | None) -> list[TimeMention]:
        resolver = Resolver(self._words, published)
        found = []
        for start, end in article.paragraphs:
            for expression in self._finder.find(article.text, start, end):
                tense = self._tense.at(article.text, *expression.span)
                found.append(TimeMention(expression, tense, self._time(article.text, expression, tense, resolver)))
        return found

    def _time(self, text: str, expression: Expression, tense: Tense, resolver: Resolver) -> TimeExpression:
        resolved = resolver.resolve(expression, tense)
        days = days_of(resolved.value, expression.mod) if expression.type in DATES else None
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

    def _events(self, text: str, found: Sequence[TimeMention]) -> Iterator[TimeExpression]:
        """Times relative to an event, dated if the article dates the event."""
        times = [f.time for f in found]
        days: dict[str, TimeExpression | None] = {}
        for event in self._events_of.find(text, [f.time.span for f in found if f.expression.form != "season"]):
            name = (event.anchor or "").lower()
            if name not in days:
                days[name] = agreed(datings(text, name, times)) if len(days) < _MOST_EVENTS else None
            yield settled(event, days[name])

    # Statements

    def _dated(
        self,
        article: Article,
        statement: Statement,
        found: Sequence[TimeMention],
        events: Sequence[TimeExpression],
        published: date | None,
    ) -> Statement:
        said = self._said_of.said(article, statement, found, published)
        due = self._due(article.text, statement, found, said) or due_before(statement, events, said)
        return replace(statement, said=said, due=due)

    def _due(
        self, text: str, statement: Statement, found: Sequence[TimeMention], said: DateInterval | None
    ) -> DateInterval | None:
        """When the content is due: by a deadline, or else in the first time that was not over when it was said."""
        windows = [
            (not window[0], f.tense is Tense.PAST, window[1])
            for span in (*statement.content.spans, *self._deadlines(text, statement, found))
            for f in within(found, span)
            if (window := self._window(text, f, said, ahead=statement.stance is Stance.COMMITS)) is not None
        ]
        return min(windows, key=lambda window: window[:2], default=(True, True, None))[2]

    def _deadlines(self, text: str, statement: Statement, found: Sequence[TimeMention]) -> Iterator[Span]:
        """The deadlines right after the content, or between a promise's cue and it: "promised by May to pay"."""
        outside = self._leads["outside"]
        end, start = statement.content.spans[-1].end, statement.content.spans[0].start
        for f in within(found, Span(end, end + _BEYOND)):
            if outside.fullmatch(text, end, f.time.span.start):
                yield f.time.span
        if statement.stance is Stance.COMMITS and statement.cue is not None:
            at = statement.cue.spans[-1].end
            for f in within(found, Span(at, start)) if at < start <= at + _BEYOND else ():
                if outside.search(text, at, f.time.span.start):
                    yield f.time.span

    def _window(
        self, text: str, found: TimeMention, said: DateInterval | None, *, ahead: bool
    ) -> tuple[bool, DateInterval] | None:
        """Whether a time is a deadline, and its days; `None` if it is in the past.

        A time without a year counts from when it was said. In a promise, and after "by", it is in the future.
        """
        before = text[max(0, found.time.span.start - _REACH) : found.time.span.start].rstrip("'\"“‘")
        if found.time.type == "DURATION":
            length = self._length(found.expression, before, said)
            return None if length is None else (True, length)
        if said is None and found.time.anchor is not None:  # relative to an unknown day
            return None
        ahead = ahead and found.tense is not Tense.PAST
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
        """The days of "within 30 days" or "in the coming weeks", from when it was said."""
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
    """The date of publication, if it is known to the day."""
    published = article.published
    return published.start if published is not None and published.start == published.end else None


def _at_end(words: Sequence[str], articles: Sequence[str]) -> re.Pattern[str]:
    """A pattern of one of the words, with an optional article, at the end of a text."""
    one, article = ("|".join(map(re.escape, each)) for each in (words, articles))
    return re.compile(rf"[\"'”’,\s]*\b(?:{one})\s+(?:(?:{article})\s+)?$", re.IGNORECASE)


__all__ = ["EVENT", "PUBLISHED", "TimeStage"]
