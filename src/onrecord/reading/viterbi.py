"""Finds the likeliest valid sequence of tags: begin and inside of each role."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

OUTSIDE = 0


@dataclass(frozen=True, slots=True)
class Transitions:
    """Log scores `(k, k)` of one tag following another, and `(k,)` of a tag coming first."""

    between: Floats
    first: Floats


@cache
def transitions(roles: int) -> Transitions:
    """Transitions over `1 + 2 * roles` tags: inside follows only its own role, and no span touches one of its role."""
    size = 1 + 2 * roles
    between = np.zeros((size, size), dtype=np.float32)
    first = np.zeros(size, dtype=np.float32)
    for role in range(roles):
        begin, inside = 2 * role + 1, 2 * role + 2
        first[inside] = -np.inf
        between[:, inside] = -np.inf
        between[[begin, inside], inside] = 0
        between[[begin, inside], begin] = -np.inf
    return Transitions(between, first)


def best_tags(scores: Floats) -> Ints:
    """For each row of `scores` `(rows, n, k)` the tags `(rows, n)` of the highest total score (Viterbi, 1967)."""
    rows, n, size = scores.shape
    rules = transitions((size - 1) // 2)
    back = np.empty((n, rows, size), dtype=np.int8)
    total = scores[:, 0] + rules.first
    into = np.ascontiguousarray(rules.between.T)
    for at in range(1, n):
        reach = total[:, None, :] + into
        back[at] = reach.argmax(axis=2)
        total = reach.max(axis=2) + scores[:, at]
    tags = np.empty((rows, n), dtype=np.int32)
    every = np.arange(rows)
    tag = total.argmax(axis=1)
    for at in range(n - 1, -1, -1):
        tags[:, at] = tag
        tag = back[at, every, tag]
    return tags


def spans_of(tags: Ints, role: int) -> Iterator[tuple[int, int]]:
    """The first and last index of each span of `role` in the tags `(n,)`."""
    begin, inside = 2 * role + 1, 2 * role + 2
    for start in np.flatnonzero(tags == begin):
        last = int(start)
        while last + 1 < len(tags) and tags[last + 1] == inside:
            last += 1
        yield int(start), last
