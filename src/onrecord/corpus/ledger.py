"""The stored ledger: derived again after the record changes, and read a page at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import Any

from onrecord.corpus.actors import ActorBook
from onrecord.corpus.commitments import SOON, SUBJECT, Commitment, Evidence, Ledger, Status, status_of
from onrecord.corpus.deriving import derivation
from onrecord.errors import NotFoundError
from onrecord.records import Statement, Words
from onrecord.store import LedgerQuery, Store
from onrecord.store.base import ANY

_LISTED = 10
"""How many commitments an ambiguous prefix lists."""
_SHORTEST = 9
"""The shortest id shown: a letter and eight digits."""


class Group(StrEnum):
    """The groups of the ledger, in order."""

    OVERDUE = "overdue"
    DUE_SOON = "due soon"
    OPEN = "open"
    UNDATED = "undated"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A chain in a list: one of its commitments, how many it has, and the status decided for one of them, if any."""

    commitment: Commitment
    links: int
    decided: str | None


class LedgerBook:
    """The commitments of a store, with their chains and evidence.

    Statuses depend on the day that is asked for and are not stored.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def is_stale(self) -> bool:
        """Whether the record has changed since the ledger was last derived."""
        view = self._store.view()
        return view.counter("changes") != view.counter("ledger")

    def update(self) -> None:
        """Derive the ledger again if the record has changed; this reads the whole record.

        Raises:
            StoreError: It could not be derived or stored; the ledger stays as it was.
        """
        ActorBook(self._store).update()
        view = self._store.view()
        changes = view.counter("changes")
        if changes == view.counter("ledger"):
            return
        with derivation("the ledger"):
            found = Ledger().commitments(view.records(), as_of=date.max, decisions=view.decisions(SUBJECT))
            rows = [_row(rank, commitment) for rank, commitment in enumerate(found)]
        self._store.writer().replace_ledger(rows, changes)

    def resolve(self, prefix: str) -> str:
        """The id of the one commitment whose id begins with `prefix`.

        Raises:
            NotFoundError: There is none, or there are several; the message lists them.
        """
        found = [row["id"] for row in self._store.view().ledger(LedgerQuery(id_prefix=prefix, limit=_LISTED))]
        if prefix and len(found) == 1:
            return str(found[0])
        shown = repr(prefix[:40])
        if not prefix or not found:
            msg = f"no commitment has the id {shown}; `onrecord commitments` lists them"
        else:
            listed = "\n".join(f"  {id_}" for id_ in found)
            msg = f"several commitments have ids that begin with {shown}:\n{listed}"
        raise NotFoundError(msg)

    def group(
        self, group: Group, *, as_of: date, actor: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[Commitment]:
        """The commitments of one group, those due next first; in the overdue group, the most recent first."""
        yesterday, today, soon = _shifted(as_of, timedelta(-1)), as_of.isoformat(), _shifted(as_of, SOON)
        next_day = _shifted(as_of, SOON + timedelta(1))
        query = {
            Group.OVERDUE: LedgerQuery(due_until=yesterday, decided="", by_due=True, latest_first=True),
            Group.DUE_SOON: LedgerQuery(due_since=today, due_until=soon, decided="", by_due=True),
            Group.OPEN: LedgerQuery(due_since=next_day, decided="", by_due=True),
            Group.UNDATED: LedgerQuery(undated=True, decided=""),
            Group.DECIDED: LedgerQuery(decided=ANY, by_due=True, latest_first=True),
        }[group]
        return self.find(replace(query, actor=actor, limit=limit, offset=offset), as_of=as_of)

    def find(self, query: LedgerQuery, *, as_of: date) -> list[Commitment]:
        """The commitments that match `query`, as of a day: what was published later is left out."""
        known = replace(query, known_on=as_of.isoformat())
        return [commitment_of(row["fields"], as_of) for row in self._store.view().ledger(known)]

    def lines(self, commitments: Iterable[Commitment], *, as_of: date) -> list[ChainLine]:
        """The commitments as lines of a list, one per chain, in the order of their first ones."""
        first: dict[str, Commitment] = {}
        for commitment in commitments:
            first.setdefault(commitment.chain, commitment)
        counts = self._store.view().chains(list(first), known_on=as_of.isoformat())
        # The ledger may have been derived again since `commitments` were read, with other chains.
        return [ChainLine(commitment, *counts.get(chain, (1, None))) for chain, commitment in first.items()]

    def chain(self, chain: str, *, as_of: date) -> list[Commitment]:
        """The commitments of one chain, oldest first."""
        return self.find(LedgerQuery(chains=(chain,), limit=200), as_of=as_of)


def short_ids(ids: Iterable[str]) -> dict[str, str]:
    """The shortest beginning of each id that no other one shares, nine characters or more."""
    ordered = sorted(set(ids))
    shared = [_shared(one, other) for one, other in pairwise(ordered)]
    return {
        id_: id_[: max(_SHORTEST, 1 + max(before, after))]
        for id_, before, after in zip(ordered, [0, *shared], [*shared, 0], strict=False)
    }


def _shared(one: str, other: str) -> int:
    """How many characters two different ids have in common at the beginning."""
    return next(n for n, pair in enumerate(zip_longest(one, other)) if pair[0] != pair[1])


def commitment_of(fields: Mapping[str, Any], as_of: date) -> Commitment:
    """The commitment in `fields`, as written by `Commitment.to_json`, with its status on a day."""
    article, decision = fields["article"], fields["decision"]
    statement = Statement.from_json(fields["statement"])
    decided = decision and Status(decision["status"])
    status = decided if decided and decided is not Status.OPEN else status_of(statement.due, as_of)
    found = (_evidence(each) for each in fields["evidence"])
    return Commitment(
        id=fields["id"],
        article=article["id"],
        title=article["title"],
        outlet=article["outlet"],
        published=_date(article["published"]),
        who=fields["who"],
        statement=statement,
        conditions=tuple(Words.from_json(words) for words in fields["conditions"]),
        chain=fields["chain"],
        status=status,
        evidence=tuple(each for each in found if each.published is None or each.published <= as_of),
        decision=decision,
    )


def _evidence(fields: Mapping[str, Any]) -> Evidence:
    words = Words.from_json(fields["words"])
    return Evidence(Status(fields["suggests"]), fields["article"], fields["title"], _date(fields["published"]), words)


def _row(rank: int, commitment: Commitment) -> dict[str, Any]:
    said, due = commitment.said, commitment.due
    decided = commitment.decision and commitment.decision["status"]
    return {
        "id": commitment.id,
        "rank": rank,
        "chain": commitment.chain,
        "article": commitment.article,
        "statement": commitment.statement.id,
        "who": commitment.who,
        "said_start": said.start.isoformat() if said else None,
        "due_start": due.start.isoformat() if due else None,
        "due_end": due.end.isoformat() if due else None,
        "decided": None if decided == Status.OPEN.value else decided,
        "fields": commitment.to_json(),
        "published": commitment.published.isoformat() if commitment.published else None,
    }


def _shifted(day: date, by: timedelta) -> str:
    """Another day in ISO form; beyond the calendar, a string that sorts after or before every day."""
    try:
        return (day + by).isoformat()
    except OverflowError:
        return "9999-99" if by > timedelta(0) else ""


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
