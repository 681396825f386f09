"""Which statements are commitments: a source binds itself or its own side, or announces an act of theirs."""

import re
from collections.abc import Sequence

from onrecord.language import load
from onrecord.records import Actor, Kind, Record, SourceKind, Span, Stance, Statement, Words

_NEVER = frozenset({
    Stance.ASKS, Stance.DEMANDS, Stance.DENIES, Stance.DECLINES, Stance.NO_RESPONSE, Stance.BELIEVES, Stance.EXPECTS,
    Stance.ALLEGES,
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;.!?”\"\n]|\s[–—-]+\s")
_SUBJECT = 9
"""Within how many words from the start of a clause its verb looks ahead."""


class PromiseReader:
    """Tells commitments from other statements by the words of a language."""

    def __init__(self, language: str = "en") -> None:
        data = load(language, "outcomes")
        self._future = frozenset(data["future"])
        self._own, self._bodies = frozenset(data["own"]), frozenset(data["own_bodies"])
        self._officials, self._acts = frozenset(data["officials"]), tuple(data["acts"])
        self._not_acts, self._passed = frozenset(data["not_acts"]), frozenset(data["passed"])
        self._determiners = frozenset(load(language, "small_words")["determiners"])
        conditions = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in sorted(data["conditions"], key=len, reverse=True))
        self._conditions = re.compile(rf"(?<![\w’'])(?:{conditions})(?![\w’'])", re.IGNORECASE)

    def is_commitment(self, statement: Statement, actor: Actor | None) -> bool:
        """Whether the statement binds its source; `actor` is who that is, if it is known."""
        if statement.stance in _NEVER or statement.source is None:
            return False
        if statement.source.words.text.lower() in self._determiners:
            return False
        words = [word.lower().replace("’", "'") for word in _WORD.findall(statement.content.text)]
        if statement.stance is Stance.COMMITS:
            return len(words) > 1
        return any(self._binds(clause, statement, actor) for clause in _clauses(words))

    def conditions(self, text: str, statement: Statement) -> tuple[Words, ...]:
        """The conditions in a statement's content, each to the end of its clause."""
        found = []
        for start, end in statement.content.spans:
            for match in self._conditions.finditer(text, start, end):
                stop = _CLAUSE_END.search(text, match.end(), end)
                found.append(Words.of(text, [Span(match.start(), stop.start() if stop else end)]))
        return tuple(found)

    def _binds(self, clause: Sequence[str], statement: Statement, actor: Actor | None) -> bool:
        """Whether a clause is one of the own side's acts to come."""
        at = next((n for n, word in enumerate(clause[:_SUBJECT]) if self._is_future(word)), None)
        if not at:
            return False
        subject, verbs = clause[:at], [word for word in clause[at + 1 : at + 5] if word not in self._passed]
        if not verbs or verbs[0] in self._not_acts or (verbs[0] == "be" and not self._is_act(verbs[1:])):
            return False
        first = subject[-1].split("'")[0]
        if first in self._own or subject[0].split("'")[0] in self._own:
            return statement.kind is not Kind.INDIRECT or first in self._own
        if first in {"he", "she", "it", "they"}:
            return self._is_own_pronoun(first, actor)
        own = {word.lower() for name in (actor.names if actor else ()) for word in name.split()}
        is_body = self._speaks_for_body(actor)
        if own & set(subject) or (is_body and first in self._bodies):
            return True
        return is_body and (self._is_act(verbs[1:] if verbs[0] == "be" else verbs)) and (
            verbs[0] == "be" or statement.due is not None
        )

    def _is_own_pronoun(self, word: str, actor: Actor | None) -> bool:
        """Whether "he", "it" or "they" may stand for the source."""
        if word in {"he", "she"}:
            return actor is None or actor.kind in {SourceKind.PERSON, SourceKind.ANONYMOUS}
        is_group = actor is not None and word == "they" and actor.kind is SourceKind.GROUP
        return is_group or self._speaks_for_body(actor)

    def _speaks_for_body(self, actor: Actor | None) -> bool:
        if actor is None:
            return False
        return actor.kind in {SourceKind.ORGANISATION, SourceKind.GOVERNMENT} or self._is_official(actor)

    def _is_future(self, word: str) -> bool:
        return word in self._future or word.endswith(("'ll", "'d")) or word == "won't"

    def _is_act(self, words: Sequence[str]) -> bool:
        return any(word.startswith(act.split()[0][:5].rstrip("e")) for word in words[:2] for act in self._acts)

    def _is_official(self, actor: Actor) -> bool:
        return any(word in self._officials for role in actor.roles for word in role.words.text.lower().split())


def _clauses(words: Sequence[str]) -> list[Sequence[str]]:
    """The clauses of a content: all of it, without a "that" in front, and what follows each "that", "and" or "but"."""
    starts = [0, *(n + 1 for n, word in enumerate(words) if word in {"that", "and", "but", "then", "so", "if"})]
    return [words[start:] for start in starts]


def source_actor(record: Record, statement: Statement) -> Actor | None:
    """The actor of a statement's source within its article."""
    if statement.source is None or statement.source.actor is None:
        return None
    return next((actor for actor in record.actors if actor.id == statement.source.actor), None)



