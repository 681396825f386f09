"""Finds clauses about the future in what is said: who will do what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.language import load
from onrecord.language.stems import stemmer

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-'.][^\W_]+)*'?|[,;:.!?\n]|—|–|\s-\s")
_STOPS = frozenset({".", "!", "?", ";", "\n"})
_MARKS = frozenset({",", ":", "—", "–", "-", *_STOPS})
_IGNORED = re.compile(r"\([^()]*\)|[\[\]\"“”]|''")
_LEADS = 14
"""The modal must be within this many words of the start of a clause."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause about the future.

    Attributes:
        opener: The word or mark before it.
        before: The words before that in the same sentence.
        subject: The words before the modal, as printed.
        modal: What makes it about the future, such as "will".
        verbs: The words after the modal.
        negated: Whether it is negated or a refusal.
        planned: Whether a phrase such as "plans to" replaces the modal.
        carried: Whether its subject is in an earlier clause: "the line is tested and will open".
        obliged: Whether it is a duty: "must be ready to".
        first: Whether it is the first clause of the text.
    """

    opener: str
    before: tuple[str, ...]
    subject: tuple[str, ...]
    modal: str
    verbs: tuple[str, ...]
    negated: bool
    planned: bool
    carried: bool
    obliged: bool
    first: bool


class ClauseParser:
    """Finds clauses about the future by the word lists of a language."""

    def __init__(self, language: str = "en") -> None:
        data: Mapping[str, Any] = load(language, "promises")
        self._future, self._refusals = frozenset(data["future"]), frozenset(data["refusals"])
        self._contractions = tuple(data["contractions"])
        self._being, self._passed = frozenset(data["being"]), frozenset(data["passed"])
        self._negations, self._auxiliaries = frozenset(data["negations"]), frozenset(data["auxiliaries"])
        self._openers = frozenset({*data["supposing"], *data["joining"], *data["only_relative"]})
        self._relatives = frozenset(data["relatives"])
        self._phrases = {tuple(phrase.split()): False for phrase in data["meaning_will"]}
        self._phrases |= {tuple(phrase.split()): True for phrase in data["verbal_will"]}
        self._obliged = frozenset({*data["obliged"], "to"})
        self._determiners = frozenset(load(language, "small_words")["determiners"])
        self._stem = stemmer(language)

    def parse(self, text: str) -> Iterator[Clause]:
        """The clauses of a text about the future, in order."""
        carried: tuple[str, ...] = ()
        before: tuple[str, ...] = ()
        for n, (opener, words) in enumerate(self._split(text)):
            if opener in _STOPS:
                carried, before = (), ()
            found = self._look(words)
            if found is None:
                carried = self._subject_of(words) or carried
            else:
                at, size, planned = found
                contracted = [words[at].rsplit("'", 1)[0]] if self._is_contracted(words[at]) else []
                subject, negated = self._strip([*words[:at], *contracted])
                whose = subject or (carried if opener not in self._relatives else ())
                verbs, refused = self._verbs(words, at, size)
                yield Clause(
                    opener=opener,
                    before=before,
                    subject=whose,
                    modal=self._modal(words[at]),
                    verbs=verbs,
                    negated=negated or refused,
                    planned=planned,
                    carried=bool(whose) and not subject,
                    obliged=planned and not self._obliged.isdisjoint(word.lower() for word in words[:at]),
                    first=n == 0,
                )
                carried = whose or carried
            before = (*before, *words)

    def _split(self, text: str) -> Iterator[tuple[str, list[str]]]:
        """The clauses of a text, each with its opener; a full stop is not replaced by a later mark."""
        opener, words = "", list[str]()
        for match in _TOKEN.finditer(_IGNORED.sub("", text.replace("’", "'"))):
            token = match.group().strip()
            low = token.lower()
            if token in _MARKS or low in self._openers:
                if words:
                    yield opener, words
                    opener, words = low, []
                elif opener not in _STOPS or low in self._openers:
                    opener = low
            else:
                words.append(token.rstrip("'"))
        if words:
            yield opener, words

    def _look(self, words: Sequence[str]) -> tuple[int, int, bool] | None:
        """The position of the modal, its number of words and whether it is a phrase; `None` if there is none."""
        low = [word.lower() for word in words]
        for n, word in enumerate(low[:_LEADS]):
            if word in self._future or word in self._refusals:
                return n, 1, False
            if self._is_contracted(word) and n + 1 < len(low):
                return n, 1, False
            for phrase, alone in self._phrases.items():
                if tuple(low[n : n + len(phrase)]) == phrase and self._may_stand(low, n, len(phrase), alone=alone):
                    return n, len(phrase), True
        return None

    def _modal(self, word: str) -> str:
        """The modal in lower case; of a contraction, its ending."""
        low = word.lower()
        return f"'{low.rsplit(chr(39), 1)[1]}" if self._is_contracted(low) else low

    def _is_contracted(self, word: str) -> bool:
        return word.lower().endswith(self._contractions)

    def _may_stand(self, low: Sequence[str], at: int, size: int, *, alone: bool) -> bool:
        """Whether a verb follows the phrase, and a form of "be" precedes it unless the phrase is a verb itself."""
        after = low[at + size] if at + size < len(low) else ""
        if not after or after in self._determiners or (low[at] == "committed" and not after.endswith("ing")):
            return False
        previous = [word for word in low[max(0, at - 3) : at] if word not in self._passed and not word.endswith("ly")]
        is_after_being = bool(previous) and any(previous[-1].endswith(form) for form in self._being)
        return not is_after_being if alone else not previous or is_after_being

    def _strip(self, words: Sequence[str]) -> tuple[tuple[str, ...], bool]:
        """The subject without auxiliaries and adverbs at its end, and whether one of those is a negation."""
        kept = list(words)
        negated = False
        while kept:
            low = kept[-1].lower()
            if low.endswith("n't") or low in self._negations:
                negated = True
            elif not (low in self._passed or low in self._being or low in self._auxiliaries or low.endswith("ly")):
                break
            kept.pop()
        if kept and any(kept[-1].lower().endswith(form) for form in ("'re", "'m", "'s", "'ve")):
            kept[-1] = kept[-1].rsplit("'", 1)[0]
        return tuple(kept), negated

    def _verbs(self, words: Sequence[str], at: int, size: int) -> tuple[tuple[str, ...], bool]:
        """The verb and the words after it, and whether it is a refusal."""
        word = words[at].lower()
        refused = word in self._refusals or bool(self._negations & {w.lower() for w in words[at : at + size]})
        verbs: list[str] = []
        for each in words[at + size : at + size + 7]:
            low = each.lower()
            refused = refused or (not verbs and low in self._negations)
            if verbs or not (low in self._passed or low.endswith("ly")):
                verbs.append(low)
        return tuple(verbs[:4]), refused

    def _subject_of(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words before the auxiliary of a clause that is not about the future; otherwise its first two."""
        at = next((n for n, word in enumerate(words) if word.lower() in self._auxiliaries), 2)
        return tuple(words[:at])
