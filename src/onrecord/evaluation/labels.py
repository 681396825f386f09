"""Evaluates the reading against labels of negated verbs of saying, and of statements within statements."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from onrecord.errors import MalformedInputError
from onrecord.evaluation.gold import pair
from onrecord.evaluation.score import Score
from onrecord.reading.stance import StanceStage
from onrecord.records import Kind, Record, Span, Stance, Statement

NONE = "none"
"""The answer of a label where there is no statement."""

_SHARED = 0.5
"""Two contents are the same if they share this part of the characters in either (Jaccard)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PolarityLabel:
    """A person's answer to what a negated or hedged verb amounts to; `None` among the answers is no statement."""

    article: str
    part: str
    cue: Span
    answers: frozenset[Stance | None]


@dataclass(frozen=True, slots=True)
class NestedLabel:
    """A labelled cue within the content of another statement; `content` is empty if the cue makes no statement."""

    article: str
    part: str
    cue: Span
    content: tuple[Span, ...]


@dataclass(slots=True)
class PolarityScore:
    """The score of one part of the labels.

    Recall is the share of labels that are right. Precision leaves out those where a statement was missed. `opposite`
    counts the wrong ones that have the stance that the verb would have without its negation.
    """

    score: Score = field(default_factory=Score)
    opposite: int = 0


def read_polarity(path: Path) -> list[PolarityLabel]:
    """Read labels in JSON Lines: `{"article", "part", "cue", "answer"}`; `answer` is `"none"` or a list of answers.

    Raises:
        MalformedInputError: A line is not valid; the message says which.
    """
    return list(_read(path, _polarity, "article, part, cue, and answer: none or a list of stances"))


def read_nested(path: Path) -> list[NestedLabel]:
    """Read labels in JSON Lines: `{"article", "part", "cue", "content"}`, or with `"answer": "none"` for `content`.

    Raises:
        MalformedInputError: A line is not valid; the message says which.
    """
    return list(_read(path, _nested, "article, part, cue, and content or answer: none"))


def polarity_scores(records: Mapping[str, Record], labels: Iterable[PolarityLabel]) -> dict[str, PolarityScore]:
    """Score the stances read at labelled cues, by part; labels of articles without a record are left out."""
    stage = StanceStage("en")
    scores: dict[str, PolarityScore] = {}
    for label in labels:
        if (record := records.get(label.article)) is None:
            continue
        result = scores.setdefault(label.part, PolarityScore())
        read = _at(record.statements, label.cue)
        stance = read.stance if read else None
        right = stance in label.answers
        result.score.gold += 1
        result.score.found += right
        if right or stance is not None:
            result.score.predicted += 1
            result.score.right += right
        bare = stage.stance(record.article.text[label.cue.start : label.cue.end], "", Kind.INDIRECT)
        result.opposite += not right and stance is bare
    return scores


def nested_scores(records: Mapping[str, Record], labels: Iterable[NestedLabel]) -> dict[str, Score]:
    """Score the nested statements read at labelled cues, by part; labels of articles without a record are left out.

    A nested statement is right if its cue overlaps a label's and both have the same content. Nested statements at
    cues without a label are not counted.
    """
    scores: dict[str, Score] = {}
    by_article: dict[tuple[str, str], list[NestedLabel]] = {}
    for label in labels:
        if label.article in records:
            by_article.setdefault((label.article, label.part), []).append(label)
    for (name, part), here in by_article.items():
        score = scores.setdefault(part, Score())
        score.gold += sum(bool(label.content) for label in here)
        left = list(here)
        for statement in records[name].statements:
            if statement.parent is None or not any(_covers(statement, label.cue) for label in here):
                continue
            score.predicted += 1
            match = next((x for x in left if _covers(statement, x.cue) and _same(statement, x.content)), None)
            if match is not None:
                left.remove(match)
                score.right += 1
                score.found += 1
    return scores


def _at(statements: Iterable[Statement], cue: Span) -> Statement | None:
    """The statement whose cue overlaps this one the most; of several, the one with the shortest cue."""
    near = [statement for statement in statements if _covers(statement, cue)]
    return max(near, key=lambda s: (_overlap(_cue(s), [cue]), -_length(_cue(s))), default=None)


def _covers(statement: Statement, cue: Span) -> bool:
    return _overlap(_cue(statement), [cue]) > 0


def _cue(statement: Statement) -> tuple[Span, ...]:
    return statement.cue.spans if statement.cue else ()


def _same(statement: Statement, content: Sequence[Span]) -> bool:
    read = statement.content.spans
    shared = _overlap(read, content)
    return shared > 0 and shared >= _SHARED * (_length(read) + _length(content) - shared)


def _overlap(one: Iterable[Span], other: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)


def _length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _read(path: Path, label: Callable[[dict[str, Any], str], T], expected: str) -> Iterator[T]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path}, line {number}"
        try:
            yield label(json.loads(line), where)
        except (ValueError, KeyError, TypeError) as error:
            msg = f"{where}: expected an object with {expected}"
            raise MalformedInputError(msg) from error


def _polarity(fields: dict[str, Any], where: str) -> PolarityLabel:
    given = fields["answer"]
    answers = [given] if given == NONE else given
    if not isinstance(answers, list) or not answers:
        raise ValueError(answers)
    stances = frozenset(None if answer == NONE else Stance(answer) for answer in answers)
    return PolarityLabel(str(fields["article"]), str(fields["part"]), Span(*pair(fields["cue"], where)), stances)


def _nested(fields: dict[str, Any], where: str) -> NestedLabel:
    article, part, cue = str(fields["article"]), str(fields["part"]), Span(*pair(fields["cue"], where))
    if fields.get("answer") == NONE:
        return NestedLabel(article, part, cue, ())
    content = tuple(Span(*pair(span, where)) for span in fields["content"])
    if not content:
        raise ValueError(content)
    return NestedLabel(article, part, cue, content)
