"""Tag sequences."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onrecord.reading.viterbi import best_tags, spans_of, transitions

scores = st.tuples(st.integers(1, 3), st.integers(1, 4), st.sampled_from([5, 7])).flatmap(
    lambda shape: arrays(np.float32, shape, elements=st.floats(-8, 0, width=32), unique=True)
)


@given(scores)
def test_no_sequence_scores_higher(found: np.ndarray) -> None:
    """The sequence of each row scores as high as the best of all allowed ones, by trying them all."""
    _, n, size = found.shape
    rules = transitions((size - 1) // 2)

    def total(row: np.ndarray, tags: tuple[int, ...]) -> float:
        value = rules.first[tags[0]] + row[0, tags[0]]
        for at in range(1, n):
            value += rules.between[tags[at - 1], tags[at]] + row[at, tags[at]]
        return float(value)

    for row, tags in zip(found, best_tags(found), strict=True):
        best = max(total(row, each) for each in itertools.product(range(size), repeat=n))
        assert np.isclose(total(row, tuple(tags)), best, atol=1e-4)


def test_spans() -> None:
    """A span goes from where its role begins to where it stops going on."""
    tags = np.array([1, 2, 0, 3, 4, 4, 3, 0, 1])
    assert list(spans_of(tags, 0)) == [(0, 1), (8, 8)]
    assert list(spans_of(tags, 1)) == [(3, 5), (6, 6)]
