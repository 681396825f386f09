"""Classifies the kind of source that a noun names."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.language.naming import plain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name
from onrecord.records import SourceKind

POSSESSED = "'s"
"""The determiner recorded for "Vane's wife"."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that names a source, in the singular and lower case, and how it stands.

    `modifiers` are the words before it, and `joined` the nouns among them that "and" or a comma joins to it;
    `owned_by` the words for whom or what it is tied to, and `owners` the names in these; `knows` says that "familiar
    with the matter" or the like follows.
    """

    head: str
    is_plural: bool = False
    determiner: str = ""
    modifiers: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    owned_by: Sequence[str] = ()
    owners: Sequence[Name] = ()
    knows: bool = False


class SourceKindClassifier:
    """Classifies the kind of source that a noun names."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def kind(self, noun: Noun) -> SourceKind:
        """The kind; `unknown` if no list has the noun."""
        lexicon = self._lexicon
        is_person = lexicon.is_person_noun(noun.head) or noun.head in lexicon.use["people"]
        if is_person and (kind := self._open(noun)) is not None:
            return kind
        if noun.head in lexicon.insiders:
            return SourceKind.ANONYMOUS
        if noun.head in lexicon.spokesmen:
            return self._spokesman(noun)
        if noun.head in lexicon.kin and not noun.is_plural and (self._is_definite(noun) or noun.owned_by):
            return SourceKind.PERSON
        if lexicon.kinds.get(noun.head, SourceKind.PERSON) is not SourceKind.PERSON:
            is_part = noun.head in lexicon.use["parts"] and self._is_public(noun)
            return SourceKind.GOVERNMENT if is_part else lexicon.kinds[noun.head]
        return self._person(noun) if is_person else self._unlisted(noun)

    def _open(self, noun: Noun) -> SourceKind | None:
        """The kind of people who are told by the words around them: nobody, most of them, those who know."""
        lexicon = self._lexicon
        if not noun.is_plural and noun.determiner in lexicon.use["nobody"]:
            return SourceKind.UNKNOWN
        if noun.determiner in lexicon.use["crowd"] and noun.head not in lexicon.insiders:
            return SourceKind.GROUP
        if noun.knows or (noun.is_plural and noun.joined & lexicon.insiders):
            return SourceKind.ANONYMOUS
        return None

    def _unlisted(self, noun: Noun) -> SourceKind:
        return SourceKind.GROUP if noun.is_plural and not noun.determiner else SourceKind.UNKNOWN

    def _is_definite(self, noun: Noun) -> bool:
        return noun.determiner in self._lexicon.definite or noun.determiner == POSSESSED

    def _is_public(self, noun: Noun) -> bool:
        return any(name.kind is SourceKind.GOVERNMENT for name in noun.owners)

    def _person(self, noun: Noun) -> SourceKind:
        use = self._lexicon.use
        if noun.is_plural:
            return SourceKind.ANONYMOUS if noun.determiner in use["counted"] else SourceKind.GROUP
        if self._is_definite(noun):
            return SourceKind.ANONYMOUS if noun.head in use["anybody"] else SourceKind.PERSON
        # Without an article, as headlines have it: "former mayor", "Lawmaker".
        return SourceKind.ANONYMOUS if noun.determiner else SourceKind.PERSON

    def _spokesman(self, noun: Noun) -> SourceKind:
        """Of one who speaks for somebody by office: a government, or an organisation."""
        lexicon = self._lexicon
        words = {self._lexicon.singular(plain(word)) for word in (*noun.modifiers, *noun.owned_by)}
        is_public = any(lexicon.kinds.get(word) is SourceKind.GOVERNMENT for word in words)
        if is_public or self._is_public(noun) or words & lexicon.use["public_offices"]:
            return SourceKind.GOVERNMENT
        if not noun.owned_by and not self._is_definite(noun) and noun.head in lexicon.use["unbound"]:
            return SourceKind.GROUP if noun.is_plural else SourceKind.ANONYMOUS
        return SourceKind.ORGANISATION
