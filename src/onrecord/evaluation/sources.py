"""Evaluates kinds of sources, and the coreference of pronouns and short names, against labels."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import MalformedInputError
from onrecord.evaluation.gold import AnnotatedArticle, Fragments, pair
from onrecord.evaluation.score import Score
from onrecord.readers.base import Overrides, make_article
from onrecord.reading.sources.lexicon import lexicon
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Actor, Kind, Record, Source, SourceKind, Span, Stance, Statement, Words

HELD = "held-out"
"""The name of the held-out set of labels; the others are for development."""


@dataclass(frozen=True, slots=True)
class Label:
    """A person's label of a source: its kind, and where the article names it in full.

    Labels that are `held` out are only scored; nobody looks at single predictions.
    """

    article: str
    source: Fragments
    kind: SourceKind
    name: tuple[int, int] | None
    second: SourceKind | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A label, the words of its source, and the prediction."""

    label: Label
    words: str
    full: str | None
    kind: SourceKind
    actor: Actor | None
    right: bool


def read_labels(path: Path) -> Iterator[Label]:
    """Read labels in JSON Lines: `{"id", "source", "kind", "name"}`, where `name` is a span or null.

    `"set": "held-out"` marks held-out labels.

    Raises:
        MalformedInputError: A line is not valid; the message says which.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path}, line {number}"
        try:
            fields: dict[str, Any] = json.loads(line)
            yield Label(
                str(fields["id"]),
                tuple(pair(span, where) for span in fields["source"]),
                SourceKind(fields["kind"]),
                pair(fields["name"], where) if fields["name"] else None,
                SourceKind(fields["second"]) if fields.get("second") else None,
                held=fields.get("set") == HELD,
            )
        except (ValueError, KeyError, TypeError) as error:
            msg = f"{where}: expected an object with id, source, name and a known kind"
            raise MalformedInputError(msg) from error


def answers(articles: Sequence[AnnotatedArticle], labels: Iterable[Label]) -> Iterator[Answer]:
    """The predictions for labelled sources, given the statements that people marked."""
    by_article: dict[str, list[Label]] = {}
    for label in labels:
        by_article.setdefault(label.article, []).append(label)
    unknown = by_article.keys() - {article.id for article in articles}
    if unknown:
        msg = f"no article has the id {min(unknown)!r}"
        raise MalformedInputError(msg)
    stage = SourceStage("en")
    for article in articles:
        if article.id in by_article:
            record = stage(as_record(article))
            found = {s.source.words.spans: s.source for s in record.statements if s.source}
            actors = {actor.id: actor for actor in record.actors}
            for label in by_article[article.id]:
                source = found.get(tuple(Span(*span) for span in label.source))
                if source is None:
                    msg = f"article {article.id}: no source at {[list(span) for span in label.source]}"
                    raise MalformedInputError(msg)
                yield _answer(record.article.text, label, source, actors.get(source.actor or ""))


def as_record(article: AnnotatedArticle) -> Record:
    """The record with the statements that people marked, with sources of unknown kind."""
    text = article.text
    statements = []
    for number, marked in enumerate(article.attributions, 1):
        words = {
            role: Words.of(text, [Span(*span) for span in getattr(marked, role)])
            for role in ("source", "cue", "content")
        }
        if words["content"].spans:
            statements.append(
                Statement(
                    f"s{number}",
                    Kind.DIRECT if words["content"].text[:1] in '“"‘«' else Kind.INDIRECT,
                    Stance.ASSERTS,
                    words["content"],
                    Source(words["source"]) if words["source"].spans else None,
                    words["cue"] if words["cue"].spans else None,
                )
            )
    return Record(make_article(text, overrides=Overrides(id=article.id)), tuple(statements))


def _answer(text: str, label: Label, source: Source, actor: Actor | None) -> Answer:
    full = text[slice(*label.name)] if label.name else None
    right = False
    if actor is not None and label.name is not None and full is not None:
        start, end = label.name
        own = source.words.spans[0]
        right = any(
            (s < end and e > start) or full in text[s:e]
            for s, e in actor.mentions
            if not (s < own.end and e > own.start)
        )
    return Answer(label, source.words.text, full, source.kind, actor, right)


def source_scores(articles: Sequence[AnnotatedArticle], labels: Path) -> dict[str, Score]:
    """The scores of kinds and of coreference, by their names in reports.

    Those of held-out labels have a prefix, as in `held.source.person`.

    Raises:
        MalformedInputError: A label is not valid.
    """
    found = list(answers(articles, read_labels(labels)))
    scores: dict[str, Score] = {}
    for prefix, held in (("", False), ("held.", True)):
        asked = [answer for answer in found if answer.label.held is held]
        if asked:
            scores |= {f"{prefix}source.{name}": score for name, score in kind_scores(asked).items()}
            scores |= {f"{prefix}whom.{name}": score for name, score in whom_scores(asked).items()}
    return scores


def kind_scores(found: Iterable[Answer]) -> dict[str, Score]:
    """The score of each kind; `second` compares the labels of a second person with the first's, if there are any."""
    scores = {kind.value: Score() for kind in SourceKind}
    second = Score()
    for answer in found:
        wanted = answer.label.kind
        for kind in {wanted, answer.kind}:
            score = scores[kind.value]
            score.gold += kind is wanted
            score.predicted += kind is answer.kind
            score.right += wanted is answer.kind
            score.found += wanted is answer.kind
        if answer.label.second is not None:
            second.gold += 1
            second.predicted += 1
            second.right += answer.label.second is wanted
            second.found += answer.label.second is wanted
    return scores | ({"second": second} if second.gold else {})


def macro(scores: Mapping[str, Score], prefix: str = "") -> float:
    """The mean F1 in `source_scores` over the kinds that occur in labels.

    With the prefix `held.`, over held-out labels.
    """
    names = [f"{prefix}source.{kind.value}" for kind in SourceKind]
    counted = [scores[name].f1 for name in names if name in scores and scores[name].gold]
    return sum(counted) / len(counted) if counted else 0.0


def whom_scores(found: Iterable[Answer]) -> dict[str, Score]:
    """The scores of coreference for pronouns, short names and nouns.

    A source counts if the article names it more fully elsewhere, or if a pronoun is resolved that a person left open.
    `short` is a part of the name, perhaps after a title; `noun` is anything else.
    """
    pronouns = lexicon("en").all_pronouns
    scores = {name: Score() for name in ("pronoun", "short", "noun", "pronoun+short")}
    for answer in found:
        form = _form(answer, pronouns)
        if form is None:
            continue
        resolved = answer.actor is not None and len(answer.actor.mentions) > 1
        for name in (form, "pronoun+short") if form != "noun" else (form,):
            score = scores[name]
            score.gold += answer.label.name is not None
            score.predicted += resolved
            score.right += answer.right
            score.found += answer.right
    return scores


def _form(answer: Answer, pronouns: frozenset[str]) -> str | None:
    words = answer.words.strip(" ,")
    if words.lower() in pronouns:
        return "pronoun"
    if answer.full is None or answer.full in words:
        return None
    last = words.removesuffix("’s").removesuffix("'s").split()[-1]
    return (
        "short"
        if last in answer.full.replace("’s", "").split() and words[:1].isupper() and len(words.split()) < 4
        else "noun"
    )
