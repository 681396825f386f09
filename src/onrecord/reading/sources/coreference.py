"""Resolves names, nouns and pronouns to chains; what is unclear stays unresolved."""

import re
from collections.abc import Mapping, Sequence

from onrecord.reading.sources.antecedents import NOUN_LIKELY, THINGS, Antecedents
from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.kinds import POSSESSED
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name
from onrecord.reading.sources.phrases import Form, Phrase, PhraseParser
from onrecord.reading.sources.relatives import RelativeResolver
from onrecord.reading.sources.scene import Anaphor, Scene
from onrecord.records import SourceKind, Span

_CLOSES = re.compile(r"\s*(?:[,.;)—]|$)")
_NEAR = 12
"""How many sentences back the first mention of "the official" may be."""
_BESIDE = 60
_LONGEST = 1_000
"""How far back the antecedent of a relative pronoun may stand, in characters."""
_LEAD, _SOON = 3, 4
"""How many sentences the lead has, and how many more until its person is named."""
_LEAD_LENGTH = 5_000
"""The longest lead, in characters, however long its sentences are."""


class Coreference:
    """Resolves phrases in the order of the text."""

    def __init__(self, lexicon: Lexicon, scene: Scene, phrases: PhraseParser) -> None:
        self._lexicon, self._scene, self._phrases = lexicon, scene, phrases
        self.antecedents = Antecedents(lexicon, scene, phrases)
        self.layout = self.antecedents.layout
        self._relatives = RelativeResolver(lexicon, scene, phrases)

    def resolve(self, phrase: Phrase, *, is_source: bool = True, content: Sequence[Span] = ()) -> Chain | None:
        """The chain that a phrase belongs to, an old or a new one; `None` where it is unclear.

        Args:
            phrase: What to resolve; all before it has been resolved.
            is_source: Whether it is the source of a statement.
            content: The content of its statement: who is named there only is hardly the source.
        """
        chain = self._chain(phrase, content)
        if chain is not None:
            self._scene.mentions.add(chain, phrase.span if phrase.name is None else phrase.name.core)
            if phrase.gender and chain.kind is SourceKind.PERSON:
                chain.gender = chain.gender or phrase.gender
            if is_source:
                self._scene.sources.append(chain)
        return chain

    def _chain(self, phrase: Phrase, content: Sequence[Span]) -> Chain | None:
        if phrase.form is Form.NAME:
            return self._named(phrase)
        if phrase.form is Form.NOUN:
            return self._noun(phrase, content)
        word, place = phrase.head, phrase.span.start
        pronouns = self._lexicon.pronouns
        if word in pronouns["relative"]:
            return self._relative(phrase)
        if phrase.gender is not None:
            anaphor = Anaphor(place, phrase.gender, content, word in pronouns["possessive"])
            return self.antecedents.person(anaphor, self.antecedents.likely)
        if word in pronouns["neuter"]:
            return self.antecedents.thing(place, THINGS)
        return self.antecedents.several(place) if word in pronouns["several"] else None

    def _relative(self, phrase: Phrase) -> Chain | None:
        """Who stands right before "who"."""
        start = phrase.span.start
        sentence = max(self.layout.sentence(max(0, start - 1)).start, start - _LONGEST)
        before = self._relatives.before(start, sentence, phrase.head)
        if before is None or isinstance(before, Chain):
            return before
        chain = self._noun(before) if before.form is Form.NOUN else self._named(before)
        if chain is not None:
            self._scene.mentions.add(chain, before.span)
        return chain

    # Names and nouns

    def _named(self, phrase: Phrase) -> Chain | None:
        if phrase.others:
            return self._new(phrase, phrase.kind or self._kind_of_row(phrase))
        chain = self._scene.chain_of.get(phrase.name) if phrase.name is not None else None
        if chain is None:  # a family name that may be that of several people
            return None
        if chain.kind is None:
            chain.kind = phrase.kind
        return self._called(chain, phrase)

    def _called(self, chain: Chain, phrase: Phrase) -> Chain:
        if phrase.head:
            self._scene.mentions.call(chain, phrase.head)
        return chain

    def _kind_of_row(self, phrase: Phrase) -> SourceKind:
        """The kind of several names: of people if all may be."""
        kinds = {self._scene.chain_of[name].kind for name in phrase.others if name in self._scene.chain_of} - {None}
        others = sorted(kind.value for kind in kinds if kind is not None and kind is not SourceKind.PERSON)
        return SourceKind(others[0]) if others else SourceKind.PERSON

    def _noun(self, phrase: Phrase, content: Sequence[Span] = ()) -> Chain | None:
        if not phrase.plural and (chain := self._beside(phrase)) is not None:
            return self._called(chain, phrase)
        if phrase.definite and phrase.head:
            found = self._by_noun(phrase) or self._meant(phrase, content)
            if found is not None:
                return self._called(found, phrase)
        if not phrase.plural and not phrase.definite and (named := self._named_later(phrase)) is not None:
            return self._called(named, phrase)
        return self._new(phrase, SourceKind.PERSON if self._is_two_named(phrase) else phrase.kind)

    def _is_two_named(self, phrase: Phrase) -> bool:
        """Whether "the two", "both men" or "the senators" are two people whom the article has named."""
        place = phrase.span.start
        is_known = phrase.definite or phrase.determiner == "the"
        if not is_known or phrase.kind not in {SourceKind.GROUP, None}:
            return False
        near = [
            chain
            for chain in self._scene.mentions.between(self.layout.earliest(place, _NEAR), place)
            if chain.kind is SourceKind.PERSON and chain.names
        ]
        words = self._scene.text[place : phrase.span.end].lower().split()[:2]
        if self._lexicon.pronoun_words["two"] & set(words):
            return len(near) > 1
        called = [chain for chain in near if phrase.head in chain.heads]
        return phrase.plural and phrase.owner is None and len(called) in {2, 3}

    def _named_later(self, phrase: Phrase) -> Chain | None:
        """The one whom "a judge" announces: just one after has the role, or is the source that the lead is about."""
        if (
            phrase.kind is not SourceKind.ANONYMOUS
            or phrase.head in self._lexicon.insiders | self._lexicon.use["press"]
        ):
            return None
        fitting = self._scene.mentions.named(phrase.head)
        is_later = len(fitting) == 1 and fitting[0].last_before(phrase.span.start) is None
        if is_later and fitting[0].kind is SourceKind.PERSON:
            return fitting[0]
        return self._of_lead(phrase)

    def _of_lead(self, phrase: Phrase) -> Chain | None:
        """Who is named first after "a lawmaker" in the lead, if soon and as a source."""
        place = phrase.span.end
        if self.layout.steps(0, place) > _LEAD or place > _LEAD_LENGTH:
            return None
        is_first = not any(chain.names for chain in self._scene.sources)
        if phrase.owner is not None and not is_first:
            return None
        first = next(
            (
                name
                for name in self._phrases.names_in(Span(place, min(len(self._scene.text), place + _LEAD_LENGTH)))
                if _is_new(name, place, self._scene.chain_of)
            ),
            None,
        )
        if first is None or self.layout.steps(place, first.core.start) > _SOON:
            return None
        chain = self._scene.chain_of[first]
        fits = not (phrase.gender and chain.gender and phrase.gender != chain.gender)
        return chain if fits and chain.starts[0] in self._scene.speaking else None

    def _new(self, phrase: Phrase, kind: SourceKind | None) -> Chain:
        chain = Chain(kind, plural=phrase.plural)
        chain.gender = phrase.gender
        self._scene.mentions.add_chain(chain)
        return self._called(chain, phrase)

    def _beside(self, phrase: Phrase) -> Chain | None:
        """The one whose name stands right beside the noun: "the carmaker, Casmir Steel", "Joris Vane, its chairman"."""
        text, (start, end) = self._scene.text, phrase.span
        for name in self._phrases.names_in(Span(max(0, start - _BESIDE), min(len(text), end + _BESIDE))):
            chain = self._scene.chain_of.get(name)
            if chain is None or not _may_be(phrase, chain):
                continue
            is_after = name.core.start >= end and text[end : name.core.start] in {" ", ", "}
            is_before = text[name.core.end : start] == ", " and not name.possessive and bool(_CLOSES.match(text, end))
            if is_after or is_before:
                chain.kind = chain.kind or phrase.kind
                return chain
        return None

    def _by_noun(self, phrase: Phrase) -> Chain | None:
        """The last one before that is called by the same noun: "the president" after "President Vane"."""
        possessive = phrase.determiner == POSSESSED or phrase.determiner in self._lexicon.pronouns["possessive"]
        if possessive or (phrase.plural and phrase.owner is not None):
            return None
        place = phrase.span.start
        found = self._scene.mentions.last_called(
            phrase.head, place, plural=phrase.plural, named=phrase.owner is not None
        )
        if found is None:
            return None
        last, chain = found
        return chain if chain.names or self.layout.steps(last, place) <= _NEAR else None

    def _meant(self, phrase: Phrase, content: Sequence[Span]) -> Chain | None:
        """Whom "the host" or "the company" means, though nobody was called so."""
        if phrase.plural or phrase.owner is not None or phrase.kind is None:
            return None
        if phrase.kind is SourceKind.PERSON and phrase.head not in self._lexicon.kin:
            found = self.antecedents.person(Anaphor(phrase.span.start, phrase.gender, content), NOUN_LIKELY)
            return None if found is not None and self._is_of_press(found, phrase) else found
        if phrase.head in self._lexicon.use.get(f"again_{phrase.kind}", ()):
            return self.antecedents.thing(phrase.span.start, frozenset({phrase.kind}))
        return None

    def _is_of_press(self, chain: Chain, phrase: Phrase) -> bool:
        """Whether a chain is an unnamed reporter, who asks and is not "the mayor" who answers."""
        return not chain.names and phrase.head not in chain.heads and bool(chain.heads & self._lexicon.use["press"])


def _is_new(name: Name, place: int, held: Mapping[Name, Chain]) -> bool:
    """Whether a name is a person's in full, who was not named before a place."""
    chain = held.get(name)
    return (
        chain is not None
        and chain.kind is SourceKind.PERSON
        and len(name.words) > 1
        and chain.starts[0] == name.core.start > place
    )


def _may_be(phrase: Phrase, chain: Chain) -> bool:
    """Whether a noun may name what a chain is."""
    if phrase.kind in {SourceKind.PERSON, SourceKind.ANONYMOUS}:
        return chain.kind in {SourceKind.PERSON, None} and phrase.head not in {"", "one"}
    return phrase.kind is not None and chain.kind in {phrase.kind, None}
