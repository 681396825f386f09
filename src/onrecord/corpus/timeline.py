"""The timeline: what was said and what is due, by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onrecord.corpus.events import with_events
from onrecord.records import DateInterval, Record, Statement


class Role(StrEnum):
    """Whether an entry was said or is due on its days."""

    SAID = "said"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Entry:
    """The days on which a statement was said, or by which something is due."""

    days: DateInterval
    role: Role
    statement: Statement
    article: str
    title: str | None
    outlet: str | None

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {
            "days": self.days.to_json(),
            "role": self.role.value,
            "article": {"id": self.article, "title": self.title, "outlet": self.outlet},
            "statement": self.statement.to_json(),
        }


def timeline(
    records: Iterable[Record], *, words: str = "", actors: frozenset[tuple[str, str]] | None = None
) -> list[Entry]:
    """The entries of all statements that contain the words, by day.

    Args:
        records: The records of some articles.
        words: Words that source, cue and content must contain, in any case; without words, all statements match.
        actors: Only statements of these actors, as pairs of article id and actor id within it.
    """
    wanted = words.lower().split()
    entries = []
    for record in with_events(records):
        article = record.article
        for statement in record.statements:
            source = statement.source
            if actors is not None and (source is None or (article.id, source.actor or "") not in actors):
                continue
            parts = (
                source.words.text if source else "",
                statement.cue.text if statement.cue else "",
                statement.content.text,
            )
            text = " ".join(parts).lower()
            if all(word in text for word in wanted):
                for role, days in ((Role.SAID, statement.said), (Role.DUE, statement.due)):
                    if days is not None:
                        entries.append(Entry(days, role, statement, article.id, article.title, article.outlet))
    return sorted(
        entries, key=lambda e: (e.days.start, e.days.end, e.role is Role.DUE, e.article, e.statement.content.spans)
    )
