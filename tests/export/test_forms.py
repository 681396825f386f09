"""Exports for other programs open in a real parser of their form."""

import io
import json
from dataclasses import replace
from datetime import date

import icalendar

from made import article
from onrecord.corpus.commitments import Commitment, Ledger
from onrecord.corpus.timeline import Entry, Role
from onrecord.export.ics import write_ics
from onrecord.export.timelinejs import write_timelinejs
from onrecord.records import DateInterval, Kind, Record, Source, SourceKind, Span, Stance, Statement, Words

HOSTILE = "<script>alert(1)</script> & \u202eabc; BEGIN:VEVENT\\n, to pay"


def promise(content: str) -> Record:
    """A promise with a due interval."""
    text = f"Vane promised {content}"
    day = DateInterval(date(2024, 1, 19), date(2024, 1, 19))
    read = article(text, id="one", title="The <b>quay</b>", published=day)
    words = Words.of(read.text, [Span(14, len(read.text))])
    source, cue = (Words.of(read.text, [Span(*span)]) for span in ((0, 4), (5, 13)))
    due = DateInterval(date(2024, 2, 1), date(2024, 2, 3))
    return Record(
        read, (Statement("s1", Kind.INDIRECT, Stance.COMMITS, words, Source(source), cue, said=day, due=due),)
    )


def test_the_calendar_opens_and_has_an_all_day_event() -> None:
    """One event per commitment, over its due days, with a stable id."""
    record = promise(HOSTILE)
    source = record.statements[0].source
    assert source is not None
    files = []
    for _ in range(2):
        file = io.BytesIO()
        write_ics(_commitments(record), file)
        files.append(file.getvalue())
    assert files[0] == files[1]
    events = [part for part in icalendar.Calendar.from_ical(files[0]).walk() if part.name == "VEVENT"]
    assert len(events) == 1
    assert (events[0].decoded("dtstart"), events[0].decoded("dtend")) == (date(2024, 2, 1), date(2024, 2, 4))
    assert str(events[0]["summary"]).endswith("to pay")
    assert str(events[0]["uid"]).endswith("@onrecord")


def _commitments(record: Record) -> list[Commitment]:
    statement = record.statements[0]
    assert statement.source is not None
    known = replace(statement, source=replace(statement.source, kind=SourceKind.PERSON))
    return Ledger().commitments([replace(record, statements=(known,))], as_of=date(2024, 6, 1))


def test_timelinejs_has_what_its_format_asks_for() -> None:
    """Every slide has a start date and a headline; words of articles are escaped."""
    record = promise(HOSTILE)
    statement = record.statements[0]
    assert statement.due is not None
    file = io.BytesIO()
    write_timelinejs([Entry(statement.due, Role.DUE, statement, "one", record.article.title, None)], file)
    data = json.loads(file.getvalue())
    slide = data["events"][0]
    assert slide["start_date"] == {"year": 2024, "month": 2, "day": 1}
    assert slide["end_date"] == {"year": 2024, "month": 2, "day": 3}
    assert slide["unique_id"]
    assert "<script>" not in json.dumps(data)
    assert slide["text"]["headline"] == "Vane promised"
