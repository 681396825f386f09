"""Which commitments are of the same thing: a promise, its renewals and its postponements are one chain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_ALIKE = 0.5
"""The share of a commitment's telling words from which on another speaks of the same."""
_FEWEST = 2
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Topic:
    """What a commitment is about.

    `keys` are the stems of its telling words, `who` its source, and `side` the stems of what the source is of, as of a
    ministry or a commission.
    """

    keys: frozenset[str]
    who: str = ""
    side: frozenset[str] = frozenset()


def chained(topics: Sequence[Topic], weights: Mapping[str, float]) -> list[int]:
    """For each commitment in turn the number of the first of its chain, its own where it is the first.

    It goes to the chain of the one before it that is most alike, and of several to the first. Two that are alike have a
    rare word in common, so that only those are compared whose rarer words meet (prefix filtering; Chaudhuri et al.,
    2006).

    Args:
        topics: The commitments in order.
        weights: How much each stem tells; 1 where it is unknown.
    """
    chains: list[int] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    by_rare_key: dict[str, list[int]] = defaultdict(list)
    for number, topic in enumerate(topics):
        rare = _rarest(topic.keys, weights)
        near = {n for key in topic.keys for n in by_rare_key[key]} | {n for key in rare for n in by_key[key]}
        scored = ((alike(topic, topics[n], weights), -n) for n in near)
        best, at = max(scored, default=(0.0, 0))
        chains.append(chains[-at] if best >= _ALIKE else number)
        for key in topic.keys:
            by_key[key].append(number)
        for key in rare:
            by_rare_key[key].append(number)
    return chains


def alike(one: Topic, other: Topic, weights: Mapping[str, float]) -> float:
    """The share of the telling words of the one with fewer that the other has too.

    Two of them at least, or one where the two are of the same source, or of one body.
    """
    both = one.keys & other.keys
    if len(both) < _FEWEST and not (both and _of_one_side(one, other)):
        return 0.0
    return _weigh(both, weights) / min(_weigh(one.keys, weights), _weigh(other.keys, weights))


def _of_one_side(one: Topic, other: Topic) -> bool:
    if one.who and one.who == other.who:
        return True
    return not (one.side.isdisjoint(other.side | other.keys) and other.side.isdisjoint(one.keys))


def _weigh(keys: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(key, 1.0) for key in sorted(keys))


def _rarest(keys: frozenset[str], weights: Mapping[str, float]) -> list[str]:
    """The telling words without which those that are left are too few to be alike with."""
    ordered = sorted(keys, key=lambda key: (-weights.get(key, 1.0), key))
    left = total = _weigh(keys, weights)
    rare = []
    for key in ordered:
        if left < _ALIKE * total * (1 - _ROUNDING):
            break
        rare.append(key)
        left -= weights.get(key, 1.0)
    return rare
