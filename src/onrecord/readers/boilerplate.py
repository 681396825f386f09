"""Lines around an article that are not its text, recognised by their words.

The words are data, in `language/en/boilerplate.toml`. A line is recognised only if all of it is furniture, so that
prose about newsletters, or about sharing an article, remains text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from onrecord.language import load
from onrecord.readers.bylines import in_byline
from onrecord.readers.dates import months

_EDGES = " \t•*-–—|>»→▶►[]()"
_QUOTED = re.compile(r"[\"“”«»]")
_SENTENCE = re.compile(r"[.!?…][\"”’')\]]*$")
_WORD = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*\.?")
_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}")
_MARK = r"\s*(?::|\s[–—|-]\s|\s[>»])\s*"
_FEW_WORDS = 12
_LONGEST_NOTE = 600


class Kind(StrEnum):
    """A kind of line that is not text."""

    AFFILIATE = "affiliate"
    BYLINE = "byline"
    COMMENTS = "comments"
    COPYRIGHT = "copyright"
    CREDIT = "credit"
    DATE = "date"
    NEWSLETTER = "newsletter"
    LENGTH = "length"
    MORE = "more"
    READ_MORE = "read-more"
    RELATED = "related"
    SCRIPTS = "scripts"
    SHARE = "share"
    SYNDICATION = "syndication"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern that starts the lines of a kind, their longest length, and whether they may quote or be sentences."""

    kind: Kind
    pattern: re.Pattern[str]
    longest: int
    quotes: bool = True
    sentences: bool = True

    def holds(self, line: str) -> bool:
        return (
            len(line) <= self.longest
            and self.pattern.match(line) is not None
            and (self.quotes or not _QUOTED.search(line))
            and (self.sentences or not (_SENTENCE.search(line) and len(line.split()) > _FEW_WORDS))
        )


class Boilerplate:
    """Recognises what is not text, by the words of one language."""

    def __init__(self, language: str) -> None:
        data = load(language, "boilerplate")
        self._rules = _rules(data)
        self._rules_of_links = [
            *self._rules,
            _Rule(Kind.READ_MORE, _starts(data["read_more"]["leads"], then=_MARK + r"\S"), 250),
            _Rule(Kind.READ_MORE, _starts(data["related"]["headings"]), 500),
        ]
        self._share = frozenset(data["share"]["strong"])
        self._around_share = self._share | frozenset(data["share"]["weak"])
        self._date = frozenset(data["date"]["strong"]) | months().keys()
        self._around_date = self._date | frozenset(data["date"]["weak"])
        self._modified = _starts(data["date"]["modified"])
        halves = "|".join(data["date"]["halves"])
        endings = "|".join((*data["date"]["ordinals"], *data["date"]["halves"]))
        self._time = re.compile(rf"\d{{1,4}}(?:{endings})?|\d{{1,2}}\.\d{{2}}(?:{halves})?")
        byline = data["byline"]
        self._around_name = self._around_date.union(
            (w for p in byline["openers"] for w in p.split()), byline["roles"], byline["organisations"]
        )
        self._bio = re.compile(_any(data["bio"]["phrases"]))
        self._after_name = _starts(data["bio"]["after_name"])

    def kind(
        self, line: str, *, names: Sequence[str] = (), linked: bool = False, after: Kind | None = None
    ) -> Kind | None:
        """The kind of a line that is not text, or `None` for text.

        After a `RELATED` line, nothing is text until the next prose. A `MORE` line is the same if links to other
        articles follow, and text if prose follows.

        Args:
            line: The whole line.
            names: The known authors.
            linked: Whether most of the line is a link.
            after: The kind of the line before: "Copy link" continues a list of share buttons.
        """
        plain = line.replace("’", "'").strip(_EDGES).lower()
        for rule in self._rules_of_links if linked else self._rules:
            if rule.holds(plain):
                return rule.kind
        words = [] if plain.endswith("?") else [word.rstrip(".") for word in _WORD.findall(plain)]
        if self._is_share(words, goes_on=after is Kind.SHARE):
            return Kind.SHARE
        if self._is_date(plain, words):
            return Kind.DATE
        is_byline = self._is_byline_of(plain, names) or in_byline(line.strip(_EDGES)) is not None
        return Kind.BYLINE if is_byline else None

    def is_bio(self, line: str, names: Sequence[str]) -> bool:
        """Whether a line at the end of an article is about one of its authors, called `names`."""
        plain = line.replace("’", "'").strip(_EDGES)
        if len(plain) > _LONGEST_NOTE or _QUOTED.match(plain):
            return False
        if any(
            plain.startswith(name) and self._after_name.match(plain[len(name) :].lstrip(" ,").lower()) for name in names
        ):
            return True
        found = self._bio.search(plain.lower())
        return found is not None and (found.start() == 0 or "@" in plain or any(name in plain for name in names))

    def says_modified(self, line: str) -> bool:
        """Whether a date line gives the date of a modification rather than of publication."""
        return self._modified.match(line.strip(_EDGES).lower()) is not None

    def _is_byline_of(self, plain: str, names: Sequence[str]) -> bool:
        """Whether a line consists of the authors' names, their roles and a date."""
        rest = plain
        for name in names:
            rest = rest.replace(name.lower().replace("’", "'"), " ")
        if rest == plain:
            return False
        words = [word.rstrip(".") for word in _WORD.findall(rest)]
        return all(self._time.fullmatch(word) or word in self._around_name for word in words)

    def _is_share(self, words: Sequence[str], *, goes_on: bool) -> bool:
        few = 0 < len(words) <= _FEW_WORDS
        return few and (goes_on or not self._share.isdisjoint(words)) and self._around_share.issuperset(words)

    def _is_date(self, plain: str, words: Sequence[str]) -> bool:
        return (
            0 < len(words) <= 2 * _FEW_WORDS
            and any(word[0].isdigit() for word in words)
            and all(self._time.fullmatch(w) or _DAY.fullmatch(w) or w in self._around_date for w in words)
            and (not self._date.isdisjoint(words) or _DAY.search(plain) is not None)
        )


@cache
def boilerplate(language: str = "en") -> Boilerplate:
    """The recogniser for a language, loaded once."""
    return Boilerplate(language)


def _rules(data: dict[str, Any]) -> list[_Rule]:
    more, credit = data["read_more"], data["credit"]["openers"]
    before_names = tuple(f" {word}" for word in data["credit"]["before_names"])
    elsewhere = rf"\b.*(?:{_any(data['syndication']['phrases'])})"
    by = [phrase for phrase in credit if phrase.endswith(before_names)]
    return [
        _Rule(Kind.RELATED, _whole(data["related"]["headings"]), 80),
        _Rule(Kind.MORE, _starts(data["related"]["openings"], then=r"(?<![.?])\s*[:!]*$"), 80),
        _Rule(Kind.COMMENTS, _whole(data["comments"]["lines"]), 80),
        _Rule(Kind.READ_MORE, _whole(more["lines"]), 80),
        _Rule(Kind.READ_MORE, _starts(more["plain_leads"], then=_MARK + r"\S"), 250),
        _Rule(Kind.NEWSLETTER, _starts(data["newsletter"]["openers"]), 400, quotes=False),
        _Rule(Kind.NEWSLETTER, _holds(data["newsletter"]["phrases"]), 300, quotes=False),
        _Rule(Kind.COPYRIGHT, _copyright(data["copyright"]["openers"]), 300, quotes=False),
        _Rule(Kind.COPYRIGHT, _holds(data["copyright"]["phrases"]), 300, quotes=False),
        _Rule(Kind.CREDIT, re.compile(rf".*[.!?)]\s+(?:{_any(credit)})\s*:\s*[^.:]{{2,60}}\.?$"), 400, quotes=False),
        _Rule(Kind.SYNDICATION, _starts(data["syndication"]["openers"], then=elsewhere), 400),
        _Rule(Kind.AFFILIATE, _holds(data["affiliate"]["phrases"]), 300, quotes=False),
        _Rule(Kind.SCRIPTS, _starts(data["scripts"]["openers"]), 250, quotes=False),
        _Rule(Kind.CREDIT, _starts(credit, then=r"\s*[:/]"), 160, quotes=False, sentences=False),
        _Rule(Kind.CREDIT, _starts(by), 160, quotes=False, sentences=False),
        _Rule(Kind.CREDIT, _starts(data["source"]["openers"], then=r"\s*:"), 80, sentences=False),
        _Rule(Kind.TAGS, _starts(data["tags"]["openers"], then=r"\s*:"), 300, quotes=False, sentences=False),
        _Rule(Kind.LENGTH, _whole(data["date"]["reading_time"]), 80),
    ]


def _copyright(openers: Iterable[str]) -> re.Pattern[str]:
    """The sign followed by a name or a year, or a word followed by the sign, a year, or an outlet and a year."""
    year = r"\b(?:19|20)\d\d\b"
    return re.compile(rf"[©ⓒ]\W*\w|(?:{_any(openers)})(?:\W*[©ⓒ]|\W*\d{{4}}|\b.{{,50}}{year}[^.]{{,30}}$)")


def _any(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longest first; `...` stands for up to eight words."""
    return "|".join(_phrase(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _phrase(phrase: str) -> str:
    inner = r"\s+".join(re.escape(word) for word in phrase.removesuffix("...").split())
    pattern = inner.replace(r"\.\.\.\s+", r"(?:\S+\s+){0,8}?").replace(r"\.\.\.", r"(?:\S+\s+){0,8}?")
    return pattern + (r"(?:\s+\S+){0,8}" if phrase.endswith("...") else "")


def _starts(phrases: Iterable[str], *, then: str = r"(?!\w)") -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(phrases)}){then}")


def _holds(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf".*\b(?:{_any(phrases)})\b")


def _whole(phrases: Iterable[str]) -> re.Pattern[str]:
    """A phrase alone, or with punctuation and a number, as in "Comments (12)"."""
    return re.compile(rf"(?:{_any(phrases)})\W*(?:\d+\W*)?$")
