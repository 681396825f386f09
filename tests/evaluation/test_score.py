"""Scores of attributions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.evaluation.gold import AnnotatedArticle, Attribution
from onrecord.evaluation.score import Outcome, calibration_error, evaluate

TEXT = "Ada said the gate was shut. Bo denied that. “It is open,” Cy added."
ADA = Attribution(((0, 3),), ((4, 8),), ((9, 26),))
BO = Attribution(((28, 30),), ((31, 37),), ((38, 42),))
CY = Attribution(((58, 60),), ((61, 66),), ((44, 57),))
GOLD = AnnotatedArticle("a", TEXT, (ADA, BO, CY), publisher="The Lantern")


def f1(*read: Attribution) -> dict[str, float]:
    """F1 by measure, rounded."""
    scores = evaluate([GOLD], {"a": [(attribution, 1.0) for attribution in read]}).scores
    return {name: round(score.f1, 1) for name, score in scores.items()}


def test_what_people_marked_scores_full_marks() -> None:
    """Gold against gold is 100 on every measure."""
    assert set(f1(ADA, BO, CY).values()) == {100.0}


def test_nothing_read_scores_nothing() -> None:
    """An article that was not read counts as nothing found."""
    assert evaluate([GOLD], {}).scores["linked"].recall == 0


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (Attribution(((0, 3),), ((4, 8),), ((8, 27),)), {"linked": 50.0, "strict": 50.0}),  # punctuation is no matter
        (Attribution(((0, 3),), ((4, 8),), ((13, 26),)), {"linked": 50.0, "strict": 0.0}),  # a word less
        (Attribution(((0, 3),), ((4, 8),), ((22, 26),)), {"linked": 0.0, "matched": 0.0}),  # most words missing
        (Attribution(((28, 30),), ((4, 8),), ((9, 26),)), {"linked": 0.0, "matched": 50.0}),  # another's words
        (Attribution((), ((4, 8),), ((9, 26),)), {"linked": 0.0, "matched": 50.0}),  # nobody's words
        (Attribution(((58, 60),), (), ((44, 57),)), {"linked": 50.0, "direct.linked": 100.0, "indirect.linked": 0.0}),
    ],
)
def test_measures(read: Attribution, expected: dict[str, float]) -> None:
    """Each measure compares what its name says."""
    found = f1(read)
    assert {name: found[name] for name in expected} == expected


@given(st.permutations([ADA, BO, CY, Attribution((), (), ((9, 20),))]))
def test_the_order_makes_no_difference(read: list[Attribution]) -> None:
    """Scores do not depend on the order of what was read."""
    assert f1(*read) == f1(ADA, BO, CY, Attribution((), (), ((9, 20),)))


def test_calibration() -> None:
    """Predictions that are right as often as their confidence have no error; those that never are, all of it."""
    assert calibration_error([Outcome(0.75, True)] * 3 + [Outcome(0.75, False)]) == pytest.approx(0)
    assert calibration_error([Outcome(0.95, False)] * 5) == pytest.approx(95)
    assert calibration_error([]) == 0
