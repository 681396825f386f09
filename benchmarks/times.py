"""Measures time expressions against annotated texts by the scorer of TempEval-3, and how fast they are read.

    python benchmarks/times.py GOLD.jsonl... --scorer score_timex.py [--floors FILE]

Each line of GOLD has `id`, `dct` (the day of publication), `text` and `timex`. The scorer is run as `python SCORER GOLD
PREDICTIONS`, and prints F1 of exact spans (strict), of overlapping ones (relaxed), and of those that have the same type
and the same value. Words a CPU-second are those of finding and resolving, on one thread. The floors are of strict and
value.
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


def read(gold: Path, out: Path) -> float:
    """Write what is read in the texts, and give the words a CPU-second."""
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
    """Print the scorer's lines; 1 where a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--floors", type=Path)
    options = parser.parse_args()
    floors = json.loads(options.floors.read_text(encoding="utf-8"))["times"] if options.floors else {}
    low = False
    for gold in options.gold:
        with tempfile.TemporaryDirectory() as folder:
            predictions = Path(folder) / f"{gold.stem}.jsonl"
            speed = read(gold, predictions)
            command = [sys.executable, options.scorer, gold, predictions]
            printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()  # noqa: S603
        figures = {name: float(re.findall(rf"{name}\s+(\d+\.\d)", printed)[0]) for name in ("strict", "value")}
        wanted = floors.get(gold.stem, {})
        below = [name for name, floor in wanted.items() if figures[name] < floor]
        low |= bool(below)
        print(
            f"{printed}\n  {speed:,.0f} words a CPU-second{'; below its floor: ' + ', '.join(below) if below else ''}"
        )
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
