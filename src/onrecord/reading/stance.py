"""Detects stance: what the source does with the content, from the words of the cue."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.language import load
from onrecord.language.stems import GAP, follows, stemmer, words_of
from onrecord.reading.mood import DemandFinder
from onrecord.records import Kind, Record, Stance, Statement

_HEAD = 7
"""How many words of the content may be part of the phrase: "declined | to comment"."""
_PERFORMED = 3
"""How many words into the content the noun of what is performed may stand."""
_QUESTION = re.compile(r"[^.!?]*\?[\W_]*")


class StanceLexicon:
    """The phrases that express each stance, from `stances.toml`."""

    def __init__(self, language: str) -> None:
        data = load(language, "stances")
        self._stem = stemmer(language)
        self._skipped, self._kept = frozenset(data["skipped"]), frozenset(data["kept"])
        self._openers = frozenset(self._stem(word) for word in data["openers"])
        self._performing = frozenset(self._stem(word) for word in data["performing"])
        self._owning = frozenset(data["owning"])
        self._phrases: dict[str, list[tuple[list[str], Stance]]] = {}
        for name, phrases in data["stances"].items():
            for phrase in phrases:
                parts = [stem for part in phrase.split() for stem in ([GAP] if part == GAP else self._stems(part))]
                self._phrases.setdefault(parts[0], []).append((parts[1:], Stance(name)))

    def find(self, cue: str, content: str) -> Stance | None:
        """The stance of the longest known phrase that starts in the cue, or `None`.

        After a verb such as "repeat", the phrase may also start with the noun of what is performed: "her call for".
        """
        words = self._stems(cue)
        starts = len(words)
        head = content.split(maxsplit=_HEAD)[:_HEAD]
        words += self._stems(" ".join(head))
        if (found := self._longest(words, range(starts))) is not None:
            return found
        if not self._performing.isdisjoint(words[starts - 1 : starts]) and head and head[0].lower() in self._owning:
            return self._longest(words, range(starts, min(starts + _PERFORMED, len(words))))
        return None

    def _longest(self, words: Sequence[str], starts: range) -> Stance | None:
        """The stance of the longest known phrase that starts at one of `starts`, or `None`."""
        best: tuple[tuple[int, int, int], Stance] | None = None
        for start in starts:
            for rest, stance in self._phrases.get(words[start], ()):
                if follows(words, start + 1, rest, self._openers):
                    gaps = rest.count(GAP)
                    rank = len(rest) - gaps, -gaps, -start
                    if best is None or rank > best[0]:
                        best = rank, stance
        return None if best is None else best[1]

    def _stems(self, text: str) -> list[str]:
        """The stems of the words that count."""
        return [self._stem(word) for word in self._words(text)]

    def _words(self, text: str) -> Iterator[str]:
        for word in words_of(text):
            if word not in self._skipped and (not word.endswith("ly") or word in self._kept):
                yield word


class StanceStage:
    """Sets the stance of each statement with a cue."""

    def __init__(self, language: str) -> None:
        self._words, self._mood = StanceLexicon(language), DemandFinder(language)

    def __call__(self, record: Record) -> Record:
        """The record with stances."""
        return replace(record, statements=tuple(self._mark(statement) for statement in record.statements))

    def _mark(self, statement: Statement) -> Statement:
        if statement.cue is None:
            return statement
        return replace(statement, stance=self.stance(statement.cue.text, statement.content.text, statement.kind))

    def stance(self, cue: str, content: str, kind: Kind) -> Stance:
        """The stance of the phrase found; without one, that of the clause after the cue, or of a quoted question.

        The words of a quotation are the source's own, so they are not searched for the phrase.
        """
        direct = kind is Kind.DIRECT
        if (found := self._words.find(cue, "" if direct else content)) is not None:
            return found
        if direct:
            return Stance.ASKS if _QUESTION.fullmatch(content) else Stance.ASSERTS
        return Stance.DEMANDS if self._mood.demands(cue, content) else Stance.ASSERTS
