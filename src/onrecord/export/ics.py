"""iCalendar: an event for each commitment with a due day (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import BinaryIO

from icalendar import Calendar, Event

from onrecord._version import __version__
from onrecord.corpus.commitments import Commitment


def write_ics(commitments: Iterable[Commitment], file: BinaryIO) -> None:
    """Write an all-day event over the due days of each commitment, with the same UID in every export."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Onrecord//Onrecord {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Commitments on record")
    for commitment in commitments:
        if commitment.due is not None:
            calendar.add_component(_event(commitment))
    file.write(calendar.to_ical())


def _event(commitment: Commitment) -> Event:
    event, due = Event(), commitment.due
    assert due is not None
    event.add("uid", f"{commitment.id}@onrecord")
    # The day of publication, so that the same record gives the same file.
    day = commitment.published or due.start
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", due.start)
    event.add("dtend", min(due.end, date.max - timedelta(1)) + timedelta(1))
    event.add("summary", f"{commitment.who}: {commitment.statement.content.text}")
    event.add("description", "\n".join(_description(commitment)))
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [commitment.status.value])
    return event


def _description(commitment: Commitment) -> Iterable[str]:
    statement = commitment.statement
    words = (
        statement.source and statement.source.words.text,
        statement.cue and statement.cue.text,
        statement.content.text,
    )
    yield " ".join(word for word in words if word)
    facts = (commitment.title, commitment.outlet, commitment.published and commitment.published.isoformat())
    yield " · ".join(fact for fact in facts if fact)
    yield from (f"Condition: {condition.text}" for condition in commitment.conditions)
    for evidence in commitment.evidence:
        yield f"{evidence.published}: {evidence.words.text} (suggests: {evidence.suggests.value})"
