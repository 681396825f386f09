"""Looks up the chains of an article by where they are mentioned and by what they are called."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain as joined

from onrecord.reading.sources.chains import Chain
from onrecord.records import Span

Entry = tuple[int, int]
"""Where a mention begins, and the number of its chain."""


class Mentions:
    """Keeps mentions in the order of the text, so that a look-up costs no more in a long article than in a short one.

    Chains have numbers in the order in which they are added.
    """

    def __init__(self, chains: Iterable[Chain]) -> None:
        self._chains: list[Chain] = []
        self._numbers: dict[int, int] = {}
        self._by_head: defaultdict[tuple[str, bool, bool], list[Entry]] = defaultdict(list)
        self._named: defaultdict[str, dict[int, Chain]] = defaultdict(dict)
        for chain in chains:
            self.add_chain(chain)
        # Names are known from the start, and other mentions come in the order of the text: to insert is cheap.
        self._of_names = sorted((start, n) for n, chain in enumerate(self._chains) for start in chain.starts)
        self._others: list[Entry] = []
        for entries in self._by_head.values():
            entries.sort()

    def add_chain(self, chain: Chain) -> None:
        """Add a chain, with the nouns that it is called by."""
        self._numbers[id(chain)] = len(self._chains)
        self._chains.append(chain)
        for head in chain.heads:
            self._index(chain, head)

    def add(self, chain: Chain, span: Span) -> None:
        """Add a mention to a chain."""
        if span not in chain.mentions:
            chain.add(span)
            entry = (span.start, self._numbers[id(chain)])
            insort(self._others, entry)
            for head in chain.heads:
                insort(self._by_head[_key(chain, head)], entry)

    def call(self, chain: Chain, head: str) -> None:
        """Let a chain be called by a noun."""
        if head not in chain.heads:
            chain.heads.add(head)
            self._index(chain, head)
            if chain.starts:
                self._by_head[_key(chain, head)].sort()

    def between(self, start: int, end: int) -> list[Chain]:
        """The chains mentioned between two offsets, in the order of their numbers."""
        entries = joined(*(_within(each, start, end) for each in (self._of_names, self._others)))
        return [self._chains[n] for n in sorted({n for _, n in entries})]

    def last_called(self, head: str, place: int, *, plural: bool, named: bool = False) -> tuple[int, Chain] | None:
        """The last chain before `place` that is called by a noun, and where it is mentioned; `named`: with a name."""
        found = []
        for has_name in {True, named}:
            entries = self._by_head.get((head, plural, has_name), [])
            if n := bisect_left(entries, (place, -1)):
                found.append(entries[n - 1])
        if not found:
            return None
        start, number = max(found)
        return start, self._chains[number]

    def named(self, head: str) -> list[Chain]:
        """The chains with a name that are called by a noun."""
        return list(self._named[head].values()) if head in self._named else []

    def _index(self, chain: Chain, head: str) -> None:
        number = self._numbers[id(chain)]
        self._by_head[_key(chain, head)] += [(start, number) for start in chain.starts]
        if chain.names:
            self._named[head][number] = chain


def _key(chain: Chain, head: str) -> tuple[str, bool, bool]:
    return head, chain.plural, bool(chain.names)


def _within(entries: list[Entry], start: int, end: int) -> list[Entry]:
    return entries[bisect_left(entries, (start, -1)) : bisect_left(entries, (end, -1))]
