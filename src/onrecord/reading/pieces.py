"""Cuts an article's text into word pieces with the features the model reads, and into windows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord.reading.quotes import QuoteState, plain, quote_states
from onrecord.reading.wordpiece import WordPieceTokenizer

CASES = 6
QUOTE_STATES = len(QuoteState)
CLS, SEP, NEWLINE = 101, 102, 1
WINDOW = 256
ROOM = WINDOW - 2

# A contracted verb or a genitive ('s, 're) is a word of its own, since a source may end before it.
_WORD = re.compile(
    r"[^\W_]+(?:(?:[-‐‑&]|'(?!(?:[sdm]|re|ve|ll)\b)|(?<=\d)[.,](?=\d)|(?<=\b[^\W\d_])\.(?=[^\W\d_]\b))[^\W_]+)*"
)
_MOST = 100
"""How many pieces a word may have."""
_SENTENCE_END = frozenset((".", "!", "?"))

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a span of text: six arrays of shape `(n,)`.

    `starts` and `ends` are offsets into the article's text; a paragraph break is a piece of width 0. `opens` is 1 at
    the first piece of each word, and 0 at those that continue it.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    case: Ints
    quote: Ints
    opens: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def cut(self, start: int, end: int) -> "Pieces":
        """The pieces from `start` up to `end`."""
        return Pieces(*(getattr(self, name)[start:end] for name in self.__slots__))

    @staticmethod
    def join(parts: Sequence["Pieces"]) -> "Pieces":
        """Join pieces, with a paragraph break between every two."""
        columns: list[list[Ints]] = [[] for _ in Pieces.__slots__]
        for n, part in enumerate(parts):
            if n:
                at = parts[n - 1].ends[-1]
                for column, value in zip(columns, (NEWLINE, at, at, 0, QuoteState.OUTSIDE, 1), strict=True):
                    column.append(np.array([value], dtype=np.int32))
            for column, name in zip(columns, Pieces.__slots__, strict=True):
                column.append(getattr(part, name))
        return Pieces(*(np.concatenate(column) for column in columns))


def paragraph_pieces(tokenizer: WordPieceTokenizer, text: str, start: int, end: int) -> Pieces:
    """The pieces of the paragraph `text[start:end]`, possibly none."""
    paragraph = text[start:end]
    styled = plain(paragraph)
    words = tokenizer.words(styled)
    starts = _array([at + piece for at, _, word in words for piece in word.starts])
    firsts = _array([n == 0 for _, _, word in words for n in range(len(word.ids))])
    is_shouted = paragraph.upper() == paragraph
    states = np.frombuffer(quote_states(paragraph), dtype=np.uint8).astype(np.int32)
    return Pieces(
        ids=_array([number for _, _, word in words for number in word.ids]),
        starts=starts + start,
        ends=_array([at + piece for at, _, word in words for piece in word.ends]) + start,
        case=_array([0 if is_shouted else _case(characters) for _, characters, word in words for _ in word.ids]),
        quote=states[starts],
        opens=_opens(styled, starts, firsts),
    )


def _opens(paragraph: str, starts: Ints, firsts: Ints) -> Ints:
    """1 at each piece that no word of the paragraph goes on with, where `firsts` is 1 at the tokenizer's words.

    A word goes on through most apostrophes, hyphens and the like, and through the marks in a number. One of too many
    pieces for a window stays as the tokenizer cuts it.
    """
    spans = np.array([match.span() for match in _WORD.finditer(paragraph)], dtype=np.int32).reshape(-1, 2)
    if not len(spans):
        return firsts
    word = np.searchsorted(spans[:, 0], starts, side="right") - 1
    inside = (word >= 0) & (starts < spans[word, 1])
    sizes = np.bincount(word[inside], minlength=len(spans))
    same = np.zeros(len(starts), dtype=np.bool_)
    same[1:] = inside[1:] & inside[:-1] & (word[1:] == word[:-1]) & (sizes[word[1:]] <= _MOST)
    return np.where(same, 0, firsts).astype(np.int32)


def _array(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int32)


@lru_cache(maxsize=1 << 16)
def _case(word: str) -> int:
    """The letter case of a word; it tells nothing in a paragraph that is all in capitals."""
    if word.islower():
        return 1
    if word.istitle():
        return 2
    if word.isupper():
        return 3
    if word.isdigit():
        return 4
    return 5 if word.isalpha() else 0


def windows(paragraphs: Sequence[Pieces], text: str, *, room: int = ROOM) -> list[Pieces]:
    """The article's pieces in windows of at most `room`, one paragraph each, so that none depends on its neighbours.

    A paragraph that ends with a colon shares a window with the next one, if both fit. A paragraph longer than a window
    is cut after a sentence, if possible.
    """
    found: list[Pieces] = []
    for paragraph in paragraphs:
        parts = _parts(paragraph, text, room)
        if parts and found and _announces(found[-1], text) and len(found[-1]) + 1 + len(parts[0]) <= room:
            parts[0] = Pieces.join([found.pop(), parts[0]])
        found += parts
    return found


def _announces(pieces: Pieces, text: str) -> bool:
    return text[pieces.starts[-1] : pieces.ends[-1]] == ":"


def _parts(paragraph: Pieces, text: str, room: int) -> list[Pieces]:
    parts: list[Pieces] = []
    start = 0
    while len(paragraph) - start > room:
        end = start + room
        for n in range(end - 1, start + room // 2, -1):
            if text[paragraph.starts[n] : paragraph.ends[n]] in _SENTENCE_END:
                end = n + 1
                while end < start + room and paragraph.quote[end] == QuoteState.CLOSING:
                    end += 1
                break
        while not paragraph.opens[end]:
            end -= 1
        parts.append(paragraph.cut(start, end))
        start = end
    if len(paragraph) > start:
        parts.append(paragraph.cut(start, len(paragraph)))
    return parts
