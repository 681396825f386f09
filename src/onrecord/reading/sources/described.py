"""What the words beside a name say it is: "the charity Open Hands", "Lena Church, a nurse"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.language.naming import plain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name, tokens
from onrecord.records import SourceKind

_BODIES = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT})
_BEFORE = re.compile(r"(?<![\w'’])([a-z]+) $")
_REACH = 60
"""How many characters beside a name are read."""
_FULL = 2
"""How many words a given and a family name are."""
_WORDS = 5
"""How many words a description has at most."""


class DescribedKinds:
    """Gives names the kind that a description beside one of their mentions tells.

    A person whose family name is a word of institutions is a person if a noun for one describes it; a name that nothing
    else tells of is a body if a noun for one does.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        copulas = "|".join(sorted(lexicon.name_words["copulas"]))
        determiners = "|".join(sorted(lexicon.determiners))
        self._after = re.compile(rf"(?:,| (?:{copulas})) (?:{determiners}) ")

    def __call__(self, text: str, names: Sequence[Name]) -> list[Name]:
        """The names, each with its kind or the one that is told."""
        told = {name.key: kind for name in names for kind in self._told(text, name)}
        return [
            replace(name, kind=told[name.key]) if self._is_open(name) and name.key in told else name for name in names
        ]

    def _is_open(self, name: Name) -> bool:
        """Whether a name's words alone do not settle its kind."""
        if len(name.words) < _FULL or name.title:
            return False
        return name.kind is None or (name.kind is SourceKind.ORGANISATION and self._has_given(name))

    def _has_given(self, name: Name) -> bool:
        return plain(name.words[0]) in self._lexicon.given and len(name.words) == _FULL

    def _told(self, text: str, name: Name) -> Iterator[SourceKind]:
        """The kind that is told at a name, if it is told and may be that of the name."""
        if not self._is_open(name):
            return
        kind = self._before(text, name) or self._behind(text, name)
        fits = kind is SourceKind.PERSON if self._has_given(name) else kind in _BODIES
        if kind is not None and fits:
            yield kind

    def _before(self, text: str, name: Name) -> SourceKind | None:
        """The kind of a noun right before a name."""
        start = name.span.start
        noun = _BEFORE.search(text, max(0, start - _REACH), start)
        return self._lexicon.kinds.get(noun[1]) if noun else None

    def _behind(self, text: str, name: Name) -> SourceKind | None:
        """The kind of the noun after a comma or a copula and a determiner."""
        opening = self._after.match(text, name.span.end)
        if opening is None:
            return None
        words: list[str] = []
        last = opening.end()
        for token in tokens(text, opening.end(), min(len(text), opening.end() + _REACH))[:_WORDS]:
            word = token.text.lower()
            if text[last : token.start].strip() not in {"", "'s", "’s"} or word in self._lexicon.boundaries:
                break
            words.append(self._lexicon.singular(word))
            last = token.end
        return self._kind(words)

    def _kind(self, words: Sequence[str]) -> SourceKind | None:
        """The kind that a description, in the singular, tells by its last noun."""
        if not words:
            return None
        *others, head = words
        lexicon = self._lexicon
        if lexicon.is_person_noun(head):
            return SourceKind.PERSON
        is_public = any(lexicon.kinds.get(word) is SourceKind.GOVERNMENT for word in others)
        if head in lexicon.name_words["government"] or (head in lexicon.use["parts"] and is_public):
            return SourceKind.GOVERNMENT
        return lexicon.kinds.get(head)
