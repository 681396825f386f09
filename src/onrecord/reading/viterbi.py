"""Finds the likeliest valid sequence of tags: begin and inside of each role."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

OUTSIDE = 0
NEVER = np.float32(-1e4)
"""The score of a tag that is excluded."""


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


def best_word_tags(windows: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> list[Ints]:
    """For each window, the best tags `(rows, n)` of its pieces that split no word.

    A window is the scores `(rows, n, k)` of its pieces, `n` > 0, and which pieces open a word.
    """
    asked = [word_scores(scores, opens) for scores, opens in windows]
    rows = sum(len(scores) for scores in asked)
    if not rows:
        return [np.zeros(scores.shape[:2], dtype=np.int32) for scores, _ in windows]
    longest = max(scores.shape[1] for scores in asked)
    padded = np.full((rows, longest, asked[0].shape[2]), NEVER, dtype=np.float32)
    padded[:, :, OUTSIDE] = 0
    at = 0
    for scores in asked:
        padded[at : at + len(scores), : scores.shape[1]] = scores
        at += len(scores)
    tags = best_tags(padded)
    found = []
    at = 0
    for scores, (_, opens) in zip(asked, windows, strict=True):
        found.append(piece_tags(tags[at : at + len(scores), : scores.shape[1]], opens))
        at += len(scores)
    return found


def word_scores(scores: Floats, opens: NDArray[np.bool_]) -> Floats:
    """The scores `(rows, words, k)` of the tags of whole words, from those of their pieces `(rows, n, k)`.

    `opens` `(n,)` is true at the first piece of each word. A word begins or continues a span as a whole: its score to
    begin one is that of its first piece to begin it and of the others to continue it. The best tags of the words are
    therefore the best tags of the pieces among those that split no word.
    """
    inner = scores.copy()
    inner[:, ~opens, 1::2] = scores[:, ~opens, 2::2]
    summed: Floats = np.add.reduceat(inner, np.flatnonzero(opens), axis=1)
    return summed


def piece_tags(tags: Ints, opens: NDArray[np.bool_]) -> Ints:
    """The tags `(rows, n)` of the pieces, from those of their words `(rows, words)`."""
    words = np.cumsum(opens) - 1
    spread: Ints = tags[:, words]
    found: Ints = spread + (~opens & (spread % 2 == 1))
    return found


def spans_of(tags: Ints, role: int) -> Iterator[tuple[int, int]]:
    """The first and last index of each span of `role` in the tags `(n,)`."""
    begin, inside = 2 * role + 1, 2 * role + 2
    for start in np.flatnonzero(tags == begin):
        last = int(start)
        while last + 1 < len(tags) and tags[last + 1] == inside:
            last += 1
        yield int(start), last
