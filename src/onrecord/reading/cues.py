"""Finds cues: the words, such as "said", that attribute a statement to its source."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from onrecord.reading.pieces import NEWLINE, Pieces
from onrecord.reading.viterbi import OUTSIDE, Floats, best_tags, spans_of

CUE = 1
TAGS = 7
"""Outside, then begin and inside of source, cue and content."""


class CueSpan(NamedTuple):
    """Pieces `first` to `last` of one window, both included; `score` is the mean log probability of their tags."""

    first: int
    last: int
    score: float


def best_cues(windows: Sequence[tuple[Pieces, Floats]]) -> list[list[CueSpan]]:
    """For each window (its pieces, and log probabilities `(n, 7)` of their roles), its cues in order.

    No cue crosses a paragraph break.
    """
    longest = max((len(pieces) for pieces, _ in windows), default=0)
    padded = np.full((len(windows), longest, TAGS), np.float32(-1e4), dtype=np.float32)
    padded[:, :, OUTSIDE] = 0
    for row, (pieces, roles) in zip(padded, windows, strict=True):
        row[: len(pieces)] = roles
        row[: len(pieces)][pieces.ids == NEWLINE, 1:] = -1e4
    tags = best_tags(padded) if len(windows) else np.empty((0, 0), dtype=np.int32)
    return [
        [
            CueSpan(first, last, float(roles[np.arange(first, last + 1), row[first : last + 1]].mean()))
            for first, last in spans_of(row[: len(pieces)], CUE)
        ]
        for row, (pieces, roles) in zip(tags, windows, strict=True)
    ]
