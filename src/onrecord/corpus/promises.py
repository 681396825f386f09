"""Distinguishes commitments from other statements: a source commits itself or its side, or announces its plans."""

import re
from collections.abc import Iterable, Mapping

from onrecord import models
from onrecord.corpus.commissive import FeatureExtractor, Features
from onrecord.language import load
from onrecord.records import Actor, Record, Span, Statement, Words

_CLAUSE_END = re.compile(r"[,;.!?”\"\n]|\s[–—-]+\s")


class CommitmentClassifier:
    """A linear classifier of statements over the features of their cue and clauses."""

    def __init__(self, language: str = "en") -> None:
        self._extractor = FeatureExtractor(language)
        self._weights: Mapping[str, float] = models.load(language, "promises")["weights"]
        listed = sorted(load(language, "promises")["conditions"], key=len, reverse=True)
        conditions = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in listed)
        self._conditions = re.compile(rf"(?<![\w’'])(?:{conditions})(?![\w’'])", re.IGNORECASE)

    def is_commitment(self, statement: Statement, actor: Actor | None) -> bool:
        """Whether the statement commits its source; `actor` is who that is, if known."""
        return self.binds(self.features(statement, actor))

    def features(self, statement: Statement, actor: Actor | None) -> list[Features]:
        """The features of a statement: of its cue, and of each clause about the future."""
        return self._extractor.features(statement, actor)

    def binds(self, features: Iterable[Features]) -> bool:
        """Whether the weights of any one set of features add up to more than zero."""
        return any(sum(self._weights.get(name, 0.0) for name in sorted(found)) > 0 for found in features)

    def conditions(self, text: str, statement: Statement) -> tuple[Words, ...]:
        """The conditions in a statement's content, each up to the end of its clause."""
        found = []
        for start, end in statement.content.spans:
            for match in self._conditions.finditer(text, start, end):
                stop = _CLAUSE_END.search(text, match.end(), end)
                found.append(Words.of(text, [Span(match.start(), stop.start() if stop else end)]))
        return tuple(found)


def source_actor(record: Record, statement: Statement) -> Actor | None:
    """The actor behind a statement's source, within its article."""
    if statement.source is None or statement.source.actor is None:
        return None
    return next((actor for actor in record.actors if actor.id == statement.source.actor), None)
