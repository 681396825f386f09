"""Evaluates the classification of commitments against labels."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.corpus.commissive import Features
from onrecord.corpus.promises import CommitmentClassifier, source_actor
from onrecord.errors import MalformedInputError
from onrecord.evaluation.gold import AnnotatedArticle, pair
from onrecord.evaluation.score import Score
from onrecord.evaluation.sources import as_record
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.sources.stage import SourceStage
from onrecord.reading.stance import StanceStage
from onrecord.records import Span, Statement

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LabelledStatement:
    """A labelled statement: its set, the label, the prediction, and the features that it is made from."""

    statement: Statement
    set: str
    wanted: bool
    found: bool
    features: tuple[Features, ...]


def commitment_scores(articles: Sequence[AnnotatedArticle], labels: Path) -> dict[str, Score]:
    """Score the classification of labelled statements, given the statements that people marked.

    Args:
        articles: Texts and what people marked in them.
        labels: JSON Lines of `{"id", "set", "cue", "content", "commitment"}`.

    Returns:
        The score of each set, by its name.

    Raises:
        MalformedInputError: A label is not valid, or matches no statement; the message says which.
    """
    scores: dict[str, Score] = defaultdict(Score)
    for each in labelled_statements(articles, labels):
        score = scores[each.set]
        score.gold += each.wanted
        score.predicted += each.found
        score.right += each.wanted and each.found
        score.found += each.wanted and each.found
    return dict(scores)


def labelled_statements(articles: Sequence[AnnotatedArticle], labels: Path) -> Iterator[LabelledStatement]:
    """The labelled statements, in the order of the labels."""
    by_id = {article.id: article for article in articles}
    stages = (StanceStage("en"), SourceStage("en"), TimeStage("en"))
    promises = CommitmentClassifier()
    read: dict[str, dict[tuple[Spans, Spans], tuple[Statement, tuple[Features, ...]]]] = {}
    for number, line in enumerate(labels.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{labels}, line {number}"
        name, set_, key, wanted = _label(line, where)
        if name not in by_id:
            msg = f"{where}: no article has the id {name!r}"
            raise MalformedInputError(msg)
        if name not in read:
            record = as_record(by_id[name])
            for stage in stages:
                record = stage(record)
            read[name] = {
                (s.cue.spans, s.content.spans): (s, tuple(promises.features(s, source_actor(record, s))))
                for s in record.statements
                if s.cue is not None
            }
        if key not in read[name]:
            msg = f"{where}: no statement of the article has this cue and content"
            raise MalformedInputError(msg)
        statement, features = read[name][key]
        yield LabelledStatement(statement, set_, wanted, promises.binds(features), features)


def _label(line: str, where: str) -> tuple[str, str, tuple[Spans, Spans], bool]:
    try:
        fields = json.loads(line)
        cue, content = (tuple(Span(*pair(span, where)) for span in fields[role]) for role in ("cue", "content"))
        wanted = {True: True, False: False}[fields["commitment"]]
        return str(fields["id"]), str(fields["set"]), (cue, content), wanted
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{where}: expected an object with id, set, cue, content, and commitment true or false"
        raise MalformedInputError(msg) from error
