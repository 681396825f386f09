"""Which cue a content belongs to, and which source a cue."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.reading.encoder import Encoding, Floats, LinkWeights
from onrecord.reading.roles import RoleSpan

Indices = NDArray[np.int64]

CONTENT_TO_CUE, CUE_TO_SOURCE = range(2)
_QUERIES = ((0, 1), (3, 3))
_KEYS = (2, 4)


class Link(NamedTuple):
    """The place of a dependent's head in the list of heads, or `None`, and the probability of that."""

    head: int | None
    score: float


def link(
    encoding: Encoding, weights: LinkWeights, kind: int, dependents: Sequence[RoleSpan], heads: Sequence[RoleSpan]
) -> list[Link]:
    """The likeliest head of each dependent in one window."""
    if not dependents:
        return []
    scores = _scores(encoding, weights, kind, _ends(dependents), _ends(heads))
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    return [
        Link(None if best == len(heads) else int(best), float(row[best]))
        for row, best in zip(scores, scores.argmax(axis=1), strict=True)
    ]


def _ends(spans: Sequence[RoleSpan]) -> Indices:
    return np.array([(span.first, span.last) for span in spans], dtype=np.int64).reshape(-1, 2)


def _scores(encoding: Encoding, weights: LinkWeights, kind: int, dependents: Indices, heads: Indices) -> Floats:
    """Scores `(dependents, heads + 1)`, the last column `no head`: scaled dot products plus a distance score."""
    projections = encoding.projections
    first, last = _QUERIES[kind]
    query = projections[dependents[:, 0], first]
    if kind == CONTENT_TO_CUE:
        query = query + projections[dependents[:, 1], last]
    keys = np.concatenate([projections[heads[:, 0], _KEYS[kind]], weights.no_head[kind : kind + 1]])
    scores: Floats = query @ keys.T / np.float32(math.sqrt(keys.shape[1]))
    scores[:, :-1] += weights.distance[kind][distance_buckets(dependents, heads)]
    return scores


def distance_buckets(dependents: Indices, heads: Indices) -> Floats:
    """Buckets `(dependents, heads)` of the signed gap in pieces between spans: 0, ±1, ±2, ±3-4, … ±257 and more."""
    after = heads[None, :, 0] - dependents[:, None, 1]
    before = dependents[:, None, 0] - heads[None, :, 1]
    gap = np.maximum(np.maximum(after, before), 1)
    size = np.minimum(np.ceil(np.log2(gap)).astype(np.int64) + 1, 10)
    return np.where(after > 0, 10 + size, np.where(before > 0, 10 - size, 10))
