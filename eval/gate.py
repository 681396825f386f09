"""Measures the reading against annotated articles, and fails if a figure is below its committed floor.

    python eval/gate.py dev.jsonl --scorer score_attribution.py [--also train.jsonl]

The figures are those of `onrecord eval`. The corpus's own scorer runs too (`python SCORER GOLD PREDICTIONS --json`),
and the two must agree. `floors.json` has the floors, of F1 except for `calibration_error`, which is a ceiling. They
may only become stricter, unless CHANGELOG.md gives a reason.

Most labels of polarity and nesting are on articles of the training set; `--also` reads those too. `polarity.PART` is
the share of labels that are right, which is also its recall; its precision leaves out missed statements.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from onrecord.evaluation.commitments import commitment_scores
from onrecord.evaluation.gold import ROLES, read_annotated
from onrecord.evaluation.labels import nested_scores, polarity_scores, read_nested, read_polarity
from onrecord.evaluation.report import Predictions, read_articles, report
from onrecord.evaluation.score import Score
from onrecord.evaluation.sources import macro
from onrecord.reading.reader import Reader
from onrecord.records import Record

HERE = Path(__file__).parent
SHARED = ("linked", "strict", "direct.linked", "indirect.linked", "exact.source", "exact.cue", "exact.content")
"""The figures that the corpus's own scorer gives under the same name."""


def reference(read: Predictions, gold: Path, scorer: Path) -> dict[str, float]:
    """The figures of the corpus's own scorer."""
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as out:
            for name, attributions in read.attributions.items():
                found = [{role: getattr(each, role) for role in ROLES} for each, _ in attributions]
                out.write(json.dumps({"id": name, "attributions": found}) + "\n")
        command = [sys.executable, scorer, gold, predictions, "--json"]
        printed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - our own argument
    return {name: json.loads(printed)[name]["F1"] for name in SHARED}


def labelled(records: Mapping[str, Record], also: Path | None, reader: Reader) -> tuple[dict[str, Score], list[str]]:
    """The scores of polarity and nesting on these records and on labelled articles of `also`, and notes on them."""
    polarity, nested = read_polarity(HERE / "polarity.jsonl"), read_nested(HERE / "nested.jsonl")
    if also is not None:
        wanted = ({x.article for x in polarity} | {x.article for x in nested}) - records.keys()
        articles = [article for article in read_annotated(also) if article.id in wanted]
        records = {**records, **read_articles(articles, reader).records}
    found = polarity_scores(records, polarity)
    scores = {f"polarity.{part}": result.score for part, result in sorted(found.items())}
    scores |= {f"nested.{part}": score for part, score in sorted(nested_scores(records, nested).items())}
    notes = [f"{name}: {score.gold} labels" for name, score in scores.items()]
    return scores, [*notes, *(f"polarity.{part}: {r.opposite} opposite" for part, r in sorted(found.items()))]


def main() -> int:
    """Print each figure with its floor. Return 1 if one misses it, or if the scorers disagree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder of the model (default: the shipped one)")
    parser.add_argument("--also", type=Path, help="more articles, read only for labels of polarity and nesting")
    options = parser.parse_args()
    articles = read_annotated(options.gold)
    reader = Reader(model=options.model)
    read = read_articles(articles, reader)
    found = report(articles, read, stances=HERE / "stances.jsonl", sources=HERE / "sources.jsonl")
    scores = found.scores | {f"stance.{name}": score for name, score in found.stances.items()} | found.sources
    commitments = commitment_scores(articles, HERE / "commitments.jsonl")
    scores |= {f"commitment.{name}": score for name, score in sorted(commitments.items())}
    labels, notes = labelled(read.records, options.also, reader)
    scores |= labels
    figures = {name: score.recall if name.startswith("polarity.") else score.f1 for name, score in scores.items()}
    for prefix in ("", "held."):
        figures[f"{prefix}source.macro"] = macro(found.sources, prefix)
        figures[f"{prefix}whom.precision"] = found.sources[f"{prefix}whom.pronoun+short"].precision
    theirs = reference(read, options.gold, options.scorer)
    differ = [name for name in SHARED if abs(theirs[name] - figures[name]) > 1e-6]
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))["attribution"]
    ceiling = floors.pop("calibration_error")
    low = [name for name, floor in floors.items() if figures.get(name, 0.0) < floor]
    high = found.calibration > ceiling
    print(f"$ python {shlex.join(sys.argv)}\n\n{found.articles} articles, {found.words:,} words\n")
    _row("attribution", "F1", "floor", "P", "R")
    _row("-" * 24, *["------:"] * 4)
    for name, figure in figures.items():
        mark = "below" if name in low else "scorers differ" if name in differ else ""
        score = [f"{scores[name].precision:.1f}", f"{scores[name].recall:.1f}"] if name in scores else ["", ""]
        _row(name, f"{figure:.1f}", f"{floors[name]:.1f}" if name in floors else "", *score, mark)
    _row("calibration error", f"{found.calibration:.1f}", f"{ceiling:.1f}", "", "", "above" if high else "")
    _row("words per CPU-second", f"{found.speed:,.0f}", "", "", "")
    print("\n" + "\n".join(notes))
    return 1 if low or differ or high else 0


def _row(name: str, *cells: str) -> None:
    print("| " + " | ".join([f"{name:24}", *(f"{cell:>7}" for cell in cells)]).rstrip(" |") + " |")


if __name__ == "__main__":
    sys.exit(main())
