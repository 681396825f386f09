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
_CLAUSES = re.compile(r"[.;:!?,—–]+[”\"'\s“]*|(?<=\s)(?:that|and|but|then|so|because)\s", re.IGNORECASE)
_CONDITIONAL = frozenset({"if", "unless", "when", "whether", "how", "what", "who", "why", "until", "should"})
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
        self._strong = tuple(data["strong_cues"])
        self._auxiliaries = frozenset(data["auxiliaries"])
        self._determiners = frozenset(load(language, "small_words")["determiners"])
        meaning = "|".join(
            re.escape(words).replace(r"\ ", r"\s+") for words in sorted(data["meaning_will"], key=len, reverse=True)
        )
        self._meaning = re.compile(rf"(?<![\w'])(?:{meaning})(?![\w'])", re.IGNORECASE)
        conditions = "|".join(
            re.escape(words).replace(r"\ ", r"\s+") for words in sorted(data["conditions"], key=len, reverse=True)
        )
        self._conditions = re.compile(rf"(?<![\w’'])(?:{conditions})(?![\w’'])", re.IGNORECASE)

    def is_commitment(self, statement: Statement, actor: Actor | None) -> bool:
        """Whether the statement binds its source; `actor` is who that is, if it is known."""
        if statement.stance in _NEVER or statement.source is None:
            return False
        if statement.source.words.text.lower() in self._determiners:
            return False
        content = self._meaning.sub(" will ", statement.content.text.replace("’", "'"))
        clauses = [[word.lower() for word in _WORD.findall(clause)] for clause in _CLAUSES.split(content)]
        words = [word for clause in clauses for word in clause]
        if statement.stance is Stance.COMMITS:
            return statement.source.kind is not SourceKind.UNKNOWN and self._is_promise(statement, words)
        subject: Sequence[str] = ()
        for n, clause in enumerate(clauses):
            at = next((m for m, word in enumerate(clause[:_SUBJECT]) if self._is_future(word)), None)
            if at == 0 and n:  # "will be led by a judge and | will report in May"
                whole, at = [*subject, *clause], len(subject)
            else:
                whole = clause
            subject = whole[: at or self._verb_at(whole)] or subject
            if whole and self._binds(whole, statement, actor, first=not n):
                return True
        return False

    def conditions(self, text: str, statement: Statement) -> tuple[Words, ...]:
        """The conditions in a statement's content, each to the end of its clause."""
        found = []
        for start, end in statement.content.spans:
            for match in self._conditions.finditer(text, start, end):
                stop = _CLAUSE_END.search(text, match.end(), end)
                found.append(Words.of(text, [Span(match.start(), stop.start() if stop else end)]))
        return tuple(found)

    def _binds(self, clause: Sequence[str], statement: Statement, actor: Actor | None, *, first: bool) -> bool:
        """Whether a clause is one of the own side's acts to come."""
        at = next((n for n, word in enumerate(clause[:_SUBJECT]) if self._is_future(word)), None)
        if at is None:
            return False
        contracted = [clause[at].split("'")[0]] if clause[at].endswith(("'ll", "'d")) else []
        subject = [*clause[:at], *contracted]
        verbs = [word for word in clause[at + 1 : at + 6] if word not in self._passed and not word.endswith("ly")]
        if not verbs or verbs[0] in self._not_acts:
            return False
        if clause[0] in _CONDITIONAL and not (at > 3 and subject[-1] in self._own):
            return False
        if not subject:  # "said | would continue his push"
            return first
        nearest = subject[-1].split("'")[0]
        if nearest in self._own or subject[0].split("'")[0] in self._own:
            return clause[at] not in {"would", "wouldn't"} and (
                statement.kind is not Kind.INDIRECT or nearest in self._own
            )
        is_done_to = verbs[0] == "be" and not any(word.endswith("ing") for word in verbs[1:2])
        if is_done_to and not self._is_act(verbs[1:]):
            return False
        if nearest in {"he", "she", "it", "they"}:
            return (
                statement.kind is not Kind.DIRECT
                and self._is_own_pronoun(nearest, actor)
                and not (nearest == "it" and verbs[0] in {"be", "take"})
            )
        own = {word.lower() for name in (actor.names if actor else ()) for word in name.split()}
        is_body = self._speaks_for_body(actor)
        if own & set(subject) or (is_body and nearest in self._bodies):
            return True
        return is_body and self._is_act(verbs[1:] if verbs[0] == "be" else verbs)

    def _is_own_pronoun(self, word: str, actor: Actor | None) -> bool:
        """Whether "he", "it" or "they" may stand for the source."""
        if word in {"he", "she"}:
            return (
                actor is None or actor.kind in {SourceKind.PERSON, SourceKind.ANONYMOUS} or actor.speaks_for is not None
            )
        is_group = actor is not None and word == "they" and actor.kind is SourceKind.GROUP
        return is_group or self._speaks_for_body(actor)

    def _speaks_for_body(self, actor: Actor | None) -> bool:
        if actor is None:
            return False
        return actor.kind in {SourceKind.ORGANISATION, SourceKind.GOVERNMENT} or self._is_official(actor)

    def _is_promise(self, statement: Statement, words: Sequence[str]) -> bool:
        """Whether what a source commits itself to is an act: by the cue, or by how the content begins."""
        cue = statement.cue.text.lower() if statement.cue else ""
        if any(stem in cue for stem in self._strong):
            return len(words) > 0
        return len(words) > 1 and (
            words[0] in {"to", "that", "not"} or any(self._is_future(word) for word in words[:_SUBJECT])
        )

    def _verb_at(self, clause: Sequence[str]) -> int:
        """Where the verb of a clause stands that does not look ahead, as far as a list tells."""
        return next((n for n, word in enumerate(clause) if word in self._auxiliaries), 2)

    def _is_future(self, word: str) -> bool:
        return word in self._future or word.endswith(("'ll", "'d")) or word == "won't"

    def _is_act(self, words: Sequence[str]) -> bool:
        return any(word.startswith(act.split()[0][:5].rstrip("e")) for word in words[:2] for act in self._acts)

    def _is_official(self, actor: Actor) -> bool:
        return any(word in self._officials for role in actor.roles for word in role.words.text.lower().split())


def source_actor(record: Record, statement: Statement) -> Actor | None:
    """The actor of a statement's source within its article."""
    if statement.source is None or statement.source.actor is None:
        return None
    return next((actor for actor in record.actors if actor.id == statement.source.actor), None)
