"""The probability that a statement was read right, from the scores of its parts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.reading.arguments import Arguments
from onrecord.reading.cues import CueSpan
from onrecord.records import Kind

FEATURES = ("cue", "source", "content", "path", "unsourced", "direct", "fragments", "length")


def features(cue: CueSpan, arguments: Arguments, kind: Kind) -> list[float]:
    """The numbers, in the order of `FEATURES`, that a statement's confidence is made from."""
    pieces = sum(last - first + 1 for first, last in arguments.content)
    return [
        cue.score,
        arguments.source_score,
        arguments.content_score,
        max(arguments.path_score, -10.0),
        float(not arguments.source),
        float(kind is not Kind.INDIRECT),
        float(len(arguments.content) - 1),
        math.log(pieces),
    ]


class Confidence:
    """A logistic regression (Platt, 1999), fitted on articles that the model did not learn from.

    Args:
        fitted: `bias`, and a `weights` for each of `FEATURES`.
    """

    def __init__(self, fitted: Mapping[str, Any]) -> None:
        self._bias = float(fitted["bias"])
        self._weights = [float(fitted["weights"][name]) for name in FEATURES]

    def __call__(self, found: Sequence[float]) -> float:
        """The probability, to three places, that content and source are those that a person would mark."""
        total = self._bias + sum(weight * value for weight, value in zip(self._weights, found, strict=True))
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)
