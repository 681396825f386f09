"""From scores to spans: which pieces are source, cue and content."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from onrecord.reading.encoder import Encoding, Floats
from onrecord.reading.pieces import NEWLINE, Ints

SOURCE, CUE, CONTENT = range(3)
OUTSIDE = 0


class RoleSpan(NamedTuple):
    """Pieces `first` to `last`, both included, of one window that play one role; `score` is the mean probability."""

    role: int
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Transitions:
    """Log scores `(7, 7)` of one tag following another, and `(7,)` of a tag coming first."""

    between: Floats
    first: Floats


def transitions() -> Transitions:
    """Transitions in which inside follows only its own role, and no span touches another of its role."""
    between = np.zeros((7, 7), dtype=np.float32)
    first = np.zeros(7, dtype=np.float32)
    for role in range(3):
        begin, inside = 2 * role + 1, 2 * role + 2
        first[inside] = -np.inf
        between[:, inside] = -np.inf
        between[[begin, inside], inside] = 0
        between[[begin, inside], begin] = -np.inf
    return Transitions(between, first)


TRANSITIONS = transitions()


def best_tags(scores: Floats, rules: Transitions = TRANSITIONS) -> Ints:
    """The tag sequence `(n,)` of the highest total score (Viterbi, 1967); `scores` is `(n, 7)`."""
    n = len(scores)
    back = np.empty((n, scores.shape[1]), dtype=np.int8)
    total = scores[0] + rules.first
    into = np.ascontiguousarray(rules.between.T)
    columns = np.arange(scores.shape[1])
    for at in range(1, n):
        reach = into + total
        best = reach.argmax(axis=1)
        back[at] = best
        total = reach[columns, best] + scores[at]
    tags = np.empty(n, dtype=np.int32)
    tag = int(total.argmax())
    for at in range(n - 1, -1, -1):
        tags[at] = tag
        tag = int(back[at, tag]) if at else tag
    return tags


def role_spans(encoding: Encoding) -> list[RoleSpan]:
    """The spans of one window in order; none goes over a paragraph break."""
    scores = encoding.roles.copy()
    breaks = encoding.pieces.ids == NEWLINE
    scores[breaks, OUTSIDE + 1 :] = -1e4
    tags = best_tags(scores)
    probabilities = np.exp(encoding.roles[np.arange(len(tags)), tags])
    spans: list[RoleSpan] = []
    starts = np.flatnonzero(tags % 2 == 1)
    for start in starts:
        role = (int(tags[start]) - 1) // 2
        last = int(start)
        while last + 1 < len(tags) and tags[last + 1] == 2 * role + 2:
            last += 1
        spans.append(RoleSpan(role, int(start), last, float(probabilities[start : last + 1].mean())))
    return spans
