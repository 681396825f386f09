"""Exports corrections as annotated articles in JSON Lines, for `onrecord.train`."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from onrecord.records import Span, Statement
from onrecord.store import StoredArticle

_BETWEEN = "\n\n"


def write_training(stored: Iterable[StoredArticle], file: BinaryIO) -> None:
    """Write one line per corrected article, with the paragraphs that people reviewed.

    A paragraph counts as reviewed if a statement in it was accepted, changed, added or rejected; its other statements
    are then taken to be right. The text of a line has these paragraphs only, so that nothing is learnt from the others.
    Offsets are into that text.
    """
    for article in stored:
        if (line := training_example(article)) is not None:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def training_example(stored: StoredArticle) -> dict[str, Any] | None:
    """The annotated article made of the reviewed paragraphs, or `None` if there are none."""
    record = stored.record
    reviewed = [statement for statement in record.statements if statement.review is not None]
    reviewed += [statement for statement, _ in stored.corrected.rejected]
    touched = {span for statement in reviewed for span in _touched(record.article.paragraphs, statement)}
    paragraphs = [paragraph for paragraph in record.article.paragraphs if paragraph in touched]
    if not paragraphs:
        return None
    shift, at = {}, 0
    for paragraph in paragraphs:
        shift[paragraph] = at - paragraph.start
        at += paragraph.end - paragraph.start + len(_BETWEEN)
    found = [(statement, _touched(record.article.paragraphs, statement)) for statement in record.statements]
    return {
        "id": record.article.id,
        "text": _BETWEEN.join(record.article.text[start:end] for start, end in paragraphs),
        "attributions": [_attribution(statement, shift) for statement, over in found if set(over) <= touched],
        "annotator": "; ".join(sorted({statement.review.by for statement in reviewed if statement.review})) or None,
        "publisher": record.article.outlet,
    }


def _touched(paragraphs: Sequence[Span], statement: Statement) -> list[Span]:
    spans = [span for _, part in _parts(statement) for span in part]
    return [p for p in paragraphs if any(p.start < span.end and span.start < p.end for span in spans)]


def _parts(statement: Statement) -> list[tuple[str, Sequence[Span]]]:
    return [
        ("source", statement.source.words.spans if statement.source else ()),
        ("cue", statement.cue.spans if statement.cue else ()),
        ("content", statement.content.spans),
    ]


def _attribution(statement: Statement, shift: dict[Span, int]) -> dict[str, list[list[int]]]:
    """The spans in the new text, split at the ends of paragraphs."""
    moved: dict[str, list[list[int]]] = {}
    for name, spans in _parts(statement):
        moved[name] = [
            [max(span.start, paragraph.start) + by, min(span.end, paragraph.end) + by]
            for span in spans
            for paragraph, by in shift.items()
            if span.start < paragraph.end and paragraph.start < span.end
        ]
    return moved
