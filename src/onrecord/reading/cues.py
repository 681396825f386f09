"""Finds cues: the words, such as "said", that attribute a statement to its source."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from onrecord.reading.pieces import NEWLINE, Pieces
from onrecord.reading.viterbi import NEVER, Floats, best_word_tags, spans_of

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
    asked = []
    for pieces, roles in windows:
        allowed = roles.copy()
        allowed[pieces.ids == NEWLINE, 1:] = NEVER
        asked.append((allowed[None], pieces.opens != 0))
    tags = [found[0] for found in best_word_tags(asked)]
    return [
        [
            CueSpan(first, last, float(roles[np.arange(first, last + 1), row[first : last + 1]].mean()))
            for first, last in spans_of(row, CUE)
        ]
        for row, (pieces, roles) in zip(tags, windows, strict=True)
    ]
