"""Flat rows for tables: one per statement, commitment or timeline entry."""

from collections.abc import Iterable, Iterator
from datetime import date

from onrecord.corpus.commitments import Commitment
from onrecord.corpus.timeline import Entry
from onrecord.records import DateInterval, Record, Words

Row = dict[str, str | float | date | None]

COLUMNS = (
    "article", "url", "title", "outlet", "published", "sha256",
    "statement", "parent", "kind", "stance", "confidence",
    "source", "source_kind", "source_how", "source_spans",
    "cue", "cue_spans", "content", "content_spans",
    "said_start", "said_end", "due_start", "due_end",
)  # fmt: skip


def rows(records: Iterable[Record]) -> Iterator[Row]:
    """The rows of all statements; spans are written `start-end`, separated by spaces."""
    for record in records:
        article = record.article
        about: Row = {
            "article": article.id,
            "url": article.url,
            "title": article.title,
            "outlet": article.outlet,
            "published": article.published.start if article.published else None,
            "sha256": article.sha256,
        }
        for statement in record.statements:
            source = statement.source
            yield about | {
                "statement": statement.id,
                "parent": statement.parent,
                "kind": statement.kind.value,
                "stance": statement.stance.value,
                "confidence": statement.confidence,
                "source": source.words.text if source else None,
                "source_kind": source.kind.value if source else None,
                "source_how": source.how.value if source else None,
                "source_spans": _spans(source.words if source else None),
                "cue": statement.cue.text if statement.cue else None,
                "cue_spans": _spans(statement.cue),
                "content": statement.content.text,
                "content_spans": _spans(statement.content),
                **_days("said", statement.said),
                **_days("due", statement.due),
            }


COMMITMENT_COLUMNS = (
    "id", "chain", "status", "who", "what", "said_start", "said_end", "due_start", "due_end",
    "article", "title", "published", "suggested",
)  # fmt: skip


def commitment_rows(commitments: Iterable[Commitment]) -> Iterator[Row]:
    """The rows of commitments; `suggested` has the outcomes that later articles suggest, separated by spaces."""
    for commitment in commitments:
        yield {
            "id": commitment.id,
            "chain": commitment.chain,
            "status": commitment.status.value,
            "who": commitment.who,
            "what": commitment.statement.content.text,
            **_days("said", commitment.said),
            **_days("due", commitment.due),
            "article": commitment.article,
            "title": commitment.title,
            "published": commitment.published,
            "suggested": " ".join(sorted({evidence.suggests.value for evidence in commitment.evidence})),
        }


ENTRY_COLUMNS = (
    "role", "start", "end", "source", "cue", "content", "kind", "stance", "article", "title", "outlet", "statement",
)  # fmt: skip


def entry_rows(entries: Iterable[Entry]) -> Iterator[Row]:
    """The rows of timeline entries; `start` and `end` are the days on which a statement was said or is due."""
    for entry in entries:
        statement = entry.statement
        yield {
            "role": entry.role.value,
            "start": entry.days.start,
            "end": entry.days.end,
            "source": statement.source.words.text if statement.source else None,
            "cue": statement.cue.text if statement.cue else None,
            "content": statement.content.text,
            "kind": statement.kind.value,
            "stance": statement.stance.value,
            "article": entry.article,
            "title": entry.title,
            "outlet": entry.outlet,
            "statement": statement.id,
        }


def _spans(words: Words | None) -> str | None:
    return " ".join(f"{start}-{end}" for start, end in words.spans) if words else None


def _days(name: str, interval: DateInterval | None) -> Row:
    return {
        f"{name}_start": interval.start if interval else None,
        f"{name}_end": interval.end if interval else None,
    }
