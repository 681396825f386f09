"""From an article's windows to its statements: source, cue and content put together."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.reading.encoder import Encoder, Encoding, LinkWeights
from onrecord.reading.links import CONTENT_TO_CUE, CUE_TO_SOURCE, link
from onrecord.reading.quotes import Quotation, quotations
from onrecord.reading.roles import CONTENT, CUE, SOURCE, RoleSpan, role_spans
from onrecord.records import Article, Kind, Record, Source, Span, Stance, Statement, Words


class QuotationIndex:
    """The quotations of an article, as offsets into its text."""

    def __init__(self, article: Article) -> None:
        self.found: list[Quotation] = []
        self.spans: list[Span] = []
        for start, end in article.paragraphs:
            for quotation in quotations(article.text[start:end]):
                self.found.append(quotation)
                self.spans.append(Span(quotation.start + start, quotation.end + start))
        self._text = article.text
        self._ends = [span.end for span in self.spans]

    def kind(self, spans: Sequence[Span]) -> Kind:
        """Whether all, none or some of the letters and digits at `spans` stand in quotation marks."""
        inside = outside = False
        for start, end in spans:
            at = start
            for _, quoted in self._near(start, end):
                outside = outside or _has_word(self._text[at : quoted.start])
                inside = inside or _has_word(self._text[max(at, quoted.start) : min(end, quoted.end)])
                at = quoted.end
            outside = outside or _has_word(self._text[at:end])
        if inside:
            return Kind.MIXED if outside else Kind.DIRECT
        return Kind.INDIRECT

    def opens_at(self, place: int) -> bool:
        """Whether a quotation starts at `place`."""
        return next((quoted.start for _, quoted in self._near(place, place + 1)), None) == place

    def with_marks(self, span: Span) -> Span:
        """`span`, with the quotation marks that stand directly around a whole quotation in it."""
        start, end = span
        for quotation, quoted in self._near(start - 2, end):
            if quoted.start == start - quotation.opening.width:
                start = quoted.start
            if quotation.closing is not None and start <= quoted.start < end:
                before = quoted.end - quotation.closing.width
                if end <= before <= end + 1 and not _has_word(self._text[end:before]):
                    end = quoted.end
        return Span(start, end)

    def _near(self, start: int, end: int) -> Iterator[tuple[Quotation, Span]]:
        """The quotations that reach into the stretch from `start` to `end`."""
        for n in range(bisect_right(self._ends, start), len(self.spans)):
            if self.spans[n].start >= end:
                return
            yield self.found[n], self.spans[n]


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def find_statements(article: Article, encoder: Encoder) -> Record:
    """The statements that the model finds, in the order of the text."""
    index = QuotationIndex(article)
    statements = [
        statement
        for encoding in encoder.encode(article)
        for statement in _window_statements(article, encoding, encoder.links, index)
    ]
    return in_order(Record(article, tuple(statements)))


def in_order(record: Record) -> Record:
    """The record with its statements in the order of the text, named s1, s2, … in that order."""

    def place(statement: Statement) -> tuple[Span, tuple[Span, ...], float]:
        words = (statement.source and statement.source.words, statement.cue, statement.content)
        first = min(span for part in words if part for span in part.spans)
        return first, statement.content.spans, -statement.confidence

    ordered = sorted(record.statements, key=place)
    names = {statement.id: f"s{n}" for n, statement in enumerate(ordered, 1)}
    renamed = tuple(
        replace(statement, id=names[statement.id], parent=names[statement.parent] if statement.parent else None)
        for statement in ordered
    )
    return replace(record, statements=renamed)


def _window_statements(
    article: Article, encoding: Encoding, weights: LinkWeights, index: QuotationIndex
) -> Iterator[Statement]:
    spans = role_spans(encoding)
    sources, cues, contents = ([s for s in spans if s.role == role] for role in (SOURCE, CUE, CONTENT))
    to_cue = link(encoding, weights, CONTENT_TO_CUE, contents, cues)
    to_source = link(encoding, weights, CUE_TO_SOURCE, cues, sources)
    for n, cue in enumerate(cues):
        mine = [(content, found.score) for content, found in zip(contents, to_cue, strict=True) if found.head == n]
        if not mine:
            continue
        head = to_source[n].head
        source = None if head is None else _words(article, encoding, sources[head])
        scores = [cue.score, to_source[n].score, *(content.score * score for content, score in mine)]
        content = Words.of(article.text, (index.with_marks(_span(article.text, encoding, part)) for part, _ in mine))
        yield Statement(
            id=f"{content.spans[0].start}-{cue.first}",
            kind=index.kind(content.spans),
            stance=Stance.ASSERTS,
            content=content,
            source=None if source is None else Source(source),
            cue=_words(article, encoding, cue),
            confidence=round(math.prod(scores), 3),
        )


def _span(text: str, encoding: Encoding, part: RoleSpan) -> Span:
    """The characters of the part, without a comma that only parts it from what follows."""
    start, end = int(encoding.pieces.starts[part.first]), int(encoding.pieces.ends[part.last])
    return Span(start, end - 1 if end - start > 1 and text[end - 1] in ",;" else end)


def _words(article: Article, encoding: Encoding, part: RoleSpan) -> Words:
    return Words.of(article.text, [_span(article.text, encoding, part)])
