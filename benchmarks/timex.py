"""Measures time expressions against annotated texts with the scorer of TempEval-3, and how fast they are read.

    python benchmarks/timex.py GOLD.jsonl... --scorer score_timex.py [--floors FILE]

Each line of GOLD has `id`, `dct` (the date of publication), `text` and `timex`. The scorer runs as `python SCORER GOLD
PREDICTIONS` and prints the F1 of exact spans (strict), of overlapping spans (relaxed), and of those with the same type
and the same value. The speed is that of finding and resolving, on one thread. There are floors for strict and value.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from onrecord.readers.base import Overrides, make_article
from onrecord.reading.dates.stage import TimeStage
from onrecord.records import DateInterval, Record
from table import Table, print_command

FIGURES = ("strict", "relaxed", "type", "value")


def read(gold: Path, out: Path) -> float:
    """Write the expressions found in the texts, and return the words read per CPU-second."""
    stage = TimeStage("en")
    words, seconds = 0, 0.0
    with out.open("w", encoding="utf-8") as file:
        for line in gold.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            day = date.fromisoformat(fields["dct"][:10])
            article = make_article(
                fields["text"], overrides=Overrides(id=fields["id"], published=DateInterval(day, day))
            )
            clock = time.process_time()
            times = stage(Record(article)).times
            seconds += time.process_time() - clock
            words += len(article.text.split())
            found = [
                {"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value}
                for t in times
                if t.note != "event"
            ]
            file.write(json.dumps({"id": fields["id"], "timex": found}) + "\n")
    return words / seconds


def main() -> int:
    """Print the scores. Return 1 if one is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--floors", type=Path)
    options = parser.parse_args()
    floors = json.loads(options.floors.read_text(encoding="utf-8"))["times"] if options.floors else {}
    low = False
    print_command()
    table = Table(("time expressions (F1)", *FIGURES, "below floor", "words per CPU-second"), first=24, others=8)
    for gold in options.gold:
        with tempfile.TemporaryDirectory() as folder:
            predictions = Path(folder) / f"{gold.stem}.jsonl"
            speed = read(gold, predictions)
            command = [sys.executable, options.scorer, gold, predictions]
            printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603
        figures = {name: float(re.findall(rf"{name}\s+(\d+\.\d)", printed)[0]) for name in FIGURES}
        below = [name for name, floor in floors.get(gold.stem, {}).items() if figures[name] < floor]
        low |= bool(below)
        table.row(gold.stem, *(f"{figure:.1f}" for figure in figures.values()), ", ".join(below), f"{speed:,.0f}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
