"""Fits confidence: the probability that a statement is right, and the threshold for keeping it."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import EmptyInputError
from onrecord.evaluation.gold import AnnotatedArticle, Attribution
from onrecord.evaluation.score import evaluate
from onrecord.readers.base import Overrides, make_article
from onrecord.reading.confidence import FEATURES
from onrecord.reading.encoder import Encoder
from onrecord.reading.statements import StatementFinder
from onrecord.records import Statement

Numbers = NDArray[np.float64]

_RIDGE = 1e-2


def calibrate(model: Path, articles: Sequence[AnnotatedArticle]) -> dict[str, float]:
    """Fit the confidence of `model` on articles that it did not learn from, and write it into its `config.json`.

    The threshold is the one that promises the best F1 of linked statements. Returns the figures.

    Raises:
        EmptyInputError: There are no articles, or nothing is found in them.
    """
    path = model / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    finder = StatementFinder(Encoder(model))
    features: list[list[float]] = []
    predicted: dict[str, list[tuple[Attribution, float]]] = {}
    for article in articles:
        candidates = finder.candidates(make_article(article.text, overrides=Overrides()))
        features += [candidate.features for candidate in candidates]
        predicted[article.id] = [(_attribution(candidate.statement), 1.0) for candidate in candidates]
    if not features:
        msg = f"cannot fit the confidence: no statements were found in the {len(articles)} held-out articles"
        raise EmptyInputError(msg)
    found = evaluate(articles, predicted)
    right = np.array([outcome.linked for outcome in found.outcomes], dtype=np.float64)
    bias, weights = _fit(np.array(features), right)
    likely = 1 / (1 + np.exp(-(np.array(features) @ weights + bias)))
    threshold, f1 = _threshold(likely, right, found.scores["linked"].gold)
    config["confidence"] = {
        "bias": round(float(bias), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
    }
    config["threshold"] = threshold
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    return {"statements": len(right), "all": found.scores["linked"].f1, "linked": f1, "threshold": threshold}


def _attribution(statement: Statement) -> Attribution:
    return Attribution(
        statement.source.words.spans if statement.source else (),
        statement.cue.spans if statement.cue else (),
        statement.content.spans,
    )


def _fit(features: Numbers, right: Numbers) -> tuple[float, Numbers]:
    """Logistic regression by Newton's method, with a small ridge penalty on standardised features."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    x = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], _RIDGE)
    penalty[-1] = 0
    for _ in range(50):
        likely = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (right - likely) - penalty * weights
        step = np.linalg.solve((x.T * (likely * (1 - likely))) @ x + np.diag(penalty), gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    scaled = weights[:-1] / spread
    return float(weights[-1] - scaled @ mean), scaled


def _threshold(likely: Numbers, right: Numbers, gold: int) -> tuple[float, float]:
    """The threshold, to two places, and the F1 that it gives here, in percent.

    F1 is at its best where the threshold is half of it (Lipton, Elkan and Naryanaswamy, 2014); looked up rather than
    searched for, as the best of a few hundred statements is a matter of chance.
    """
    threshold, f1 = 0.5, 0.0
    for _ in range(20):
        kept = likely >= threshold
        f1 = 2 * float(right[kept].sum()) / max(1.0, float(kept.sum()) + gold)
        threshold = f1 / 2
    return round(threshold, 2), 100 * f1
