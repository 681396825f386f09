"""Resolves relative pronouns: the antecedents of "who", "which" and "that"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.reading.sources.antecedents import THINGS
from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name
from onrecord.reading.sources.phrases import Form, Phrase, PhraseParser
from onrecord.reading.sources.scene import Scene
from onrecord.records import SourceKind, Span

_GAP = re.compile(r"[\s,(—–-]+(?:one of |some of |many of |most of |all of )?$")
_JOINED = re.compile(r"(?:^|\s)(?:and|or|but)\s*,?\s*$")
_IS = re.compile(r"\s+(?:is|was|remains|became)\s+(?:also\s+)?")
_WORDS = re.compile(r"[^\s,;:()“”\"]+")
_BETWEEN = re.compile(r"[,;:()“”\"]")
_LONGEST = 9
_REACH = 200


class RelativeResolver:
    """Finds the antecedent of a relative pronoun."""

    def __init__(self, lexicon: Lexicon, scene: Scene, phrases: PhraseParser) -> None:
        self._lexicon, self._scene, self._phrases = lexicon, scene, phrases
        self._apposition = lexicon.apposition

    def before(self, start: int, sentence: int, relative: str) -> Chain | Phrase | None:
        """The antecedent of the pronoun at `start`: a chain if it is known, else the noun phrase before the pronoun.

        Args:
            start: Where the pronoun begins.
            sentence: Where its sentence begins.
            relative: The pronoun.
        """
        before = self._scene.text[max(0, start - _REACH) : start]
        gap = _GAP.search(before)
        if gap is None or _JOINED.search(before):
            return None
        end = start - len(gap.group())
        if relative in self._lexicon.pronoun_words["people"] and (person := self._apposed(sentence, end)) is not None:
            return person
        if (name := self._name_before(sentence, end, relative)) is not None:
            return self._scene.chain_of.get(name)
        noun = self._noun_before(sentence, end, relative)
        subject = self._subject_of(noun, sentence) if noun is not None else None
        return subject if subject is not None or noun is None else self._taken_up(noun, relative)

    def _taken_up(self, noun: Phrase, relative: str) -> Phrase | None:
        """The noun phrase as the pronoun takes it up: only people are "who", and "some who" are many."""
        if noun.form is Form.PRONOUN:
            return replace(noun, form=Form.NOUN, kind=SourceKind.GROUP) if noun.plural else None
        if (
            relative not in self._lexicon.pronoun_words["people"]
            or noun.form is not Form.NOUN
            or noun.kind not in THINGS
        ):
            return noun
        return replace(noun, kind=SourceKind.GROUP if noun.plural else SourceKind.ANONYMOUS)

    def _name_before(self, sentence: int, end: int, relative: str) -> Name | None:
        """The name that ends at `end`, or the body whose place it is: "TDC of Polia, which"."""
        names = self._phrases.names_in(Span(sentence, end))
        if not names or names[-1].core.end != end:
            return None
        last = names[-1]
        if relative in self._lexicon.pronoun_words["people"]:
            return last if last.kind in {SourceKind.PERSON, None} else None
        is_place = last.kind is SourceKind.GOVERNMENT and len(names) > 1
        if is_place and self._scene.text[names[-2].core.end : last.core.start] in {" of ", " in ", " for "}:
            chain = self._scene.chain_of.get(names[-2])
            if chain is not None and chain.kind is SourceKind.ORGANISATION:
                return names[-2]
        return last

    def _apposed(self, sentence: int, end: int) -> Chain | None:
        """The person whose role stands between the name and "who": "Joris Vane, the head of the Tide Council, who"."""
        match = self._apposition.search(self._scene.text, sentence, end)
        if match is None:
            return None
        role = self._phrases.parse(Span(*match.span("role")))
        if role.form is not Form.NOUN or role.plural or not self._lexicon.is_person_noun(role.head):
            return None
        names = self._phrases.names_in(Span(sentence, match.start()))
        chain = self._scene.chain_of.get(names[-1]) if names and names[-1].core.end == match.start() else None
        return chain if chain is not None and chain.kind in {SourceKind.PERSON, None} else None

    def _subject_of(self, noun: Phrase, sentence: int) -> Chain | None:
        """The person that a noun is said of: Vane in "Vane is a lawyer who"."""
        names = self._phrases.names_in(Span(sentence, noun.span.start))
        is_said_of = len(names) == 1 and _IS.fullmatch(self._scene.text[names[0].core.end : noun.span.start])
        return self._scene.chain_of.get(names[0]) if is_said_of else None

    def _noun_before(self, start: int, end: int, relative: str) -> Phrase | None:
        """The noun phrase that ends at `end`, from its determiner on."""
        text = self._scene.text[start:end]
        words = list(_WORDS.finditer(text))
        if not words:
            return None
        lowered = [word.group().lower() for word in words]
        first = None
        for n in range(len(words) - 1, max(-1, len(words) - _LONGEST), -1):
            if n < len(words) - 1 and _BETWEEN.search(text[words[n].end() : words[n + 1].start()]):
                break
            if lowered[n] in self._lexicon.determiners:
                first = n
                if not self._is_tied(lowered, n) or self._is_whole(lowered[n:], relative):
                    break
            elif first is None and n < len(words) - 1 and lowered[n] in self._lexicon.before_nouns:
                first = n + 1
                break
        if first is None:
            first = max(0, len(words) - 2)
        elif first > 1 and self._is_tied(lowered, first) and not self._is_whole(lowered[first:], relative):
            first = self._before_tie(lowered, first)
        return self._phrases.parse(Span(start + words[first].start(), end))

    def _is_tied(self, lowered: Sequence[str], n: int) -> bool:
        return n >= 2 and lowered[n - 1] in self._lexicon.tying | {"in"}

    def _is_whole(self, lowered: Sequence[str], relative: str) -> bool:
        """Whether the pronoun takes up these words alone, though a preposition ties them to what stands before."""
        noun = self._lexicon.singular(lowered[-1])
        if relative in self._lexicon.pronoun_words["people"]:
            return self._lexicon.is_person_noun(noun)
        return self._lexicon.kinds.get(noun) in THINGS and relative == "which"

    def _before_tie(self, lowered: Sequence[str], first: int) -> int:
        """Where the noun stands that the words from `first` on are tied to: tweet in "tweet from a reporter"."""
        noun = self._lexicon.singular(lowered[first - 2])
        return first - 2 if self._lexicon.kinds.get(noun) in THINGS else first
