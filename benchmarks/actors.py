"""Measures who is who on MEANTIME: people and organisations, within and across articles.

    python benchmarks/actors.py FOLDER [--floors FILE]

FOLDER is the English part of MEANTIME (Minard et al., LREC 2016). The spans of the annotated mentions are given; their
kinds are not. The measure is B-cubed (Bagga and Baldwin, 1998), averaged over mentions. Rows that end in `.names` count
only mentions that are names; the others count pronouns and nouns too, which are left open where the meaning is unclear.
`merged` is the number of groups across articles with the full names of two annotated people.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

from onrecord.corpus.grouping import Appearance, group
from onrecord.evaluation.meantime import CoreferenceArticle, b_cubed, read_meantime
from onrecord.reading.sources.phrases import Form
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Actor
from table import Table, print_command


def read(articles: list[CoreferenceArticle]) -> tuple[dict[str, str], dict[str, str], dict[str, str], set[str]]:
    """The cluster of every mention: annotated, read within articles, and read across them; and which are names."""
    stage = SourceStage("en")
    gold: dict[str, str] = {}
    within: dict[str, str] = {}
    names: set[str] = set()
    appearances: list[Appearance] = []
    for article in articles:
        found = stage.mentions(article.article, [mention.span for mention in article.mentions])
        for number, mention in enumerate(article.mentions):
            key = f"{article.article.id} {number}"
            gold[key] = mention.instance
            form, actor = found[mention.span]
            within[key] = f"{article.article.id} {actor.id}" if actor else key
            if form is Form.NAME:
                names.add(key)
        actors: dict[str, Actor] = {actor.id: actor for _, actor in found.values() if actor}
        appearances += [a for actor in actors.values() if (a := Appearance.of(article.article.id, actor)) is not None]
    groups = {f"{a.article} {a.actor}": str(n) for n, members in enumerate(group(appearances)) for a in members}
    return gold, within, {key: groups.get(cluster, cluster) for key, cluster in within.items()}, names


def merged(articles: list[CoreferenceArticle], across: dict[str, str]) -> int:
    """The number of groups with the full names of more than one annotated person."""
    people: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for number, mention in enumerate(article.mentions):
            words = article.article.text[slice(*mention.span)].split()
            if mention.kind == "PER" and len(words) == 2 and all(word[0].isupper() for word in words):
                people[across[f"{article.article.id} {number}"]].add(mention.instance)
    return sum(len(instances) > 1 for instances in people.values())


def main() -> int:
    """Print the figures. Return 1 if one is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--floors", type=Path)
    options = parser.parse_args()
    print_command()
    articles = read_meantime(options.folder)
    gold, within, across, names = read(articles)
    in_article = {key: f"{key.split()[0]} {instance}" for key, instance in gold.items()}
    rows = {
        "within": (in_article, within, set(gold)),
        "across": (gold, across, set(gold)),
        "within.names": (in_article, within, names),
        "across.names": (gold, across, names),
    }
    floors = json.loads(options.floors.read_text(encoding="utf-8"))["actors"] if options.floors else {}
    table = Table(("B-cubed", "P", "R", "F1", "floor", "mentions"), others=8)
    low = False
    for name, (marked, found, keys) in rows.items():
        figures = b_cubed({key: marked[key] for key in keys}, {key: found[key] for key in keys})
        low |= figures[2] < floors.get(name, 0.0)
        table.row(name, *(f"{figure:.1f}" for figure in figures), str(floors.get(name, "")), f"{len(keys):,}")
    count = merged(articles, across)
    table.row("merged (groups)", "", "", str(count), str(floors.get("merged", "")))
    return 1 if low or count > floors.get("merged", count) else 0


if __name__ == "__main__":
    sys.exit(main())
