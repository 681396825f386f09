"""Matches commitments with sentences of later articles that suggest an outcome."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import log
from typing import Any

from onrecord.language import load
from onrecord.language.stems import phrases, stemmer, words_of
from onrecord.records import Record, Span, Words

_BORNE = 0.45
"""A sentence is about a commitment if it has at least this fraction of its key terms, by weight."""
_ACT = 0.6
"""The same for the terms that the promised act is about."""
_SAME = 0.8
"""Two sentences that share this fraction of their stems are reprints of each other."""
_FEWEST = 2
"""The fewest key terms that a sentence must share."""
_OBJECT = 7
"""How many words, from the verb on, say what it acts on."""
_FIRST = 3
"""How many of the first key terms say so if there is no verb."""
_REACH = 10
"""An outcome must be within this many words of a key term."""
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s+[\"“‘A-Z]|\n|$)[^.!?\n]*)*[.!?]?[\"'”’]*")
_CLAUSE = re.compile(r"[,;:—–]|\s-\s")


class Status(StrEnum):
    """The status of a commitment; the last four are only ever decided by a person."""

    OPEN = "open"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    KEPT = "kept"
    MISSED = "missed"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a later article that suggest the outcome of a commitment."""

    suggests: Status
    article: str
    title: str | None
    published: date | None
    words: Words

    def to_json(self) -> dict[str, Any]:
        """The evidence as JSON."""
        return {
            "suggests": self.suggests.value,
            "article": self.article,
            "title": self.title,
            "published": self.published.isoformat() if self.published else None,
            "words": self.words.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: its stem, the number of its clause, and whether it says that something was done."""

    stem: str
    clause: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a record: its span, its words, and the stems of its key terms."""

    record: Record
    span: Span
    words: tuple[Word, ...]
    keys: frozenset[str]

    @property
    def day(self) -> date | None:
        """The first day of publication."""
        published = self.record.article.published
        return published.start if published else None


class OutcomeMatcher:
    """Matches sentences with commitments by the word lists of a language."""

    def __init__(self, language: str = "en") -> None:
        self._stem = stemmer(language)
        data, times = load(language, "outcomes"), load(language, "times")
        listed = data["outcomes"]
        small = load(language, "small_words")
        self._passed = {*small["words"], *load(language, "months")["months"], *times["weekdays"]}
        for name in ("units", "numbers", "seasons", "parts", "day_parts"):
            self._passed |= set(times[name])
        self._light = frozenset(self._stem(word) for word in data["light"])
        self._determiners = frozenset(small["determiners"])
        self._past = frozenset(times["tense"]["past"])
        self._late = phrases(language, listed["late"])
        self._outcomes = {
            status: phrases(language, listed[status.value])
            for status in (Status.POSTPONED, Status.WITHDRAWN, Status.MISSED, Status.KEPT)
        }
        self._negations = frozenset(self._stem(word) for word in listed["negations"])
        self._being = frozenset(self._stem(word) for word in listed["being"])
        self._asides, self._by = frozenset(listed["asides"]), frozenset(listed["by"])
        self._future = frozenset(data["future"])
        self._until = frozenset(self._stem(word) for word in listed["until"])
        self._pointing = phrases(language, listed["pointing"])
        self._denied = frozenset(listed["denied"])
        self._ties = frozenset(small["boundaries"])
        self._idle = frozenset(listed["idle"])

    def keys(self, text: str) -> frozenset[str]:
        """The stems of the key terms of a text."""
        return frozenset(self._key_stems(words_of(text)))

    def _key_stems(self, words: Iterable[str]) -> list[str]:
        return [
            self._stem(word)
            for word in words
            if len(word) > 2
            and word not in self._passed
            and self._stem(word) not in self._light
            and not word[0].isdigit()
        ]

    def acts(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """The stems of the verbs of a promise, and of the key terms that these act on.

        Verbs follow "will", "would" and "to"; what they act on precedes "will" or follows the verb.
        """
        acts, focus = set[str](), set[str]()
        for part in _CLAUSE.split(text):
            words = list(words_of(part))
            for n, word in enumerate(words[:-1]):
                if (word not in self._future and word != "to") or words[n + 1] in self._determiners:
                    continue
                at = next((m for m in range(n + 1, min(n + 4, len(words))) if words[m] not in self._idle), None)
                if at is None:
                    continue
                acts.add(self._stem(words[at]))
                if "be" not in words[n + 1 : at]:
                    focus |= self.keys(" ".join(words[at : at + _OBJECT]))
                if word != "to":
                    subject = next((m for m in range(1, n) if words[m] in self._ties), n)
                    focus |= self.keys(" ".join(words[:subject]))
        return frozenset(acts), frozenset(focus or self._key_stems(words_of(text))[:_FIRST])

    def sentences(self, record: Record) -> Iterator[Sentence]:
        """The sentences of a record that have key terms, in order."""
        text = record.article.text
        for paragraph in record.article.paragraphs:
            for match in _SENTENCE.finditer(text, *paragraph):
                start, end = match.span()
                while start < end and text[start].isspace():
                    start += 1
                if keys := self.keys(text[start:end]):
                    yield Sentence(record, Span(start, end), tuple(self._words(text[start:end])), keys)

    def _words(self, text: str) -> Iterator[Word]:
        for clause, part in enumerate(_CLAUSE.split(text)):
            printed = list(words_of(part))
            is_aside = printed[:1] and printed[0] in self._asides
            for n, word in enumerate(printed):
                is_done = (len(word) > 3 and word.endswith("ed")) or word in self._past
                led_by = printed[n + 1 : n + 2] and printed[n + 1] in self._by
                has_being = any(self._stem(each) in self._being for each in printed[max(0, n - 3) : n])
                yield Word(self._stem(word), clause, is_done and not is_aside and (has_being or not led_by))

    def suggests(self, sentence: Sentence, keys: frozenset[str], acts: frozenset[str]) -> Status | None:
        """The outcome that a sentence suggests for a commitment with these key terms and acts.

        In order of precedence: the act is put off to a later time, it came late, it was done or not done, a phrase.
        """
        if self._is_put_off(sentence, acts | keys):
            return Status.POSTPONED
        if self.did_so(sentence, acts):
            return Status.KEPT
        if self._near(sentence, self._late, keys):
            return Status.MISSED
        done = next(self.done(sentence, acts), None)
        if done is not None and not any(word.stem in self._future for word in sentence.words):
            clause = {word.stem for word in sentence.words if word.clause == done.clause}
            return Status.MISSED if self._negations & clause else Status.KEPT
        return next((status for status, known in self._outcomes.items() if self._near(sentence, known, keys)), None)

    def did_so(self, sentence: Sentence, acts: frozenset[str]) -> bool:
        """Whether an act is promised and, in a later clause, done: "said he would go; he did so in May"."""
        stems = [word.stem for word in sentence.words]
        promised = [
            n for n, stem in enumerate(stems) if stem in acts and not self._future.isdisjoint(stems[max(0, n - 3) : n])
        ]
        if not promised:
            return False
        denied = {word.clause for word in sentence.words if word.stem in self._negations}
        return any(
            tuple(stems[n : n + len(phrase)]) == phrase
            and sentence.words[n].clause > sentence.words[promised[0]].clause
            and sentence.words[n].clause not in denied
            for phrase in self._pointing
            for n in range(promised[0] + 1, len(stems) - len(phrase) + 1)
        )

    def _is_put_off(self, sentence: Sentence, acts: frozenset[str]) -> bool:
        """Whether an act will not happen until some time: "will not open before May"."""
        words = sentence.words
        for n, word in enumerate(words):
            verb = next((m for m in range(n + 1, min(n + 5, len(words))) if words[m].stem in acts), None)
            if word.stem not in self._future or verb is None:
                continue
            is_denied = word.stem in self._denied or any(each.stem in self._negations for each in words[n + 1 : verb])
            if is_denied and any(w.stem in self._until and w.clause == word.clause for w in words[verb + 1 :]):
                return True
        return False

    def done(self, sentence: Sentence, acts: frozenset[str]) -> Iterator[Word]:
        """The words of a sentence that say that one of the acts was done, or was not."""
        return (word for word in sentence.words if word.is_done and word.stem in acts)

    def _near(self, sentence: Sentence, known: Iterable[tuple[str, ...]], keys: frozenset[str]) -> bool:
        """Whether one of the phrases is near a key term without containing it."""
        stems = [word.stem for word in sentence.words]
        positions = [n for n, stem in enumerate(stems) if stem in keys]
        return any(
            tuple(stems[n : n + len(phrase)]) == phrase
            and any(n - _REACH <= at < n or n + len(phrase) <= at < n + len(phrase) + _REACH for at in positions)
            for phrase in known
            for n in range(len(stems) - len(phrase) + 1)
        )


class Archive:
    """The sentences of some records, indexed by their key terms."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._index: dict[str, list[int]] = defaultdict(list)
        articles: dict[str, set[str]] = defaultdict(set)
        self._by_article: dict[str, list[Sentence]] = defaultdict(list)
        for number, sentence in enumerate(sentences):
            self._by_article[sentence.record.article.id].append(sentence)
            for key in sentence.keys:
                self._index[key].append(number)
                articles[key].add(sentence.record.article.id)
        total = len({sentence.record.article.id for sentence in sentences}) + 1
        self.weights: Mapping[str, float] = {key: log(1 + total / len(held)) for key, held in articles.items()}
        """The weight of each stem: small if most articles have it (inverse document frequency)."""

    def at(self, article: str, offset: int) -> Sentence | None:
        """The sentence of an article at an offset."""
        held = self._by_article.get(article, ())
        return next((each for each in held if each.span.start <= offset < each.span.end), None)

    def about(self, keys: frozenset[str], focus: frozenset[str], after: date, *, by_act: bool) -> Iterator[Sentence]:
        """The sentences published after a day that are about what is promised, without reprints.

        Such a sentence has enough of the key terms, `keys`, or with `by_act`, of those that the act is about, `focus`,
        and at least one of the latter.
        """
        shared: Counter[int] = Counter()
        for key in sorted(keys):
            shared.update(self._index.get(key, ()))
        seen: list[frozenset[str]] = []
        for number in sorted(number for number, count in shared.items() if count >= min(_FEWEST, len(keys))):
            sentence = self._sentences[number]
            if sentence.day is None or sentence.day <= after or focus.isdisjoint(sentence.keys):
                continue
            of_act = focus & keys if by_act else frozenset[str]()
            is_near = len(of_act & sentence.keys) >= _FEWEST and self._share(of_act, sentence.keys) >= _ACT
            if not is_near and self._share(keys, sentence.keys) < _BORNE:
                continue
            if any(len(sentence.keys & other) >= _SAME * len(sentence.keys | other) for other in seen):
                continue
            seen.append(sentence.keys)
            yield sentence

    def _share(self, keys: frozenset[str], held: frozenset[str]) -> float:
        """The fraction of some key terms, by weight, that are among `held`."""
        total = sum(self.weights.get(key, 1.0) for key in sorted(keys))
        return sum(self.weights.get(key, 1.0) for key in sorted(keys & held)) / total if total else 0.0
