"""Commitments told from other statements, measured against what people labelled."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.corpus.promises import PromiseReader, source_actor
from onrecord.errors import MalformedInputError
from onrecord.evaluation.gold import AnnotatedArticle, pair
from onrecord.evaluation.score import Score
from onrecord.evaluation.sources import as_record
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.sources.stage import SourceStage
from onrecord.reading.stance import StanceStage
from onrecord.records import Span, Statement

Places = tuple[Span, ...]


def commitment_score(articles: Sequence[AnnotatedArticle], labels: Path) -> Score:
    """How many of the labelled statements are rightly told to be commitments, given the statements that people marked.

    Args:
        articles: Texts and what people marked in them.
        labels: JSON Lines of `{"id", "cue", "content", "commitment"}`.

    Raises:
        MalformedInputError: A label is something else, or is of no statement; the message says which.
    """
    score = Score()
    for wanted, found, _ in told(articles, labels):
        score.gold += wanted
        score.predicted += found
        score.right += wanted and found
        score.found += wanted and found
    return score


def told(articles: Sequence[AnnotatedArticle], labels: Path) -> Iterator[tuple[bool, bool, Statement]]:
    """Each labelled statement with what the label says and what is read."""
    by_id = {article.id: article for article in articles}
    stages = (StanceStage("en"), SourceStage("en"), TimeStage("en"))
    promises = PromiseReader()
    read: dict[str, dict[tuple[Places, Places], tuple[Statement, bool]]] = {}
    for number, line in enumerate(labels.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{labels}, line {number}"
        name, key, wanted = _label(line, where)
        if name not in by_id:
            msg = f"{where}: there is no article {name!r} among those that are read"
            raise MalformedInputError(msg)
        if name not in read:
            record = as_record(by_id[name])
            for stage in stages:
                record = stage(record)
            read[name] = {
                (s.cue.spans, s.content.spans): (s, promises.is_commitment(s, source_actor(record, s)))
                for s in record.statements
                if s.cue is not None
            }
        if key not in read[name]:
            msg = f"{where}: no statement of the article has this cue and content"
            raise MalformedInputError(msg)
        statement, found = read[name][key]
        yield wanted, found, statement


def _label(line: str, where: str) -> tuple[str, tuple[Places, Places], bool]:
    try:
        fields = json.loads(line)
        cue, content = (tuple(Span(*pair(span, where)) for span in fields[role]) for role in ("cue", "content"))
        return str(fields["id"]), (cue, content), {True: True, False: False}[fields["commitment"]]
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{where}: a label is an object with id, cue, content, and commitment true or false"
        raise MalformedInputError(msg) from error
