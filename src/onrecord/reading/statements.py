"""Decodes an article's windows into statements: source, cue and content."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from onrecord.language import load
from onrecord.reading.acts import ActFilter
from onrecord.reading.arguments import ArgumentQuery, Arguments, PieceSpan, best_arguments
from onrecord.reading.confidence import features
from onrecord.reading.cues import CueSpan, best_cues
from onrecord.reading.encoder import Encoder, Encoding
from onrecord.reading.nested import InnerCueFinder
from onrecord.reading.quoted import QuotationIndex
from onrecord.reading.shape import Shape
from onrecord.records import Article, Record, Source, Span, Stance, Statement, Words

TOGETHER = 16
"""How many windows are decoded at once."""


DEEPEST = 3
"""The maximum depth of statements within statements."""
INNER_LEAST = 0.4
"""The minimum confidence of a statement within a statement. No annotated ones exist to fit it on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible statement, with the features for its confidence."""

    statement: Statement
    features: list[float]


class StatementFinder:
    """Finds the statements of an article, in the order of the text.

    Args:
        encoder: The model.
        language: The language whose word lists are used.
        min_confidence: Leave out statements below it (0-1); by default the model's own threshold.
    """

    def __init__(self, encoder: Encoder, *, language: str = "en", min_confidence: float | None = None) -> None:
        self._encoder = encoder
        self._language = language
        self._confidence = encoder.confidence
        self._least = encoder.threshold if min_confidence is None else min_confidence
        self._as_act = ActFilter(language)
        self._inner_cues = InnerCueFinder(language)
        self._first_person = frozenset(load(language, "pronouns")["first_person"])

    def __call__(self, article: Article) -> Record:
        """A record with the article's statements of sufficient confidence."""
        index = QuotationIndex(article)
        shape = Shape(self._language, article.text, index)
        statements: list[Statement] = []
        for found in self._together(article, index):
            outer = [
                shape.told_last(
                    without_rivals([shape.to_clause_end(shape.whole(s)) for s in self._likely(candidates, self._least)])
                )
                for _, candidates in found
            ]
            encodings = [encoding for encoding, _ in found]
            statements += [*chain.from_iterable(outer), *self._within(article, encodings, outer, index, shape)]
        return in_order(Record(article, tuple(shape.apart(list(_in_full(statements, index, article.text))))))

    def candidates(self, article: Article) -> list[Candidate]:
        """A candidate for each cue that has content."""
        found = self._together(article, QuotationIndex(article))
        return [candidate for windows in found for _, candidates in windows for candidate in candidates]

    def _likely(self, candidates: Sequence[Candidate], least: float) -> list[Statement]:
        scored = (replace(c.statement, confidence=self._confidence(c.features)) for c in candidates)
        given = [act for statement in scored if (act := self._as_act(statement))]
        return [statement for statement in given if statement.confidence >= max(least, self._least)]

    def _together(self, article: Article, index: QuotationIndex) -> Iterator[list[tuple[Encoding, list[Candidate]]]]:
        """The candidates of each window, in batches of windows."""
        encodings = self._encoder.encode(article)
        while held := list(islice(encodings, TOGETHER)):
            cues = best_cues([(encoding.pieces, encoding.roles) for encoding in held])
            queries = [self._query(encoding, asked) for encoding, asked in zip(held, cues, strict=True)]
            answers = best_arguments(queries)
            yield [
                (encoding, _candidates(article, encoding, asked, found, index))
                for encoding, asked, found in zip(held, cues, answers, strict=True)
            ]

    def _query(self, encoding: Encoding, cues: Sequence[CueSpan]) -> ArgumentQuery:
        places = np.array([(cue.first, cue.last) for cue in cues], dtype=np.int32).reshape(-1, 2)
        return ArgumentQuery(encoding.pieces, places, self._encoder.arguments.scores(encoding.projections, places))

    def _within(
        self,
        article: Article,
        encodings: Sequence[Encoding],
        outer: Sequence[Sequence[Statement]],
        index: QuotationIndex,
        shape: Shape,
    ) -> list[Statement]:
        """The statements within `outer`, and those within these. In overlapping contents, the smaller one counts."""
        taken = [[span for s in statements if s.cue for span in s.cue.spans] for statements in outer]
        found: dict[tuple[Span, ...], Statement] = {}
        for _ in range(DEEPEST - 1):
            inner = self._inner(article, encodings, outer, taken, index)
            outer = [
                [whole for s in self._likely(candidates, INNER_LEAST) if (whole := shape.whole(s)).source]
                for candidates in inner
            ]
            found |= {s.cue.spans: s for statements in outer for s in statements if s.cue}
        return [s for s in found.values() if not any(_is_crossed(s, other) for other in found.values())]

    def _inner(
        self,
        article: Article,
        encodings: Sequence[Encoding],
        outer: Sequence[Sequence[Statement]],
        taken: Sequence[Sequence[Span]],
        index: QuotationIndex,
    ) -> list[list[Candidate]]:
        """For each window, the candidates whose source and content lie within one content span of `outer`."""
        asked = []
        for number, (encoding, statements) in enumerate(zip(encodings, outer, strict=True)):
            cues = self._inner_cues.find(article.text, encoding.pieces, statements, taken[number])
            if cues:
                room = self._inner_cues.room(article.text, encoding.pieces, cues)
                asked.append((number, list(cues), replace(self._query(encoding, list(cues)), room=room)))
        answers = best_arguments([query for _, _, query in asked])
        found: list[list[Candidate]] = [[] for _ in encodings]
        for (number, places, _), answer in zip(asked, answers, strict=True):
            found[number] = [
                replace(candidate, statement=_in_one_piece(article, candidate.statement, index))
                for candidate in _candidates(article, encodings[number], places, answer, index)
                if (source := candidate.statement.source)
                and source.words.text.lower() not in self._first_person
                and not self._inner_cues.is_open(article.text, candidate.statement)
            ]
        return found


def _is_crossed(inner: Statement, outer: Statement) -> bool:
    """Whether cue and content of `inner`, but not its source, lie within the content of `outer`."""
    words = (inner.cue, inner.content, inner.source.words if inner.source else None)
    held = [part is not None and outer.content.holds(part) for part in words]
    return held == [True, True, False]


def _in_one_piece(article: Article, statement: Statement, index: QuotationIndex) -> Statement:
    """The statement without content fragments of one or two words beside the longest."""
    longest = max(statement.content.spans, key=lambda span: span.end - span.start)
    spans = [span for span in statement.content.spans if span == longest or article.text[slice(*span)].count(" ") > 1]
    return replace(statement, content=Words.of(article.text, spans), kind=index.kind(spans))


def without_rivals(statements: Sequence[Statement]) -> list[Statement]:
    """Drop statements that give the content of a more confident one another source or cue.

    A statement within another, with its cue in the other's content, is not its rival.
    """
    kept: list[tuple[Statement, set[int]]] = []
    for statement in sorted(statements, key=lambda s: -s.confidence):
        mine = _places(statement.content)
        if not any(_same(mine, theirs) and not _nested(statement, other, mine, theirs) for other, theirs in kept):
            kept.append((statement, mine))
    return [statement for statement, _ in kept]


def _in_full(statements: Sequence[Statement], index: QuotationIndex, text: str) -> Iterator[Statement]:
    """Extend each quotation that a content begins with to its end, unless another statement starts in the rest."""
    starts = sorted(
        start
        for statement in statements
        for words in (statement.source and statement.source.words, statement.cue, statement.content)
        if words
        for start, _ in words.spans
    )
    for statement in statements:
        whole = [(span, index.to_end(span)) for span in statement.content.spans]
        spans = [
            full if bisect_left(starts, span.end) == bisect_left(starts, full.end) else span for span, full in whole
        ]
        if spans == list(statement.content.spans):
            yield statement
        else:
            yield replace(statement, content=Words.of(text, spans), kind=index.kind(spans))


def _places(words: Words) -> set[int]:
    return {place for start, end in words.spans for place in range(start, end)}


def _same(one: set[int], other: set[int]) -> bool:
    return 2 * len(one & other) >= len(one | other)


def _nested(one: Statement, other: Statement, one_said: set[int], other_said: set[int]) -> bool:
    cues = (statement.cue and statement.cue.spans[0].start for statement in (one, other))
    return any(cue in said for cue, said in zip(cues, (other_said, one_said), strict=True))


def _candidates(
    article: Article, encoding: Encoding, cues: Sequence[CueSpan], found: Sequence[Arguments], index: QuotationIndex
) -> list[Candidate]:
    return [
        _candidate(article, encoding, cue, arguments, index)
        for cue, arguments in zip(cues, found, strict=True)
        if arguments.content
    ]


def _candidate(
    article: Article, encoding: Encoding, cue: CueSpan, arguments: Arguments, index: QuotationIndex
) -> Candidate:
    text = article.text
    parts = [_span(text, encoding, part) for part in arguments.content]
    worded = [span for span in parts if any(map(str.isalnum, text[slice(*span)]))]
    spans = [index.with_marks(span) for span in worded or parts]
    source = Words.of(text, [_span(text, encoding, part) for part in arguments.source]) if arguments.source else None
    kind = index.kind(spans)
    statement = Statement(
        id=f"{spans[0].start}-{int(encoding.pieces.starts[cue.first])}",
        kind=kind,
        stance=Stance.ASSERTS,
        content=Words.of(text, spans),
        source=None if source is None else Source(source),
        cue=Words.of(text, [_span(text, encoding, PieceSpan(cue.first, cue.last))]),
    )
    return Candidate(statement, features(cue, arguments, kind))


def _span(text: str, encoding: Encoding, part: PieceSpan) -> Span:
    """The span of the part, without a trailing comma or semicolon."""
    start, end = int(encoding.pieces.starts[part.first]), int(encoding.pieces.ends[part.last])
    return Span(start, end - 1 if end - start > 1 and text[end - 1] in ",;" else end)


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
