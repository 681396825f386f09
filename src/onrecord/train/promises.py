"""`python -m onrecord.train.promises`: fit the weights that distinguish commitments from other statements.

    python -m onrecord.train.promises ARTICLES LABELS --out src/onrecord/models/en/promises.toml

Logistic regression over what `CommitmentClassifier.features` gives. Of a labelled statement that has several clauses,
only one need bind its source, and the label does not say which: the clause with the highest score represents the
statement, and weights and choice are found in turn (multi-instance learning, as in Andrews et al., 2003). Needs only
NumPy.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from onrecord.corpus.commissive import Features
from onrecord.evaluation.commitments import labelled_statements
from onrecord.evaluation.gold import read_annotated

START = {
    "always": -2.0,
    "bound cues to": 2.0,
    "bound strong_cues": 2.0,
    "bound strong_cues to": 1.0,
    "mental": -2.0,
    "other side": -1.0,
    "own side doing": 2.0,
    "supposing": -2.0,
    "third side act": 1.0,
    "third side due": 1.0,
    "third side doing": 0.5,
    "third side done act": 2.0,
    "time": 0.5,
}
"""The prior mean of the weights; a feature that few labels have stays near it."""
LEAN = 0.3
"""How far below even odds a statement still counts as a commitment. With this value, cross-validation on the labels
predicts about as many commitments as there are."""
_HEAD = """\
# The weight of each feature of `CommitmentClassifier.features`: for a commitment, or against one where below zero.
# Written by `python -m onrecord.train.promises`; the guide to labelling commitments says on what. Sorted.

[weights]
"""
_NEWTON_STEPS = 30
_CLOSE = 1e-6
Matrix = npt.NDArray[np.float64]


def fit(
    labelled: Sequence[tuple[Sequence[Features], bool]], *, penalty: float = 2.0, fewest: int = 5, rounds: int = 12
) -> dict[str, float]:
    """The weights of what is named in at least `fewest` statements.

    Args:
        labelled: What is named of each clause of a statement, and whether the statement is a commitment.
        penalty: How much a squared distance from `START`, else from zero, costs.
        fewest: What fewer statements have is left out, unless `START` has it.
        rounds: How often the clauses are chosen again.
    """
    counted = Counter(name for found, _ in labelled for name in frozenset[str]().union(*found))
    names = sorted({*START, *(name for name, count in counted.items() if count >= fewest)})
    bags = [(_matrix(found, names), label) for found, label in labelled if found]
    labels = np.array([float(label) for _, label in bags])
    believed = np.array([START.get(name, 0.0) for name in names])
    weights = believed
    for _ in range(rounds):
        chosen = np.array([bag[int(np.argmax(bag @ weights))] for bag, _ in bags])
        weights = _regress(chosen, labels, believed, penalty)
    found = dict(zip(names, weights.tolist(), strict=True))
    found["always"] += LEAN
    return found


def _matrix(found: Sequence[Features], names: Sequence[str]) -> Matrix:
    return np.array([[float(name in each) for name in names] for each in found])


def _regress(rows: Matrix, labels: Matrix, believed: Matrix, penalty: float) -> Matrix:
    """Logistic regression by Newton's method."""
    weights = believed
    for _ in range(_NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - labels) + penalty * (weights - believed)
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + penalty * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def main(
    articles: Annotated[Path, typer.Argument(help="Annotated articles, as `onrecord eval` reads them.")],
    labels: Annotated[Path, typer.Argument(help="JSON Lines of id, set, cue, content and commitment.")],
    *,
    out: Annotated[Path, typer.Option(help="The TOML file to write.")],
) -> None:
    """Fit the weights to labelled statements."""
    wanted = {json.loads(line)["id"] for line in labels.read_text(encoding="utf-8").splitlines()}
    known = [article for article in read_annotated(articles) if article.id in wanted]
    weights = fit([(each.features, each.wanted) for each in labelled_statements(known, labels)])
    lines = [f'"{name}" = {weight:.2f}\n' for name, weight in sorted(weights.items())]
    out.write_text(_HEAD + "".join(lines), encoding="utf-8")
    typer.echo(f"{len(weights)} weights in {out}", err=True)


if __name__ == "__main__":
    typer.run(main)
