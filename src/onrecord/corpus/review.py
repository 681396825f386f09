"""Correcting the record: accept, reject, change or add a statement; take any decision back, and have it hold again."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from onrecord.corpus.actors import ActorBook, Decision
from onrecord.corpus.commitments import DECIDABLE, Status
from onrecord.corpus.commitments import SUBJECT as COMMITMENTS
from onrecord.corpus.ledger import LedgerBook
from onrecord.corrections import ADDED, FIELDS, Action, Correction, quotes_of, subject_of
from onrecord.errors import MalformedInputError, NotFoundError
from onrecord.readers.base import clean
from onrecord.records import Article, DateInterval, How, Kind, SourceKind, Span, Stance, Words
from onrecord.store import LedgerQuery, Store, StoredArticle
from onrecord.store.writer import CORRECTIONS

_LONGEST_NAME = 400
_MOST_SPANS = 100
"""How many fragments the words of a correction may have."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What was taken back or made to hold again: its subject, and the id of what it is about."""

    key: int
    subject: str
    about: str | None


class Review:
    """People's hand in a store. Every correction is kept with who made it, when and why, and beside what was read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def accept(self, article: str, statement: str, decision: Decision) -> int:
        """Say that a statement is right as it stands; another reading does not change it any more."""
        return self._correct(article, statement, Action.ACCEPT, {}, decision)

    def reject(self, article: str, statement: str, decision: Decision) -> int:
        """Say that a statement is none; it is left out of everything, also after another reading."""
        return self._correct(article, statement, Action.REJECT, {}, decision)

    def change(self, article: str, statement: str, change: Mapping[str, Any], decision: Decision) -> int:
        """Set fields of a statement.

        Args:
            article: The article's id.
            statement: The statement's id.
            change: The fields, as JSON: `source` (`spans`, `kind` and perhaps `name`, or null), `cue` (`spans`, or
                null), `content` (`spans`), `kind`, `stance`, `said` and `due` (`start` and `end`, or null).
            decision: Who does it, when and why.

        Raises:
            MalformedInputError: A field has a value that it cannot have.
            NotFoundError: There is no such statement.
        """
        return self._correct(article, statement, Action.CHANGE, change, decision)

    def add(self, article: str, fields: Mapping[str, Any], decision: Decision) -> int:
        """Add a statement that was missed; `fields` as for `change`, at least `content`."""
        kept = self._store.view().article(article)
        made = checked(kept.record.article, fields)
        if not made.get("content"):
            msg = "a statement has content: mark the words that were said"
            raise MalformedInputError(msg)
        empty = {"id": None, "parent": None, "confidence": 1.0, "source": None, "cue": None, "said": None, "due": None}
        target = empty | {"kind": Kind.INDIRECT.value, "stance": Stance.ASSERTS.value, "content": made["content"]}
        target["cue"] = made.get("cue")
        # A statement of its own, also where another one has the same words.
        subject = f"{ADDED}{secrets.token_hex(4)} {subject_of(kept.record.article, target)}"
        return self._keep(kept, Action.ADD, subject, decision, target=target, change=made)

    def decide(self, commitment: str, status: str, decision: Decision) -> int:
        """Decide what came of a commitment.

        Args:
            commitment: Its id, or the beginning of it that no other commitment has.
            status: One of `DECIDABLE`; `open` withdraws an earlier decision.
            decision: Who decides, when and why.

        Raises:
            MalformedInputError: The status is not one that people decide.
            NotFoundError: There is no such commitment, or more than one.
        """
        if status not in {each.value for each in DECIDABLE}:
            msg = f"the status must be one of {', '.join(each.value for each in DECIDABLE)}, not {status[:40]!r}"
            raise MalformedInputError(msg)
        commitment = LedgerBook(self._store).resolve(commitment)
        (row,) = self._store.view().ledger(LedgerQuery(ids=(commitment,)))
        fields = row["fields"]
        told = {"who": fields["who"], "words": fields["statement"]["content"]["text"]}
        fields = {"commitment": commitment, "status": Status(status).value} | told
        return self._store.writer().add_decision(_row(COMMITMENTS, "decide", commitment, fields, decision))

    def undo(self, key: int, decision: Decision) -> Reversal:
        """Take a correction or decision back; it is kept, marked with who took it back and when."""
        return self._set_undone(key, {"by": decision.by, "at": decision.at})

    def redo(self, key: int) -> Reversal:
        """Have a correction or decision that was taken back hold again."""
        return self._set_undone(key, None)

    def _set_undone(self, key: int, undone: Mapping[str, str] | None) -> Reversal:
        row = self._store.writer().set_undone(key, undone)
        ActorBook(self._store).update()
        return Reversal(key, row["subject"], row["about"] or row["fields"].get("commitment"))

    def _correct(
        self, article: str, statement: str, what: Action, change: Mapping[str, Any], decision: Decision
    ) -> int:
        kept = self._store.view().article(article)
        made = checked(kept.record.article, change)
        shown = next((each for each in kept.record.statements if each.id == statement), None)
        if shown is None:
            msg = f"the article {article} has no statement {statement[:40]!r}"
            raise NotFoundError(msg)
        read = next((each for each in kept.read.statements if each.id == statement), shown)
        target = read.to_json() | {"review": None}
        subject = kept.corrected.subjects.get(statement) or subject_of(kept.record.article, target)
        if statement.startswith("p"):
            target["id"] = None
        return self._keep(kept, what, subject, decision, target=target, change=made)

    def _keep(
        self,
        kept: StoredArticle,
        what: Action,
        subject: str,
        decision: Decision,
        *,
        target: Mapping[str, Any],
        change: Mapping[str, Any],
    ) -> int:
        article = kept.record.article
        correction = Correction(
            article=article.id,
            subject=subject,
            sha256=article.sha256,
            what=what,
            target=target,
            by=decision.by,
            at=decision.at,
            change=change,
            quotes=quotes_of(article, target, change),
            because=decision.because,
        )
        key = self._store.writer().add_decision(
            _row(CORRECTIONS, what.value, article.id, correction.to_json(), decision)
        )
        ActorBook(self._store).update()
        return key


def _row(subject: str, what: str, about: str, fields: Mapping[str, Any], decision: Decision) -> dict[str, Any]:
    told = {"by": decision.by, "at": decision.at, "because": decision.because}
    return {"subject": subject, "what": what, "about": about, "fields": fields} | told


def checked(article: Article, change: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a change, as they are kept.

    Raises:
        MalformedInputError: There is a field that no statement has, or a value that it cannot have.
    """
    made: dict[str, Any] = {}
    for name, value in change.items():
        if name not in FIELDS:
            msg = f"a statement has no field {name[:40]!r} that can be changed; there are {', '.join(FIELDS)}"
            raise MalformedInputError(msg)
        try:
            made[name] = _checked(article, name, value)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            shown = repr(value[:80]) if isinstance(value, str) else "what it was given as"
            msg = f"{name} cannot be {shown}: {str(error)[:200]}"
            raise MalformedInputError(msg) from error
    return made


def _checked(article: Article, name: str, value: Any) -> Any:
    if name == "kind":
        return Kind(value).value
    if name == "stance":
        return Stance(value).value
    if value is None and name != "content":
        return None
    if name in {"said", "due"}:
        days = DateInterval.from_json({"start": value["start"], "end": value["end"]})
        if days is None or days.end < days.start:
            msg = "the last day is before the first"
            raise ValueError(msg)
        return days.to_json()
    words = _words(article, value["spans"])
    if name != "source":
        return words
    kind = SourceKind(value["kind"])
    named = " ".join(clean(str(value.get("name") or "")).split())[:_LONGEST_NAME] or None
    return words | {"kind": kind.value, "how": How(value.get("how") or How.EXPLICIT).value, "name": named}


def _words(article: Article, given: Any) -> dict[str, Any]:
    """The words at some spans, without white space at their ends."""
    text, spans = article.text, []
    if len(given) > _MOST_SPANS:
        msg = f"mark {_MOST_SPANS} stretches at the most"
        raise ValueError(msg)
    for start, end in given:
        at, to = int(start), int(end)
        if not 0 <= at < to <= len(text):
            msg = f"{at} to {to} is no stretch of the text"
            raise ValueError(msg)
        part = text[at:to]
        at, to = at + len(part) - len(part.lstrip()), to - (len(part) - len(part.rstrip()))
        if at < to:
            spans.append(Span(at, to))
    spans.sort()
    if not spans or any(one.end > other.start for one, other in pairwise(spans)):
        msg = "mark some words, each once"
        raise ValueError(msg)
    return Words.of(text, spans).to_json()
