"""Chooses the antecedent of a pronoun, or none if it is not clear by a margin."""

from bisect import bisect_left
from math import log

from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.phrases import PhraseParser
from onrecord.reading.sources.salience import Salience, likeliest
from onrecord.reading.sources.scene import LATELY, Anaphor, AntecedentChoice, Layout, Scene
from onrecord.records import SourceKind

_FAR = 5
"""How many sentences back an antecedent may be."""

_LIKELY, _LIKELY_ALONE, NOUN_LIKELY = 0.7, 0.5, 0.85
"""How likely a person is to be meant, of 1: by a pronoun, by one where no statements are known, and by a noun."""

THINGS = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT, SourceKind.DOCUMENT})
_SEVERAL = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT, SourceKind.GROUP})


class Antecedents:
    """Weighs the chains that a pronoun or a noun may mean."""

    def __init__(self, lexicon: Lexicon, scene: Scene, phrases: PhraseParser) -> None:
        self._scene, self._weights = scene, lexicon.salience["people" if scene.speaking else "alone"]
        self._thing, self._least = lexicon.things["weights"], lexicon.things["least"]
        self.likely = _LIKELY if scene.speaking else _LIKELY_ALONE
        self.layout = Layout(lexicon, scene, phrases)
        self._salience = Salience(lexicon, scene, self.layout)

    def person(self, anaphor: Anaphor, least: float) -> Chain | None:
        """The person that is meant at a place, if that is clear.

        Args:
            anaphor: The pronoun or noun.
            least: How likely one is to be, of 1.
        """
        weighed = self._salience.people(anaphor)
        if self._scene.trace is not None:
            self._scene.trace.append(AntecedentChoice(anaphor.place, weighed))
        found = likeliest(weighed, self._weights, least)
        if found is None or found.names or found.kind is not SourceKind.PERSON:
            return found
        # "The nominee said … She": the nominee may be any of those who are named nearby.
        return None if any(chain.names and chain.kind is SourceKind.PERSON for chain, _ in weighed) else found

    def thing(self, place: int, kinds: frozenset[SourceKind]) -> Chain | None:
        """The body or document that is meant at a place, if it is clear."""
        return self._likeliest(place, kinds, self._least["lead"])

    def kind_of_thing(self, place: int) -> SourceKind | None:
        """The kind of the body or document that is likeliest meant at a place, though it is not clear which."""
        found = self._likeliest(place, THINGS, 0.0)
        return found.kind if found is not None else None

    def several(self, place: int) -> Chain | None:
        """The last source that is many or a body, if it is near."""
        for chain in reversed(self._scene.sources[-2:]):
            last = chain.last_before(place)
            is_fitting = chain.plural or chain.kind in _SEVERAL
            if last is not None and is_fitting and self.layout.steps(last, place) <= LATELY:
                return chain
        return None

    def _likeliest(self, place: int, kinds: frozenset[SourceKind], margin: float) -> Chain | None:
        scored: list[tuple[float, int, Chain]] = []
        for chain in self._scene.mentions.between(self.layout.earliest(place, _FAR), place):
            last = chain.last_before(place)
            if last is not None and chain.kind in kinds and not chain.plural:
                scored.append((self._weight(chain, last, place), -len(scored), chain))
        scored.sort(key=lambda item: item[:2], reverse=True)
        if (
            not scored
            or scored[0][0] <= self._least["score"]
            or (len(scored) > 1 and scored[0][0] - scored[1][0] < margin)
        ):
            return None
        return scored[0][2]

    def _weight(self, chain: Chain, last: int, place: int) -> float:
        """How likely a thing is meant, whose last mention is at `last`."""
        layout, weights = self.layout, self._thing
        return (
            -float(layout.steps(last, place))
            + weights["source"] * (self._scene.sources[-1:] == [chain])
            + weights["first"] * layout.is_subject(last)
            + weights["quoted"] * layout.is_quoted(last)
            + weights["owner"] * layout.is_owner(last)
            + weights["often"] * log(1 + layout.recent(chain, place))
            + weights["all"] * log(bisect_left(chain.starts, place))
        )
