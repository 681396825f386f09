"""Whom a pronoun means, by who was named before: what is not clear by a margin stays open."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log

from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name
from onrecord.reading.sources.phrases import PhraseReader
from onrecord.records import SourceKind, Span

_END = re.compile(r"(?P<word>(?<!\w)[^\W\d_][\w.'’-]{0,40})?[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])|\n\s*\n")
_OWNER = re.compile(r"[^\s,.;]*['’]s\b|(?:his|her) ", re.IGNORECASE)
_FAR = 5
"""How many sentences back an antecedent may stand."""
_EARLY = 40
"""Within how many characters from the start of a sentence its subject stands."""
_LATELY = 2
_MENTIONS = 6

MARGIN, NOUN_MARGIN, LEAST = 0.75, 1.6, -3.5
"""By how much the likeliest antecedent of a pronoun, and of a noun, is to lead; and how likely it is to be."""

W = {
    "gender": 1.3,
    "unknown": 2.0,
    "source": 2.4,
    "first": 1.0,
    "quoted": 0.8,
    "owner": 0.9,
    "often": 2.4,
    "all": 0.2,
    "content": 2.5,
}
"""What speaks for an antecedent and against it, in sentences of distance. Fitted on labels of training articles."""


@dataclass(slots=True)
class Scene:
    """What is known while an article is read from its beginning to its end.

    `held` has the chain of each name; one that may be that of several people is not in it. `sources` are the chains of
    the sources so far, in order; `speaking` are the places within the words that name a source.
    """

    text: str
    chains: list[Chain]
    held: dict[Name, Chain]
    quoted: Sequence[Span]
    speaking: frozenset[int] = frozenset()
    sources: list[Chain] = field(default_factory=list)


class Antecedents:
    """Weighs the chains that a pronoun or a noun may mean."""

    def __init__(self, lexicon: Lexicon, scene: Scene, reader: PhraseReader) -> None:
        self._lexicon, self._scene, self._reader = lexicon, scene, reader
        self._sentences = [0, *(m.end() for m in _END.finditer(scene.text) if not self._is_abbreviated(m))]
        opening = {span.start for span in scene.quoted}
        # A quotation counts as one sentence, however many there are in it: whoever speaks stays near.
        self._steps = [start for start in self._sentences if start in opening or not self.is_quoted(start)]

    def _is_abbreviated(self, match: re.Match[str]) -> bool:
        """Whether a full stop belongs to a word before it and ends no sentence."""
        word = (match["word"] or "").lower()
        return word in self._lexicon.address or word in {"vs", "no", "st"} or len(word) == 1 or "." in word

    def sentence(self, place: int) -> Span:
        """The sentence that a place is in."""
        n = bisect_right(self._sentences, place)
        return Span(self._sentences[n - 1], self._sentences[n] if n < len(self._sentences) else len(self._scene.text))

    def steps(self, start: int, end: int) -> int:
        """How many sentences begin between two places, each quotation taken for one."""
        return bisect_right(self._steps, end) - bisect_right(self._steps, start)

    def is_quoted(self, place: int) -> bool:
        """Whether a place stands in a quotation."""
        n = bisect_right(self._scene.quoted, Span(place, len(self._scene.text) + 1)) - 1
        return n >= 0 and place < self._scene.quoted[n].end

    def person(self, place: int, gender: str | None, content: Sequence[Span], margin: float) -> Chain | None:
        """The person that is meant at a place, if it is clear.

        Args:
            place: Where the pronoun stands.
            gender: Its gender, if it has one.
            content: The content of its statement: who is named there only is hardly the source.
            margin: By how much one is to lead.
        """
        fitting = (
            chain
            for chain in self._scene.chains
            if chain.kind in _PEOPLE
            and not chain.plural
            and not (gender and chain.gender and chain.gender != gender)
            and (chain.kind is not None or chain.names)
        )
        found = self._likeliest(place, gender, content, fitting, margin)
        if found is None or found.names or found.kind is not SourceKind.PERSON:
            return found
        # "The nominee said … She": the nominee may be any of those who are named nearby.
        return None if self._is_named_near(place, gender) else found

    def _is_named_near(self, place: int, gender: str | None) -> bool:
        """Whether somebody with a name and of a fitting gender stands near before a place."""
        return any(
            chain.names
            and chain.kind is SourceKind.PERSON
            and not (gender and chain.gender and chain.gender != gender)
            and (last := chain.last_before(place)) is not None
            and self.steps(last, place) <= _FAR
            for chain in self._scene.chains
        )

    def thing(self, place: int, kinds: frozenset[SourceKind]) -> Chain | None:
        """The body or document that is meant at a place, if it is clear."""
        fitting = (chain for chain in self._scene.chains if chain.kind in kinds and not chain.plural)
        return self._likeliest(place, None, (), fitting, MARGIN)

    def kind_of_thing(self, place: int) -> SourceKind | None:
        """The kind of the body or document that is likeliest meant at a place, though it is not clear which."""
        fitting = (chain for chain in self._scene.chains if chain.kind in THINGS and not chain.plural)
        found = self._likeliest(place, None, (), fitting, 0.0)
        return found.kind if found is not None else None

    def several(self, place: int) -> Chain | None:
        """The last source that is many or a body, if it is near."""
        for chain in reversed(self._scene.sources[-2:]):
            last = chain.last_before(place)
            is_fitting = chain.plural or chain.kind in _SEVERAL
            if last is not None and is_fitting and self.steps(last, place) <= _LATELY:
                return chain
        return None

    def _likeliest(
        self, place: int, gender: str | None, content: Sequence[Span], chains: Iterable[Chain], margin: float
    ) -> Chain | None:
        scored: list[tuple[float, int, Chain]] = []
        for chain in chains:
            last = chain.last_before(place)
            if last is not None and self.steps(last, place) <= _FAR:
                scored.append((self._salience(chain, last, place, gender, content), -len(scored), chain))
        scored.sort(key=lambda item: item[:2], reverse=True)
        if not scored or scored[0][0] <= LEAST or (len(scored) > 1 and scored[0][0] - scored[1][0] < margin):
            return None
        return scored[0][2]

    def _salience(self, chain: Chain, last: int, place: int, gender: str | None, content: Sequence[Span]) -> float:
        """How likely a chain is meant, whose last mention is at `last`."""
        n = bisect_left(chain.starts, place)
        recent = sum(self.steps(start, place) <= _LATELY for start in chain.starts[max(0, n - _MENTIONS) : n])
        distance = self.steps(last, place)
        in_content = distance == 0 and any(start <= last < end for start, end in content)
        return (
            -float(distance)
            + W["gender"] * (gender is not None and chain.gender == gender)
            - W["unknown"] * (chain.kind is None)
            + W["source"] * (self._scene.sources[-1:] == [chain])
            + W["first"] * self._is_subject(last)
            - W["quoted"] * self.is_quoted(last)
            - W["owner"] * (_OWNER.match(self._scene.text, last) is not None)
            + W["often"] * log(1 + recent)
            + W["all"] * log(n)
            - W["content"] * in_content
        )

    def _is_subject(self, place: int) -> bool:
        """Whether a mention is the first in its sentence, and no preposition governs it."""
        start = self.sentence(place).start
        before = self._scene.text[start:place].split()
        governed = bool(before) and before[-1].lower() in self._lexicon.boundaries
        return place - start < _EARLY and not governed and not self._reader.names_in(Span(start, place))


_PEOPLE = frozenset({SourceKind.PERSON, SourceKind.ANONYMOUS, None})
THINGS = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT, SourceKind.DOCUMENT})
_SEVERAL = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT, SourceKind.GROUP})
