"""The shape of statements: whole contents and sources, and no two statements that cross each other."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.language import load
from onrecord.reading.quoted import QuotationIndex
from onrecord.records import Span, Statement, Words

_WORD = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;:.!?()\[\]“”\"\n—–]|''|``")
_BREAK = re.compile(r"[.!?;\n“”\"—–]|''")
_FEW = 12
"""A clause that goes on for more words than this is not added to a content."""
_LOOSE = " ,;\t"


class Shape:
    """Gives the statements of one article their shape.

    Args:
        language: The language whose word lists are used.
        text: The article's text.
        index: Its quotations.
    """

    def __init__(self, language: str, text: str, index: QuotationIndex) -> None:
        words = load(language, "small_words")
        self._no_source, self._dangling = frozenset(words["no_source"]), frozenset(words["dangling"])
        self._contrast = frozenset(words["contrast"])
        self._text, self._index = text, index

    def whole(self, statement: Statement) -> Statement:
        """The statement without gaps in its content, and with a source that is more than "the" or "to"."""
        spans = self._without_gaps(statement)
        source = statement.source
        if source is not None and not self._is_source(source.words.text):
            statement = replace(statement, source=None)
        return self._with_content(statement, spans)

    def to_clause_end(self, statement: Statement) -> Statement:
        """The statement with a content that does not end with "by the" or the like while its sentence goes on."""
        *spans, last = statement.content.spans
        whole = self._undangled(last, _starts(statement, content=False))
        return self._with_content(statement, [*spans, whole]) if whole != last else statement

    def apart(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements so that each is within another's content or outside it."""
        found = list(statements)
        for n, outer in enumerate(found):
            for other in sorted((s for s in found if s.cue and s.id != outer.id), key=lambda s: s.id):
                if other.cue and found[n].content.holds(other.cue):
                    found[n] = self._cut_before(found[n], other)
        return _uncrossed(found)

    def told_last(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements, each within that of the source named after it: "A insisted that X, B said"."""
        found = list(statements)
        for n, inner in enumerate(found):
            for m, outer in enumerate(found):
                if n != m and (end := self._told_by(inner, outer)) is not None:
                    start = min(_starts(inner, content=True))
                    found[n] = self._with_content(inner, _up_to(inner.content.spans, end))
                    found[m] = self._with_content(outer, [Span(start, end)])
                    break
        return found

    def _told_by(self, inner: Statement, outer: Statement) -> int | None:
        """Where the content of `inner` ends, if `outer` tells it afterwards."""
        if outer.cue is None or outer.source is None or inner.cue is None or not inner.content.holds(outer.cue):
            return None
        told = [*outer.source.words.spans, *outer.cue.spans]
        start, end = min(span.start for span in told), max(span.end for span in told)
        last = inner.content.spans[-1]
        if not last.start < start or _WORD.search(self._text, end, max(end, last.end)):
            return None
        before = self._text[last.start : start].rstrip()
        follows = outer.content.spans[-1].end <= start and inner.cue.spans[0].start < start
        return last.start + len(before.rstrip(_LOOSE)) if follows and before.endswith((",", "”", '"')) else None

    def _is_source(self, text: str) -> bool:
        return any(word.lower() not in self._no_source for word in _WORD.findall(text))

    def _without_gaps(self, statement: Statement) -> list[Span]:
        """The spans of the content, joined where neither source nor cue is between two of one sentence."""
        own = [span for words in _words(statement) for span in words.spans]
        first, *rest = statement.content.spans
        spans = [first]
        for span in rest:
            start, end = spans[-1].end, span.start
            is_free = not any(s < end and e > start for s, e in own) and not _BREAK.search(self._text, start, end)
            if is_free and len(_WORD.findall(self._text, start, end)) <= _FEW:
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.append(span)
        return spans

    def _undangled(self, span: Span, stops: Sequence[int]) -> Span:
        words = [match.span() for match in _WORD.finditer(self._text, *span)]
        following = _WORD.match(self._text, span.end + 1) if self._text[span.end : span.end + 1] == " " else None
        if len(words) < 2 or following is None or not self._dangles(words[-1], span.end):
            return span
        ending = _CLAUSE_END.search(self._text, span.end)
        end = len(self._text[: ending.start() if ending else len(self._text)].rstrip())
        added = len(_WORD.findall(self._text, span.end, end))
        if added <= _FEW and not any(span.end <= stop < end for stop in stops):
            return Span(span.start, end)
        while len(words) > 1 and self._dangles(words[-1], words[-1][1]):
            words.pop()
        return Span(span.start, words[-1][1])

    def _dangles(self, word: tuple[int, int], end: int) -> bool:
        return word[1] == end and self._text[slice(*word)].lower() in self._dangling

    def _cut_before(self, outer: Statement, other: Statement) -> Statement:
        """`outer`, its content cut before `other` if that does not end in it or begins with a contrast."""
        starts = [start for start in _starts(other, content=False) if _holds_place(outer, start)]
        start = min(starts)
        if self._is_quoted(start):
            return outer
        before = self._text[outer.content.spans[0].start : start].rstrip()
        *_, last = before.split() or [""]
        is_contrast = last.lower() in self._contrast and before[: -len(last)].rstrip().endswith((",", "”", '"'))
        if outer.content.holds(other.content) and not is_contrast:
            return outer
        end = outer.content.spans[0].start + len((before[: -len(last)] if is_contrast else before).rstrip(_LOOSE))
        spans = _up_to(outer.content.spans, end)
        words = _WORD.findall(self._text, spans[0].start, end) if spans else []
        return self._with_content(outer, spans) if words and words[-1].lower() not in self._dangling else outer

    def _is_quoted(self, place: int) -> bool:
        return any(start < place < end for start, end in self._index.spans)

    def _with_content(self, statement: Statement, spans: Sequence[Span]) -> Statement:
        if not spans or tuple(spans) == statement.content.spans:
            return statement
        return replace(statement, content=Words.of(self._text, spans), kind=self._index.kind(spans))


def _uncrossed(statements: Sequence[Statement]) -> list[Statement]:
    """The statements without those that cross a more confident one."""
    kept: list[Statement] = []
    for statement in sorted(statements, key=lambda s: (-s.confidence, s.id)):
        if not any(crosses(statement, other) or crosses(other, statement) for other in kept):
            kept.append(statement)
    return [statement for statement in statements if statement in kept]


def crosses(outer: Statement, inner: Statement) -> bool:
    """Whether the content of `outer` holds the cue of `inner`, but not its content."""
    return inner.cue is not None and outer.content.holds(inner.cue) and not outer.content.holds(inner.content)


def _words(statement: Statement) -> list[Words]:
    return [words for words in (statement.source and statement.source.words, statement.cue) if words]


def _starts(statement: Statement, *, content: bool) -> list[int]:
    words = [*_words(statement), *([statement.content] if content else [])]
    return [span.start for each in words for span in each.spans]


def _holds_place(statement: Statement, place: int) -> bool:
    return any(start <= place < end for start, end in statement.content.spans)


def _up_to(spans: Sequence[Span], end: int) -> list[Span]:
    return [Span(span.start, min(span.end, end)) for span in spans if span.start < end]
