"""WordPiece (Wu et al., 2016) as in uncased BERT: https://github.com/google-research/bert, `tokenization.py`."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

UNKNOWN = "[UNK]"
_LONGEST = 100
"""A word of more characters is one unknown piece."""
_CACHED = 100_000

_WORD = re.compile("[wd]*w[wd]*|p")
_CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class Word(NamedTuple):
    """The pieces of one word: their ids, and their offsets within the word."""

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class WordPieceTokenizer:
    """Cuts text into the pieces of a vocabulary, lower-cased and without accents.

    Args:
        vocabulary: The id of each piece; a piece that continues a word begins with `##`.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = vocabulary
        self._unknown = vocabulary[UNKNOWN]
        self._classes = _CharacterClasses()
        self._words: dict[str, Word] = {}

    @classmethod
    def load(cls, path: Path) -> "WordPieceTokenizer":
        """Load a vocabulary with one piece a line, in the order of their ids."""
        return cls({piece: n for n, piece in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1])})

    def save(self, path: Path) -> None:
        """Write the vocabulary as `load` reads it."""
        ordered = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        path.write_text("".join(f"{piece}\n" for piece in ordered), encoding="utf-8")

    def words(self, text: str) -> list[tuple[int, str, Word]]:
        """The words of `text`, each with its start, its characters and its pieces."""
        if len(self._words) > _CACHED:
            self._words.clear()
        found: list[tuple[int, str, Word]] = []
        for match in _WORD.finditer(text.translate(self._classes)):
            start, end = match.span()
            characters = text[start:end]
            word = self._words.get(characters)
            if word is None:
                word = self._words[characters] = self._cut(characters)
            found.append((start, characters, word))
        return found

    def _cut(self, word: str) -> Word:
        """The longest piece that the vocabulary has, again and again."""
        characters, places = _normalised(word)
        if not characters:
            return Word((), (), ())
        whole = Word((self._unknown,), (places[0],), (_after_marks(word, places[-1] + 1),))
        if len(characters) > _LONGEST:
            return whole
        ids: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        start = 0
        while start < len(characters):
            prefix = "##" if start else ""
            for end in range(len(characters), start, -1):
                number = self.vocabulary.get(prefix + characters[start:end])
                if number is not None:
                    break
            else:
                return whole
            ids.append(number)
            starts.append(places[start])
            ends.append(places[end - 1] + 1)
            start = end
        ends[-1] = _after_marks(word, ends[-1])
        return Word(tuple(ids), tuple(starts), tuple(ends))


class _CharacterClasses(dict[int, str]):
    """What each character is, found when it is first seen: space, dropped, a word by itself, or part of a word."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _character_class(chr(code))
        return found


def _character_class(character: str) -> str:
    if character.isspace() and character not in "\x1c\x1d\x1e\x1f":
        return "s"
    category = unicodedata.category(character)
    if category[0] == "C" or character == "�":
        return "d"
    code = ord(character)
    is_ascii_symbol = code < 0x80 and category[0] == "S"
    if category[0] == "P" or is_ascii_symbol or any(first <= code <= last for first, last in _CJK):
        return "p"
    return "w"


def _after_marks(word: str, end: int) -> int:
    """The first place from `end` on that is not a combining mark, which belongs to the letter before it."""
    while end < len(word) and unicodedata.category(word[end]) == "Mn":
        end += 1
    return end


def _normalised(word: str) -> tuple[str, list[int]]:
    """The word without accents and control characters, in lower case, and the place that each character comes from."""
    if word.isascii() and word.isalnum():
        return word.lower(), list(range(len(word)))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(word):
        for part in unicodedata.normalize("NFD", character):
            category = unicodedata.category(part)
            if category != "Mn" and category[0] != "C" and part != "�":
                lowered = part.lower()
                characters.append(lowered)
                places += [place] * len(lowered)
    return "".join(characters), places
