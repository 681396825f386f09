"""Events that one article refers to and another dates."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from onrecord.reading.dates.events import agreed, datings, due_before, is_open, settled
from onrecord.records import Record, TimeExpression

_NEAR = timedelta(400)
"""How far an event may be from the day of publication: the next games of that name are another event."""


def with_events(records: Iterable[Record]) -> list[Record]:
    """The records, with times and due days that depend on events which other records date.

    An event is the same if its name is the same, of two words or more or capitalised ("the spring session", "the
    Games"), and its date is near the day of publication. It stays open if the dates do not agree.
    """
    known = list(records)
    anchors = {time.anchor or "" for record in known for time in record.times if is_open(time)}
    names = sorted(filter(_is_name, anchors))
    texts = [record.article.text.lower() for record in known] if names else []
    dated = {
        name: [
            time
            for record, text in zip(known, texts, strict=True)
            if name.lower() in text
            for time in datings(record.article.text, name, record.times)
        ]
        for name in names
    }
    return [_settled(record, dated) for record in known]


def _is_name(anchor: str) -> bool:
    """Whether the words name the event outside their article: not "the vote", not "next year's games"."""
    determiner, *words = anchor.split()
    return determiner.lower() == "the" and (len(words) > 1 or words[-1][0].isupper())


def _settled(record: Record, dated: dict[str, list[TimeExpression]]) -> Record:
    published = record.article.published
    if published is None:
        return record
    names = {time.anchor or "" for time in record.times if is_open(time)}
    days = {name: agreed(d for d in dated.get(name, ()) if _is_near(d, published.start)) for name in names}
    times = tuple(settled(time, days[time.anchor or ""]) if is_open(time) else time for time in record.times)
    statements = tuple(
        replace(statement, due=statement.due or due_before(statement, times, statement.said))
        for statement in record.statements
    )
    return replace(record, times=times, statements=statements)


def _is_near(time: TimeExpression, day: date) -> bool:
    return time.start is not None and abs(time.start - day) <= _NEAR
