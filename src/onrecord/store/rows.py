"""Converts records to rows of the tables, and back."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.records import SCHEMA, Record, Statement, Words

Row = Mapping[Any, Any]


def digest(record: Record) -> str:
    """The SHA-256 of the record's JSON without `retrieved`, in hexadecimal."""
    fields = record.to_json()
    fields["article"]["retrieved"] = None
    return hashlib.sha256(Record.from_json(fields).dumps().encode()).hexdigest()


def article_row(record: Record) -> dict[str, Any]:
    """The columns of `articles` that depend on the record alone."""
    fields = record.to_json()
    article: dict[str, Any] = fields["article"]
    published, modified = record.article.published, record.article.modified
    return article | {
        "digest": digest(record),
        "published_start": published.start.isoformat() if published else None,
        "modified_start": modified.start.isoformat() if modified else None,
        "actors": fields["actors"],
        "times": fields["times"],
    }


def statement_row(statement: Statement, article: Row) -> dict[str, Any]:
    """The columns of `statements`, including those copied from the article's row."""
    source = statement.source
    said, due = statement.said, statement.due
    return {
        "article": article["key"],
        "id": statement.id,
        "kind": statement.kind.value,
        "stance": statement.stance.value,
        "parent": statement.parent,
        "confidence": statement.confidence,
        "source": source.words.text if source else None,
        "source_kind": source.kind.value if source else None,
        "source_actor": source.actor if source else None,
        "source_how": source.how.value if source else None,
        "cue": statement.cue.text if statement.cue else None,
        "content": statement.content.text,
        "spans": [
            _spans(source.words if source else None),
            _spans(statement.cue),
            _spans(statement.content),
        ],
        "said": said.to_json() if said else None,
        "said_start": said.start.isoformat() if said else None,
        "said_end": said.end.isoformat() if said else None,
        "due": due.to_json() if due else None,
        "due_start": due.start.isoformat() if due else None,
        "due_end": due.end.isoformat() if due else None,
        "review": statement.review.to_json() if statement.review else None,
        "latest": article["latest"],
        "day": said.start.isoformat() if said else article["published_start"] or "",
        "outlet": article["outlet"],
    }


def _spans(words: Words | None) -> list[list[int]] | None:
    return [list(span) for span in words.spans] if words else None


def to_statement(row: Row) -> Statement:
    """The statement in a row."""
    source, cue, content = row["spans"]
    fields = {name: row[name] for name in ("id", "kind", "stance", "parent", "confidence", "said", "due", "review")}
    fields["source"] = source and {
        "spans": source,
        "text": row["source"],
        "kind": row["source_kind"],
        "actor": row["source_actor"],
        "how": row["source_how"],
    }
    fields["cue"] = cue and {"spans": cue, "text": row["cue"]}
    fields["content"] = {"spans": content, "text": row["content"]}
    return Statement.from_json(fields)


def to_record(article: Row, statements: Sequence[Row]) -> Record:
    """The record in an article's row and its statements' rows."""
    return Record.from_json(
        {
            "schema": SCHEMA,
            "article": article,
            "statements": [to_statement(row).to_json() for row in statements],
            "actors": article["actors"],
            "times": article["times"],
        }
    )


def as_read(article: Row) -> Record | None:
    """The record as read, if people have corrected it since."""
    if article["reading"] is None:
        return None
    fields = {"schema": SCHEMA, "article": article, "times": article["times"]}
    return Record.from_json(fields | article["reading"])
