"""Quotations that go on in the next paragraph, where no cue says again whose they are."""

from dataclasses import replace

from onrecord.reading.quotes import Quotation, quotations
from onrecord.reading.statements import in_order
from onrecord.records import Article, How, Kind, Record, Source, Span, Statement, Words


def continue_quotations(record: Record) -> Record:
    """The record with a statement for each paragraph that goes on with a quotation which the last one left open.

    By the printers' rule, a quotation that runs over several paragraphs opens anew in each and closes in the last
    only (The Chicago Manual of Style, 13.32). Such a paragraph rests on the source of the paragraph before.
    """
    article = record.article
    statements = list(record.statements)
    held: Statement | None = None
    for place, paragraph in enumerate(article.paragraphs):
        found = quotations(article.text[paragraph.start : paragraph.end])
        if held is not None and found and found[0].start == 0:
            quoted = Span(paragraph.start, paragraph.start + found[0].end)
            if not any(_touches(statement, quoted) for statement in statements):
                statements.append(_continued(article, held, quoted, place))
        held = _last_speaker(statements, paragraph) if _left_open(found) else None
    return in_order(replace(record, statements=tuple(statements)))


def _left_open(found: list[Quotation]) -> bool:
    return bool(found) and found[-1].closing is None


def _touches(statement: Statement, quoted: Span) -> bool:
    return any(start < quoted.end and end > quoted.start for start, end in statement.content.spans)


def _last_speaker(statements: list[Statement], paragraph: Span) -> Statement | None:
    """The sourced statement whose content reaches furthest in the paragraph."""
    inside = [
        (end, statement)
        for statement in statements
        if statement.source is not None
        for start, end in statement.content.spans
        if paragraph.start <= start < paragraph.end
    ]
    return max(inside, key=lambda pair: pair[0])[1] if inside else None


def _continued(article: Article, held: Statement, quoted: Span, place: int) -> Statement:
    source = held.source
    return Statement(
        id=f"continued-{place}",
        kind=Kind.DIRECT,
        stance=held.stance,
        content=Words.of(article.text, [quoted]),
        source=None if source is None else Source(source.words, source.kind, source.actor, How.CONTINUED),
        confidence=held.confidence,
    )
