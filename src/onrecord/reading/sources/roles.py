"""Extracts what an article says about a person: office, role, and whom they speak for."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from onrecord.reading.sources.chains import Chain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name, tokens
from onrecord.reading.sources.phrases import Form, Phrase
from onrecord.records import Role, Span, Words

_FAR = 90


class RoleExtractor:
    """Extracts the roles of people, and whom a spokesperson speaks for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        said, before, ties = ("|".join(sorted(lexicon.role_words[name])) for name in ("said", "before_name", "ties"))
        self._role_after = re.compile(
            rf",\s+(?!\d)(?P<role>[^,.;:“”\"()\n]{{3,120}}?)(?=\s*(?:,|\.\s|\.$|;|\)|—|\n|$|\s(?:{said})\b))"
        )
        self._role_before = re.compile(rf"(?P<role>\b(?:{before})\s[^,.;:“”\"()\n]{{3,80}}),\s$", re.IGNORECASE)
        self._closes = re.compile(rf"\s*(?:,|\.|{said}|;|$)")
        self._tied = re.compile(rf"\b(?:{ties})\s+(?P<body>.+)$")

    def roles(self, text: str, chain: Chain) -> Iterator[Role]:
        """The roles next to the names of a chain, in the order of the text, each once."""
        seen: set[str] = set()
        for name in sorted(chain.names, key=lambda name: name.core):
            for span in self._spans(text, name):
                words = text[slice(*span)]
                if words.lower() not in seen:
                    seen.add(words.lower())
                    yield Role(Words.of(text, [span]), self._affiliation(text, span))

    def _spans(self, text: str, name: Name) -> Iterator[Span]:
        office = self._office(text, name) if name.title else None
        span = office or self._before(text, name) or self._introduced(text, name)
        if span is not None:
            yield span
        match = self._role_after.match(text, name.core.end)
        if match and not name.possessive:
            span = Span(*match.span("role"))
            words = [token.text.lower() for token in tokens(text, *span)]
            if words and self._is_role(words):
                yield span

    def _office(self, text: str, name: Name) -> Span | None:
        """The title, unless it is only a form of address."""
        end = name.core.start
        while end > name.span.start and text[end - 1].isspace():
            end -= 1
        title = text[name.span.start : end]
        return None if title.lower().rstrip(".") in self._lexicon.address else Span(name.span.start, end)

    def _before(self, text: str, name: Name) -> Span | None:
        """Words for a role right before the name: "campaign manager Joris Vane"."""
        start, end = max(0, name.core.start - 80), name.core.start
        if not self._follows_noun(text, start, end):
            return None
        before = tokens(text, start, end)
        first = len(before) - 1
        while first > 0 and len(before) - first < 6:
            token = before[first - 1]
            word = token.text.lower()
            if (
                text[token.end : before[first].start] not in {" ", "’s ", "'s "}
                or word in self._lexicon.small
                or word in self._lexicon.boundaries
                or word in self._lexicon.determiners
            ):
                break
            if (
                token.possessive
                or word.endswith(self._lexicon.verbal_endings)
                or (
                    not token.is_capital
                    and word not in self._lexicon.before_office
                    and not self._lexicon.is_person_noun(word)
                    and word not in self._lexicon.kinds
                )
            ):
                break
            first -= 1
        return Span(before[first].start, before[-1].end)

    def _follows_noun(self, text: str, start: int, end: int) -> bool:
        """Whether the last word of a span is a noun for a person, with one space after it."""
        last = tokens(text, max(start, text.rfind(" ", start, max(start, end - 1))), end)
        if not last or text[last[-1].end : end] != " ":
            return False
        noun = last[-1].text.lower()
        return self._lexicon.singular(noun) == noun and self._lexicon.is_person_noun(noun)

    def _introduced(self, text: str, name: Name) -> Span | None:
        """A role and a comma before the name: "the minister of water, Joris Vane"."""
        far = max(0, name.core.start - _FAR)
        match = self._role_before.search(text, max(far, text.rfind("\n", far, name.core.start)), name.core.start)
        if match is None or not self._closes.match(text[name.core.end : name.core.end + 6]):
            return None
        words = [token.text.lower() for token in tokens(text, *match.span("role"))]
        return Span(*match.span("role")) if self._is_role(words) else None

    def _is_role(self, words: Sequence[str]) -> bool:
        """Whether the words after a name and a comma are a role: a person's noun before any preposition."""
        if words[0] in self._lexicon.role_words["no_role"] or words[0].endswith("ing"):
            return False
        lexicon = self._lexicon
        for n, word in enumerate(words):
            if n and word in lexicon.boundaries:
                head = words[:n]
                break
        else:
            head = list(words)
        return (
            any(lexicon.is_person_noun(self._lexicon.singular(word)) or word in lexicon.spokesmen for word in head[-2:])
            and len(head) < 9
        )

    def _affiliation(self, text: str, span: Span) -> Words | None:
        """The affiliation of a role."""
        if match := self._tied.search(text, *span):
            return Words.of(text, [Span(*match.span("body"))])
        found = tokens(text, *span)
        if len(found) > 1 and found[0].possessive:
            return Words.of(text, [Span(found[0].start, found[0].end)])
        capitals = [token for token in found[:-1] if token.is_capital]
        if capitals and not found[-1].is_capital:
            return Words.of(text, [Span(capitals[0].start, capitals[-1].end)])
        return None

    def spoken_for(
        self,
        phrases: Mapping[Span, Phrase],
        chains: Mapping[Span, Chain],
        names: Sequence[Name],
        held: Mapping[Name, Chain],
    ) -> dict[int, Chain]:
        """The chain that each chain speaks for, by `id`."""
        found: dict[int, Chain] = {}
        starts = [name.core.start for name in names]
        for span, phrase in phrases.items():
            chain = chains.get(span)
            if chain is None or phrase.owner is None or phrase.form is not Form.NOUN:
                continue
            if phrase.head in self._lexicon.spokesmen or phrase.head in self._lexicon.role_words["speaks_for_owner"]:
                owner = phrase.owner
                near = names[bisect_left(starts, owner.start) : bisect_left(starts, owner.end)]
                whom = next((held[name] for name in near if name.core.end <= owner.end and name in held), None)
                if whom is not None and whom is not chain:
                    found.setdefault(id(chain), whom)
        return found
