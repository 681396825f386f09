"""Statements within statements: "the sources said the ministry insisted that it would stay"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from onrecord.language import load
from onrecord.language.stems import WORD, phrases, stemmer
from onrecord.reading.cues import CueSpan
from onrecord.reading.pieces import Pieces
from onrecord.records import Record, Span, Statement

_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})(?<!\b[A-Z][a-z]{3})[.!?]+[\"'”’]*\s+(?=[\W_]*[A-Z])"
)
_TOLD = 3
"""Words whose first letters, this many, match no known cue need no stemming."""


class InnerCueFinder:
    """Finds words inside a statement's content that may be the cue of a statement within it.

    The training articles are annotated flat: a statement within a statement is not marked, so the model sees it as
    content only. The cue is therefore found by its words, and the model supplies its source and content.
    """

    def __init__(self, language: str) -> None:
        self._stem = stemmer(language)
        self._known = phrases(language, load(language, "cues")["nested"])
        cues = load(language, "cues")
        self._unreal, self._open_clause = frozenset(cues["unreal"]), frozenset(cues["open_clause"])
        self._either_side = {known[0] for known in phrases(language, load(language, "cues")["either_side"])}
        self._longest = max(map(len, self._known))
        irregular = load(language, "irregular")["forms"]
        self._beginnings = {stem[:_TOLD] for known in self._known for stem in known} | {
            form[:_TOLD] for form in irregular
        }

    def find(
        self, text: str, pieces: Pieces, statements: Sequence[Statement], taken: Sequence[Span]
    ) -> dict[CueSpan, Span]:
        """The possible cues within the contents of `statements`, each with the smallest content span around it.

        None of them overlaps `taken`.
        """
        found: dict[CueSpan, Span] = {}
        for statement in statements:
            for within in statement.content.spans:
                for start, end in self._places(text, within):
                    if not any(s < end and e > start for s, e in taken):
                        first = int(np.searchsorted(pieces.ends, start, side="right"))
                        last = int(np.searchsorted(pieces.starts, end, side="left")) - 1
                        cue = CueSpan(first, last, 0.0)
                        found[cue] = min(within, found.get(cue, within), key=lambda span: span.end - span.start)
        return found

    def is_open(self, text: str, statement: Statement) -> bool:
        """Whether the clause of the source leaves open what was said: "what he said"."""
        start = statement.source.words.spans[0].start if statement.source else 0
        before = text[max(0, start - 20) : start].split()
        return bool(before) and before[-1].lower().strip("\"'“‘(") in self._open_clause

    def room(self, text: str, pieces: Pieces, cues: Mapping[CueSpan, Span]) -> NDArray[np.bool_]:
        """Where the source and the content `(cues, n, 2)` of each cue may be, given the content span around it.

        Both are in the cue's sentence. The content follows the cue, except with phrases such as "according to".
        """
        found = np.zeros((len(cues), len(pieces), 2), dtype=np.bool_)
        for here, (cue, (start, end)) in zip(found, cues.items(), strict=True):
            first, last = int(pieces.starts[cue.first]), int(pieces.ends[cue.last])
            begin = max((match.end() for match in _SENTENCE_END.finditer(text, start, first)), default=start)
            stop = _SENTENCE_END.search(text, last, end)
            here[:] = ((pieces.starts >= begin) & (pieces.ends <= (stop.end() if stop else end)))[:, None]
            if self._stem(text[first:last].split(maxsplit=1)[0].lower()) not in self._either_side:
                here[: cue.first, 1] = False
        return found

    def _places(self, text: str, within: Span) -> Iterator[Span]:
        """The spans of known phrases within a span of the text."""
        words = [match.span() for match in WORD.finditer(text, *within)]
        stems = [self._quick_stem(text[start:end].lower()) for start, end in words]
        for at in range(len(words)):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                if tuple(stems[at : at + size]) in self._known and self._is_told(text, words, at):
                    yield Span(words[at][0], words[at + size - 1][1])
                    break

    def _is_told(self, text: str, words: Sequence[tuple[int, int]], at: int) -> bool:
        """Whether the word is no adverb, and the one before it does not tell that nothing was said."""
        word, before = (text[slice(*words[n])].lower() if n >= 0 else "" for n in (at, at - 1))
        return not word.endswith("ly") and before not in self._unreal and not before.endswith(("n't", "n’t"))

    def _quick_stem(self, word: str) -> str:
        """The stem of a word that may be part of a known phrase; any other word unchanged."""
        return self._stem(word) if word[:_TOLD] in self._beginnings else word


def nest(record: Record) -> Record:
    """Set the parent of each statement that lies within the content of another, to any depth."""
    contents = sorted((span, n) for n, statement in enumerate(record.statements) for span in statement.content.spans)
    cues = sorted((s.cue.spans[0].start, n) for n, s in enumerate(record.statements) if s.cue is not None)
    parents: dict[int, str] = {}
    waiting = iter([*contents, None])
    following = next(waiting)
    around: list[tuple[Span, int]] = []
    for place, n in cues:
        while following is not None and following[0].start <= place:
            around.append(following)
            following = next(waiting)
        around = [(span, outer) for span, outer in around if span.end > place]
        inner = record.statements[n]
        holders = [record.statements[outer] for _, outer in around if outer != n]
        holders = [outer for outer in holders if _size(outer) > _size(inner) and _holds(outer, inner)]
        if holders:
            parents[n] = min(holders, key=lambda outer: (_size(outer), outer.id)).id
    return replace(record, statements=tuple(replace(s, parent=parents.get(n)) for n, s in enumerate(record.statements)))


def _size(statement: Statement) -> int:
    return sum(end - start for start, end in statement.content.spans)


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether cue and content of `inner` lie within the content of `outer`."""
    return inner.cue is not None and outer.content.holds(inner.cue) and outer.content.holds(inner.content)
