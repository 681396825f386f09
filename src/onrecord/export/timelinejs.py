"""TimelineJS: a timeline for the web (https://timeline.knightlab.com/docs/json-format.html)."""

import html
import json
from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO

from onrecord.corpus.timeline import Entry


def write_timelinejs(entries: Iterable[Entry], file: BinaryIO, *, title: str = "On record") -> None:
    """Write the entries as TimelineJS JSON; text from articles is escaped."""
    slides = [_slide(number, entry) for number, entry in enumerate(entries, 1)]
    data = {"title": {"text": {"headline": html.escape(title)}}, "events": slides}
    file.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")


def _slide(number: int, entry: Entry) -> dict[str, Any]:
    statement = entry.statement
    source = statement.source.words.text if statement.source else ""
    cue = statement.cue.text if statement.cue else ""
    facts = " · ".join(fact for fact in (entry.outlet, entry.title) if fact)
    slide: dict[str, Any] = {
        "unique_id": f"{entry.article}-{statement.id}-{entry.role.value}-{number}",
        "start_date": _date(entry.days.start),
        "group": entry.role.value,
        "text": {
            "headline": html.escape(f"{source} {cue}".strip() or entry.role.value),
            "text": f"<p>{html.escape(statement.content.text)}</p><p>{html.escape(facts)}</p>",
        },
    }
    if entry.days.end != entry.days.start:
        slide["end_date"] = _date(entry.days.end)
    return slide


def _date(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
