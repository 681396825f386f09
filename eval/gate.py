"""Measures the reading against annotated articles, and fails where a figure falls below its committed floor.

    python eval/gate.py dev.jsonl --scorer score_attribution.py

The figures are those of `onrecord eval`. The scorer that the corpus is published with is run beside it
(`python SCORER GOLD PREDICTIONS --json`), and the two must agree. Floors stand in `floors.json`: F1 but for
`calibration_error`, which is a ceiling. They may only be made stricter, or loosened with a reason in CHANGELOG.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from onrecord.evaluation.commitments import commitment_scores
from onrecord.evaluation.gold import ROLES, read_annotated
from onrecord.evaluation.report import Found, read_articles, report
from onrecord.evaluation.sources import macro
from onrecord.reading.reader import Reader

HERE = Path(__file__).parent
SHARED = ("linked", "strict", "direct.linked", "indirect.linked", "exact.source", "exact.cue", "exact.content")
"""The measures that the corpus's own scorer has under the same name."""


def reference(read: Found, gold: Path, scorer: Path) -> dict[str, float]:
    """The figures that the corpus's own scorer gives."""
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as out:
            for name, attributions in read.attributions.items():
                found = [{role: getattr(each, role) for role in ROLES} for each, _ in attributions]
                out.write(json.dumps({"id": name, "attributions": found}) + "\n")
        command = [sys.executable, scorer, gold, predictions, "--json"]
        printed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - named by us
    return {name: json.loads(printed)[name]["F1"] for name in SHARED}


def main() -> int:
    """Print each figure beside its floor; 1 where one is on the wrong side, or the scorers do not agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder of the model; the shipped one without")
    options = parser.parse_args()
    articles = read_annotated(options.gold)
    read = read_articles(articles, Reader(model=options.model))
    found = report(articles, read, stances=HERE / "stances.jsonl", sources=HERE / "sources.jsonl")
    scores = found.scores | {f"stance.{name}": score for name, score in found.stances.items()} | found.sources
    commitments = commitment_scores(articles, HERE / "commitments.jsonl")
    scores |= {f"commitment.{name}": score for name, score in sorted(commitments.items())}
    figures = {name: score.f1 for name, score in scores.items()}
    for prefix in ("", "held."):
        figures[f"{prefix}source.macro"] = macro(found.sources, prefix)
        figures[f"{prefix}whom.precision"] = found.sources[f"{prefix}whom.pronoun+short"].precision
    theirs = reference(read, options.gold, options.scorer)
    differ = [name for name in SHARED if abs(theirs[name] - figures[name]) > 1e-6]
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))["attribution"]
    ceiling = floors.pop("calibration_error")
    low = [name for name, floor in floors.items() if figures.get(name, 0.0) < floor]
    print(f"{'attribution':24}{'F1':>7}{'floor':>7}{'P':>7}{'R':>7}")
    for name, figure in figures.items():
        floor = f"{floors[name]:7.1f}" if name in floors else " " * 7
        mark = "  below" if name in low else "  scorers differ" if name in differ else ""
        parts = f"{scores[name].precision:7.1f}{scores[name].recall:7.1f}" if name in scores else ""
        print(f"{name:24}{figure:7.1f}{floor}{parts}{mark}")
    high = found.calibration > ceiling
    print(f"{'calibration error':24}{found.calibration:7.1f}{ceiling:7.1f}{'  above' if high else ''}")
    print(f"{'words a CPU-second':24}{found.speed:7,.0f}")
    return 1 if low or differ or high else 0


if __name__ == "__main__":
    sys.exit(main())
