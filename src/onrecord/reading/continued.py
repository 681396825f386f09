"""Quotations that continue in the next paragraph without a new cue."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.reading.people import is_quoted_sentence
from onrecord.reading.quoted import QuotationIndex
from onrecord.reading.quotes import Quotation, quotations
from onrecord.reading.statements import in_order
from onrecord.records import Article, How, Kind, Record, Source, Span, Stance, Statement, Words

_SHORT = 4
"""A quotation with fewer spaces than this is probably a title or a name."""


def continue_quotations(record: Record) -> Record:
    """Add a statement for each paragraph that continues a quotation.

    By convention, a quotation of several paragraphs has an opening mark in each, and a closing mark only in the last
    (The Chicago Manual of Style, 13.32). Each of these paragraphs has the source of the one before. So has a paragraph
    that is a quotation and nothing else, if the paragraph before has only one speaker.
    """
    article = record.article
    starts = [paragraph.start for paragraph in article.paragraphs]
    index = QuotationIndex(article)
    statements = [part for statement in record.statements for part in _by_paragraph(article, statement, starts, index)]
    said_in: dict[int, list[tuple[Span, Statement]]] = defaultdict(list)
    for statement in statements:
        for span in statement.content.spans:
            said_in[bisect_right(starts, span.start)].append((span, statement))
    open_speaker: Statement | None = None
    last_speaker: Statement | None = None
    for place, paragraph in enumerate(article.paragraphs, 1):
        text = article.text[paragraph.start : paragraph.end]
        found = quotations(text)
        held = open_speaker or (last_speaker if _is_all_quoted(text, found) else None)
        if held is not None and found and found[0].start == 0:
            quoted = Span(paragraph.start, paragraph.start + found[0].end)
            if not any(span.start < quoted.end and span.end > quoted.start for span, _ in said_in[place]):
                statements.append(_continued(article, held, [quoted], Kind.DIRECT))
                said_in[place].append((quoted, statements[-1]))
        open_speaker = _last_speaker(said_in[place]) if _left_open(found) else None
        last_speaker = _only_speaker(said_in[place])
    return in_order(replace(record, statements=tuple(statements)))


def _by_paragraph(
    article: Article, statement: Statement, starts: Sequence[int], index: QuotationIndex
) -> Iterator[Statement]:
    """The statement with the content of its own paragraph, then one for each paragraph that continues the quotation.

    Other content in later paragraphs is dropped: when the model links content across a paragraph break, it is seldom
    right.
    """
    places = [bisect_right(starts, span.start) for span in statement.content.spans]
    home = max(places[0], bisect_right(starts, statement.cue.spans[0].start) if statement.cue else 0)
    if places[-1] <= home:
        yield statement
        return
    own = [span for span, place in zip(statement.content.spans, places, strict=True) if place <= home]
    kept = replace(statement, content=Words.of(article.text, own), kind=index.kind(own))
    yield kept
    if kept.kind is Kind.INDIRECT:
        return
    for later in sorted({place for place in places if place > home}):
        spans = [span for span, place in zip(statement.content.spans, places, strict=True) if place == later]
        if (quoted := index.at(starts[later - 1])) is not None:
            more = [span for span in spans if span.start >= quoted.end]
            yield _continued(article, statement, [quoted, *more], index.kind([quoted, *more]))


def _left_open(found: Sequence[Quotation]) -> bool:
    return bool(found) and found[-1].closing is None


def _is_all_quoted(text: str, found: Sequence[Quotation]) -> bool:
    """Whether a paragraph is one quotation and nothing else, and neither a title nor a heading."""
    is_whole = len(found) == 1 and found[0].start == 0 and found[0].end >= len(text.rstrip())
    return is_whole and text.count(" ") >= _SHORT and is_quoted_sentence(text)


def _only_speaker(said: Sequence[tuple[Span, Statement]]) -> Statement | None:
    """The last statement of the paragraph, if all its statements but questions by nobody have the same source."""
    last = _last_speaker(said)
    if last is None or any(s.source is None and s.stance is not Stance.ASKS for _, s in said):
        return None
    return last if len({statement.source.words.text for _, statement in said if statement.source}) == 1 else None


def _last_speaker(said: Sequence[tuple[Span, Statement]]) -> Statement | None:
    """The statement with a source whose content ends last in the paragraph."""
    sourced = [(span.end, n) for n, (span, statement) in enumerate(said) if statement.source is not None]
    return said[max(sourced)[1]][1] if sourced else None


def _continued(article: Article, held: Statement, spans: Sequence[Span], kind: Kind) -> Statement:
    source = held.source
    return Statement(
        id=f"{spans[0].start}-continued",
        kind=kind,
        stance=Stance.ASSERTS,
        content=Words.of(article.text, spans),
        source=None if source is None else Source(source.words, source.kind, source.actor, How.CONTINUED),
        confidence=held.confidence,
    )
