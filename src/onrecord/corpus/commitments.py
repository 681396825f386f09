"""The ledger of commitments: what was promised by whom and by when, and what later articles say came of it."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from math import log
from typing import Any

from onrecord.corpus.events import with_events
from onrecord.corpus.promises import PromiseReader, source_actor
from onrecord.language import load
from onrecord.language.naming import plain
from onrecord.language.stems import phrases, stemmer, words_of
from onrecord.records import DateInterval, Record, Span, Statement, Words

SUBJECT = "commitment"
SOON = timedelta(14)
"""How long before its last day a commitment is due soon."""
_ALIKE = 0.5
"""The share of a commitment's telling words from which on another speaks of the same."""
_BORNE = 0.45
_FEWEST = 2
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s+[\"“‘A-Z]|\n|$)[^.!?\n]*)*[.!?]?[\"'”’]*")


class Status(StrEnum):
    """Where a commitment stands; the last four only by a person's ruling."""

    OPEN = "open"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    KEPT = "kept"
    MISSED = "missed"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"


RULED = (Status.KEPT, Status.MISSED, Status.POSTPONED, Status.WITHDRAWN, Status.OPEN)
"""What a person may rule; `open` takes an earlier ruling back."""


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
class Commitment:
    """A statement that binds its source, with what later articles say came of it.

    `chain` is the id of the first commitment of the same thing; a postponement or a renewal is a later link of it.
    `status` is as of the day that was asked for; `ruling` is that of a person, if there is one.
    """

    id: str
    article: str
    title: str | None
    outlet: str | None
    published: date | None
    who: str
    statement: Statement
    conditions: tuple[Words, ...] = ()
    chain: str = ""
    status: Status = Status.OPEN
    evidence: tuple[Evidence, ...] = ()
    ruling: Mapping[str, Any] | None = None
    keys: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def said(self) -> DateInterval | None:
        """When it was said."""
        return self.statement.said

    @property
    def due(self) -> DateInterval | None:
        """When it is due."""
        return self.statement.due

    def to_json(self) -> dict[str, Any]:
        """The commitment as JSON."""
        return {
            "id": self.id,
            "chain": self.chain,
            "status": self.status.value,
            "who": self.who,
            "article": {
                "id": self.article,
                "title": self.title,
                "outlet": self.outlet,
                "published": self.published.isoformat() if self.published else None,
            },
            "statement": self.statement.to_json(),
            "conditions": [words.to_json() for words in self.conditions],
            "evidence": [evidence.to_json() for evidence in self.evidence],
            "ruling": dict(self.ruling) if self.ruling else None,
        }


@dataclass(frozen=True, slots=True)
class _Sentence:
    record: Record
    span: Span
    stems: frozenset[str]
    words: tuple[str, ...]
    done: frozenset[str]


class Ledger:
    """Follows the commitments of some records; a function of them alone, whatever their order."""

    def __init__(self, language: str = "en") -> None:
        self._promises = PromiseReader(language)
        self._stem = stemmer(language)
        self._small = frozenset(load(language, "small_words")["words"])
        times = load(language, "times")
        self._time_words = {*load(language, "months")["months"], *times["weekdays"]}
        for name in ("units", "numbers", "seasons", "parts", "day_parts"):
            self._time_words |= set(times[name])
        self._past = frozenset(times["tense"]["past"])
        data = load(language, "outcomes")
        self._outcomes = {
            status: phrases(language, data["outcomes"][status.value])
            for status in (Status.POSTPONED, Status.WITHDRAWN, Status.MISSED, Status.KEPT)
        }
        self._negations = frozenset(data["outcomes"]["negations"])
        self._ahead = frozenset(data["future"]) | {"to"}

    def commitments(
        self, records: Iterable[Record], *, as_of: date, rulings: Sequence[Mapping[str, Any]] = ()
    ) -> list[Commitment]:
        """The commitments in `records`, by day; each with its chain, its status on the day `as_of`, and evidence.

        Args:
            records: What is on record.
            as_of: The day that statuses are of; articles that came out later do not count.
            rulings: What people ruled, the last one counts.
        """
        known = (record for record in records if (day := _day(record)) is None or day <= as_of)
        ordered = sorted(with_events(known), key=lambda r: (_day(r) or date.max, r.article.id))
        found = sorted((c for record in ordered for c in self._in(record)), key=_order)
        sentences = [sentence for record in ordered for sentence in self._sentences(record)]
        weights = self._weights(sentences)
        chains = self._chains(found, weights)
        ruled = self._ruled(found, rulings)
        index: dict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(sentences):
            for stem in sentence.stems:
                index[stem].append(number)
        done = []
        told: dict[int, Status | None] = {}
        for commitment in found:
            evidence = tuple(self._evidence(commitment, sentences, index, weights, told))
            ruling = ruled.get(commitment.id)
            kept = (
                {name: ruling[name] for name in ("by", "at", "because")} | {"status": ruling["fields"]["status"]}
                if ruling
                else None
            )
            status = (
                Status(kept["status"]) if kept and kept["status"] != Status.OPEN else status_of(commitment.due, as_of)
            )
            done.append(replace(commitment, chain=chains[commitment.id], status=status, evidence=evidence, ruling=kept))
        return done

    @staticmethod
    def _ruled(found: Sequence[Commitment], rulings: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """The last ruling on each commitment; a corrected text has a new id: then the only one in the same words."""
        ids = {commitment.id for commitment in found}
        words: dict[tuple[str, str], list[str]] = defaultdict(list)
        for commitment in found:
            words[commitment.who, plain(commitment.statement.content.text)].append(commitment.id)
        ruled: dict[str, Mapping[str, Any]] = {}
        for ruling in rulings:
            fields = ruling["fields"]
            same = words.get((fields.get("who", ""), plain(fields.get("words", ""))), [])
            if fields["commitment"] in ids:
                ruled[fields["commitment"]] = ruling
            elif len(same) == 1:
                ruled[same[0]] = ruling
        return ruled

    def _in(self, record: Record) -> Iterator[Commitment]:
        """The commitments of one article; one within another that says the same is left out."""
        article = record.article
        bound = {s.id: s for s in record.statements if self._promises.is_commitment(s, source_actor(record, s))}
        seen: set[str] = set()
        for statement in bound.values():
            id_ = identifier(article.id, statement)
            if id_ in seen:  # the same promise in the same words once more
                continue
            seen.add(id_)
            outer = bound.get(statement.parent or "")
            if outer is not None and len(statement.content.text) > 0.6 * len(outer.content.text):
                continue
            actor = source_actor(record, statement)
            assert statement.source is not None
            yield Commitment(
                id=id_,
                article=article.id,
                title=article.title,
                outlet=article.outlet,
                published=_day(record),
                who=actor.name if actor else statement.source.words.text,
                statement=statement,
                conditions=self._promises.conditions(article.text, statement),
                keys=frozenset(self._keys(statement.content.text)),
            )

    def _keys(self, text: str) -> list[str]:
        """The stems of the words that tell what a text is about."""
        return [
            self._stem(word)
            for word in words_of(text)
            if len(word) > 2 and word not in self._small and word not in self._time_words and not word[0].isdigit()
        ]

    def _sentences(self, record: Record) -> Iterator[_Sentence]:
        text = record.article.text
        for paragraph in record.article.paragraphs:
            for match in _SENTENCE.finditer(text, *paragraph):
                start, end = match.span()
                while start < end and text[start].isspace():
                    start += 1
                stems = self._keys(text[start:end])
                if stems:
                    printed = list(words_of(text[start:end]))
                    words = tuple(self._stem(word) for word in printed)
                    done = {self._stem(word) for word in printed if word.endswith("ed") or word in self._past}
                    yield _Sentence(record, Span(start, end), frozenset(stems), words, frozenset(done))

    def _weights(self, sentences: Sequence[_Sentence]) -> dict[str, float]:
        """How much a stem tells: little where every article has it."""
        articles: dict[str, set[str]] = defaultdict(set)
        for sentence in sentences:
            for stem in sentence.stems:
                articles[stem].add(sentence.record.article.id)
        total = len({sentence.record.article.id for sentence in sentences}) + 1
        return {stem: log(1 + total / len(held)) for stem, held in articles.items()}

    def _chains(self, found: Sequence[Commitment], weights: Mapping[str, float]) -> dict[str, str]:
        """The id of the first commitment of the same thing, for each; by what they say, not by who says it."""
        chains: dict[str, str] = {}
        firsts: list[Commitment] = []
        for commitment in found:
            alike = [(_alike(commitment.keys, first.keys, weights), -n, first) for n, first in enumerate(firsts)]
            best = max(alike, key=lambda item: item[:2], default=None)
            if best is not None and best[0] >= _ALIKE:
                chains[commitment.id] = chains[best[2].id]
            else:
                chains[commitment.id] = commitment.id
            firsts.append(commitment)
        return chains

    def _evidence(
        self,
        commitment: Commitment,
        sentences: Sequence[_Sentence],
        index: Mapping[str, Sequence[int]],
        weights: Mapping[str, float],
        told: dict[int, Status | None],
    ) -> Iterator[Evidence]:
        """The sentences of later articles that suggest an outcome; `told` keeps what is known of each."""
        if commitment.published is None:
            return
        shared: Counter[int] = Counter()
        for key in sorted(commitment.keys):
            shared.update(index.get(key, ()))
        total = sum(weights.get(key, 1.0) for key in commitment.keys)
        acts = {self._stem(word) for word in _acts(list(words_of(commitment.statement.content.text)), self._ahead)}
        for number in sorted(number for number, count in shared.items() if count >= _FEWEST):
            sentence = sentences[number]
            day = _day(sentence.record)
            if day is None or day <= commitment.published:
                continue
            if sum(weights[key] for key in commitment.keys & sentence.stems) < _BORNE * total:
                continue
            if number not in told:
                told[number] = self._told(sentence)
            suggested = told[number] or self._done(acts, sentence)
            if suggested is not None:
                article = sentence.record.article
                yield Evidence(suggested, article.id, article.title, day, Words.of(article.text, [sentence.span]))

    def _told(self, sentence: _Sentence) -> Status | None:
        """What the phrases of a sentence suggest of whatever it speaks of."""
        for status, known in self._outcomes.items():
            if any(_stands(phrase, sentence.words) for phrase in known):
                return status
        return None

    def _done(self, acts: set[str], sentence: _Sentence) -> Status | None:
        """Whether a promised act is told as done, or as not done."""
        if not acts & sentence.done or self._ahead & set(sentence.words) - {"to"}:
            return None
        return Status.MISSED if self._negations & set(sentence.words) else Status.KEPT


def identifier(article: str, statement: Statement) -> str:
    """The id of a commitment: that of its article and its words, so that another reading of them keeps it."""
    source = statement.source.words.text if statement.source else ""
    told = f"{article} {plain(source)} {plain(statement.content.text)}"
    return f"c{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def status_of(due: DateInterval | None, as_of: date) -> Status:
    """Open, due soon or overdue on a day; without a due day it is open."""
    if due is None or due.end - as_of > SOON:
        return Status.OPEN
    return Status.OVERDUE if as_of > due.end else Status.DUE_SOON


def _order(commitment: Commitment) -> tuple[date, date, str, Span]:
    said = commitment.said
    return (
        said.start if said else date.max,
        commitment.published or date.max,
        commitment.article,
        commitment.statement.content.spans[0],
    )


def _day(record: Record) -> date | None:
    published = record.article.published
    return published.start if published else None


def _alike(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of the telling words of the one with fewer that the other has too; at least two of them."""
    both = one & other
    if len(both) < _FEWEST:
        return 0.0
    smaller = min(sum(weights.get(key, 1.0) for key in keys) for keys in (one, other))
    return sum(weights.get(key, 1.0) for key in both) / smaller


def _stands(phrase: Sequence[str], words: Sequence[str]) -> bool:
    return any(tuple(words[n : n + len(phrase)]) == tuple(phrase) for n in range(len(words) - len(phrase) + 1))


def _acts(words: Sequence[str], ahead: frozenset[str]) -> Iterator[str]:
    """The verbs of what is promised: the words right after "will", "would" and "to"."""
    for n, word in enumerate(words[:-1]):
        if word in ahead:
            following = [w for w in words[n + 1 : n + 4] if w not in {"be", "have", "not", "never", "also"}]
            yield from following[:1]
