"""Finds the arguments of each cue: the pieces of its source and of its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.reading.pieces import NEWLINE, Pieces
from onrecord.reading.viterbi import NEVER, Floats, Ints, best_word_tags, spans_of

SOURCE, CONTENT = range(2)
TAGS = 5
"""Outside, then begin and inside of source and content."""


class PieceSpan(NamedTuple):
    """Pieces `first` to `last` of one window, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Arguments:
    """A cue's source and content in one window, perhaps none.

    The scores are mean log probabilities of the pieces of each, and the log probability of the tags of all pieces.
    """

    source: tuple[PieceSpan, ...]
    content: tuple[PieceSpan, ...]
    source_score: float
    content_score: float
    path_score: float


@dataclass(frozen=True, slots=True)
class ArgumentWeights:
    """The weights that score arguments: bilinear forms `(5, 128, 128)`, and a score for each distance `(5, 19)`."""

    pair: Floats
    distance: Floats

    @classmethod
    def load(cls, path: Path) -> "ArgumentWeights":
        """Load the weights from a NumPy file."""
        with np.load(path) as arrays:
            return cls(arrays["pair"], arrays["distance"])

    def scores(self, projections: Floats, cues: Ints) -> Floats:
        """Log probabilities `(cues, n, 5)` of each piece's tag as an argument of each cue.

        `projections` is `(n, 389)`: for each piece, five scores of its own, then 128 numbers each for its part as an
        argument, as the first piece of a cue, and as the last. `cues` is `(m, 2)`: first and last pieces.
        """
        if not len(cues):
            return np.empty((0, len(projections), TAGS), dtype=np.float32)
        width = self.pair.shape[1]
        own, piece, first, last = np.split(projections, [TAGS, TAGS + width, TAGS + 2 * width], axis=1)
        keys = np.einsum("cd,lde->cle", _gelu(first[cues[:, 0]] + last[cues[:, 1]]), self.pair)
        scores = own + np.tensordot(keys, _gelu(piece), (2, 1)).transpose(0, 2, 1)
        scores += self.distance.T[_distances(cues, len(projections), self.distance.shape[1] // 2)]
        scores -= scores.max(axis=2, keepdims=True)
        log: Floats = scores - np.log(np.exp(scores).sum(axis=2, keepdims=True))
        return log


def _gelu(x: Floats) -> Floats:
    """GELU (Hendrycks and Gimpel, 2016), by its tanh form."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    found: Floats = np.float32(0.5) * x * (1 + np.tanh(inner))
    return found


def _distances(cues: Ints, n: int, furthest: int) -> Ints:
    """Buckets `(cues, n)` of the signed gap in pieces from each cue: 0, ±1, ±2, ±3-4, ±5-8, … ±129 and more."""
    at = np.arange(n)
    after, before = at[None] - cues[:, 1:], cues[:, :1] - at[None]
    gap = np.maximum(np.maximum(after, before), 1)
    size = np.minimum(np.ceil(np.log2(gap)).astype(np.int32) + 1, furthest)
    return np.where(after > 0, furthest + size, np.where(before > 0, furthest - size, furthest))


@dataclass(frozen=True, slots=True)
class ArgumentQuery:
    """The cues `(m, 2)` of one window, and log probabilities `(m, n, 5)` of each piece's tag as an argument.

    `room` `(m, n, 2)` is true where a piece may be part of a cue's source and of its content; by default everywhere.
    """

    pieces: Pieces
    cues: Ints
    scores: Floats
    room: NDArray[np.bool_] | None = None


def best_arguments(queries: Sequence[ArgumentQuery]) -> list[list[Arguments]]:
    """For each query, the likeliest arguments of each of its cues.

    No argument reaches over a paragraph break or into its own cue.
    """
    asked = []
    for query in queries:
        allowed = query.scores.copy()
        allowed[:, query.pieces.ids == NEWLINE, 1:] = NEVER
        if query.room is not None:
            allowed[:, :, 1:][~np.repeat(query.room, 2, axis=2)] = NEVER
        for row, (first, last) in zip(allowed, query.cues, strict=True):
            row[first : last + 1, 1:] = NEVER
        asked.append((allowed, query.pieces.opens != 0))
    return [
        [_arguments(row, scores) for row, scores in zip(tags, query.scores, strict=True)]
        for query, tags in zip(queries, best_word_tags(asked), strict=True)
    ]


def _arguments(tags: Ints, scores: Floats) -> Arguments:
    """The spans of the tags `(n,)`. A source is one span: if there are several, the one with the highest score."""
    taken = scores[np.arange(len(tags)), tags]
    content = [PieceSpan(*span) for span in spans_of(tags, CONTENT)]
    sources = [PieceSpan(*span) for span in spans_of(tags, SOURCE)]
    surest = sorted(sources, key=lambda span: (-_mean(taken, [span]), span))[:1]
    return Arguments(tuple(surest), tuple(content), _mean(taken, surest), _mean(taken, content), float(taken.sum()))


def _mean(taken: Floats, spans: Sequence[PieceSpan]) -> float:
    parts = [taken[first : last + 1] for first, last in spans]
    return float(np.concatenate(parts).mean()) if parts else 0.0
