"""The state of an article while it is read: who has been named, and where sentences and quotations begin and end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.mentions import Mentions
from onrecord.reading.sources.names import Name
from onrecord.reading.sources.phrases import PhraseParser
from onrecord.records import Span

_END = re.compile(r"(?P<word>(?<!\w)[^\W\d_][\w.'’-]{0,40})?[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])|\n\s*\n")
_OWNER = re.compile(r"[^\s,.;]*['’]s\b|(?:his|her) ", re.IGNORECASE)
_EARLY = 40
"""How many characters from the start of a sentence its subject may be."""
LATELY = 2
_MENTIONS = 6
_WINDOW = 3_000
"""How many characters back an antecedent may be, however long the sentences are."""


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A pronoun or a noun whose antecedent is sought: where it stands, its gender, and the content of its statement.

    `is_owner` is true of a possessive.
    """

    place: int
    gender: str | None = None
    content: Sequence[Span] = ()
    is_owner: bool = False


@dataclass(frozen=True, slots=True)
class AntecedentChoice:
    """Where an anaphor stands, and its candidate antecedents with the features of each."""

    place: int
    candidates: Sequence[tuple[Chain, Mapping[str, float]]]


@dataclass(slots=True)
class Scene:
    """The state of an article as it is read from beginning to end.

    `chain_of` maps each name to its chain, except names that several people may share. `sources` lists the chains of
    the sources so far, in order; `speaking` holds every offset within the words that name a source. If `trace` is a
    list, every choice is appended to it, for training.
    """

    text: str
    mentions: Mentions
    chain_of: dict[Name, Chain]
    quoted: Sequence[Span]
    speaking: frozenset[int] = frozenset()
    sources: list[Chain] = field(default_factory=list)
    trace: list[AntecedentChoice] | None = None


class Layout:
    """Where sentences and quotations begin and end, and the position of mentions in them."""

    def __init__(self, lexicon: Lexicon, scene: Scene, phrases: PhraseParser) -> None:
        self._lexicon, self._scene, self._phrases = lexicon, scene, phrases
        self._sentences = [0, *(m.end() for m in _END.finditer(scene.text) if not self._is_abbreviated(m))]
        opening = {span.start for span in scene.quoted}
        # A quotation counts as one sentence, however many there are in it: whoever speaks stays near.
        self._steps = [start for start in self._sentences if start in opening or not self.is_quoted(start)]

    def _is_abbreviated(self, match: re.Match[str]) -> bool:
        """Whether a full stop belongs to an abbreviation and does not end a sentence."""
        word = (match["word"] or "").lower()
        return (
            word in self._lexicon.address
            or word in self._lexicon.name_words["stopped"]
            or len(word) == 1
            or "." in word
        )

    def sentence(self, place: int) -> Span:
        """The sentence around an offset."""
        n = bisect_right(self._sentences, place)
        return Span(self._sentences[n - 1], self._sentences[n] if n < len(self._sentences) else len(self._scene.text))

    def steps(self, start: int, end: int) -> int:
        """How many sentences begin between two offsets; a quotation counts as one."""
        return bisect_right(self._steps, end) - bisect_right(self._steps, start)

    def earliest(self, place: int, steps: int) -> int:
        """The first offset at most some sentences before another; a quotation counts as one."""
        n = bisect_right(self._steps, place) - steps - 1
        return max(self._steps[n] if n >= 0 else 0, place - _WINDOW)

    def is_quoted(self, place: int) -> bool:
        """Whether an offset is inside a quotation."""
        n = bisect_right(self._scene.quoted, Span(place, len(self._scene.text) + 1)) - 1
        return n >= 0 and place < self._scene.quoted[n].end

    def is_subject(self, place: int) -> bool:
        """Whether a mention is the first in its sentence, and no preposition governs it."""
        start = self.sentence(place).start
        if place - start >= _EARLY:
            return False
        before = self._scene.text[start:place].split()
        governed = bool(before) and before[-1].lower() in self._lexicon.boundaries
        return not governed and not self._phrases.names_in(Span(start, place))

    def is_owner(self, place: int) -> bool:
        """Whether a mention is a possessive: "Vane's", "her"."""
        return _OWNER.match(self._scene.text, place) is not None

    def recent(self, chain: Chain, place: int) -> int:
        """How many of a chain's last mentions are close before an offset."""
        n = bisect_left(chain.starts, place)
        return sum(self.steps(start, place) <= LATELY for start in chain.starts[max(0, n - _MENTIONS) : n])
