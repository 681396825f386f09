"""Measures the speed, memory, size and load time of the reading, beside its model alone and spaCy.

    python benchmarks/reading.py ARTICLES.jsonl [--repeats 3]

Each runs in turn on the same texts, several times, on one thread of one process. Speeds are per second of CPU time, of
the fastest run: others slow a run down, nothing speeds it up. spaCy is measured if `en_core_web_sm` is installed.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from onrecord.readers.base import Overrides, make_article
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.encoder import Encoder
from onrecord.reading.reader import Reader, shipped_model
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Article
from table import Table, print_command

WHOLE, MODEL = "Onrecord, the whole reading", "its model alone"


def contestants(articles: list[Article]) -> dict[str, Callable[[], object]]:
    """What is timed: functions that process all articles once."""
    model = shipped_model("en")
    reader, encoder = Reader(), Encoder(model)
    windows = [window for article in articles for window in encoder.windows(article)]
    records = [reader.read(article) for article in articles]
    sources, times = SourceStage("en"), TimeStage("en")
    found: dict[str, Callable[[], object]] = {
        WHOLE: lambda: [reader.read(article) for article in articles],
        MODEL: lambda: [encoder.run(window) for window in windows],
        "its cutting into pieces alone": lambda: [encoder.windows(article) for article in articles],
        "its resolution of sources alone": lambda: [sources(record) for record in records],
        "its dates alone": lambda: [times(record) for record in records],
    }
    try:
        import spacy  # noqa: PLC0415 - optional

        pipeline = spacy.load("en_core_web_sm")
    except (ImportError, OSError):
        print("spaCy with en_core_web_sm is not installed; skipped.\n")
    else:
        found["spaCy, en_core_web_sm"] = lambda: [pipeline(article.text) for article in articles]
    return found


def fresh(path: Path) -> tuple[float, float]:
    """Seconds to load the reader in a new process, and its peak memory in MiB while it reads one article."""
    code = (
        "import sys, time, json, resource; began = time.perf_counter()\n"
        "from onrecord.readers.base import Overrides, make_article\n"
        "from onrecord.reading.reader import Reader\n"
        "reader = Reader(); loaded = time.perf_counter() - began\n"
        f"text = json.loads(open({str(path)!r}, encoding='utf-8').readline())['text']\n"
        "reader.read(make_article(text, overrides=Overrides()))\n"
        "print(loaded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout  # noqa: S603
    seconds, peak = map(float, printed.split())
    return seconds, peak / (2**20 if sys.platform == "darwin" else 2**10)


def one_thread() -> None:
    """Restart with NumPy on one thread; it reads this from the environment when it is first imported."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    if any(os.environ.get(name) != "1" for name in names):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | dict.fromkeys(names, "1"))  # noqa: S606


def main() -> None:
    """Print the tables."""
    one_thread()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print_command()
    loading = [fresh(options.articles) for _ in range(options.repeats)]
    texts = [json.loads(line)["text"] for line in options.articles.open(encoding="utf-8")]
    articles = [make_article(text, overrides=Overrides()) for text in texts]
    words = sum(len(article.text.split()) for article in articles)
    timed = contestants(articles)
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(options.repeats):
        for name, run in timed.items():
            clock = time.process_time()
            run()
            seconds[name].append(time.process_time() - clock)
    least = {name: min(found) for name, found in seconds.items()}
    print(f"{len(articles)} articles, {words:,} words\n")
    table = Table(("speed", "words per CPU-second", "time of the model"))
    for name, found in least.items():
        table.row(name, f"{words / found:,.0f}", f"{found / least[MODEL]:.2f} x")
    size = sum(file.stat().st_size for file in shipped_model("en").iterdir()) / 1e6
    everything = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print()
    table = Table(("size", "value"))
    table.row("model files", f"{size:.1f} MB")
    table.row("import and load", f"{statistics.median(s for s, _ in loading):.2f} s")
    table.row("peak memory, one article", f"{max(peak for _, peak in loading):.0f} MiB")
    table.row("peak memory, all articles", f"{everything:.0f} MiB")


if __name__ == "__main__":
    main()
