"""Review of the record: accept, reject, change or add a statement, decide on a commitment; undo and redo."""

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
"""The most fragments that the words of a correction may have."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What was undone or redone: the key of the decision, its subject, and the id of what it is about."""

    key: int
    subject: str
    about: str | None


class Review:
    """People's corrections and decisions in a store. Each is stored with who made it, when and why; readings stay."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def accept(self, article: str, statement: str, decision: Decision) -> int:
        """Accept a statement as it is; later readings no longer change it."""
        return self._correct(article, statement, Action.ACCEPT, {}, decision)

    def reject(self, article: str, statement: str, decision: Decision) -> int:
        """Reject a statement; it is left out everywhere, after later readings too."""
        return self._correct(article, statement, Action.REJECT, {}, decision)

    def change(self, article: str, statement: str, change: Mapping[str, Any], decision: Decision) -> int:
        """Set fields of a statement.

        Args:
            article: The article's id.
            statement: The statement's id.
            change: The fields as JSON: `source` (`spans`, `kind` and optionally `name`, or null), `cue` (`spans`, or
                null), `content` (`spans`), `kind`, `stance`, `said` and `due` (`start` and `end`, or null).
            decision: Who makes the change, when and why.

        Raises:
            MalformedInputError: A value is not valid.
            NotFoundError: There is no such statement.
        """
        return self._correct(article, statement, Action.CHANGE, change, decision)

    def add(self, article: str, fields: Mapping[str, Any], decision: Decision) -> int:
        """Add a missing statement; `fields` are as for `change` and include `content`."""
        stored = self._store.view().article(article)
        made = checked(stored.record.article, fields)
        if not made.get("content"):
            msg = "content is required: mark the words that were said"
            raise MalformedInputError(msg)
        empty = {"id": None, "parent": None, "confidence": 1.0, "source": None, "cue": None, "said": None, "due": None}
        target = empty | {"kind": Kind.INDIRECT.value, "stance": Stance.ASSERTS.value, "content": made["content"]}
        target["cue"] = made.get("cue")
        # A separate statement, even if another one has the same words.
        subject = f"{ADDED}{secrets.token_hex(4)} {subject_of(stored.record.article, target)}"
        return self._store_correction(stored, Action.ADD, subject, decision, target=target, change=made)

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
        decided = {"commitment": commitment, "status": Status(status).value}
        decided |= {"who": fields["who"], "words": fields["statement"]["content"]["text"]}
        return self._store.writer().add_decision(_row(COMMITMENTS, "decide", commitment, decided, decision))

    def undo(self, key: int, decision: Decision) -> Reversal:
        """Undo a correction or decision; it stays on record with who undid it and when."""
        return self._set_undone(key, {"by": decision.by, "at": decision.at})

    def redo(self, key: int) -> Reversal:
        """Restore a correction or decision that was undone."""
        return self._set_undone(key, None)

    def _set_undone(self, key: int, undone: Mapping[str, str] | None) -> Reversal:
        row = self._store.writer().set_undone(key, undone)
        ActorBook(self._store).update()
        return Reversal(key, row["subject"], row["about"] or row["fields"].get("commitment"))

    def _correct(
        self, article: str, statement: str, what: Action, change: Mapping[str, Any], decision: Decision
    ) -> int:
        stored = self._store.view().article(article)
        made = checked(stored.record.article, change)
        shown = next((each for each in stored.record.statements if each.id == statement), None)
        if shown is None:
            msg = f"the article {article} has no statement {statement[:40]!r}"
            raise NotFoundError(msg)
        read = next((each for each in stored.read.statements if each.id == statement), shown)
        target = read.to_json() | {"review": None}
        subject = stored.corrected.subjects.get(statement) or subject_of(stored.record.article, target)
        if statement.startswith("p"):
            target["id"] = None
        return self._store_correction(stored, what, subject, decision, target=target, change=made)

    def _store_correction(
        self,
        stored: StoredArticle,
        what: Action,
        subject: str,
        decision: Decision,
        *,
        target: Mapping[str, Any],
        change: Mapping[str, Any],
    ) -> int:
        article = stored.record.article
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
    signature = {"by": decision.by, "at": decision.at, "because": decision.because}
    return {"subject": subject, "what": what, "about": about, "fields": fields} | signature


def checked(article: Article, change: Mapping[str, Any]) -> dict[str, Any]:
    """Check the fields of a change, and return them as they are stored.

    Raises:
        MalformedInputError: A field is unknown, or a value is not valid.
    """
    made: dict[str, Any] = {}
    for name, value in change.items():
        if name not in FIELDS:
            msg = f"no field {name[:40]!r} can be changed; fields are {', '.join(FIELDS)}"
            raise MalformedInputError(msg)
        try:
            made[name] = _checked(article, name, value)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            shown = f" {value[:80]!r}" if isinstance(value, str) else ""
            msg = f"the value{shown} of {name} is not valid: {str(error)[:200]}"
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
    """The words at some spans, without surrounding white space."""
    text, spans = article.text, []
    if len(given) > _MOST_SPANS:
        msg = f"mark at most {_MOST_SPANS} fragments"
        raise ValueError(msg)
    for start, end in given:
        at, to = int(start), int(end)
        if not 0 <= at < to <= len(text):
            msg = f"{at}-{to} is not a span of the text"
            raise ValueError(msg)
        part = text[at:to]
        at, to = at + len(part) - len(part.lstrip()), to - (len(part) - len(part.rstrip()))
        if at < to:
            spans.append(Span(at, to))
    spans.sort()
    if not spans or any(one.end > other.start for one, other in pairwise(spans)):
        msg = "mark at least one word, and mark no word twice"
        raise ValueError(msg)
    return Words.of(text, spans).to_json()
