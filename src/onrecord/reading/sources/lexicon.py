"""Looks up nouns, titles, names and places."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from onrecord import models
from onrecord.language import load
from onrecord.language.naming import places, plain
from onrecord.records import SourceKind

FEMALE, MALE = "female", "male"
_KINDS = {
    "document": SourceKind.DOCUMENT,
    "government": SourceKind.GOVERNMENT,
    "organisation": SourceKind.ORGANISATION,
    "group": SourceKind.GROUP,
    "person": SourceKind.PERSON,
}


class Lexicon:
    """The word lists of a language for resolving sources."""

    def __init__(self, language: str) -> None:
        titles, self.nouns = load(language, "titles"), load(language, "nouns")
        small, pronouns = load(language, "small_words"), load(language, "pronouns")
        self.address: dict[str, str | None] = dict.fromkeys(titles["address"]["either"])
        for gender in (FEMALE, MALE):
            self.address.update((word, gender) for word in titles["address"][gender])
        self.offices = {tuple(words.split()) for words in titles["office"]["words"]}
        self.office_words = {word for office in self.offices for word in office}
        self.before_office = frozenset(titles["office"]["before"])
        self.suffixes = frozenset(titles["suffixes"]["words"])
        self.noun_genders = {noun: gender for gender in (FEMALE, MALE) for noun in titles["gender"][gender]}
        self.given = _given(language)
        self.small = frozenset(small["words"])
        self.months = frozenset(_flat(load(language, "months")))
        self.particles, self.joining = frozenset(small["particles"]), frozenset(small["joining"])
        self.boundaries = frozenset(small["boundaries"])
        tells = "|".join(re.escape(noun) for noun in small["state_tells"])
        self.state_before = re.compile(rf"(?:{tells}) of $", re.IGNORECASE)
        self.state_after = re.compile(rf"['’]s? (?:\w+ )?(?:{tells})(?!\w)")
        self.openers, self.closers = frozenset(small["openers"]), frozenset(small["closers"])
        self.also_adjectives, self.tying = frozenset(small["also_adjectives"]), frozenset(small["tying"])
        self.hyphened = tuple(f"-{word}" for word in small["hyphened"])
        self.before_nouns = frozenset(small["before_nouns"])
        self.use = {name: frozenset(words) for name, words in self.nouns["use"].items()}
        self.no_noun_endings = tuple(self.nouns["use"]["no_noun_endings"])
        self.determiners, self.definite = frozenset(small["determiners"]), frozenset(small["definite"])
        self.in_names = {word: kind for name, kind in _KINDS.items() for word in self.nouns["in_names"].get(name, ())}
        self.pronouns = {name: frozenset(words) for name, words in pronouns.items()}
        self.all_pronouns = frozenset().union(*self.pronouns.values())
        self.kinds: dict[str, SourceKind] = {}
        for name in ("person", "group", "organisation", "government", "document"):
            self.kinds |= dict.fromkeys(self.nouns[name], _KINDS[name])
        self.spokesmen, self.insiders = frozenset(self.nouns["spokesman"]), frozenset(self.nouns["insider"])
        self.party_words = frozenset(self.nouns["party_words"])
        self.kin = frozenset(self.nouns["kin"])
        self._endings, self._not_people = tuple(self.nouns["endings"]), frozenset(self.nouns["not_people"])
        self.places = places(language)
        self.singular = _singulars(load(language, "irregular")["plurals"])
        lists = load(language, "sources")
        self.name_words, self.role_words, self.pronoun_words = (
            {name: frozenset(words) for name, words in lists[part].items()} for part in ("names", "roles", "pronouns")
        )
        after_name = "|".join(sorted(self.role_words["after_name"]))
        self.apposition = re.compile(rf",\s+(?P<role>(?:{after_name})\s[^,;:()“”\"]+)$", re.IGNORECASE)
        self.verbal_endings = tuple(self.role_words["verbal_endings"])
        fronting = "|".join(sorted(self.pronoun_words["fronting"]))
        self.fronted = re.compile(rf"(?:{fronting})\s[^,.;“”\"]*$", re.IGNORECASE)
        self.weekdays = frozenset(load(language, "times")["weekdays"])
        self.salience: dict[str, dict[str, float]] = models.load(language, "salience")
        self.things: dict[str, dict[str, float]] = models.load(language, "things")

    def is_listed(self, noun: str) -> bool:
        """Whether a noun, in lower case and singular, is in one of the lists."""
        return noun in self.kinds or noun in self.spokesmen or noun in self.insiders or noun in self.kin

    def is_noun(self, noun: str) -> bool:
        """Whether a noun is in one of the lists, or has an ending of nouns for people."""
        return self.is_listed(noun) or self.is_person_noun(noun)

    def is_person_noun(self, noun: str) -> bool:
        """Whether a noun, in lower case and singular, names a person."""
        if noun in self.kinds:
            return self.kinds[noun] is SourceKind.PERSON
        if noun in self.spokesmen or noun in self.insiders or noun in self.kin:
            return noun not in self.role_words["no_person"]
        return (noun,) in self.offices or (
            len(noun) > 4 and noun.endswith(self._endings) and noun not in self._not_people
        )


def _given(language: str) -> dict[str, str | None]:
    """Given names, each with its gender, or `None` if either."""
    given = load(language, "given_names")
    borne = {gender: {plain(name) for name in given[gender].split()} for gender in (FEMALE, MALE, "both")}
    found: dict[str, str | None] = {}
    for gender in (FEMALE, MALE):
        found.update((name, gender) for name in borne[gender])
    found.update((name, None) for name in borne["both"] | (borne[FEMALE] & borne[MALE]))
    return found


def one_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of one of some words, whole and in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words))})(?!\w)", re.IGNORECASE)


def _singulars(irregular: Mapping[str, str]) -> Callable[[str], str]:
    """A function from a noun to its singular; a noun that is singular already is unchanged."""

    @lru_cache(maxsize=1 << 14)
    def singular(noun: str) -> str:
        for plural, one in irregular.items():
            if noun == plural or noun.endswith(("-" + plural, " " + plural)):
                return noun[: len(noun) - len(plural)] + one
        return regular_singular(noun)

    return singular


def regular_singular(noun: str) -> str:
    """The singular of a noun with a regular plural."""
    if noun.endswith("men") and len(noun) > 4:
        return noun[:-3] + "man"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if re.search(r"(?:[sx]|ch|sh|z)es$", noun):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news")):
        return noun[:-1]
    return noun


def _flat(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value.lower()
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key.lower()
            yield from _flat(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner)


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language, loaded once."""
    return Lexicon(language)
