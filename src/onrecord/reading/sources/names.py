"""Finds proper names in a text, with their titles and kinds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.language.naming import plain
from onrecord.reading.sources.lexicon import Lexicon
from onrecord.records import SourceKind, Span

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]\.(?=\s?[^\W\d_])|[^\W_]+(?:['’&-][^\W_]+)*")
_POSSESSIVE = ("'s", "’s")
_APOSTROPHE = re.compile("['’]")
_GAP = re.compile(r"[ \u00a0]|\. ")
_SENTENCE_END = re.compile(r"[.!?:…—][\"'”’)\]]*\s+[\"'“‘(\[]*$|[\n“‘\"•*]\s*$|^\s*$")
_FIRST = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:-\w+)*")


class Token(NamedTuple):
    """A word and where it stands; `text` is without a possessive ending."""

    start: int
    end: int
    text: str
    possessive: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: `span` with its title and suffix, `core` without; `words` are those of the core.

    `kind` is `None` if the name alone does not show it. `title` is in lower case.
    """

    span: Span
    core: Span
    text: str
    words: tuple[str, ...]
    title: str = ""
    kind: SourceKind | None = None
    gender: str | None = None
    possessive: bool = False

    @property
    def key(self) -> str:
        """The name for comparing: in lower case, without accents and suffixes."""
        return plain(" ".join(self.words))

    @property
    def family(self) -> str:
        """The last word of the name, for comparing."""
        return plain(self.words[-1])

    @property
    def given(self) -> str:
        """The first word of the name, for comparing; empty where there is only one."""
        return plain(self.words[0]) if len(self.words) > 1 else ""


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of a span of the text."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        first, last = match.span()
        if not word.endswith("s"):
            found.append(Token(first, last, word, False))
        elif word.endswith(_POSSESSIVE):
            found.append(Token(first, last - 2, word[:-2], True))
        else:
            is_plural = text[last : last + 1] in {"'", "’"} and not text[last + 1 : last + 2].isalpha()
            found.append(Token(first, last, word, is_plural))
    return found


class NameFinder:
    """Finds the proper names of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._contracted = re.compile(rf"(?:{'|'.join(sorted(lexicon.name_words['contracted']))})['’]|i$")
        self._by_first: dict[str, list[str]] = {}
        for name in lexicon.places.printed:
            if not name.isalpha() and (first := _FIRST.match(name)) is not None:
                self._by_first.setdefault(first.group(), []).append(name)
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._after_towns = tuple(f", {short}" for short in lexicon.places.after_towns)

    def find(
        self,
        text: str,
        start: int,
        end: int,
        *,
        common: frozenset[str] = frozenset(),
        edges: frozenset[int] = frozenset(),
    ) -> list[Name]:
        """The names in a span of the text.

        Args:
            text: The text.
            start: Where the span begins.
            end: Where it ends.
            common: Words that the text also has in lower case.
            edges: Offsets that no name crosses, such as where a source ends in a headline.
        """
        names: list[Name] = []
        found = tokens(text, start, end)
        at = 0
        for first, last, name in self._listed(text, found):
            names += self._unlisted(text, found[at:first], start, common, edges)
            names.append(name)
            at = last
        return names + self._unlisted(text, found[at:], start, common, edges)

    def _unlisted(
        self, text: str, found: Sequence[Token], start: int, common: frozenset[str], edges: frozenset[int]
    ) -> list[Name]:
        runs = self._runs(text, found, start, common, edges)
        return [name for run in runs for name in self.parse(text, run, common)]

    def _listed(self, text: str, found: Sequence[Token]) -> Iterator[tuple[int, int, Name]]:
        """Names of states and bodies that only the list tells: of several words, or with a digit or an apostrophe.

        With each come the numbers of its first token and of the one after it. A name that goes on is left to the rest.
        """
        after = 0
        for n, token in enumerate(found):
            pattern = self._beginning_with(token.text) if n >= after else None
            match = pattern.match(text, token.start) if pattern else None
            if match is None:
                continue
            after = n
            while after < len(found) and found[after].start < match.end():
                after += 1
            if self._touches(text, found, after - 1) or (n and self._touches(text, found, n - 1)):
                after = n + 1
            else:
                span = Span(*match.span())
                kind = self._lexicon.places.kind(plain(match.group()))
                words = tuple(match.group().split())
                owns = text[match.end() : match.end() + 2] in {"'s", "’s"}
                yield n, after, Name(span, span, match.group(), words, "", kind, None, owns)

    def _beginning_with(self, word: str) -> re.Pattern[str] | None:
        """The pattern of the listed names that begin with a word up to its apostrophe, made at its first use."""
        if not word.isalpha():
            word = _APOSTROPHE.split(word, maxsplit=1)[0]
        if word in self._by_first and word not in self._patterns:
            self._patterns[word] = _any_of(self._by_first[word])
        return self._patterns.get(word)

    def _touches(self, text: str, found: Sequence[Token], n: int) -> bool:
        """Whether a name may go on from a token to the next."""
        if n + 1 >= len(found) or text[found[n].end : found[n + 1].start] != " ":
            return False
        word = found[n].text.lower()
        is_day = word in self._lexicon.weekdays or word in self._lexicon.months
        return found[n].is_capital and found[n + 1].is_capital and word not in self._lexicon.small and not is_day

    def _runs(
        self, text: str, found: Sequence[Token], start: int, common: frozenset[str], edges: frozenset[int]
    ) -> Iterator[list[Token]]:
        """Words in a row that may make up a name, with the words for offices in front of it."""
        run: list[Token] = []
        for n, token in enumerate(found):
            if run and (run[-1].end in edges or token.start in edges or not self._goes_on(text, run[-1], token)):
                yield from _trimmed(run)
                run = []
            if token.is_capital:
                if self._is_common(text, token, common, following=found[n + 1 : n + 2], start=start):
                    if run:
                        yield from _trimmed(run)
                    run = []
                else:
                    run.append(token)
            elif run and self._joins(token, run, found[n + 1 : n + 3]):
                run.append(token)
            elif run:
                yield from _trimmed(run)
                run = []
        if run:
            yield from _trimmed(run)

    def _goes_on(self, text: str, last: Token, token: Token) -> bool:
        """Whether a name may go on from one word to the next."""
        gap = text[last.end : token.start]
        if last.possessive or not _GAP.fullmatch(gap):
            return False
        if gap in {" ", "\u00a0"}:
            return True
        word = last.text.lower()
        return word in self._lexicon.address or word in self._lexicon.name_words["abbreviated"] or len(last.text) == 1

    def _is_common(
        self, text: str, token: Token, common: frozenset[str], *, following: Sequence[Token], start: int
    ) -> bool:
        """Whether a capitalised word is not part of a name."""
        lexicon = self._lexicon
        word = token.text.lower()
        is_day = word in lexicon.weekdays or (word in lexicon.months and word not in lexicon.name_words["months"])
        is_small = word in lexicon.small and not (len(word) > 1 and token.text.isupper())
        if is_day or is_small or self._contracted.match(word):
            return True
        is_initials = token.text[:-1].isupper() and word[-1] == "s" and lexicon.is_listed(word[:-1])
        if is_initials or word.endswith(lexicon.hyphened):
            return True
        if not _SENTENCE_END.search(text[max(start, token.start - 6) : token.start]):
            return False
        alone = not following or not following[0].is_capital or text[token.end : following[0].start] != " "
        if not alone and ((word,) in lexicon.offices or word in lexicon.address):
            return False
        if word in common and plain(word) not in lexicon.given:
            return True
        is_noun = word in lexicon.kinds and word not in lexicon.in_names and (word,) not in lexicon.offices
        return is_noun or (alone and word in common)

    def _joins(self, token: Token, run: Sequence[Token], following: Sequence[Token]) -> bool:
        """Whether a lower-case word is part of a name."""
        word = token.text.lower()
        if not following or token.possessive:
            return False
        if word in self._lexicon.particles:
            nearest = following[0]
            return nearest.is_capital or (
                nearest.text.lower() in self._lexicon.particles and len(following) > 1 and following[1].is_capital
            )
        capital = following[0].is_capital or (
            following[0].text == "the" and len(following) > 1 and following[1].is_capital
        )
        if word not in self._lexicon.joining or not any(t.text.lower() in self._lexicon.in_names for t in run):
            after_office = word == "of" and run[-1].text.lower() in self._lexicon.office_words
            return capital and (after_office or (word == "the" and run[-1].text == "of"))
        if word in {"and", "&"}:
            return following[0].is_capital and (
                word == "&" or any(t.text.lower() in self._lexicon.in_names for t in following if t.is_capital)
            )
        return capital

    def parse(self, text: str, run: Sequence[Token], common: frozenset[str]) -> Iterator[Name]:
        """The names that a run of words is: a person after titles, or what stands before them too."""
        lexicon = self._lexicon
        words = [token.text.lower().rstrip(".") for token in run]
        title = self._last_title(words)
        is_region = title is not None and plain(" ".join(words[title[1] :])) in lexicon.places.regions
        if title and not is_region and self._kind_by_words(words[title[1] :]) not in {None, SourceKind.PERSON}:
            title = None
        if title is None or lexicon.places.kind(plain(" ".join(words))) is not None:
            yield self._name(text, run, 0, kind=self._kind_by_words(words))
            return
        first, after = title
        if after == len(run):
            if first:
                yield self._name(text, run[:first], 0, kind=self._kind_by_words(words[:first]))
            elif len(run) == 1 and words[0] not in common and words[0] not in lexicon.address:
                yield self._name(text, run, 0, kind=None)
            return
        while first and words[first - 1] in lexicon.before_office:
            first -= 1
        if first and " of " not in f" {' '.join(words[first:after])} ":
            yield self._name(text, run[:first], 0, kind=self._kind_by_words(words[:first]))
        rest = run[after:]
        yield self._name(text, run[first:], after - first, kind=SourceKind.PERSON if rest else None)

    def _last_title(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where the last office or form of address in the run begins and ends."""
        lexicon = self._lexicon
        last = len(words)
        if last > 1 and (
            words[-2] in lexicon.address or (plain(words[0]) in lexicon.given and (words[0],) not in lexicon.offices)
        ):
            last -= 1  # "Mr. King", "Howard Dean": the last word is the name, whatever else it means
        for end in range(last, 0, -1):
            for size in (4, 3, 2, 1):
                if end - size >= 0 and (
                    tuple(words[end - size : end]) in lexicon.offices
                    or (size == 1 and end < len(words) and self._introduces(words[end - 1], words[end]))
                ):
                    return end - size, end
        return None

    def _introduces(self, word: str, name: str) -> bool:
        """Whether a word is a form of address, or a noun for a person before a given name: "Filmmaker Jack"."""
        lexicon = self._lexicon
        return word in lexicon.address or (
            lexicon.kinds.get(word) is SourceKind.PERSON and plain(name) in lexicon.given
        )

    def _kind_by_words(self, words: Sequence[str]) -> SourceKind | None:
        """The kind that a word within the name tells, or the list of places."""
        if not words:
            return None
        lexicon = self._lexicon
        whole = plain(" ".join(words))
        if (kind := lexicon.places.kind(whole)) is not None:
            return kind
        if whole in lexicon.places.regions and whole not in lexicon.given:
            return SourceKind.GOVERNMENT
        return self._kind_by_word(words[0], whole) if len(words) == 1 else self._kind_by_last(words)

    def _kind_by_last(self, words: Sequence[str]) -> SourceKind | None:
        """The kind of a name of several words, by the last of them that tells one before any preposition."""
        lexicon = self._lexicon
        if lexicon.name_words["government"] & set(words):
            return SourceKind.GOVERNMENT
        if plain(words[0]) in lexicon.given and words[-1] not in lexicon.in_names:
            return None
        joint = next((n for n, word in enumerate(words) if word in lexicon.name_words["prepositions"]), len(words))
        found = [w for w in words[:joint] if w in lexicon.in_names and (w,) not in lexicon.offices]
        kind = lexicon.in_names[found[-1]] if found else None
        if kind is SourceKind.ORGANISATION and found[-1] in lexicon.use["parts"] and set(words) & lexicon.use["public"]:
            return SourceKind.GOVERNMENT
        is_party = kind is SourceKind.GOVERNMENT and any(word in lexicon.party_words for word in words)
        return SourceKind.ORGANISATION if is_party else kind

    def _kind_by_word(self, word: str, whole: str) -> SourceKind | None:
        """The kind of a name of one word."""
        lexicon = self._lexicon
        whole = whole.rsplit("-", 1)[-1]
        is_people = whole.endswith("s") and whole[:-1] in lexicon.places.demonyms
        if is_people or lexicon.in_names.get(whole) is SourceKind.GROUP:
            return SourceKind.GROUP
        return None if word in lexicon.given else lexicon.in_names.get(word)

    def _name(self, text: str, run: Sequence[Token], skip: int, *, kind: SourceKind | None) -> Name:
        """The name of a run whose first `skip` words are a title."""
        core = list(run[skip:])
        while len(core) > 1 and core[-1].text.lower() in self._lexicon.suffixes:
            core.pop()
        words = tuple(token.text for token in core)
        title = " ".join(token.text.lower() for token in run[:skip])
        gender = None
        if kind in {None, SourceKind.PERSON}:
            for word in title.split():
                gender = self._lexicon.address.get(word) or self._lexicon.noun_genders.get(word) or gender
            given = plain(words[0])
            if gender is None and given in self._lexicon.given and (len(words) > 1 or not skip):
                gender = self._lexicon.given[given] if len(words) > 1 else None
            if kind is None and len(words) > 1 and given in self._lexicon.given:
                kind = SourceKind.PERSON
            if kind is None and not skip and self._is_body(words, text[core[-1].end : core[-1].end + 8]):
                kind = SourceKind.ORGANISATION
            if kind is None and 1 < len(words) <= 4 and any(len(word.rstrip(".")) == 1 for word in words[:-1]):
                kind = SourceKind.PERSON
        span = Span(run[0].start, run[-1].end)
        return Name(
            span,
            Span(core[0].start, core[-1].end),
            text[core[0].start : core[-1].end],
            words,
            title,
            kind,
            gender,
            run[-1].possessive,
        )

    def _is_body(self, words: Sequence[str], after: str) -> bool:
        """Whether a name ends with initials, as in "Interim TDC", or names a town: "Polian, Calif."."""
        initials = words[-1]
        ends = len(words) > 1 and len(initials) > 2 and initials.isupper() and not words[0].isupper()
        return ends or (after.startswith(", ") and after.startswith(self._after_towns))


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """A pattern of names, the longest first, with either apostrophe and any space."""
    longest = sorted(names, key=len, reverse=True)
    parts = (re.escape(name).replace("'", "['’]").replace(r"\ ", r"\s+") for name in longest)
    return re.compile("(?:" + "|".join(parts) + r")(?![\w])")


def _trimmed(run: list[Token]) -> Iterator[list[Token]]:
    """The run without small words at its end, if anything is left."""
    while run and not run[-1].is_capital:
        run.pop()
    if run:
        yield run
