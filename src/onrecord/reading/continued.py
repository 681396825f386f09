"""Quotations that go on in the next paragraph, where no cue says again whose they are."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.reading.quotes import Quotation, quotations
from onrecord.reading.statements import QuotationIndex, in_order
from onrecord.records import Article, How, Kind, Record, Source, Span, Statement, Words


def continue_quotations(record: Record) -> Record:
    """The record with a statement of its own for each paragraph that goes on with a quotation.

    By the printers' rule, a quotation that runs over several paragraphs opens anew in each and closes in the last
    only (The Chicago Manual of Style, 13.32). Such a paragraph rests on the source of the paragraph before.
    """
    index = QuotationIndex(record.article)
    statements = [part for statement in record.statements for part in _by_paragraph(record.article, statement, index)]
    held: Statement | None = None
    for paragraph in record.article.paragraphs:
        found = quotations(record.article.text[paragraph.start : paragraph.end])
        if held is not None and found and found[0].start == 0:
            quoted = Span(paragraph.start, paragraph.start + found[0].end)
            if not any(_touches(statement, quoted) for statement in statements):
                statements.append(_continued(record.article, held, [quoted], Kind.DIRECT))
        held = _last_speaker(statements, paragraph) if _left_open(found) else None
    return in_order(replace(record, statements=tuple(statements)))


def _by_paragraph(article: Article, statement: Statement, index: QuotationIndex) -> Iterator[Statement]:
    """The statement, its content cut where a later paragraph of the content has no part in the cue's sentence."""
    starts = [paragraph.start for paragraph in article.paragraphs]
    places = [bisect_right(starts, span.start) for span in statement.content.spans]
    cue = bisect_right(starts, statement.cue.spans[0].start) if statement.cue else places[0]
    home = max(cue, places[0])
    own = [span for span, place in zip(statement.content.spans, places, strict=True) if place <= home]
    yield (
        statement
        if len(own) == len(places)
        else replace(statement, content=Words.of(article.text, own), kind=index.kind(own))
    )
    for later in sorted({place for place in places if place > home}):
        spans = [span for span, place in zip(statement.content.spans, places, strict=True) if place == later]
        yield _continued(article, statement, spans, index.kind(spans))


def _left_open(found: Sequence[Quotation]) -> bool:
    return bool(found) and found[-1].closing is None


def _touches(statement: Statement, quoted: Span) -> bool:
    return any(start < quoted.end and end > quoted.start for start, end in statement.content.spans)


def _last_speaker(statements: Sequence[Statement], paragraph: Span) -> Statement | None:
    """The sourced statement whose content reaches furthest in the paragraph."""
    inside = [
        (end, n)
        for n, statement in enumerate(statements)
        if statement.source is not None
        for start, end in statement.content.spans
        if paragraph.start <= start < paragraph.end
    ]
    return statements[max(inside)[1]] if inside else None


def _continued(article: Article, held: Statement, spans: Sequence[Span], kind: Kind) -> Statement:
    source = held.source
    return Statement(
        id=f"{spans[0].start}-continued",
        kind=kind,
        stance=held.stance,
        content=Words.of(article.text, spans),
        source=None if source is None else Source(source.words, source.kind, source.actor, How.CONTINUED),
        confidence=held.confidence,
    )
