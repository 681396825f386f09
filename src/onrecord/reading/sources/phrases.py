"""Parses the words of a source: a name, a noun with its determiner, or a pronoun."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from onrecord.reading.sources.kinds import POSSESSED, Noun, SourceKindClassifier
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.reading.sources.names import Name, Token, tokens
from onrecord.records import SourceKind, Span

_BODIES = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT})
_BREAK = re.compile(r"[;:()“”\"–—]|--")


class Form(StrEnum):
    """How words refer to somebody."""

    NAME = "name"
    NOUN = "noun"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that refer to somebody or something.

    `head` is the noun that decides, in the singular and lower case; of a pronoun, the pronoun. `owner` is the span of
    the name or noun it is tied to: Vane in "Vane's wife", "a spokesman for Vane" and "the Vane campaign". `others` are
    the names of a row, as in "Vane and Ostrander". `definite` says that it is known which one is meant.
    """

    span: Span
    form: Form
    head: str = ""
    plural: bool = False
    determiner: str = ""
    definite: bool = False
    name: Name | None = None
    owner: Span | None = None
    kind: SourceKind | None = None
    gender: str | None = None
    others: tuple[Name, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of a phrase, and how many of them stand before the first comma or preposition."""

    span: Span
    words: Sequence[Token]
    lowered: Sequence[str]
    end: int
    names: Sequence[Name]

    @property
    def last(self) -> Token:
        return self.words[self.end - 1]

    @property
    def inside(self) -> list[Name]:
        end = self.last.end + 2 * self.last.possessive
        return [name for name in self.names if name.core.end <= end]

    def following(self) -> str:
        return self.lowered[self.end] if self.end < len(self.words) else ""


class PhraseParser:
    """Parses the words of a source into a name, a noun or a pronoun.

    Args:
        lexicon: The word lists.
        text: The article's text.
        names: The names in it, in order.
        knowing: What follows people who know: "familiar with the matter".
    """

    def __init__(self, lexicon: Lexicon, text: str, names: Sequence[Name], knowing: re.Pattern[str]) -> None:
        self._lexicon, self._text, self._names, self._knowing = lexicon, text, names, knowing
        self._starts = [name.core.start for name in names]
        self._kinds = SourceKindClassifier(lexicon)

    def names_in(self, span: Span) -> list[Name]:
        """The names whose core lies in a span."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [name for name in self._names[first:last] if name.core.end <= span.end]

    def parse(self, span: Span) -> Phrase:
        """What the words at `span` name."""
        words = tokens(self._text, *span)
        if len(words) == 1 and self._is_pronoun(words[0]):
            return self._pronoun(span, words[0].text.lower())
        while len(words) > 1 and words[0].text.lower() in self._lexicon.openers:
            del words[0]
        while len(words) > 1 and words[-1].text.lower() in self._lexicon.closers:
            del words[-1]
        if not words:
            return Phrase(span, Form.NOUN)
        lowered = [word.text.lower() for word in words]
        names = self.names_in(span)
        part = _Part(span, words, lowered, self._first_part(words, lowered, names), names)
        last = part.inside[-1] if part.inside else None
        if last is not None and last.span.end >= part.last.end and not self._is_noun_use(last, part):
            return self._named(part, last)
        phrase = self._noun(part)
        return self._with_name_after(part, phrase) or phrase

    # Pronouns

    def _is_pronoun(self, word: Token) -> bool:
        """Whether a word is a pronoun; "US" is the initials of a place."""
        text = word.text.lower()
        is_place = len(text) > 1 and word.text.isupper() and self._lexicon.places.kind(text) is not None
        return text in self._lexicon.all_pronouns and not is_place

    def _pronoun(self, span: Span, word: str) -> Phrase:
        pronouns = self._lexicon.pronouns
        gender = next((g for g in ("female", "male") if word in pronouns[g]), None)
        return Phrase(span, Form.PRONOUN, word, word in pronouns["plural"], gender=gender)

    # Where the phrase's first part ends

    def _first_part(self, words: Sequence[Token], lowered: Sequence[str], names: Sequence[Name]) -> int:
        """How many words stand before the first comma, dash or preposition that is in no name."""
        for n in range(1, len(words)):
            if not self._within(words[n - 1], words[n], names) and self._breaks(words, lowered, n, names):
                return n
        return len(words)

    def _within(self, one: Token, two: Token, names: Sequence[Name]) -> bool:
        return any(name.core.start <= one.start and two.end <= name.core.end for name in names)

    def _breaks(self, words: Sequence[Token], lowered: Sequence[str], n: int, names: Sequence[Name]) -> bool:
        gap = self._text[words[n - 1].end : words[n].start]
        if _BREAK.search(gap):
            return True
        is_date = words[n].text.isdigit() and words[n - 1].text.isdigit()
        if "," in gap and not is_date and self._has_noun(words[:n], lowered[:n], names):
            return True
        if lowered[n] in self._lexicon.boundaries and not self._is_part_of_noun(lowered, n):
            return True
        return self._knowing.match(self._text, words[n].start) is not None

    def _is_part_of_noun(self, lowered: Sequence[str], n: int) -> bool:
        """Whether a word that ends nouns is a part of one: "an inside source", "outside groups", "a voice over"."""
        is_first = n == 1 and lowered[0] in self._lexicon.determiners
        is_adjective = lowered[n] in self._lexicon.also_adjectives and (is_first or n == len(lowered) - 2)
        return is_adjective or self._lexicon.is_listed(f"{lowered[n - 1]} {lowered[n]}")

    def _has_noun(self, words: Sequence[Token], lowered: Sequence[str], names: Sequence[Name]) -> bool:
        """Whether there is a name or a known noun: if not, a comma only parts two adjectives."""
        if lowered[0] not in self._lexicon.determiners or len(words) > 4:
            return True
        return any(name.core.end <= words[-1].end for name in names) or any(
            self._lexicon.is_noun(self._lexicon.singular(word)) for word in lowered
        )

    # Names

    def _is_noun_use(self, name: Name, part: _Part) -> bool:
        """Whether an apparent name is a capitalised noun at the start of a sentence."""
        if len(name.words) > 1 or part.end > 2:
            return False
        word = name.words[0].lower()
        noun = self._lexicon.singular(word)
        if name.kind in _BODIES and not self._lexicon.is_person_noun(noun):
            return False
        known = self._lexicon.is_listed(noun) or (noun,) in self._lexicon.offices
        return part.words[0].start == name.core.start and noun != word and known

    def _named(self, part: _Part, last: Name) -> Phrase:
        """A phrase whose head is a name, perhaps the last of several."""
        row = self._row(part.inside)
        kind = last.kind or (SourceKind.PERSON if last.title else None)
        if len(row) > 1:
            return Phrase(part.span, Form.NAME, plural=True, kind=kind, others=tuple(row))
        before = self._text[part.span.start : last.span.start].lower().split()
        noun = self._lexicon.singular(before[-1].strip(",.")) if before else ""
        head = noun if self._lexicon.is_person_noun(noun) else ""
        gender = last.gender or self._lexicon.noun_genders.get(head)
        if head and kind is not SourceKind.GROUP and last.kind not in _BODIES:
            kind = SourceKind.PERSON
        return Phrase(
            part.span,
            Form.NAME,
            head,
            kind is SourceKind.GROUP,
            self._determiner(part),
            name=last,
            kind=kind,
            gender=gender,
        )

    def _row(self, names: Sequence[Name]) -> list[Name]:
        """The names at the end that are joined by "and", with those before them that commas join."""
        row = [names[-1]]
        for name in reversed(names[:-1]):
            between = self._text[name.core.end : row[0].span.start]
            if not (re.fullmatch(r",? (?:and|&|or) ", between) or (len(row) > 1 and between == ", ")):
                break
            row.insert(0, name)
        return row

    def _with_name_after(self, part: _Part, phrase: Phrase) -> Phrase | None:
        """The phrase as one for the name that stands after it: "the minister of bridges, Joris Vane"."""
        if phrase.kind is SourceKind.DOCUMENT:
            return None
        following = [
            name for name in part.names if name.core.start >= part.last.end and self._in_apposition(part, name)
        ]
        if not following:
            return None
        after = following[0]
        if phrase.plural:
            row = self._row(part.names)
            is_named = len(row) > 1 and row[0] is after and self._lexicon.is_person_noun(phrase.head)
            return (
                replace(phrase, form=Form.NAME, others=tuple(row), kind=SourceKind.PERSON, owner=None)
                if is_named
                else None
            )
        if phrase.kind is SourceKind.GROUP:
            return None
        is_person = self._lexicon.is_person_noun(phrase.head) or (
            after.kind is SourceKind.PERSON and phrase.kind in {None, SourceKind.UNKNOWN}
        )
        kind = SourceKind.PERSON if is_person else phrase.kind
        if after.kind not in {None, kind} or not (is_person or kind in _BODIES):
            return None
        return replace(phrase, form=Form.NAME, name=after, kind=kind, gender=after.gender or phrase.gender, owner=None)

    def _in_apposition(self, part: _Part, name: Name) -> bool:
        """Whether a comma stands before a name, and one or nothing after it, unless it follows the noun directly."""
        between = self._text[part.last.end : name.span.start]
        closes = re.match(r"\s*(?:,|$| and )", self._text[name.span.end : part.span.end]) is not None
        return re.fullmatch(r"[^,]*(?:,|\s[—–-]+)\s*" if closes else r"\s*(?:,|\s[—–-]+)\s*", between) is not None

    # Nouns

    def _determiner(self, part: _Part) -> str:
        """The first word if it is a determiner, or "the" where that stands right before the phrase."""
        if part.lowered[0] in self._lexicon.determiners:
            return part.lowered[0]
        start = part.words[0].start
        return "the" if self._text[max(0, start - 5) : start].lower() in {" the ", "\nthe "} else ""

    def _noun(self, part: _Part) -> Phrase:
        """A phrase whose head is a noun."""
        lexicon = self._lexicon
        head, plural, at = self._head(part.words[: part.end], part.lowered[: part.end])
        is_of = part.end + 1 < len(part.words) and part.following() == "of"
        if is_of and (head in lexicon.use["quantities"] or not lexicon.is_noun(head)):
            return self._quantity_of(part, head, plural=plural)
        if part.words[at].text[0].isdigit() and not lexicon.is_listed(head) and not head.endswith("-old"):
            return Phrase(part.span, Form.NOUN, head, plural=True, kind=SourceKind.GROUP)
        if head in lexicon.use["quantities"] and not plural and head not in lexicon.kinds:
            kind = SourceKind.UNKNOWN if head in lexicon.use["open"] else SourceKind.GROUP
            return Phrase(part.span, Form.NOUN, head, head != "one", self._determiner(part), kind=kind)
        possessed = any(word.possessive for word in part.words[:at]) or part.lowered[0] == "whose"
        determiner = POSSESSED if possessed else self._determiner(part)
        owner = self._owner(part, at)
        noun = Noun(
            head,
            plural,
            determiner,
            frozenset(part.lowered[:at]),
            self._joined(part, at),
            [token.text.lower() for token in tokens(self._text, *owner)] if owner else (),
            self.names_in(owner) if owner else (),
            self._knowing.match(self._text, self._after(part)) is not None,
        )
        return Phrase(
            part.span,
            Form.NOUN,
            head,
            plural,
            determiner,
            possessed or determiner in lexicon.definite,
            owner=owner,
            kind=self._kinds.kind(noun),
            gender=lexicon.noun_genders.get(head),
        )

    def _joined(self, part: _Part, at: int) -> frozenset[str]:
        """The nouns, in the singular, that "and" joins to the one at a place: the aides in "aides and friends"."""
        return frozenset(
            self._lexicon.singular(part.lowered[n - 1]) for n in range(1, at) if part.lowered[n] == "and" and n < at
        )

    def _after(self, part: _Part) -> int:
        """Where the text after the first part begins."""
        return part.words[part.end].start if part.end < len(part.words) else part.span.end

    def _owner(self, part: _Part, at: int) -> Span | None:
        """The words for whom or what a noun is tied to."""
        if part.inside:
            return part.inside[-1].core
        if part.following() in self._lexicon.tying and part.end + 1 < len(part.words):
            named = self.names_in(Span(part.words[part.end].end, part.span.end))
            return named[0].core if named else Span(part.words[part.end + 1].start, part.words[-1].end)
        owners = [n for n in range(at) if part.words[n].possessive]
        return Span(part.words[0].start, part.words[owners[-1]].end) if owners else None

    def _quantity_of(self, part: _Part, head: str, *, plural: bool) -> Phrase:
        """What "some of them", "a slew of voters" and "one of the officials" name."""
        use = self._lexicon.use
        inner = self.parse(Span(part.words[part.end].end, part.span.end))
        kind = inner.kind
        if inner.form is Form.PRONOUN:
            kind = SourceKind.ANONYMOUS if head == "one" else SourceKind.GROUP
            return replace(inner, span=part.span, form=Form.NOUN, head=head, kind=kind)
        if head not in use["quantities"] and kind not in {SourceKind.GROUP, SourceKind.ANONYMOUS}:
            return Phrase(part.span, Form.NOUN, head, plural, self._determiner(part), kind=SourceKind.UNKNOWN)
        if inner.form is Form.NAME and kind is not SourceKind.GROUP:
            kind = SourceKind.GROUP
        elif head in use["single"] and (kind is SourceKind.GROUP or (kind is SourceKind.UNKNOWN and inner.plural)):
            kind = SourceKind.ANONYMOUS
        return replace(
            inner,
            span=part.span,
            form=Form.NOUN,
            kind=kind,
            plural=head != "one",
            determiner=head,
            definite=False,
            name=None,
        )

    def _head(self, words: Sequence[Token], lowered: Sequence[str]) -> tuple[str, bool, int]:
        """The last noun that is known, else the last word: in the singular, whether it was in the plural, and where."""
        for at in range(len(words) - 1, -1, -1):
            if (found := self._known_noun(lowered, at)) is not None:
                noun, plural = found
                if at == len(words) - 2 and self._only_tells(noun, lowered[-1]):
                    break
                return noun, plural, at
        noun = self._lexicon.singular(lowered[-1])
        return noun, noun != lowered[-1], len(words) - 1

    def _known_noun(self, lowered: Sequence[str], at: int) -> tuple[str, bool] | None:
        """The noun of up to three words that ends at a place, and whether it stands in the plural."""
        lexicon = self._lexicon
        for size in range(min(3, at + 1), 0, -1):
            words = " ".join(lowered[at - size + 1 : at + 1])
            for noun in (words, self._lexicon.singular(words)):
                if lexicon.is_listed(noun):
                    return noun, noun != words or words in lexicon.use["plurals"]
        noun = self._lexicon.singular(lowered[at])
        if at < len(lowered) - 1 and lowered[at] in lexicon.places.demonyms:
            return None
        if lexicon.is_person_noun(noun) and not lowered[at].endswith(lexicon.verbal_endings):
            return noun, noun != lowered[at]
        return None

    def _only_tells(self, noun: str, following: str) -> bool:
        """Whether a noun for a thing only tells of what kind the unknown one after it is: "budget hawks"."""
        is_thing = self._lexicon.kinds.get(noun) in {SourceKind.DOCUMENT, *_BODIES}
        return is_thing and following.isalpha() and not following.endswith(self._lexicon.no_noun_endings)
