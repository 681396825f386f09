"""Ranks the people a pronoun may mean, by a conditional logit."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log

from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.scene import Anaphor, Layout, Scene
from onrecord.records import SourceKind

_PEOPLE = frozenset({SourceKind.PERSON, SourceKind.ANONYMOUS, None})
_AHEAD = re.compile(r"[^.;“”\"]{0,90}?,\s+(?=[A-Z])")
_CLOSED = re.compile(r"[,.!?—-]['\"”’]+\s*$")
_FAR = 5
"""How many sentences back an antecedent may be."""
_LONGEST = 1000
"""The longest clause in front of its subject, in characters."""
NOBODY = "nobody"
"""The name of the weight of "none of these"."""


class Salience:
    """Computes the features of each person whom a pronoun or a noun may mean."""

    def __init__(self, lexicon: Lexicon, scene: Scene, layout: Layout) -> None:
        self._scene, self._layout = scene, layout
        self._subjects, self._fronted = lexicon.pronoun_words["subjects"], lexicon.fronted
        self._named_at = {name.span.start: chain for name, chain in reversed(scene.chain_of.items())}

    def people(self, anaphor: Anaphor) -> list[tuple[Chain, dict[str, float]]]:
        """The candidates, in the order of their chains, with the features of each."""
        fitting = list(self._fitting(anaphor))
        nearest = max((last for _, last in fitting), default=-1)
        ahead = self._ahead(anaphor.place)
        return [
            (chain, self._features(anaphor, chain, last, is_nearest=last == nearest, is_ahead=chain is ahead))
            for chain, last in fitting
        ]

    def _fitting(self, anaphor: Anaphor) -> Iterator[tuple[Chain, int]]:
        """Chains of people of the right gender mentioned shortly before, each with its last mention."""
        for chain in self._scene.mentions.between(self._layout.earliest(anaphor.place, _FAR), anaphor.place):
            last = chain.last_before(anaphor.place)
            agrees = not (anaphor.gender and chain.gender and chain.gender != anaphor.gender)
            is_person = chain.kind in _PEOPLE and not chain.plural and (chain.kind is not None or chain.names)
            if last is not None and agrees and is_person:
                yield chain, last

    def _ahead(self, place: int) -> Chain | None:
        """Who is named right after a clause in front that the pronoun stands in: "In her letter, Vane said"."""
        start = self._layout.sentence(place).start
        text = self._scene.text
        is_fronted = place - start < _LONGEST and self._fronted.match(text, start, place)
        match = _AHEAD.match(text, place) if is_fronted else None
        return self._named_at.get(match.end()) if match else None

    def _features(
        self, anaphor: Anaphor, chain: Chain, last: int, *, is_nearest: bool, is_ahead: bool
    ) -> dict[str, float]:
        scene, layout, place = self._scene, self._layout, anaphor.place
        n = bisect_left(chain.starts, place)
        distance = layout.steps(last, place)
        is_subject = layout.is_subject(last)
        is_source = scene.sources[-1:] == [chain]
        is_after_quote = _CLOSED.search(scene.text, max(0, place - 4), place) is not None
        features = {
            "distance": float(distance),
            "same": distance == 0,
            "next": distance == 1,
            "gender": anaphor.gender is not None and chain.gender == anaphor.gender,
            "unknown": chain.kind is None,
            "unnamed": not chain.names,
            "source": is_source,
            "source before": not is_source and scene.sources[-2:-1] == [chain],
            "source near": is_source and distance <= 1,
            "subject": is_subject,
            "subject near": is_subject and distance <= 1,
            "subject same": is_subject and distance == 0,
            "quoted": layout.is_quoted(last),
            "owner": layout.is_owner(last),
            "often": log(1 + layout.recent(chain, place)),
            "all": log(n),
            "content": distance == 0 and any(a <= last < b for a, b in anaphor.content),
            "nearest": is_nearest,
            "nearest same": is_nearest and distance == 0,
            "speaks": last in scene.speaking,
            "pronoun": scene.text[last : last + 3].lower().strip() in self._subjects,
            "paragraph": "\n" in scene.text[last:place],
            "leads": last >= layout.sentence(place).start,
            "ahead": is_ahead,
            "quote subject": is_after_quote and is_subject,
            "quote source": is_after_quote and is_source,
            "owner near": anaphor.is_owner and is_nearest and distance == 0,
            "owner subject": anaphor.is_owner and is_subject,
            "owner source": anaphor.is_owner and is_source,
        }
        return {name: float(value) for name, value in features.items() if value}


def likelihoods(candidates: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> list[float]:
    """The likelihood of each candidate, 0 to 1. The rest, up to 1, is the likelihood of none of them."""
    scores = [sum(weights.get(name, 0.0) * value for name, value in features.items()) for features in candidates]
    top = max([weights[NOBODY], *scores])
    odds = [exp(score - top) for score in scores]
    total = exp(weights[NOBODY] - top) + sum(odds)
    return [each / total for each in odds]


def likeliest(
    weighed: Sequence[tuple[Chain, Mapping[str, float]]], weights: Mapping[str, float], least: float
) -> Chain | None:
    """The likeliest candidate, if its likelihood is at least `least`; of equals, the first."""
    chances = likelihoods([features for _, features in weighed], weights)
    if not chances or max(chances) < least:
        return None
    return weighed[chances.index(max(chances))][0]
