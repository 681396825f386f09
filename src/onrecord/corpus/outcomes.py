"""What later articles say came of a commitment: the sentences that suggest it, and what each suggests."""

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
"""The share of a commitment's telling words that a sentence has which speaks of it."""
_ACT = 0.6
"""The same share of the words that its act is about."""
_SAME = 0.8
"""The share of their stems from which on two sentences are one, printed twice."""
_FEWEST = 2
_OBJECT = 7
"""How many words from a verb on tell what it acts on."""
_FIRST = 3
"""How many of the first telling words tell it where no verb does."""
_REACH = 10
"""Within how many words of a telling word an outcome is that of the commitment."""
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s+[\"“‘A-Z]|\n|$)[^.!?\n]*)*[.!?]?[\"'”’]*")
_CLAUSE = re.compile(r"[,;:—–]|\s-\s")


class Status(StrEnum):
    """Where a commitment stands; the last four only by a person's decision."""

    OPEN = "open"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    KEPT = "kept"
    MISSED = "missed"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a later article that suggest what came of a commitment."""

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
    """A word of a sentence: its stem, the number of its clause, and whether it tells that something was done."""

    stem: str
    clause: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a record: where it stands, its words, and the stems of those that tell what it is about."""

    record: Record
    span: Span
    words: tuple[Word, ...]
    keys: frozenset[str]

    @property
    def day(self) -> date | None:
        """The day on which it was published."""
        published = self.record.article.published
        return published.start if published else None


class OutcomeMatcher:
    """Reads what sentences tell of commitments, by the words of a language."""

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
        """The stems of the words that tell what a text is about."""
        return frozenset(self._telling(words_of(text)))

    def _telling(self, words: Iterable[str]) -> list[str]:
        return [
            self._stem(word)
            for word in words
            if len(word) > 2
            and word not in self._passed
            and self._stem(word) not in self._light
            and not word[0].isdigit()
        ]

    def acts(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """The stems of the verbs of what is promised, and of the telling words that these act on.

        Verbs stand right after "will", "would" and "to"; what they act on goes before "will", and follows the verb.
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
        return frozenset(acts), frozenset(focus or self._telling(words_of(text))[:_FIRST])

    def sentences(self, record: Record) -> Iterator[Sentence]:
        """The sentences of a record that tell of something, in order."""
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
        """What a sentence suggests came of a commitment with these telling words and acts.

        An act told as done, or as not done, says more than a phrase; one that came late says more, and one that is told
        to come no earlier than a later time says most.
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
        """Whether an act is told as promised and, in a later clause, as done: "said he would go; he did so in May"."""
        stems = [word.stem for word in sentence.words]
        told = [
            n for n, stem in enumerate(stems) if stem in acts and not self._future.isdisjoint(stems[max(0, n - 3) : n])
        ]
        if not told:
            return False
        denied = {word.clause for word in sentence.words if word.stem in self._negations}
        return any(
            tuple(stems[n : n + len(phrase)]) == phrase
            and sentence.words[n].clause > sentence.words[told[0]].clause
            and sentence.words[n].clause not in denied
            for phrase in self._pointing
            for n in range(told[0] + 1, len(stems) - len(phrase) + 1)
        )

    def _is_put_off(self, sentence: Sentence, acts: frozenset[str]) -> bool:
        """Whether an act is told not to come until some time: "will not open before May"."""
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
        """The words of a sentence that tell one of the acts as done, or as not done."""
        return (word for word in sentence.words if word.is_done and word.stem in acts)

    def _near(self, sentence: Sentence, known: Iterable[tuple[str, ...]], keys: frozenset[str]) -> bool:
        """Whether one of the phrases stands near one of the telling words, and is not made of these."""
        stems = [word.stem for word in sentence.words]
        places = [n for n, stem in enumerate(stems) if stem in keys]
        return any(
            tuple(stems[n : n + len(phrase)]) == phrase
            and any(n - _REACH <= at < n or n + len(phrase) <= at < n + len(phrase) + _REACH for at in places)
            for phrase in known
            for n in range(len(stems) - len(phrase) + 1)
        )


class Archive:
    """The sentences of some records, to be found by their words."""

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
        """How much a stem tells: little where every article has it."""

    def at(self, article: str, place: int) -> Sentence | None:
        """The sentence of an article that a place is in."""
        held = self._by_article.get(article, ())
        return next((each for each in held if each.span.start <= place < each.span.end), None)

    def about(self, keys: frozenset[str], focus: frozenset[str], after: date, *, by_act: bool) -> Iterator[Sentence]:
        """The sentences, published after a day, that speak of what is promised; one printed twice counts once.

        Such a sentence has enough of its telling words, `keys`, or, `by_act`, of those that its act is about, `focus`;
        and one of these at least.
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
        """The share of some telling words, by weight, that are held."""
        total = sum(self.weights.get(key, 1.0) for key in sorted(keys))
        return sum(self.weights.get(key, 1.0) for key in sorted(keys & held)) / total if total else 0.0
