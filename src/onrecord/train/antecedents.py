"""`python -m onrecord.train.antecedents`: fit the weights that choose antecedents to labels of sources.

    python -m onrecord.train.antecedents train.jsonl eval/sources-train.jsonl > src/onrecord/models/en/salience.toml

A conditional logit over the people a pronoun may mean, and one more alternative: none of them. It is fitted by gradient
descent on the likelihood of the labels, with an L2 penalty. The same labels give the same weights. The weights also
change the candidates of later pronouns, so a second run improves them a little.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer

from onrecord.evaluation.gold import AnnotatedArticle, read_annotated
from onrecord.evaluation.sources import Label, as_record, read_labels
from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import lexicon
from onrecord.reading.sources.salience import NOBODY, likelihoods
from onrecord.reading.sources.scene import AntecedentChoice
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Span

HEADER = """\
# How likely "he", "she" or a noun means each person named before: weights of a conditional logit, fitted to labels of
# PolNeAR's training articles by `python -m onrecord.train.antecedents`. Sorted by name. `nobody` is the weight of "none
# of these"; the other features are explained in `reading/sources/salience.py`. `alone` applies where no statements are
# known.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A pronoun: the features of each person it may mean, and which is meant; `None` where it is none of them."""

    article: str
    candidates: Sequence[Mapping[str, float]]
    meant: int | None


def examples(
    articles: Sequence[AnnotatedArticle], labels: Sequence[Label], *, alone: bool = False
) -> Iterator[Example]:
    """What is weighed for each labelled pronoun, and whom it means, in the order of the articles.

    With `alone`, as if no statements were known.
    """
    asked: dict[tuple[str, int], Label] = {(label.article, label.source[0][0]): label for label in labels}
    named = {label.article for label in labels}
    pronouns = lexicon("en").pronouns
    persons = pronouns["female"] | pronouns["male"]
    stage = SourceStage("en")
    for article in articles:
        if article.id not in named:
            continue
        record, trace = as_record(article), list[AntecedentChoice]()
        spans = [Span(*label.source[0]) for label in labels if label.article == article.id]
        stage.analyse(record.article, () if alone else record.statements, spans if alone else (), trace=trace)
        for weighed in trace:
            label = asked.get((article.id, weighed.place))
            if label is None or article.text[slice(*label.source[0])].lower() not in persons or not weighed.candidates:
                continue
            right = [n for n, (chain, _) in enumerate(weighed.candidates) if _is_meant(chain, label, article.text)]
            yield Example(article.id, [features for _, features in weighed.candidates], right[0] if right else None)


def _is_meant(chain: Chain, label: Label, text: str) -> bool:
    """Whether a chain has the name that a label gives."""
    if label.name is None:
        return False
    start, end = label.name
    own = label.source[0][0]
    return any((a < end and b > start) or text[start:end] in text[a:b] for a, b in chain.mentions if not a <= own < b)


def fit(learnt: Sequence[Example], *, decay: float = 0.001, rounds: int = 3000, rate: float = 0.3) -> dict[str, float]:
    """The weights that make what people labelled likeliest, less `decay` times the squares of the weights."""
    names = sorted({name for example in learnt for each in example.candidates for name in each})
    column = {name: n for n, name in enumerate(names)}
    weights, nobody = np.zeros(len(names)), 0.0
    tables = []
    for example in learnt:
        table = np.zeros((len(example.candidates) + 1, len(names)))
        for row, features in enumerate(example.candidates, 1):
            for name, value in features.items():
                table[row, column[name]] = value
        tables.append((table, 0 if example.meant is None else example.meant + 1))
    for _ in range(rounds):
        slope, bias = -2 * decay * weights, 0.0
        for table, right in tables:
            scores = table @ weights
            scores[0] = nobody
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            slope += (table[right] - chances @ table) / len(tables)
            bias += (float(right == 0) - chances[0]) / len(tables)
        weights += rate * slope
        nobody += rate * bias
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)} | {
        NOBODY: round(nobody, 2)
    }


def crossed(learnt: Sequence[Example], *, parts: int = 5) -> Iterator[tuple[Example, list[float]]]:
    """Each example with the likelihoods that weights give it which were fitted without its article."""
    order = sorted({example.article for example in learnt})
    part = {article: n % parts for n, article in enumerate(order)}
    for held in range(parts):
        weights = fit([example for example in learnt if part[example.article] != held])
        for example in learnt:
            if part[example.article] == held:
                yield example, likelihoods(example.candidates, weights)


def main(data: Path, labels: Path) -> None:
    """Print the weights as TOML; report cross-validated precision and recall at several thresholds on stderr."""
    articles, asked = read_annotated(data), list(read_labels(labels))
    sys.stdout.write(HEADER)
    for table, alone in (("people", False), ("alone", True)):
        learnt = list(examples(articles, asked, alone=alone))
        told = list(crossed(learnt))
        for least in (0.5, 0.6, 0.7, 0.8, 0.9):
            answered = [(e, c.index(max(c))) for e, c in told if max(c) >= least]
            right = sum(e.meant == n for e, n in answered)
            figures = f"precision {right / max(1, len(answered)):.3f}  recall {right / len(told):.3f}"
            sys.stderr.write(f"{table:8}{least:.2f}  {figures}\n")
        weights = fit(learnt)
        sys.stdout.write(f"\n[{table}]\n")
        for name in sorted(weights):
            sys.stdout.write(f'"{name}" = {weights[name]}\n' if " " in name else f"{name} = {weights[name]}\n")


if __name__ == "__main__":
    typer.run(main)
