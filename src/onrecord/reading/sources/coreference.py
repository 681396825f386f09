"""Whom the words of an article mean: names, nouns and pronouns put into chains; what is unclear stays open."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon, singular
from onrecord.reading.sources.names import Name
from onrecord.reading.sources.phrases import Form, Phrase, PhraseReader
from onrecord.records import SourceKind, Span

_END = re.compile(r"(?P<word>[^\W\d_][\w.'’-]*)?[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])|\n\s*\n")
_FAR = 5
"""How many sentences back an antecedent may stand."""
_NEAR = 12
_EARLY = 40
"""Within how many characters from the start of a sentence its subject stands."""


@dataclass(slots=True)
class Scene:
    """What is known while an article is read from its beginning to its end."""

    text: str
    chains: list[Chain]
    held: dict[Name, Chain]
    quoted: Sequence[Span]


class Coreference:
    """Resolves phrases in the order of the text."""

    def __init__(self, lexicon: Lexicon, scene: Scene, reader: PhraseReader) -> None:
        self._lexicon, self._scene, self._reader = lexicon, scene, reader
        self._quote_starts = {span.start for span in scene.quoted}
        starts = [0, *(match.end() for match in _END.finditer(scene.text) if not self._is_abbreviated(match))]
        self._sentences = starts
        # A quotation counts as one sentence, however many there are in it: whoever speaks stays near.
        self._steps = [start for start in starts if not self._in_quotes(start) or start in self._quote_starts]
        self._last_sources: list[Chain] = []

    def _is_abbreviated(self, match: re.Match[str]) -> bool:
        """Whether a full stop belongs to a word before it and ends no sentence."""
        word = (match["word"] or "").lower()
        return word in self._lexicon.address or word in {"vs", "no", "st"} or (len(word) == 1 and word.isalpha()) or "." in word

    def sentence(self, place: int) -> int:
        """The number of the sentence that a place is in."""
        return bisect_right(self._sentences, place)

    def step(self, place: int) -> int:
        """How many sentences begin before a place, each quotation taken for one."""
        return bisect_right(self._steps, place)

    def span_of_sentence(self, place: int) -> Span:
        """The sentence that a place is in."""
        n = self.sentence(place)
        return Span(self._sentences[n - 1], self._sentences[n] if n < len(self._sentences) else len(self._scene.text))

    def resolve(self, phrase: Phrase, *, is_source: bool = True, content: Sequence[Span] = (), speaker: Chain | None = None) -> Chain | None:
        """The chain that a phrase belongs to, an old or a new one; `None` where it is unclear.

        Args:
            phrase: What to resolve; all before it has been resolved.
            is_source: Whether it is the source of a statement.
            content: The content of its statement: who is named there only is hardly the source.
            speaker: Who speaks, where the phrase stands in a quotation.
        """
        chain = self._chain(phrase, content, speaker)
        if chain is not None:
            chain.add(phrase.span if phrase.name is None else phrase.name.core, None)
            if phrase.gender and chain.kind is SourceKind.PERSON:
                chain.gender = chain.gender or phrase.gender
            if is_source:
                chain.as_source.append(phrase.span.start)
                self._last_sources.append(chain)
        return chain

    def _chain(self, phrase: Phrase, content: Sequence[Span], speaker: Chain | None) -> Chain | None:
        if phrase.form is Form.NAME:
            return self._named(phrase)
        if phrase.form is Form.NOUN:
            return self._noun(phrase, content)
        word = phrase.head
        pronouns = self._lexicon.pronouns
        if word in {"i", "me", "my"}:
            return speaker
        if word in {"who", "which", "whom", "whose"} or (word == "that" and phrase.plural is False):
            return self._relative(phrase)
        if word in pronouns["female"] or word in pronouns["male"]:
            return self._person(phrase, content, MARGIN)
        if word in {"it", "its", "itself"}:
            return self._it(phrase)
        if word in {"they", "them", "their"}:
            return self._they(phrase)
        return None

    # Names and nouns

    def _named(self, phrase: Phrase) -> Chain | None:
        if phrase.others:
            key = tuple(id(self._scene.held[name]) for name in phrase.others if name in self._scene.held)
            return self._new(phrase, phrase.kind or self._kind_of_row(phrase), plural=True) if key else None
        assert phrase.name is not None
        chain = self._scene.held.get(phrase.name)
        if chain is None:  # a family name that may be that of several people
            return None
        if chain.kind is None and phrase.kind is not None:
            chain.kind = phrase.kind
        if phrase.kind is SourceKind.PERSON and phrase.head and chain.kind is None:
            chain.kind = SourceKind.PERSON
        if phrase.head:
            chain.heads.add(phrase.head)
        return chain

    def _kind_of_row(self, phrase: Phrase) -> SourceKind:
        kinds = {self._scene.held[name].kind for name in phrase.others if name in self._scene.held}
        known = kinds - {None}
        if not known or known == {SourceKind.PERSON}:
            return SourceKind.PERSON
        return min((kind for kind in known if kind), key=lambda kind: kind.value)

    def _noun(self, phrase: Phrase, content: Sequence[Span] = ()) -> Chain | None:
        if not phrase.plural and (chain := self._beside(phrase)) is not None:
            return chain
        if phrase.definite and phrase.head:
            chain = self._by_noun(phrase)
            if chain is None and phrase.determiner in {"the", "this"} and not phrase.plural and phrase.owner is None:
                if phrase.kind is SourceKind.PERSON and phrase.head not in self._lexicon.kin:
                    chain = self._person(phrase, content, NOUN_MARGIN)
                elif phrase.kind in _BODY_NOUNS and phrase.head in _BODY_NOUNS[phrase.kind]:
                    chain = self._thing(phrase)
            if chain is not None:
                chain.heads.add(phrase.head)
                return chain
        return self._new(phrase, phrase.kind)

    def _new(self, phrase: Phrase, kind: SourceKind | None, *, plural: bool = False) -> Chain:
        chain = Chain(kind, plural=plural or phrase.plural)
        chain.gender = phrase.gender
        if phrase.head:
            chain.heads.add(phrase.head)
        self._scene.chains.append(chain)
        return chain

    def _beside(self, phrase: Phrase) -> Chain | None:
        """The one whose name stands right beside the noun: "the carmaker, Casmir Steel", "Joris Vane, its chairman"."""
        text, (start, end) = self._scene.text, phrase.span
        near = self._reader.names_in(Span(max(0, start - 60), min(len(text), end + 60)))
        for name in near:
            chain = self._scene.held.get(name)
            if chain is None or not _may_be(phrase, chain):
                continue
            after = text[end : name.core.start] if name.core.start >= end else None
            before = text[name.core.end : start] if name.core.end <= start else None
            if (after is not None and re.fullmatch(r",? ", after)) or (before is not None and before == ", " and not name.possessive and self._closes(end)):
                if phrase.head:
                    chain.heads.add(phrase.head)
                if chain.kind is None:
                    chain.kind = phrase.kind
                return chain
        return None

    def _closes(self, place: int) -> bool:
        return bool(re.match(r"\s*(?:[,.;)—]|$)", self._scene.text[place : place + 3]))

    def _by_noun(self, phrase: Phrase) -> Chain | None:
        """The one before that is called by the same noun: "the president" after "President Vane"."""
        if phrase.determiner in {"'s", "his", "her", "their", "its", "our", "my"}:
            same = [c for c in self._scene.chains if phrase.head in c.heads and c.last_before(phrase.span.start) is not None and not c.names]
            return None if not same else None
        if phrase.determiner in {"these", "those"} and phrase.kind is SourceKind.GROUP and phrase.owner is not None:
            return None
        heads = {phrase.head}
        fitting = []
        for chain in self._scene.chains:
            last = chain.last_before(phrase.span.start)
            if last is None or not (chain.heads & heads) or chain.plural != phrase.plural:
                continue
            if phrase.owner is not None and not chain.names:
                continue
            fitting.append((last, chain))
        if not fitting:
            return None
        if len(fitting) > 1:
            named = [(last, chain) for last, chain in fitting if not (phrase.modifiers & {"former"}) or chain.names]
            fitting = [max(named or fitting, key=lambda pair: pair[0])]
        last, chain = fitting[0]
        if not chain.names and self.sentence(phrase.span.start) - self.sentence(last) > _NEAR:
            return None
        return chain

    # Pronouns

    def _relative(self, phrase: Phrase) -> Chain | None:
        """Who stands right before "who"."""
        start = phrase.span.start
        before = self._scene.text[max(0, start - 200) : start]
        if (match := re.search(r"[\s,(—–-]+(?:one of |some of |many of |most of |all of )?$", before)) is None:
            return None
        if re.search(r"(?:^|\s)(?:and|or|but)\s*,?\s*$", before):
            return None
        end = start - len(match.group())
        sentence = self._sentences[self.sentence(max(0, end - 1)) - 1]
        name = next((n for n in reversed(self._reader.names_in(Span(sentence, end))) if n.core.end == end), None)
        if name is not None and name in self._scene.held:
            return self._scene.held[name]
        noun = self._noun_before(sentence, end, phrase.head)
        if noun is None:
            return None
        chain = self._noun(noun) if noun.form is Form.NOUN else self._named(noun) if noun.form is Form.NAME else None
        if chain is not None:
            chain.add(noun.span)
        return chain

    def _noun_before(self, start: int, end: int, relative: str) -> Phrase | None:
        """The noun phrase that ends at `end`, from its determiner on."""
        words = list(re.finditer(r"[^\s,;:()“”\"]+", self._scene.text[start:end]))
        lexicon = self._lexicon
        first = None
        for n in range(len(words) - 1, max(-1, len(words) - 9), -1):
            word = words[n].group().lower()
            if n < len(words) - 1 and re.search(r"[,;:()“”\"]", self._scene.text[start + words[n].end() : start + words[n + 1].start()]):
                break
            if word in lexicon.determiners or word in {"a", "an"}:
                first = n
                tied = n >= 2 and words[n - 1].group().lower() in {"of", "for", "at", "with", "in", "from"}
                if not tied or (relative == "who" and lexicon.is_person_noun(singular(words[-1].group().lower()))):
                    break
                continue
            if first is None or n > first:
                if word in {"said", "says", "was", "is", "were", "are", "told", "has", "have", "and", "but", "among", "by", "to", "from", "about", "against", "with"} and n < len(words) - 1:
                    first = n + 1
                    break
        if first is None:
            first = max(0, len(words) - 2) if words else None
        if first is None or not words:
            return None
        return self._reader.read(Span(start + words[first].start(), end))

    def _person(self, phrase: Phrase, content: Sequence[Span], margin: float) -> Chain | None:
        """The likeliest person before, if one is likelier than all others by a margin."""
        gender = phrase.gender
        place = phrase.span.start
        here = self.step(place)
        scored = []
        for chain in self._scene.chains:
            if chain.plural or chain.kind not in {SourceKind.PERSON, SourceKind.ANONYMOUS, None} or (chain.gender and gender and chain.gender != gender):
                continue
            if chain.kind is None and (chain.full is None):
                continue
            last = chain.last_before(place)
            if last is None or here - self.step(last) > _FAR:
                continue
            scored.append((self._salience(chain, place, here, gender, content), -len(scored), chain))
        if not scored:
            return None
        scored.sort(reverse=True, key=lambda item: item[:2])
        if len(scored) > 1 and scored[0][0] - scored[1][0] < margin:
            return None
        return scored[0][2] if scored[0][0] > LEAST else None

    def _salience(self, chain: Chain, place: int, here: int, gender: str | None, content: Sequence[Span]) -> float:
        n = bisect_right(chain.starts, place - 1)
        last = chain.starts[n - 1]
        distance = here - self.step(last)
        score = -1.0 * distance
        if gender and chain.gender == gender:
            score += W["gender"]
        if chain.kind is None:
            score -= W["unknown"]
        if self._last_sources and self._last_sources[-1] is chain:
            score += W["source"]
        if self._is_first(last):
            score += W["first"]
        if self._in_quotes(last):
            score -= W["quoted"]
        if self._is_owner(last):
            score -= W["owner"]
        recent = [s for s in chain.starts[max(0, n - 6) : n] if here - self.step(s) <= 2]
        score += W["often"] * log(1 + len(recent)) + W["all"] * log(n)
        if distance == 0 and any(start <= last < end for start, end in content):
            score -= W["content"]
        return score

    def _is_first(self, place: int) -> bool:
        """Whether a mention is the first in its sentence."""
        start = self._sentences[self.sentence(place) - 1]
        before = self._scene.text[start:place].split()
        governed = bool(before) and before[-1].lower() in self._lexicon.boundaries | {"to", "by"}
        return place - start < _EARLY and not governed and not self._reader.names_in(Span(start, place))

    def _is_owner(self, place: int) -> bool:
        return bool(re.match(r"[^\s,.;]*(?:['’]s\b)", self._scene.text[place : place + 40])) or self._scene.text[place : place + 4].lower() in {"his ", "her "}

    def _in_quotes(self, place: int) -> bool:
        n = bisect_right(self._scene.quoted, Span(place, 1 << 60)) - 1
        return n >= 0 and self._scene.quoted[n].start <= place < self._scene.quoted[n].end

    def _it(self, phrase: Phrase) -> Chain | None:
        """The body or document that is spoken of."""
        return self._thing(phrase)

    def _thing(self, phrase: Phrase) -> Chain | None:
        """The likeliest body or document before, if one is likelier than all others by a margin."""
        place = phrase.span.start
        here = self.step(place)
        scored = []
        for chain in self._scene.chains:
            if chain.plural or chain.kind not in (_THINGS if phrase.form is Form.PRONOUN else {phrase.kind}):
                continue
            last = chain.last_before(place)
            if last is not None and here - self.step(last) <= _FAR:
                scored.append((self._salience(chain, place, here, None, ()), -len(scored), chain))
        scored.sort(reverse=True, key=lambda item: item[:2])
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN) or scored[0][0] < LEAST:
            return None
        return scored[0][2]

    def _they(self, phrase: Phrase) -> Chain | None:
        here = self.sentence(phrase.span.start)
        for chain in reversed(self._last_sources[-2:]):
            last = chain.last_before(phrase.span.start)
            if last is not None and (chain.plural or chain.kind in _THINGS | {SourceKind.GROUP}) and here - self.sentence(last) <= 2:
                return chain
        return None


def _may_be(phrase: Phrase, chain: Chain) -> bool:
    """Whether a noun may name what a chain is."""
    if phrase.kind in {SourceKind.PERSON, SourceKind.ANONYMOUS}:
        return chain.kind in {SourceKind.PERSON, None} and phrase.head not in {"", "one"}
    return phrase.kind is not None and (chain.kind is phrase.kind or chain.kind is None)


_BODY_NOUNS = {
    SourceKind.ORGANISATION: frozenset({
        "agency", "airline", "automaker", "bank", "business", "campaign", "carmaker", "carrier", "committee", "company",
        "corporation", "firm", "group", "magazine", "maker", "manufacturer", "network", "newspaper", "organisation",
        "organization", "outlet", "party", "retailer", "station", "union",
    }),
    SourceKind.GOVERNMENT: frozenset({"agency", "bureau", "court", "department", "ministry"}),
}  # fmt: skip
"""Nouns that news use for a body which was named before."""
_THINGS = frozenset({SourceKind.ORGANISATION})
_THINGS = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT, SourceKind.DOCUMENT})
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
