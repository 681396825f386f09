"""Data augmentation: put an outer source and cue in front of a sentence, to make a statement within a statement.

Corpora are annotated flat, so a network trained on them alone never sees the cue of an inner statement.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.language import load
from onrecord.reading.pieces import NEWLINE, ROOM, Pieces, paragraph_pieces
from onrecord.reading.quotes import QuoteState
from onrecord.reading.wordpiece import WordPieceTokenizer
from onrecord.train.examples import ARGUMENT_CONTENT, ARGUMENT_SOURCE, CONTENT, CUE, SOURCE, Example

NESTED_SHARE = 0.2
"""The share of windows in which a sentence gets an outer source and cue."""

_ENDS = (".", "?", "!")


@dataclass(frozen=True, slots=True)
class NestingAugmenter:
    """The pieces of every outer source and cue; ids of sentence ends, and of words that lose their capital."""

    sources: Sequence[Pieces]
    cues: Sequence[Pieces]
    ends: frozenset[int]
    lowered: frozenset[int]

    @classmethod
    def of(cls, tokenizer: WordPieceTokenizer) -> "NestingAugmenter":
        """The augmenter for pieces of `tokenizer`."""

        def cut(phrases: Sequence[str]) -> list[Pieces]:
            return [paragraph_pieces(tokenizer, phrase, 0, len(phrase)) for phrase in phrases]

        def ids(words: Sequence[str]) -> frozenset[int]:
            return frozenset(number for word in words if (number := tokenizer.vocabulary.get(word)) is not None)

        words = load("en", "augment")
        return cls(cut(words["sources"]), cut(words["cues"]), ids(_ENDS), ids(words["lowered"]))

    def augment(self, example: Example, rng: random.Random) -> Example:
        """The example; in a `NESTED_SHARE` of cases, with one sentence made the content of an outer statement."""
        if rng.random() >= NESTED_SHARE:
            return example
        fitting = [bounds for bounds in _sentences(example.pieces, self.ends) if _fits(example, bounds)]
        if not fitting:
            return example
        return self._nested(example, rng.choice(fitting), rng)

    def _nested(self, example: Example, sentence: tuple[int, int], rng: random.Random) -> Example:
        start, end = sentence
        source, cue = rng.choice(self.sources), rng.choice(self.cues)
        added = len(source) + len(cue)
        pieces = example.pieces
        if len(pieces) + added > ROOM:
            return example
        at = np.full(added, pieces.starts[start], dtype=np.int32)
        case = pieces.case.copy()
        if int(pieces.ids[start]) in self.lowered:
            case[start] = 1
        grown = Pieces(
            ids=np.concatenate([pieces.ids[:start], source.ids, cue.ids, pieces.ids[start:]]),
            starts=np.concatenate([pieces.starts[:start], at, pieces.starts[start:]]),
            ends=np.concatenate([pieces.ends[:start], at, pieces.ends[start:]]),
            case=np.concatenate([case[:start], source.case, cue.case, case[start:]]),
            quote=np.concatenate([pieces.quote[:start], source.quote, cue.quote, pieces.quote[start:]]),
            opens=np.concatenate([pieces.opens[:start], source.opens, cue.opens, pieces.opens[start:]]),
        )
        front = np.full(added, SOURCE + 1, dtype=np.int32)
        front[len(source) :] = CUE + 1
        front[0], front[len(source)] = SOURCE, CUE
        inside = np.full(end - start, CONTENT + 1, dtype=np.int32)
        inside[0] = CONTENT
        tags = np.concatenate([example.tags[:start], front, inside, example.tags[end:]])
        outer = np.zeros((1, len(grown)), dtype=np.int32)
        outer[0, start : start + len(source)] = ARGUMENT_SOURCE + 1
        outer[0, start] = ARGUMENT_SOURCE
        outer[0, start + added : end + added] = ARGUMENT_CONTENT + 1
        outer[0, start + added] = ARGUMENT_CONTENT
        arguments = np.concatenate(
            [
                example.arguments[:, :start],
                np.zeros((len(example.cues), added), dtype=np.int32),
                example.arguments[:, start:],
            ],
            axis=1,
        )
        cues = np.where(example.cues >= start, example.cues + added, example.cues)
        outer_cue = np.array([[start + len(source), start + added - 1]], dtype=np.int32)
        return replace(
            example,
            pieces=grown,
            tags=tags,
            cues=np.concatenate([cues, outer_cue]),
            arguments=np.concatenate([arguments, outer]),
        )


def _sentences(pieces: Pieces, ends: frozenset[int]) -> list[tuple[int, int]]:
    """First piece and the full stop of each sentence that stands outside quotation marks."""
    found = []
    start = 0
    for n, piece in enumerate(pieces.ids):
        if piece == NEWLINE:
            start = n + 1
        elif int(piece) in ends and pieces.quote[n] == QuoteState.OUTSIDE:
            if n - start > 4 and not pieces.quote[start:n].any():
                found.append((start, n))
            start = n + 1
    return found


def _fits(example: Example, sentence: tuple[int, int]) -> bool:
    """Whether the sentence has an attribution in it, and none that reaches out of it."""
    start, end = sentence
    inside = 0
    for (first, last), arguments in zip(example.cues, example.arguments, strict=True):
        places = np.flatnonzero(arguments)
        touched = np.append(places, [first, last])
        within = (touched >= start) & (touched < end)
        if within.any() and not within.all():
            return False
        inside += bool(within.all())
    return inside > 0
