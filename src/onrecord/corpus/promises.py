"""Which statements are commitments: a source binds itself or its own side, or announces an act of theirs."""

import re
from collections.abc import Iterable, Mapping

from onrecord import models
from onrecord.corpus.commissive import FeatureExtractor, Features
from onrecord.language import load
from onrecord.records import Actor, Record, Span, Statement, Words

_CLAUSE_END = re.compile(r"[,;.!?”\"\n]|\s[–—-]+\s")


class CommitmentClassifier:
    """Tells commitments from other statements by what their words show, each thing with its learnt weight."""

    def __init__(self, language: str = "en") -> None:
        self._extractor = FeatureExtractor(language)
        self._weights: Mapping[str, float] = models.load(language, "promises")["weights"]
        listed = sorted(load(language, "promises")["conditions"], key=len, reverse=True)
        conditions = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in listed)
        self._conditions = re.compile(rf"(?<![\w’'])(?:{conditions})(?![\w’'])", re.IGNORECASE)

    def is_commitment(self, statement: Statement, actor: Actor | None) -> bool:
        """Whether the statement binds its source; `actor` is who that is, if it is known."""
        return self.binds(self.features(statement, actor))

    def features(self, statement: Statement, actor: Actor | None) -> list[Features]:
        """What shows that a statement binds its source, and what speaks against it: of its cue, and of each clause."""
        return self._extractor.features(statement, actor)

    def binds(self, features: Iterable[Features]) -> bool:
        """Whether what the cue or any one clause shows weighs more than what speaks against it."""
        return any(sum(self._weights.get(name, 0.0) for name in sorted(found)) > 0 for found in features)

    def conditions(self, text: str, statement: Statement) -> tuple[Words, ...]:
        """The conditions in a statement's content, each to the end of its clause."""
        found = []
        for start, end in statement.content.spans:
            for match in self._conditions.finditer(text, start, end):
                stop = _CLAUSE_END.search(text, match.end(), end)
                found.append(Words.of(text, [Span(match.start(), stop.start() if stop else end)]))
        return tuple(found)


def source_actor(record: Record, statement: Statement) -> Actor | None:
    """The actor of a statement's source within its article."""
    if statement.source is None or statement.source.actor is None:
        return None
    return next((actor for actor in record.actors if actor.id == statement.source.actor), None)
