"""Compares words and phrases by their stems."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import snowballstemmer

from onrecord.language import load

Stem = Callable[[str], str]

GAP = "…"
"""A gap of one to four words in a phrase."""

_WIDEST = 4
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEMMERS = {"en": "english"}


@lru_cache(maxsize=8)
def stemmer(language: str) -> Stem:
    """A function from a word in lower case to its stem, irregular forms included."""
    irregular: Mapping[str, str] = load(language, "irregular")["forms"]
    stem = snowballstemmer.stemmer(_STEMMERS[language]).stemWord
    return lru_cache(maxsize=1 << 16)(lambda word: stem(irregular.get(word, word)))


def words_of(text: str, language: str = "en") -> Iterator[str]:
    """The words of the text in lower case, with straight apostrophes; "didn't" gives "did" and "not"."""
    contracted: Mapping[str, str] = load(language, "irregular")["contractions"]
    for match in WORD.finditer(text.lower().replace("’", "'")):
        word = match.group()
        if word == "cannot" or (word.endswith("n't") and word != "n't"):
            start = word[:-3]
            yield contracted.get(start, start)
            yield "not"
        else:
            yield word.removesuffix("'s")


def phrases(language: str, listed: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """The stems of each of the phrases."""
    stem = stemmer(language)
    return frozenset(tuple(stem(word) for word in words_of(phrase)) for phrase in listed)


def follows(words: Sequence[str], at: int, rest: Sequence[str], barriers: frozenset[str]) -> bool:
    """Whether the words from `at` on match `rest`; a gap may not skip any of `barriers`."""
    if not rest:
        return True
    if rest[0] != GAP:
        return at < len(words) and words[at] == rest[0] and follows(words, at + 1, rest[1:], barriers)
    for after in range(at + 1, min(at + _WIDEST, len(words) - 1) + 1):
        if words[after - 1] in barriers:
            return False
        if follows(words, after, rest[1:], barriers):
            return True
    return False
