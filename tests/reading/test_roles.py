"""Tag sequences."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onrecord.reading.roles import best_tags, transitions

scores = st.integers(1, 4).flatmap(
    lambda n: arrays(np.float32, (n, 7), elements=st.floats(-8, 0, width=32), unique=True)
)


@given(scores)
def test_no_sequence_scores_higher(found: np.ndarray) -> None:
    """The sequence that is found scores as high as the best of all allowed ones, by trying them all."""
    rules = transitions()

    def total(tags: tuple[int, ...]) -> float:
        value = rules.first[tags[0]] + found[0, tags[0]]
        for n in range(1, len(tags)):
            value += rules.between[tags[n - 1], tags[n]] + found[n, tags[n]]
        return float(value)

    best = max(total(tags) for tags in itertools.product(range(7), repeat=len(found)))
    assert np.isclose(total(tuple(best_tags(found))), best, atol=1e-4)
