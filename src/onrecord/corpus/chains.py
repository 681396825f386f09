"""Chains of commitments to the same thing: a promise, its renewals and its postponements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_ALIKE = 0.5
"""Commitments are alike if they share at least this fraction of their key terms, by weight."""
_SAME = 0.8
"""At this fraction or more, they are the same commitment, whoever makes it."""
_FEWEST = 2
"""The fewest key terms that two commitments must share, unless they are from the same side."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Topic:
    """What a commitment is about.

    Attributes:
        keys: The stems of its key terms.
        who: Its source.
        side: The stems of what the source belongs to, such as a ministry or a commission.
        borrowed: Whether some keys are from the previous sentence, because the content refers back to it.
    """

    keys: frozenset[str]
    who: str = ""
    side: frozenset[str] = frozenset()
    borrowed: bool = False


def chained(topics: Sequence[Topic], weights: Mapping[str, float]) -> list[int]:
    """The index of the first commitment in the chain of each commitment.

    A commitment is linked to the earlier one that is most alike, the first of several, and to all that are the same.
    Two that are alike share a rare term, so only those whose rarer terms overlap are compared (prefix filtering;
    Chaudhuri et al., 2006).

    Args:
        topics: The commitments in order.
        weights: The weight of each stem; 1 if missing.
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
    """Join two chains under the first of them."""
    first, second = sorted((_first(chains, one), _first(chains, other)))
    chains[second] = first


def _are_same(one: Topic, other: Topic, score: float) -> bool:
    """Whether two that are alike are certainly the same: in nearly the same words, or by the same source."""
    if one.borrowed or other.borrowed or len(one.keys & other.keys) < _FEWEST:
        return False
    return score >= _SAME or (one.who != "" and one.who == other.who)


def alike(one: Topic, other: Topic, weights: Mapping[str, float]) -> float:
    """The share of the shorter topic's key terms, by weight, that the other one has too.

    They must share two, none of them borrowed, or one if both are of the same source or body.
    """
    both = one.keys & other.keys
    is_borrowed = one.borrowed or other.borrowed
    if not both or ((is_borrowed or len(both) < _FEWEST) and not _of_one_side(one, other)):
        return 0.0
    return _weigh(both, weights) / min(_weigh(one.keys, weights), _weigh(other.keys, weights))


def _of_one_side(one: Topic, other: Topic) -> bool:
    """Whether both have the same source or body, or one is about the other's body."""
    if one.who and one.who == other.who:
        return True
    both = one.keys & other.keys
    meeting = (one.side & (other.side | other.keys)) | (other.side & one.keys)
    return not meeting <= both


def _weigh(keys: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(key, 1.0) for key in sorted(keys))


def _rarest(keys: frozenset[str], weights: Mapping[str, float]) -> list[str]:
    """The rarest key terms: without any of them, the rest cannot make two topics alike."""
    ordered = sorted(keys, key=lambda key: (-weights.get(key, 1.0), key))
    left = total = _weigh(keys, weights)
    rare = []
    for key in ordered:
        if left < _ALIKE * total * (1 - _ROUNDING):
            break
        rare.append(key)
        left -= weights.get(key, 1.0)
    return rare
