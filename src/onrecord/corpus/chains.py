"""Which commitments are of the same thing: a promise, its renewals and its postponements are one chain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_ALIKE = 0.5
"""The share of a commitment's telling words from which on another speaks of the same."""
_SAME = 0.8
_FEWEST = 2
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Topic:
    """What a commitment is about.

    `keys` are the stems of its telling words, `who` its source, and `side` the stems of what the source is of, as of a
    ministry or a commission. The keys are `borrowed` if some stand in the sentence before, where it points back.
    """

    keys: frozenset[str]
    who: str = ""
    side: frozenset[str] = frozenset()
    borrowed: bool = False


def chained(topics: Sequence[Topic], weights: Mapping[str, float]) -> list[int]:
    """For each commitment in turn the number of the first of its chain, its own where it is the first.

    It is linked to the one before it that is most alike, of several to the first, and to all that are the same. Two
    that are alike have a rare word in common, so that only those are compared whose rarer words meet (prefix filtering;
    Chaudhuri et al., 2006).

    Args:
        topics: The commitments in order.
        weights: How much each stem tells; 1 where it is unknown.
    """
    chains = list(range(len(topics)))
    by_key: dict[str, list[int]] = defaultdict(list)
    by_rare_key: dict[str, list[int]] = defaultdict(list)
    for number, topic in enumerate(topics):
        rare = _rarest(topic.keys, weights)
        near = {n for key in topic.keys for n in by_rare_key[key]} | {n for key in rare for n in by_key[key]}
        scored = {n: score for n in near if (score := alike(topic, topics[n], weights)) >= _ALIKE}
        best = min(scored, key=lambda n: (-scored[n], n), default=number)
        for n in {best, *(n for n, score in scored.items() if _are_same(topic, topics[n], score))}:
            _link(chains, n, number)
        for key in topic.keys:
            by_key[key].append(number)
        for key in rare:
            by_rare_key[key].append(number)
    return [_first(chains, number) for number in range(len(topics))]


def _first(chains: list[int], number: int) -> int:
    while chains[number] != number:
        chains[number] = chains[chains[number]]
        number = chains[number]
    return number


def _link(chains: list[int], one: int, other: int) -> None:
    """Makes one chain of two, named by the first of them."""
    first, second = sorted((_first(chains, one), _first(chains, other)))
    chains[second] = first


def _are_same(one: Topic, other: Topic, score: float) -> bool:
    """Whether two that are alike are the same thing for sure: nearly in the same words, or of the same source."""
    if one.borrowed or other.borrowed or len(one.keys & other.keys) < _FEWEST:
        return False
    return score >= _SAME or (one.who != "" and one.who == other.who)


def alike(one: Topic, other: Topic, weights: Mapping[str, float]) -> float:
    """The share of the telling words of the one with fewer that the other has too.

    Two of them at least, all its own, or one where the two are of the same source, or of one body.
    """
    both = one.keys & other.keys
    is_borrowed = one.borrowed or other.borrowed
    if not both or ((is_borrowed or len(both) < _FEWEST) and not _of_one_side(one, other)):
        return 0.0
    return _weigh(both, weights) / min(_weigh(one.keys, weights), _weigh(other.keys, weights))


def _of_one_side(one: Topic, other: Topic) -> bool:
    """Whether two are of one source, or the body of one is that of the other or what the other speaks of."""
    if one.who and one.who == other.who:
        return True
    both = one.keys & other.keys
    meeting = (one.side & (other.side | other.keys)) | (other.side & one.keys)
    return not meeting <= both


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
