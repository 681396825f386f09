"""Cut an article's text where marks begin and end, so that marks can overlap and nest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.records import Record, Span, Statement, TimeExpression, Words


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text under one set of marks.

    `statements` are the numbers of the statements it belongs to, `roles` its parts in them (`source`, `cue`,
    `content`), and `depth` the number of contents that overlap here. `opens` are the statements whose content begins
    here; `closes` says whether one ends here. `time` is the time expression it is part of.
    """

    text: str
    statements: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    depth: int = 0
    opens: tuple[int, ...] = ()
    closes: bool = False
    time: TimeExpression | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in segments; `start` is its offset in the text.

    `statements` are the numbers of the statements whose content begins in it.
    """

    start: int
    segments: tuple[Segment, ...]
    statements: tuple[int, ...]


def paragraphs(record: Record, shown: Iterable[Statement]) -> list[Paragraph]:
    """The paragraphs of an article, with the marks of the statements in `shown`, numbered from 1."""
    numbered = list(enumerate(shown, 1))
    marks = [mark for number, statement in numbered for mark in _marks(number, statement)]
    # A long article has many paragraphs and marks, so sort the marks by paragraph first.
    own: dict[int, list[_Mark]] = defaultdict(list)
    times: dict[int, list[TimeExpression]] = defaultdict(list)
    spans = record.article.paragraphs
    for mark in marks:
        for index in _touched(spans, mark.span):
            own[index].append(mark)
    for time in record.times:
        for index in _touched(spans, time.span):
            times[index].append(time)
    found, begun = [], set[int]()
    for index, span in enumerate(spans):
        segments = tuple(_segments(record.article.text, span, own[index], times[index]))
        contents = sorted(mark for mark in own[index] if mark.role == "content")
        new = tuple(n for n in dict.fromkeys(mark.number for mark in contents) if n not in begun)
        begun.update(new)
        found.append(Paragraph(span.start, segments, new))
    return found


@dataclass(frozen=True, slots=True, order=True)
class _Mark:
    span: Span
    number: int
    role: str
    first: bool
    last: bool


def _marks(number: int, statement: Statement) -> Iterator[_Mark]:
    parts: tuple[tuple[str, Words | None], ...] = (
        ("source", statement.source.words if statement.source else None),
        ("cue", statement.cue),
        ("content", statement.content),
    )
    for role, words in parts:
        spans = words.spans if words else ()
        for span in spans:
            yield _Mark(span, number, role, span == spans[0], span == spans[-1])


def _touched(spans: Sequence[Span], span: Span) -> Iterator[int]:
    """The indices of the paragraphs that a span touches."""
    low, high = 0, len(spans)
    while low < high:  # find the first paragraph that ends after the span's start
        middle = (low + high) // 2
        if spans[middle].end <= span.start:
            low = middle + 1
        else:
            high = middle
    while low < len(spans) and spans[low].start < span.end:
        yield low
        low += 1


def _segments(text: str, paragraph: Span, marks: Sequence[_Mark], times: Sequence[TimeExpression]) -> Iterator[Segment]:
    start, end = paragraph
    begin, stop = defaultdict(list), defaultdict(list)
    for mark in sorted(marks):
        begin[max(start, mark.span.start)].append(mark)
        stop[min(end, mark.span.end)].append(mark)
    starts = {max(start, time.span.start): time for time in times}
    ends = {min(end, time.span.end) for time in times}
    active: dict[_Mark, None] = {}
    now: TimeExpression | None = None
    for at, to in pairwise(sorted({start, end, *begin, *stop, *starts, *ends})):
        for mark in stop[at]:
            active.pop(mark, None)
        active.update(dict.fromkeys(begin[at]))
        now = starts.get(at, None if at in ends else now)
        over = list(active)
        contents = [mark for mark in over if mark.role == "content"]
        yield Segment(
            text=text[at:to],
            statements=tuple(dict.fromkeys(mark.number for mark in over)),
            roles=tuple(sorted({mark.role for mark in over})),
            depth=len({mark.number for mark in contents}),
            opens=tuple(mark.number for mark in contents if mark.first and mark.span.start == at),
            closes=any(mark.last and mark.span.end == to for mark in contents),
            time=now,
        )
