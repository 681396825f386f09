"""Quotations with a name under them: “The river simply stood up.” — Joris Vane."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from onrecord.reading.quotes import quotations
from onrecord.reading.statements import in_order
from onrecord.records import Article, Kind, Record, Source, Span, Stance, Statement, Words

_SIGNATURE = re.compile(r"\s*([―—–]|--?)\s*([^\W\d_][^“”\"\n]{1,100}?(?<![.!?\s]))\s*")
CONFIDENCE = 0.9
"""The confidence of every signed quotation. It is recognised by its form alone, so none could be fitted."""


def read_signatures(record: Record) -> Record:
    """Add a statement for each paragraph that is a quotation followed by a dash and a name.

    The name may also be in the next paragraph. The dash is the cue, as annotators mark it. A paragraph in which the
    model has found a statement stays as it is.
    """
    article = record.article
    starts = [paragraph.start for paragraph in article.paragraphs]
    told = {bisect_right(starts, span.start) for statement in record.statements for span in statement.content.spans}
    found = [s for s in _signed(article) if bisect_right(starts, s.content.spans[0].start) not in told]
    return in_order(replace(record, statements=(*record.statements, *found))) if found else record


def _signed(article: Article) -> Iterator[Statement]:
    text = article.text
    for number, (start, end) in enumerate(article.paragraphs):
        quoted = quotations(text[start:end])
        if len(quoted) != 1 or quoted[0].start or quoted[0].closing is None:
            continue
        close = start + quoted[0].end
        signature = _SIGNATURE.fullmatch(text, close, end)
        if signature is None and not text[close:end].strip() and number + 1 < len(article.paragraphs):
            signature = _SIGNATURE.fullmatch(text, *article.paragraphs[number + 1])
        if signature is not None and signature[2][0].isupper():
            yield Statement(
                id=f"{start}-signed",
                kind=Kind.DIRECT,
                stance=Stance.ASSERTS,
                content=Words.of(text, [Span(start, close)]),
                source=Source(Words.of(text, [Span(*signature.span(2))])),
                cue=Words.of(text, [Span(*signature.span(1))]),
                confidence=CONFIDENCE,
            )
