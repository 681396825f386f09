r"""Measures how much of the main text of saved news pages is found, by trafilatura alone and by Onrecord.

    python benchmarks/pages.py FOLDER [--floors FILE] [--leaked]

FOLDER is the article-extraction-benchmark: `ground-truth.json` (`{id: {articleBody, url}}`) and `html/ID.html.gz`.

**Metric:** the benchmark's own (`evaluate.py` of scrapinghub/article-extraction-benchmark). A text is a bag of
shingles: four words (`\w+`) in a row. Precision and recall are averaged over pages; F1 is that of the two averages.
`dev` are the even pages, in order of id, `held` the odd ones: rules were made by looking only at pages of `dev`.

**Headline and standfirst:** the ground truth is the body, with no headline, and on some pages a standfirst. To treat
all tools alike, the lines that Onrecord identifies as headline or standfirst are removed from every tool's text if the
ground truth lacks them. `raw` is F1 without that, for the whole output of each tool.

**Leaked** counts lines about sharing, newsletters or other articles that are not in the ground truth (`LEAKS`, separate
from Onrecord's own list); `--leaked` prints Onrecord's. The speed is per second of CPU time: for trafilatura, of the
text alone; for Onrecord, with decoding and metadata.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Any, TypeVar

import trafilatura

from onrecord.errors import OnrecordError
from onrecord.readers.encoding import decode
from onrecord.readers.html import Story, story_of
from onrecord.readers.metadata import metadata_of
from onrecord.readers.page import key_of, lines_of, parse
from table import Table, print_command

WORD = re.compile(r"\w+")
SHINGLE = 4
SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "no comments": {"include_comments": False},
    "fast": {"include_comments": False, "fast": True},
    "recall": {"include_comments": False, "favor_recall": True},
    "fast, recall": {"include_comments": False, "favor_recall": True, "fast": True},
    "precision": {"include_comments": False, "favor_precision": True},
    "precision, dedup": {"include_comments": False, "favor_precision": True, "deduplicate": True},
}
LEAKS = re.compile(
    r"^\W*(?:related|read (?:more|also|next)|see also|also read|more (?:from|on|stories)|most (?:read|popular|viewed)"
    r"|you (?:may|might) (?:also )?(?:like|be interested)|recommended|trending|don'?t miss|up next|editor'?s picks"
    r"|share(?: this| on|$)|tweet$|click (?:here|to)|sign ?up|subscribe|follow (?:us|him|her|me|them)|filed under"
    r"|tags?:|advertisement|©|copyright|leave a (?:comment|reply)|comments?$|join (?:our|the conversation)|download)"
    r"|\b(?:newsletter|your inbox|all rights reserved|share this (?:article|story|post)|first appeared on)\b",
    re.IGNORECASE,
)

COLUMNS = ("main text", "P", "R", "F1", "dev", "held", "raw", "leaked", "pages/s")

T = TypeVar("T")
Counts = tuple[int, int, int]
"""The number of shingles in both texts, in the prediction only, and in the truth only."""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The shingles of a text; a shorter text is one shingle."""
    words = WORD.findall(text)
    return Counter(tuple(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1)) if words)


def compare(truth: str, predicted: str) -> Counts:
    """How the shingles of the two texts overlap."""
    wanted, found = shingles(truth), shingles(predicted)
    both = (wanted & found).total()
    return both, found.total() - both, wanted.total() - both


def figures(counts: Sequence[Counts]) -> tuple[float, float, float]:
    """Precision, recall and F1 in percent, as the benchmark defines them."""
    precision = mean(both / (both + only) for both, only, _ in counts if both + only)
    recall = mean(both / (both + missed) for both, _, missed in counts if both + missed)
    return 100 * precision, 100 * recall, 100 * 2 * precision * recall / (precision + recall)


def read_story(data: bytes) -> Story:
    """The story of a page; an empty one if none is found."""
    try:
        tree = parse(decode(data))
        lines = lines_of(tree)
        return story_of(tree, lines, metadata_of(tree, lines))
    except OnrecordError:
        return Story(None, (), ())


def timed(read: Callable[[bytes], T], pages: Mapping[str, bytes]) -> tuple[dict[str, T], float]:
    """The result of `read` for each page, and the number of pages per second of CPU time."""
    began = time.process_time()
    found = {name: read(data) for name, data in pages.items()}
    return found, len(pages) / (time.process_time() - began)


class Benchmark:
    """The pages with their ground truth, and the lines that every tool may leave out."""

    def __init__(self, truth: Mapping[str, str], stories: Mapping[str, Story]) -> None:
        self._truth = truth
        self._table = Table(COLUMNS, others=7)
        self._keys = {name: key_of(text) for name, text in truth.items()}
        self._optional = {
            name: {key_of(line) for line in (story.title or "", *story.standfirst)} for name, story in stories.items()
        }

    def row(self, name: str, texts: Mapping[str, Sequence[str]], speed: float) -> dict[str, float]:
        """Print the figures of a tool, and return them."""
        kept = {page: [line for line in lines if self._counts(page, line)] for page, lines in texts.items()}
        counts = [compare(self._truth[page], "\n".join(lines)) for page, lines in kept.items()]
        raw = figures([compare(self._truth[page], "\n".join(lines)) for page, lines in texts.items()])[2]
        precision, recall, f1 = figures(counts)
        dev, held = figures(counts[::2])[2], figures(counts[1::2])[2]
        leaked = len(self.leaked(texts))
        shares = (f"{figure:.2f}" for figure in (precision, recall, f1, dev, held, raw))
        self._table.row(name, *shares, str(leaked), f"{speed:.1f}")
        return {"F1": f1, "held.F1": held, "leaked": leaked}

    def leaked(self, texts: Mapping[str, Sequence[str]]) -> list[str]:
        """The lines about sharing, newsletters or other articles that are not in the ground truth."""
        return [
            line
            for page, lines in texts.items()
            for line in lines
            if LEAKS.search(line) and key_of(line) not in self._keys[page] and self._counts(page, line)
        ]

    def _counts(self, page: str, line: str) -> bool:
        return key_of(line) not in self._optional[page] or key_of(line) in self._keys[page]


def main() -> int:
    """Print the table. Return 1 if a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--floors", type=Path, help="JSON with the section `pages`: F1, held.F1, over.trafilatura, leaked"
    )
    parser.add_argument("--leaked", action="store_true", help="print the lines that Onrecord leaves in")
    options = parser.parse_args()
    given = json.loads((options.folder / "ground-truth.json").read_text(encoding="utf-8"))
    truth = {name: given[name]["articleBody"] for name in sorted(given)}
    pages = {name: gzip.decompress((options.folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}
    stories, speed = timed(read_story, pages)
    print_command()
    print(f"{len(pages)} pages\n")
    benchmark = Benchmark(truth, stories)
    best = 0.0
    for name, setting in SETTINGS.items():
        texts, rate = timed(partial(trafilatura.extract, **setting), pages)
        lines = {page: (text or "").split("\n") for page, text in texts.items()}
        best = max(best, benchmark.row(f"trafilatura, {name}", lines, rate)["F1"])
    ours = {page: [line for line in (s.title, *s.standfirst, *s.body) if line] for page, s in stories.items()}
    found = benchmark.row("Onrecord", ours, speed)
    found["over.trafilatura"] = found["F1"] - best
    if options.leaked:
        print("\n".join(benchmark.leaked(ours)))
    return _below(found, options.floors)


def _below(found: Mapping[str, float], floors: Path | None) -> int:
    wanted = json.loads(floors.read_text(encoding="utf-8")).get("pages", {}) if floors else {}
    low = [name for name, floor in wanted.items() if (found[name] > floor if name == "leaked" else found[name] < floor)]
    for name in low:
        print(f"{name} is {found[name]:.2f}; its floor is {wanted[name]:.2f}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
