"""Evaluates a model on annotated articles, as rows of a table."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import MalformedInputError
from onrecord.evaluation.flat import flat_attributions
from onrecord.evaluation.gold import AnnotatedArticle, Attribution, pair
from onrecord.evaluation.score import Score, calibration_error, evaluate
from onrecord.evaluation.sources import source_scores
from onrecord.language import load
from onrecord.language.stems import follows, phrases, stemmer, words_of
from onrecord.readers.base import Overrides, make_article
from onrecord.reading.reader import Reader
from onrecord.reading.stance import StanceStage
from onrecord.records import Kind, Record, Stance

MEASURES = (
    "linked", "strict", "direct.linked", "indirect.linked", "matched", "exact.source", "exact.cue", "exact.content",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one model on one set of articles.

    Attributes:
        articles: The number of articles.
        words: The number of words in them.
        gold: The number of marked attributions.
        read: The number of predicted ones.
        scores: By name: those of `MEASURES`, then `cue.CLASS` and `publisher.NAME`.
        calibration: The expected calibration error, in percent.
        speed: Words per CPU-second.
        stances: Scores by stance, if labels were given.
        sources: Scores of kinds of source and of coreference, if labels were given.
    """

    articles: int
    words: int
    gold: int
    read: int
    scores: Mapping[str, Score]
    calibration: float
    speed: float
    stances: Mapping[str, Score]
    sources: Mapping[str, Score]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON, rounded to two decimals."""
        return {
            "articles": self.articles,
            "words": self.words,
            "attributions": self.gold,
            "statements": self.read,
            "scores": {name: _figures(score) for name, score in self.scores.items()},
            "calibration_error": round(self.calibration, 2),
            "words_per_cpu_second": round(self.speed),
            "stances": {name: _figures(score) for name, score in self.stances.items()},
            "sources": {name: _figures(score) for name, score in self.sources.items()},
        }


def _figures(score: Score) -> dict[str, float]:
    return {
        "precision": round(score.precision, 2),
        "recall": round(score.recall, 2),
        "f1": round(score.f1, 2),
        "gold": score.gold,
    }


@dataclass(frozen=True, slots=True)
class Predictions:
    """Predictions for annotated articles: attributions with confidence and records by article, words, CPU-seconds."""

    attributions: Mapping[str, Sequence[tuple[Attribution, float]]]
    words: int
    seconds: float
    records: Mapping[str, Record]


def read_articles(articles: Sequence[AnnotatedArticle], reader: Reader, *, nested: bool = False) -> Predictions:
    """Read the articles; with `nested`, nested statements count too, for corpora that mark them."""
    predicted = {}
    records = {}
    words = 0
    clock = time.process_time()
    for article in articles:
        record = reader.read(make_article(article.text, overrides=Overrides(id=article.id)))
        words += len(article.text.split())
        predicted[article.id] = flat_attributions(record, nested=nested)
        records[article.id] = record
    return Predictions(predicted, words, time.process_time() - clock, records)


def report(
    articles: Sequence[AnnotatedArticle], read: Predictions, *, stances: Path | None = None, sources: Path | None = None
) -> Report:
    """Score predictions against annotations.

    Args:
        articles: The annotated articles.
        read: The predictions of `read_articles`.
        stances: Labels of stances, JSON Lines of `{"id", "cue", "content", "stance"}`.
        sources: Labels of sources, JSON Lines of `{"id", "source", "kind", "name"}`.
    """
    found = evaluate(articles, read.attributions, CueClasses("en"))
    order = [*MEASURES, *sorted(name for name in found.scores if name not in MEASURES)]
    return Report(
        articles=len(articles),
        words=read.words,
        gold=found.scores["linked"].gold,
        read=found.scores["linked"].predicted,
        scores={name: found.scores[name] for name in order},
        calibration=calibration_error(found.outcomes),
        speed=read.words / read.seconds if read.seconds else 0.0,
        stances=_stance_scores(articles, stances) if stances else {},
        sources=source_scores(articles, sources) if sources else {},
    )


class CueClasses:
    """Classifies cues by their words: `saying`, `mental`, or else `quoted` if the content is quoted, or `other`."""

    def __init__(self, language: str) -> None:
        data = load(language, "cues")
        self._stem = stemmer(language)
        self._classes = {name: phrases(language, data[name]) for name in ("saying", "mental")}

    def __call__(self, cue: str, direct: bool) -> str:  # noqa: FBT001 - called by position
        """The class of a cue with these words."""
        words = [self._stem(word) for word in words_of(cue)]
        for name, known in self._classes.items():
            if any(follows(words, at, phrase, frozenset()) for at in range(len(words)) for phrase in known):
                return name
        return "quoted" if direct else "other"


def _stance_scores(articles: Iterable[AnnotatedArticle], labels: Path) -> dict[str, Score]:
    """Score the classification of stances, given marked cues and contents: by stance, and `all`.

    `odd` and `even` are those on odd and even lines. `second` compares the labels of a second person with the first's.
    """
    texts = {article.id: article.text for article in articles}
    stage = StanceStage("en")
    scores: dict[str, Score] = {}
    for number, (where, fields) in enumerate(_labels(labels), 1):
        if fields["id"] not in texts:
            msg = f"{where}: no article has the id {fields['id']!r}"
            raise MalformedInputError(msg)
        text = texts[fields["id"]]
        if any(end > len(text) for role in ("cue", "content") for _, end in fields[role]):
            msg = f"{where}: a span is beyond the end of the text of {len(text)} characters"
            raise MalformedInputError(msg)
        cue, content = (" ".join(text[start:end] for start, end in fields[role]) for role in ("cue", "content"))
        kind = Kind.DIRECT if content[:1] in _OPENING else Kind.INDIRECT
        found = stage.stance(cue, content, kind).value
        pairs = {(found, fields["stance"])} | {(name, name) for name in ("all", "even" if number % 2 == 0 else "odd")}
        right = found == fields["stance"]
        for said, wanted in pairs:
            for name in {said, wanted}:
                score = scores.setdefault(name, Score())
                score.predicted += name == said
                score.gold += name == wanted
                score.right += right
                score.found += right
        if "second" in fields:
            score = scores.setdefault("second", Score())
            score.predicted += 1
            score.gold += 1
            score.right += fields["second"] == fields["stance"]
            score.found += fields["second"] == fields["stance"]
    gold = Counter({name: score.gold for name, score in scores.items()})
    return {name: scores[name] for name, _ in gold.most_common()}


_OPENING = ("“", '"', "‘", "«")


def _labels(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path}, line {number}"
        try:
            fields = json.loads(line)
            found: dict[str, Any] = {role: [pair(span, where) for span in fields[role]] for role in ("cue", "content")}
            found |= {"id": str(fields["id"]), "stance": Stance(fields["stance"]).value}
            found |= {"second": Stance(fields["second"]).value} if "second" in fields else {}
        except (ValueError, KeyError, TypeError) as error:
            msg = f"{where}: expected an object with id, cue, content and a known stance"
            raise MalformedInputError(msg) from error
        yield where, found
