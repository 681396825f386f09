"""Features of commissive statements, by which a source commits itself: who is to do what, on whose word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from onrecord.corpus.clauses import Clause, ClauseParser
from onrecord.language import load
from onrecord.language.naming import places, plain
from onrecord.language.stems import stemmer
from onrecord.records import Actor, Kind, SourceKind, Stance, Statement

Features = frozenset[str]
"""The names of the features found; `models/en/promises.toml` has the weight of each."""

_NEVER = frozenset({Stance.ASKS, Stance.DENIES, Stance.DECLINES, Stance.NO_RESPONSE, Stance.ALLEGES})
_SELDOM = frozenset({Stance.BELIEVES, Stance.EXPECTS, Stance.DEMANDS})
"""Stances that are commitments only if the cue is about the future: "will headline a rally for"."""
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_AFTER_CUE = 40
_OWN = frozenset({"i", "we", "one", "several", "body", "own name", "none first"})
_THIRD = frozenset({"another", "person", "side", "matter", "thing", "state", "possessive"})
_BOUND = frozenset({"anonymous", "body", "insider", "official"})
"""Speakers who can commit others than themselves."""


class FeatureExtractor:
    """Extracts the features of statements by the word lists of a language."""

    def __init__(self, language: str = "en") -> None:
        data: Mapping[str, Sequence[str]] = load(language, "promises")
        times, cues = load(language, "times"), load(language, "cues")
        small, titles = load(language, "small_words"), load(language, "titles")
        self._begins_with = data
        self._sets = {name: frozenset(words) for name, words in data.items()}
        self._clauses = ClauseParser(language)
        self._stem = stemmer(language)
        self._acts, self._not_acts = self._stems(data["acts"]), self._stems(data["not_acts"])
        self._mental = self._stems([*cues["mental"], *data["mental"]])
        self._saying = self._stems([*cues["saying"], *cues["nested"]])
        self._states = frozenset({*places(language).states, *places(language).capitals})
        self._times = frozenset({*load(language, "months")["months"], *times["weekdays"], *data["times"]})
        self._past = frozenset(times["tense"]["past"])
        self._offices = frozenset((*titles["office"]["words"], *data["principals"]))
        self._determiners = frozenset(small["determiners"])

    def _stems(self, words: Sequence[str]) -> frozenset[str]:
        return frozenset(self._stem(word) for word in words if " " not in word)

    def features(self, statement: Statement, actor: Actor | None) -> list[Features]:
        """The features of the cue, and of each clause about the future.

        Empty if the statement cannot be a commitment, whatever its words.
        """
        if statement.stance in _NEVER or statement.source is None:
            return []
        if statement.source.words.text.lower() in self._sets["articles"]:  # "the promised | money"
            return []
        cue = _words(statement.cue.text) if statement.cue else []
        speaker = self._speaker(statement, actor)
        if speaker == "counted" or ("never" in cue and self._begins(cue, "saying")):
            return []
        common = frozenset({"always", f"speaker {speaker}", *self._of_cue(statement, cue)})
        found = [common | set(self._of_cue_clause(clause)) for clause in self._ahead_in(statement)]
        if statement.stance in _SELDOM and not (statement.stance is Stance.DEMANDS and self._begins(cue, "telling")):
            return found
        found.append(common | self._of_content(statement, cue))
        clauses = self._clauses.parse(statement.content.text)
        return [*found, *(common | set(self._of_clause(clause, statement, actor)) for clause in clauses)]

    def _ahead_in(self, statement: Statement) -> Iterator[Clause]:
        """The clause that the cue is part of, if it is about the future: "will run | spots"."""
        if statement.cue is not None:
            clauses = self._clauses.parse(f"{statement.cue.text} {statement.content.text[:_AFTER_CUE]}")
            clause = next(clauses, None)
            if clause is not None and not clause.subject and clause.verbs:
                yield clause

    def _of_cue_clause(self, clause: Clause) -> Iterator[str]:
        yield "cue ahead"
        yield f"cue ahead {'would' if clause.modal in self._sets['supposed'] else 'will'} {self._verb(clause)}"
        if clause.planned:
            yield "cue planned"

    def _begins(self, words: Sequence[str], name: str) -> bool:
        return any(word.startswith(stem) for word in words for stem in self._begins_with[name])

    def _speaker(self, statement: Statement, actor: Actor | None) -> str:
        """The role of the source: a body, someone who speaks for one, or another kind."""
        assert statement.source is not None
        printed = statement.source.words.text
        words = {*_words(printed)}
        for role in actor.roles if actor else ():
            words |= {*_words(role.words.text)}
        if words & self._sets["counted"] or printed[:1].isdigit() or "%" in printed:
            return "counted"
        kind = actor.kind if actor else statement.source.kind
        insiders = self._sets["insiders"]
        if kind in {SourceKind.ORGANISATION, SourceKind.GOVERNMENT}:
            return "insider" if words & insiders - self._sets["bodies"] else "body"
        if words & insiders or (actor is not None and actor.speaks_for is not None):
            return "insider"
        if words & self._sets["officials"]:
            return "official"
        return kind.value

    def _of_cue(self, statement: Statement, cue: Sequence[str]) -> Iterator[str]:
        for name in ("strong_cues", "cues", "announcing", "saying", "reasoning"):
            if self._begins(cue, name):
                yield f"cue {name}"
        if statement.stance is Stance.DEMANDS:
            yield "demands"
        if statement.stance is Stance.COMMITS:
            yield "commits"

    def _of_content(self, statement: Statement, cue: Sequence[str]) -> set[str]:
        """The features of the cue together with the beginning of the content."""
        kind = next((name for name in ("strong_cues", "cues") if self._begins(cue, name)), None)
        assert statement.source is not None
        if kind is None:
            return {"no clause"}
        if statement.source.kind is SourceKind.UNKNOWN:
            return {"bound unknown", f"bound {kind} {self._named(statement, cue)}"}
        return {f"bound {kind}", f"bound {kind} {self._named(statement, cue)}"}

    def _named(self, statement: Statement, cue: Sequence[str]) -> str:
        """How the promised act is expressed: "promised to pay", "pledged that", "its plan for a port"."""
        first = next(iter(statement.content.text.split()), "").strip("\"“'’‘").lower()
        if first in {"to", "not"} or "to" in cue[1:-1]:
            return "to"
        if cue and cue[-1] == "to" and first not in self._determiners and not statement.content.text[:1].isupper():
            return "to"
        if first.endswith("ing") and self._begins(cue, "naming"):
            return "to"
        return "that" if first == "that" else "else"

    def _of_clause(self, clause: Clause, statement: Statement, actor: Actor | None) -> Iterator[str]:
        """The features of a clause about the future: who does what."""
        speaker, quoted = self._speaker(statement, actor), "quoted" if _is_quoted(statement) else "told"
        subject, verb = self._subject(clause, statement, actor), self._verb(clause)
        is_done = verb in {"act", "other", "done act"} or (clause.planned and verb == "done")
        doing = "doing" if is_done else "being"
        side = "own" if subject in _OWN else "third" if subject in _THIRD and speaker in _BOUND else "other"
        yield from ("clause", f"{side} side", f"{side} side {doing}", f"subject {subject}", f"verb {verb}")
        if subject in _THIRD:
            yield f"{subject} by {speaker}"
        if side == "third":
            yield from (f"third side {verb}", f"third side of {speaker} {doing}")
            if statement.due is not None:
                yield "third side due"
        if subject == "we":
            yield from (f"we {quoted}", f"we {verb}")
        if clause.modal in self._sets["supposed"]:
            yield f"would {quoted}"
        if self._is_supposed(clause, subject):
            yield "supposing"
        flags = {"carried": clause.carried and clause.opener not in self._sets["joining"], "obliged": clause.obliged}
        flags |= {f"planned {side}": clause.planned, f"negated {side}": clause.negated}
        yield from (name for name, is_so in flags.items() if is_so)
        if self._times & {*clause.verbs, *(word.lower() for word in clause.subject)}:
            yield "time"
        yield from self._around(clause, side)

    def _is_supposed(self, clause: Clause, subject: str) -> bool:
        """Whether a clause only supposes or asks; "if elected he will" and "which will" do not."""
        if clause.opener in self._sets["premises"] and len(clause.subject) > 1 and subject in _OWN:
            return False
        return clause.opener in self._sets["supposing"] and not (
            clause.first and clause.opener in self._sets["only_relative"]
        )

    def _around(self, clause: Clause, side: str) -> Iterator[str]:
        """The features of the words around a clause: a state of mind, or speech of somebody else."""
        near = ["", *(clause.before[-5:] if clause.opener in self._sets["joining"] else ()), *clause.subject]
        stems = {
            self._stem(word)
            for before, word in pairwise(near)
            if word.islower() and before.lower() not in self._determiners  # "the report" is no cue
        }
        if stems & self._mental:
            yield "mental"
        if stems & self._saying:
            yield "told of another"
            yield f"{side} told of another"

    def _subject(self, clause: Clause, statement: Statement, actor: Actor | None) -> str:
        """Whose side the subject of a clause is on."""
        low = [word.lower().removesuffix("'s") for word in clause.subject if word]
        if not low:
            return "none first" if clause.first and clause.opener not in self._sets["relatives"] else "none"
        quoted, speaker = _is_quoted(statement), self._speaker(statement, actor)
        for name in ("i", "we", "nobody", "one", "several", "body"):
            if low[-1] in self._sets[name]:
                is_another = (name == "body" and speaker == "person") or (
                    name == "several" and self._is_one(statement, speaker)
                )
                return "another" if is_another or (quoted and name not in {"i", "we", "nobody"}) else name
        own = {word.lower() for name in (actor.names if actor else ()) for word in name.split()} - {"the", "of"}
        if own & set(low[-4:]):
            return "own name"
        if low[0] in self._sets["possessive"] and (low[0] in self._sets["first"] or not quoted):
            return "possessive"
        return self._noun(clause.subject, low)

    def _noun(self, printed: Sequence[str], low: Sequence[str]) -> str:
        """The kind of a subject that is not a pronoun: a state, a side, a matter, a person or a thing."""
        if plain(" ".join(printed)).removeprefix("the ") in self._states:
            return "state"
        if not self._sets["bodies"].isdisjoint(low) or not self._sets["members"].isdisjoint(low):
            return "side"
        if not self._sets["matters"].isdisjoint(low):
            return "matter"
        return "person" if printed[-1][0].isupper() or low[-1] in self._offices else "thing"

    def _is_one(self, statement: Statement, speaker: str) -> bool:
        """Whether the source is one person or a document."""
        assert statement.source is not None
        words = _words(statement.source.words.text) or [""]
        is_several = "and" in words or words[0] in self._sets["plural"] or words[-1].endswith("s")
        return speaker == "document" or (speaker in {"person", "official"} and not is_several)

    def _verb(self, clause: Clause) -> str:
        """The kind of act that the verb of a clause expresses."""
        if not clause.verbs:
            return "none"
        verb, *after = clause.verbs
        if verb == "be" and after:
            last = next((word for word in after if not word.endswith("ly")), "")
            if last.endswith("ing"):
                return "act"
            if last.endswith("ed") or last in self._past:
                return "done act" if self._stem(last) in self._acts else "done"
            return "state"
        stem = self._stem(verb)
        if verb == "take" and clause.subject and clause.subject[-1].lower() in self._sets["body"]:
            return "state"
        return "state" if stem in self._not_acts else "act" if stem in self._acts else "other"


def _is_quoted(statement: Statement) -> bool:
    """Whether the words are quoted, so that "he" is not the speaker."""
    return statement.kind is Kind.DIRECT or statement.content.text.lstrip().startswith(("''", "‘", '"', "“"))


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text)]
