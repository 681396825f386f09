"""Who acts in a short passage, for stages that come before the sources are resolved."""

import re
from itertools import pairwise

from onrecord.language import load
from onrecord.language.stems import WORD
from onrecord.reading.quotes import quotations
from onrecord.reading.sources.lexicon import lexicon
from onrecord.reading.sources.names import Name, NameFinder, tokens
from onrecord.records import Article, SourceKind, Span

_SMALL = re.compile(r"(?<![\w'’])[a-z]+")
_END = re.compile(r"(?P<word>(?<!\w)[^\W\d_][\w.'’-]{0,40})?[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])")
_BODIES = frozenset({SourceKind.GROUP, SourceKind.ORGANISATION, SourceKind.GOVERNMENT})
_LONGEST = 4
"""How many words the name of a person has at most."""
_EARLY = 5
"""How many words, such as a role, may stand before the subject of a sentence."""


class People:
    """Finds the people whom an article names in a passage, and who of them acts."""

    def __init__(self, language: str) -> None:
        self._lexicon = lexicon(language)
        self._finder = NameFinder(self._lexicon)
        words = load(language, "turns")
        self._before_others, self._things = frozenset(words["before_others"]), frozenset(words["things"])
        self._announcing = frozenset(words["announcing"])

    def names(self, article: Article, span: Span) -> list[Name]:
        """The names in a span, but for those of governments and places."""
        common = frozenset(_SMALL.findall(article.text))
        found = self._finder.find(article.text, *span, common=common)
        return [name for name in found if name.kind is not SourceKind.GOVERNMENT]

    def persons(self, article: Article, span: Span) -> list[Name]:
        """The names in a span that may be a person's."""
        return [name for name in self.names(article, span) if self.may_be_person(name)]

    @staticmethod
    def may_be_person(name: Name) -> bool:
        """Whether a name is a person's, or nothing in its several words speaks against it."""
        is_open = name.kind is None and 1 < len(name.words) <= _LONGEST
        return name.kind is SourceKind.PERSON or bool(name.title) or is_open

    def announced(self, article: Article, announcement: Span) -> Name | None:
        """The one person whom words before a colon name, or the one body if they name no person.

        The name ends the words, as in "a statement by", or no preposition before it makes it an object. Where nothing
        tells whether a name is that of a person, it has to begin the words or end them.
        """
        text, (start, end) = article.text, (announcement.start, article.text.rindex(":", *announcement))
        named = [name for name in self.names(article, announcement) if name.kind is not SourceKind.GROUP]
        fitting = [name for name in named if self.may_be_person(name)] or [name for name in named if name.kind]
        if len({name.family for name in fitting}) != 1:
            return None
        name = fitting[0]
        before = [word.lower() for word in WORD.findall(text, start, name.span.start)]
        is_known = name.kind is not None or name.title or not before
        is_object = not self._before_others.isdisjoint(word for word in before if word not in self._announcing)
        return name if name.span.end == end or (is_known and not is_object) else None

    def subject(self, article: Article, sentence: Span) -> Span | None:
        """The person with whom a sentence begins, by name or pronoun, if it speaks of no other."""
        text = article.text
        words = tokens(text, *sentence)
        pronouns = self._lexicon.pronoun_words["subjects"] - self._lexicon.pronouns["possessive"]
        named = self.names(article, sentence)
        if words and words[0].text.lower() in pronouns:
            subject = Span(words[0].start, words[0].end)
            return subject if not named and not self._has_other(article, sentence, subject) else None
        if not named or named[0].possessive or not self.may_be_person(named[0]):
            return None
        first = named[0]
        before = [word.text.lower() for word in words if word.end <= first.span.start]
        if len(before) > _EARLY or self._before_others.intersection(before) or len({n.family for n in named}) > 1:
            return None
        if any(self._lexicon.kinds.get(self._lexicon.singular(word)) in _BODIES for word in before[:-1]):
            return None
        return None if self._has_other(article, sentence, first.span) else first.span

    def _has_other(self, article: Article, sentence: Span, subject: Span) -> bool:
        """Whether a noun after the subject names another person, or one before it that is not its role."""
        nouns = [
            token.end
            for token in tokens(article.text, *sentence)
            if not subject.start <= token.start < subject.end
            and self._is_person_noun(self._lexicon.singular(token.text.lower()))
        ]
        return any(end > subject.end or end + 1 != subject.start for end in nouns)

    def _is_person_noun(self, noun: str) -> bool:
        """Whether a noun is listed as one for a person or for several; "defiant" only ends like one."""
        is_listed = self._lexicon.is_listed(noun) or (noun,) in self._lexicon.offices
        return (is_listed and noun not in self._things) and (
            self._lexicon.is_person_noun(noun) or self._lexicon.kinds.get(noun) is SourceKind.GROUP
        )

    def sentences(self, article: Article, span: Span) -> list[Span]:
        """The sentences of a span."""
        ends = [
            match.end()
            for match in _END.finditer(article.text, *span)
            if not self._is_abbreviated((match["word"] or "").lower())
        ]
        return [Span(start, end) for start, end in pairwise([span.start, *ends, span.end]) if end > start]

    def _is_abbreviated(self, word: str) -> bool:
        stopped = self._lexicon.name_words["stopped"]
        return word in self._lexicon.address or word in stopped or len(word) == 1 or "." in word


def is_quoted_sentence(quoted: str) -> bool:
    """Whether a quotation with its marks ends as a sentence does."""
    return re.search(r"[.!?…]\W*$", quoted) is not None


def unquoted(article: Article, span: Span) -> bool:
    """Whether nothing in a span is in quotation marks."""
    return not quotations(article.text[slice(*span)])
