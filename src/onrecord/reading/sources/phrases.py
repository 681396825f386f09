"""What the words of a source name: a name, a noun with its determiner, or a pronoun."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from onrecord.language.naming import plain
from onrecord.reading.sources.lexicon import Lexicon, singular
from onrecord.reading.sources.names import Name, Token, tokens
from onrecord.records import SourceKind, Span


class Form(StrEnum):
    """How words refer to whom they mean."""

    NAME = "name"
    NOUN = "noun"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that refer to somebody or something.

    `head` is the noun that decides, in the singular and lower case; of a pronoun, the pronoun. `owner` is the span of
    the name or noun it is tied to: Vane in "Vane's wife", "a spokesman for Vane" and "the Vane campaign". `others` are
    further names in the row, as in "Vane and Ostrander".
    """

    span: Span
    form: Form
    head: str = ""
    plural: bool = False
    determiner: str = ""
    name: Name | None = None
    owner: Span | None = None
    kind: SourceKind | None = None
    gender: str | None = None
    modifiers: frozenset[str] = frozenset()
    others: tuple[Name, ...] = field(default=())

    @property
    def definite(self) -> bool:
        """Whether its determiner says that it is known which one is meant."""
        return self.determiner in {"the", "that", "this", "these", "those", "his", "her", "their", "its", "our", "my", "both", "'s"}


_BODIES = frozenset({SourceKind.ORGANISATION, SourceKind.GOVERNMENT})
_PLURALS = frozenset({"people", "folks", "men", "women", "children", "kids", "voters", "others", "observers", "marines", "troops", "residents", "personnel"})
_ANYBODY = frozenset({"woman", "man", "person", "boy", "girl", "guy", "voter", "resident", "viewer", "reader", "caller", "student", "teenager", "individual", "one"})
_PARTS = frozenset({"panel", "office", "unit", "committee", "commission", "team", "task force", "service", "branch", "division", "board"})
"""Bodies that are of whatever they are a part of."""
_COUNTED = frozenset({"two", "three", "four", "five", "six"})
_QUANTITIES = frozenset({
    "number", "handful", "majority", "couple", "bunch", "group", "pair", "dozen", "dozens", "hundreds", "thousands",
    "one", "two", "three", "four", "five", "six", "some", "many", "most", "several", "both", "all", "each", "few", "half", "any", "none",
    "average", "collection", "array", "mix", "range", "coalition", "minority", "plurality", "percent", "per cent", "millions", "series", "group", "rest", "lot", "lots", "kind", "sort", "type",
})  # fmt: skip
_OPENERS = frozenset({"as", "according", "to", "by", "from", "even", "only", "though", "while", "for", "and", "but", "where", "when", "with", "among", "of", "in", "if", "then", "than", "so", "also", "at", "per", "including", "like", "not", "because", "or", "that"})


class PhraseReader:
    """Reads what words name, given the names of the article.

    Args:
        lexicon: The word lists.
        text: The article's text.
        names: The names in it, in order.
    """

    def __init__(self, lexicon: Lexicon, text: str, names: Sequence[Name], knowing: re.Pattern[str]) -> None:
        self._lexicon, self._text, self._names, self._knowing = lexicon, text, names, knowing
        self._starts = [name.core.start for name in names]
        self._all_pronouns = frozenset().union(*lexicon.pronouns.values())

    def names_in(self, span: Span) -> Sequence[Name]:
        """The names whose core lies in a span."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [name for name in self._names[first:last] if name.core.end <= span.end]

    def read(self, span: Span) -> Phrase:
        """What the words at `span` name."""
        words = tokens(self._text, *span)
        lowered = [word.text.lower() for word in words]
        whole = " ".join(lowered)
        if len(words) == 1 and whole in self._all_pronouns and not self._is_initials(words[0]):
            return self._pronoun(span, whole)
        while len(words) > 1 and lowered[0] in _OPENERS:
            del words[0], lowered[0]
        while len(words) > 1 and lowered[-1] in {"each", "all", "both", "also", "alike", "himself", "herself", "itself", "themselves"}:
            del words[-1], lowered[-1]
        if not words:
            return Phrase(span, Form.NOUN)
        return self._phrase(span, words, lowered)

    def _is_initials(self, word: Token) -> bool:
        """Whether a word is the initials of a place, such as US, and no pronoun."""
        return len(word.text) > 1 and word.text.isupper() and self._lexicon.places.kind(word.text.lower()) is not None

    def _pronoun(self, span: Span, word: str) -> Phrase:
        pronouns = self._lexicon.pronouns
        gender = next((g for g in ("female", "male") if word in pronouns[g]), None)
        return Phrase(span, Form.PRONOUN, word, word in pronouns["plural"], gender=gender)

    def _phrase(self, span: Span, words: list[Token], lowered: list[str]) -> Phrase:
        """The phrase, told by the words before the first comma or preposition."""
        names = self.names_in(span)
        end = self._first_part(words, lowered, names)
        determiner = lowered[0] if lowered[0] in self._lexicon.determiners else ""
        part = words[:end]
        inside = [name for name in names if name.core.end <= part[-1].end]
        last = inside[-1] if inside else None
        if last is not None and last.span.end >= part[-1].end and not self._is_noun_use(last, part):
            return self._named(span, inside, determiner, last)
        phrase = self._noun(span, words, lowered, end, determiner, inside)
        after = next((n for n in names if n.core.start >= part[-1].end), None)
        if after is not None and not phrase.plural and (
            phrase.kind in {SourceKind.PERSON, SourceKind.ANONYMOUS, SourceKind.UNKNOWN, None, *_BODIES} or self._lexicon.is_person_noun(phrase.head)
        ):
            between = self._text[part[-1].end : after.span.start]
            if re.fullmatch(r"\s*,\s*", between) or (re.fullmatch(r"[^,]*,\s*", between) and self._ends_part(after, span)):
                person = self._lexicon.is_person_noun(phrase.head) or (
                    after.kind is SourceKind.PERSON and phrase.kind in {None, SourceKind.UNKNOWN}
                )
                kind = SourceKind.PERSON if person else phrase.kind
                if (person and after.kind in {None, SourceKind.PERSON}) or (kind in _BODIES and after.kind in {None, kind}):
                    gender = after.gender or phrase.gender
                    return replace(phrase, form=Form.NAME, name=after, kind=kind, gender=gender, owner=None)
        return phrase

    def _ends_part(self, name: Name, span: Span) -> bool:
        return bool(re.match(r"\s*(?:,|$)", self._text[name.core.end : span.end]))

    def _is_noun_use(self, name: Name, part: Sequence[Token]) -> bool:
        """Whether what is taken for a name is a noun with a large letter at the start of a sentence."""
        if len(name.words) > 1 or name.kind not in {None, SourceKind.GROUP, SourceKind.DOCUMENT} or len(part) > 2:
            return False
        noun = singular(name.words[0].lower())
        return part[0].start == name.core.start and noun != name.words[0].lower() and (noun in self._lexicon.kinds or noun in self._lexicon.insiders)

    def _first_part(self, words: Sequence[Token], lowered: Sequence[str], names: Sequence[Name]) -> int:
        """How many words stand before the first comma, dash or preposition that is in no name."""
        for n in range(1, len(words)):
            if any(name.core.start <= words[n].start < name.core.end for name in names) and any(
                name.core.start <= words[n - 1].start < name.core.end and name.core.end >= words[n].end for name in names
            ):
                continue
            gap = self._text[words[n - 1].end : words[n].start]
            if re.search(r"[;:()“”\"–—]|--", gap):
                return n
            dated = words[n].text.isdigit() and words[n - 1].text.isdigit()
            if "," in gap and not dated and self._has_noun(lowered[:n], words[:n], names):
                return n
            is_first = n == 1 and lowered[0] in self._lexicon.determiners and lowered[n] in {"inside", "outside", "close"}
            if (lowered[n] in self._lexicon.boundaries and not is_first) or self._knowing.match(self._text, words[n].start):
                return n
        return len(words)

    def _has_noun(self, lowered: Sequence[str], words: Sequence[Token], names: Sequence[Name]) -> bool:
        """Whether there is a name or a known noun: if not, a comma only parts two adjectives."""
        lexicon = self._lexicon
        nouns = {singular(word) for word in lowered}
        return (
            any(name.core.end <= words[-1].end for name in names)
            or len(words) > 4
            or any(noun in lexicon.kinds or noun in lexicon.insiders or noun in lexicon.kin or lexicon.is_person_noun(noun) for noun in nouns)
            or not lowered[0] in lexicon.determiners
        )

    def _named(self, span: Span, inside: Sequence[Name], determiner: str, last: Name) -> Phrase:
        """A phrase whose head is a name, perhaps the last of several."""
        row = self._row(inside)
        before = self._text[span.start : last.span.start].lower()
        if len(row) > 1:
            return Phrase(span, Form.NAME, plural=True, name=None, kind=self._kind_of(last, ""), others=tuple(row))
        modifiers = frozenset(before.split())
        noun = before.split()[-1].strip(",.") if before.split() else ""
        head = singular(noun) if self._lexicon.is_person_noun(singular(noun)) else ""
        kind = self._kind_of(last, determiner)
        gender = last.gender or self._lexicon.noun_genders.get(head)
        if head and kind is not SourceKind.GROUP and last.kind not in {SourceKind.GOVERNMENT, SourceKind.ORGANISATION}:
            kind = SourceKind.PERSON
        return Phrase(span, Form.NAME, head, name=last, kind=kind, determiner=determiner, gender=gender, modifiers=modifiers,
                      plural=kind is SourceKind.GROUP)

    def _row(self, names: Sequence[Name]) -> list[Name]:
        """The names at the end that are joined by "and", with those before them that commas join."""
        row = [names[-1]]
        for name in reversed(names[:-1]):
            between = self._text[name.core.end : row[0].span.start]
            if not (re.fullmatch(r",? (?:and|&|or) ", between) or (len(row) > 1 and between == ", ")):
                break
            row.insert(0, name)
        return row

    def _kind_of(self, name: Name, determiner: str) -> SourceKind | None:
        if name.kind is not None:
            return name.kind
        if name.title:
            return SourceKind.PERSON
        return None

    def _noun(
        self, span: Span, words: Sequence[Token], lowered: Sequence[str], end: int, determiner: str, inside: Sequence[Name]
    ) -> Phrase:
        """A phrase whose head is a noun."""
        lexicon = self._lexicon
        head, plural, at = self._head(words[:end], lowered[:end])
        tail = self._text[words[end - 1].end : span.end].lower()
        owner = inside[-1].core if inside else None
        is_of = end + 1 < len(words) and lowered[end] == "of"
        if is_of and (head in _QUANTITIES or self._is_unknown(head)):
            inner = self.read(Span(words[end].end, span.end))
            if inner.form is Form.PRONOUN:
                return replace(inner, span=span, head=head, form=Form.NOUN, kind=SourceKind.ANONYMOUS if head == "one" else SourceKind.GROUP)
            if head not in _QUANTITIES and inner.kind not in {SourceKind.GROUP, SourceKind.ANONYMOUS}:
                return Phrase(span, Form.NOUN, head, plural, determiner, kind=SourceKind.UNKNOWN)
            kind = inner.kind
            if head in {"one", "each", "two", "three"} and inner.kind is SourceKind.GROUP:
                kind = SourceKind.ANONYMOUS
            if inner.form is Form.NAME and inner.kind is not SourceKind.GROUP:
                kind = SourceKind.GROUP
            return replace(inner, span=span, form=Form.NOUN, kind=kind, plural=head != "one", determiner=head, name=None)
        if head in _QUANTITIES and not plural and head not in lexicon.kinds:
            kind = SourceKind.GROUP if head not in {"one", "each", "any", "none", "kind", "sort", "type"} else SourceKind.UNKNOWN
            return Phrase(span, Form.NOUN, head, head != "one", determiner, kind=kind)
        possessed = any(word.possessive for word in words[:at])
        if possessed and not determiner:
            determiner = "'s"
        elif possessed:
            determiner = "'s"
        if owner is None and end < len(words) and lowered[end] in {"for", "of", "at", "with", "from"}:
            named = self.names_in(Span(words[end].end, span.end))
            owner = named[0].core if named else Span(words[end + 1].start, words[-1].end) if end + 1 < len(words) else None
        owner_noun = ""
        if owner is None and at and words[at - 1].possessive:
            owner, owner_noun = Span(words[0].start, words[at - 1].end), lowered[at - 1]
        modifiers = frozenset(lowered[:at])
        kind = self._kind(head, plural, determiner, tail, owner, modifiers, words[at].is_capital, owner_noun)
        return Phrase(span, Form.NOUN, head, plural, determiner, None, owner, kind, lexicon.noun_genders.get(head), modifiers)

    def _only_tells(self, noun: str, following: str) -> bool:
        """Whether a noun for a thing only tells of what kind the unknown one after it is: "budget hawks"."""
        lexicon = self._lexicon
        thing = lexicon.kinds.get(noun) in {SourceKind.DOCUMENT, SourceKind.GOVERNMENT, SourceKind.ORGANISATION}
        return thing and following.isalpha() and not following.endswith(("ed", "ing", "ly", "day", "week", "month", "year", "itself", "each", "alone", "shown", "made", "seen", "sent", "given", "taken", "written", "won"))

    def _is_unknown(self, head: str) -> bool:
        lexicon = self._lexicon
        known = head in lexicon.kinds or head in lexicon.insiders or head in lexicon.spokesmen or head in lexicon.kin
        return not known and not lexicon.is_person_noun(head)

    def _head(self, words: Sequence[Token], lowered: Sequence[str]) -> tuple[str, bool, int]:
        """The last noun that is known, else the last word: in the singular, whether it was in the plural, and where."""
        lexicon = self._lexicon
        for at in range(len(words) - 1, -1, -1):
            for size in (3, 2, 1):
                if at - size + 1 < 0:
                    continue
                phrase = " ".join(lowered[at - size + 1 : at + 1])
                noun = singular(phrase)
                for candidate in (phrase, noun):
                    if candidate in lexicon.kinds or candidate in lexicon.spokesmen or candidate in lexicon.insiders or candidate in lexicon.kin:
                        if at == len(words) - 2 and self._only_tells(candidate, lowered[-1]):
                            return singular(lowered[-1]), singular(lowered[-1]) != lowered[-1], len(words) - 1
                        plural = candidate != phrase or phrase in _PLURALS
                        return candidate, plural, at
            noun = singular(lowered[at])
            if lexicon.is_person_noun(noun) and not lowered[at].endswith(("ed", "ing", "ly")):
                return noun, noun != lowered[at], at
        noun = singular(lowered[-1])
        return noun, noun != lowered[-1], len(words) - 1

    def _kind(
        self, head: str, plural: bool, determiner: str, tail: str, owner: Span | None, modifiers: frozenset[str], capital: bool, owner_noun: str
    ) -> SourceKind | None:
        """The kind that the noun tells, with how it stands."""
        lexicon = self._lexicon
        definite = determiner in lexicon.definite or determiner == "'s"
        person_like = lexicon.is_person_noun(head) or head in {"people", "those", "person", "individual", "others"}
        if person_like and self._knowing.match(tail.strip()):
            return SourceKind.ANONYMOUS
        if head in lexicon.spokesmen:
            return self._spokesman(head, plural, definite, determiner, owner, owner_noun, modifiers)
        if head in lexicon.kin and (definite or owner) and not plural:
            return SourceKind.PERSON
        if head in lexicon.insiders:
            return SourceKind.ANONYMOUS
        if (kind := lexicon.kinds.get(head)) is not None and kind is not SourceKind.PERSON:
            public = owner is not None and any(name.kind is SourceKind.GOVERNMENT for name in self.names_in(owner))
            return SourceKind.GOVERNMENT if public and head in _PARTS else kind
        if person_like:
            if plural:
                return SourceKind.ANONYMOUS if determiner in _COUNTED else SourceKind.GROUP
            if definite and head in _ANYBODY:
                return SourceKind.ANONYMOUS
            if definite or (not determiner and capital):
                return SourceKind.PERSON
            return SourceKind.ANONYMOUS if determiner or modifiers else SourceKind.PERSON
        if head.endswith("'s") or (determiner == "" and plural):
            return SourceKind.GROUP
        return SourceKind.UNKNOWN

    def _spokesman(
        self, head: str, plural: bool, definite: bool, determiner: str, owner: Span | None, owner_noun: str, modifiers: frozenset[str]
    ) -> SourceKind:
        lexicon = self._lexicon
        for_whom = {singular(plain(word)) for word in ([owner_noun] if owner_noun else []) + list(modifiers)}
        if owner is not None:
            for_whom |= {singular(plain(word.text)) for word in tokens(self._text, *owner)}
            named = self.names_in(owner)
            if any(name.kind is SourceKind.GOVERNMENT for name in named):
                return SourceKind.GOVERNMENT
        if any(lexicon.kinds.get(noun) is SourceKind.GOVERNMENT for noun in for_whom) or for_whom & _PUBLIC_OFFICES:
            return SourceKind.GOVERNMENT
        if owner is None and not definite and head in {"attorney", "lawyer", "representative", "solicitor", "counsel", "staff", "team"}:
            return SourceKind.GROUP if plural else SourceKind.ANONYMOUS
        if head in {"attorney", "lawyer"} and not plural and determiner in {"his", "her", "'s"}:
            return SourceKind.ORGANISATION
        return SourceKind.ORGANISATION


_PUBLIC_OFFICES = frozenset({"attorney general", "prosecutor", "mayor", "governor", "sheriff", "district attorney", "attorney", "president", "ministry", "police", "coroner", "embassy", "fbi", "pentagon", "kremlin", "white", "foreign", "military", "secretary"})
