"""The ledger of commitments: who promised what by when, and what later articles say came of it."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from onrecord.corpus.chains import Topic, chained
from onrecord.corpus.events import with_events
from onrecord.corpus.outcomes import Archive, Evidence, OutcomeMatcher, Sentence, Status
from onrecord.corpus.promises import CommitmentClassifier, source_actor
from onrecord.language import load
from onrecord.language.naming import plain
from onrecord.reading.dates.events import EVENT
from onrecord.records import DateInterval, Record, SourceKind, Span, Statement, Words
from onrecord.store.links import COMMITMENTS as SUBJECT
from onrecord.store.links import LEGACY_ID

__all__ = ["DECIDABLE", "SOON", "SUBJECT", "Commitment", "Evidence", "Ledger", "Status", "identifier", "status_of"]

SOON = timedelta(14)
"""A commitment is due soon if its last day is no further away than this."""
_FEW = 3
"""With fewer key terms than this, the sentence before is looked at, too."""
_WORD = re.compile(r"[^\W_]+")
_BODIES = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT})

DECIDABLE = (Status.KEPT, Status.MISSED, Status.POSTPONED, Status.WITHDRAWN, Status.OPEN)
"""The statuses that a person may decide; `open` withdraws an earlier decision."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A statement that commits its source, with evidence of its outcome from later articles.

    Attributes:
        id: A hash of 128 bits, as `identifier` makes it.
        article: The article's id.
        title: The article's title.
        outlet: The article's outlet.
        published: The first day of publication.
        who: The actor's name, or the source as printed.
        statement: The statement itself.
        conditions: The conditions that it names.
        chain: The id of the first commitment to the same thing; renewals and postponements follow it.
        status: Its status on the day asked for.
        evidence: Words of later articles that suggest an outcome.
        decision: The status that a person decided, with `by`, `at` and `because`.
        topic: What it is about.
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
    decision: Mapping[str, Any] | None = None
    topic: Topic = field(default=Topic(frozenset()), repr=False)

    @property
    def said(self) -> DateInterval | None:
        """The days on which it was said."""
        return self.statement.said

    @property
    def due(self) -> DateInterval | None:
        """The days by which it is due."""
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
            "decision": dict(self.decision) if self.decision else None,
        }


class Ledger:
    """Follows the commitments in some records. The result depends on the records alone, not on their order."""

    def __init__(self, language: str = "en") -> None:
        self._promises = CommitmentClassifier(language)
        self._outcomes = OutcomeMatcher(language)
        pronouns, promises = load(language, "pronouns"), load(language, "promises")
        self._pointing = frozenset((*pronouns["neuter"], *pronouns["several"]))
        self._unspecific = frozenset().union(
            *(self._outcomes.keys(" ".join(promises[name])) for name in ("officials", "insiders"))
        )

    def commitments(
        self, records: Iterable[Record], *, as_of: date, decisions: Sequence[Mapping[str, Any]] = ()
    ) -> list[Commitment]:
        """The commitments in `records` by day, each with its chain, status and evidence.

        Args:
            records: The records of some articles.
            as_of: The day on which statuses are given; articles published later are left out.
            decisions: What people decided; of several on one commitment, the last one holds.
        """
        known = (record for record in records if (day := _day(record)) is None or day <= as_of)
        ordered = sorted(with_events(known), key=lambda r: (_day(r) or date.max, r.article.id))
        read = [(record, list(self._outcomes.sentences(record))) for record in ordered]
        archive = Archive([sentence for _, sentences in read for sentence in sentences])
        offices = self._offices(ordered)
        found = sorted((c for record, sentences in read for c in self._in(record, sentences, offices)), key=_order)
        chains = chained([commitment.topic for commitment in found], archive.weights)
        decided = self._decided(found, decisions)
        mates: dict[int, list[Commitment]] = defaultdict(list)
        for commitment, first in zip(found, chains, strict=True):
            mates[first].append(commitment)
        done = []
        for commitment, first in zip(found, chains, strict=True):
            evidence = (*self._evidence(commitment, archive), *self._retold(commitment, mates[first], archive))
            evidence = tuple(dict.fromkeys(evidence))
            decision = decided.get(commitment.id)
            outcome = (
                {name: decision[name] for name in ("by", "at", "because")} | {"status": decision["fields"]["status"]}
                if decision
                else None
            )
            status = (
                Status(outcome["status"])
                if outcome and outcome["status"] != Status.OPEN
                else status_of(commitment.due, as_of)
            )
            chain = found[first].id
            done.append(replace(commitment, chain=chain, status=status, evidence=evidence, decision=outcome))
        return done

    @staticmethod
    def _decided(found: Sequence[Commitment], decisions: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """The last decision on each commitment, by id; after the text has changed, by source and words if unique."""
        ids = {id_: c.id for c in found for id_ in (c.id[:LEGACY_ID], c.id)}
        words: dict[tuple[str, str], list[str]] = defaultdict(list)
        for commitment in found:
            words[commitment.who, plain(commitment.statement.content.text)].append(commitment.id)
        decided: dict[str, Mapping[str, Any]] = {}
        for decision in decisions:
            fields = decision["fields"]
            same = words.get((fields.get("who", ""), plain(fields.get("words", ""))), [])
            if fields["commitment"] in ids:
                decided[ids[fields["commitment"]]] = decision
            elif len(same) == 1:
                decided[same[0]] = decision
        return decided

    def _offices(self, records: Iterable[Record]) -> Mapping[str, frozenset[str]]:
        """The key terms of the offices of people with full names, from all articles."""
        offices: dict[str, frozenset[str]] = defaultdict(frozenset)
        for record in records:
            for actor in record.actors:
                if actor.kind is SourceKind.PERSON and " " in actor.name:
                    offices[plain(actor.name)] |= self._outcomes.keys(" ".join(r.words.text for r in actor.roles))
        return {name: keys - self._unspecific for name, keys in offices.items()}

    def _in(
        self, record: Record, sentences: Sequence[Sentence], offices: Mapping[str, frozenset[str]]
    ) -> Iterator[Commitment]:
        """The commitments of one article, without those nested in one that says the same."""
        article = record.article
        bound = {s.id: s for s in record.statements if self._promises.is_commitment(s, source_actor(record, s))}
        seen: set[str] = set()
        for statement in bound.values():
            id_ = identifier(article.id, statement)
            if id_ in seen:  # the same promise in the same words
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
                topic=self._topic(record, statement, sentences, offices),
            )

    def _topic(
        self,
        record: Record,
        statement: Statement,
        sentences: Sequence[Sentence],
        offices: Mapping[str, frozenset[str]],
    ) -> Topic:
        """What a statement is about, including the sentence before if the statement refers back to it."""
        spans = [Span(*span) for span in statement.content.spans]
        times = [
            t.span for t in record.times if t.note != EVENT and any(s.start <= t.span.start < s.end for s in spans)
        ]
        content = _without(record.article.text, spans, times)
        keys, side, borrowed = self._outcomes.keys(content), frozenset[str](), False
        if len(keys) < _FEW:
            around = self._before(record, statement, sentences)
            words = [word.lower() for word in _WORD.findall(content)]
            borrowed = not keys or any(word in self._pointing for word in words[:2])
            keys, side = (keys | around, side) if borrowed else (keys, around)
        actor = source_actor(record, statement)
        if actor is None:
            return Topic(keys, "", side, borrowed)
        if actor.kind in _BODIES:
            side |= self._outcomes.keys(actor.name) - self._unspecific
        return Topic(keys, actor.name, side | offices.get(plain(actor.name), frozenset()), borrowed)

    def _before(self, record: Record, statement: Statement, sentences: Sequence[Sentence]) -> frozenset[str]:
        """The key terms of the sentence up to a statement, or of the sentence before if there are none."""
        places = [*statement.content.spans, *(statement.cue.spans if statement.cue else ())]
        start = min(place.start for place in (*places, *(statement.source.words.spans if statement.source else ())))
        before = [sentence for sentence in sentences if sentence.span.start < start]
        if before and before[-1].span.end > start:
            own = before.pop()
            if keys := self._outcomes.keys(record.article.text[own.span.start : start]):
                return keys
        return before[-1].keys if before else frozenset()

    def _evidence(self, commitment: Commitment, archive: Archive) -> Iterator[Evidence]:
        """Sentences of later articles that suggest an outcome."""
        if commitment.published is None:
            return
        keys, side = commitment.topic.keys, commitment.topic.side
        acts, focus = self._outcomes.acts(commitment.statement.content.text)
        by_act = bool(acts) and not commitment.topic.borrowed
        for sentence in archive.about(keys, focus or keys, commitment.published, by_act=by_act):
            is_clear = len(keys & sentence.keys) > 1 or not side.isdisjoint(sentence.keys - keys)
            if not is_clear and not any(self._outcomes.done(sentence, acts)):
                continue
            suggested = self._outcomes.suggests(sentence, keys, acts)
            if suggested is not None:
                yield _as_evidence(suggested, sentence)

    def _retold(self, commitment: Commitment, chain: Iterable[Commitment], archive: Archive) -> Iterator[Evidence]:
        """Later sentences that repeat a promise of the same source and say that it was kept."""
        acts, _ = self._outcomes.acts(commitment.statement.content.text)
        for other in chain:
            if commitment.published is None or other.published is None or other.who != commitment.who:
                continue
            sentence = archive.at(other.article, other.statement.content.spans[0].start)
            if other.published > commitment.published and sentence and self._outcomes.did_so(sentence, acts):
                yield _as_evidence(Status.KEPT, sentence)


def _as_evidence(suggested: Status, sentence: Sentence) -> Evidence:
    """A sentence as evidence of the outcome that it suggests."""
    article = sentence.record.article
    return Evidence(suggested, article.id, article.title, sentence.day, Words.of(article.text, [sentence.span]))


def identifier(article: str, statement: Statement) -> str:
    """The id of a commitment: a hash of its article and words, so that it survives re-reading."""
    source = statement.source.words.text if statement.source else ""
    hashed = f"{article} {plain(source)} {plain(statement.content.text)}"
    return f"c{hashlib.sha256(hashed.encode()).hexdigest()[:32]}"


def status_of(due: DateInterval | None, as_of: date) -> Status:
    """Open, due soon or overdue on a day; open if there is no due day."""
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


def _without(text: str, spans: Iterable[Span], left_out: Sequence[Span]) -> str:
    """The words of a text at some spans, without those at others."""
    parts = []
    for span in spans:
        at = span.start
        for each in left_out:
            if at <= each.start < span.end:
                parts.append(text[at : each.start])
                at = max(at, each.end)
        parts.append(text[at : span.end])
    return " ".join(parts)
