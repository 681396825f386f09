"""Measures the reading against annotated articles, and fails where a figure falls below its committed floor.

    python eval/gate.py --scorer score_attribution.py --gold dev.jsonl

The scorer is run as it is (`python SCORER GOLD PREDICTIONS --json`). Floors stand in `floors.json`; they may only be
raised, or lowered with a reason in CHANGELOG.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from onrecord.readers.base import Given, make_article
from onrecord.reading.reader import Reader
from onrecord.records import Record

FLOORS = Path(__file__).parent / "floors.json"


def attributions(record: Record) -> list[dict[str, list[list[int]]]]:
    """The statements that have a cue, in the form of PolNeAR's attributions."""
    return [
        {
            "source": [list(span) for span in statement.source.words.spans] if statement.source else [],
            "cue": [list(span) for span in statement.cue.spans],
            "content": [list(span) for span in statement.content.spans],
        }
        for statement in record.statements
        if statement.cue is not None
    ]


def predict(gold: Path, predictions: Path, model: Path | None) -> None:
    """Read every text of `gold` and write what is found to `predictions`."""
    reader = Reader(model=model)
    with gold.open(encoding="utf-8") as lines, predictions.open("w", encoding="utf-8") as out:
        for line in lines:
            fields = json.loads(line)
            record = reader.read(make_article(fields["text"], given=Given(id=fields["id"])))
            out.write(json.dumps({"id": fields["id"], "attributions": attributions(record)}) + "\n")


def main() -> int:
    """Print each figure beside its floor; 1 where one is below."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder of the model; the shipped one without")
    parser.add_argument("--all", action="store_true", help="print every figure of the scorer, not the gated ones only")
    options = parser.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["attribution"]
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        predict(options.gold, predictions, options.model)
        command = [sys.executable, options.scorer, options.gold, predictions, "--json"]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603 - named by us
    if options.all:
        floors = dict.fromkeys((name for name in found if "F1" in found[name]), 0.0) | floors
    low = [name for name, floor in floors.items() if found[name]["F1"] < floor]
    print(f"{'attribution':18}{'P':>7}{'R':>7}{'F1':>7}{'floor':>7}")
    for name, floor in floors.items():
        figures = found[name]
        mark = "  below" if name in low else ""
        print(f"{name:18}{figures['P']:7.1f}{figures['R']:7.1f}{figures['F1']:7.1f}{floor:7.1f}{mark}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
