"""Cuts an article's text into word pieces with the features the model reads, and into windows."""

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

_SENTENCE_END = frozenset((".", "!", "?"))

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a span of text: five arrays of shape `(n,)`.

    `starts` and `ends` are offsets into the article's text; a paragraph break is a piece of width 0.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    case: Ints
    quote: Ints

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
                for column, value in zip(columns, (NEWLINE, at, at, 0, QuoteState.OUTSIDE), strict=True):
                    column.append(np.array([value], dtype=np.int32))
            for column, name in zip(columns, Pieces.__slots__, strict=True):
                column.append(getattr(part, name))
        return Pieces(*(np.concatenate(column) for column in columns))


def paragraph_pieces(tokenizer: WordPieceTokenizer, text: str, start: int, end: int) -> Pieces:
    """The pieces of the paragraph `text[start:end]`, possibly none."""
    paragraph = text[start:end]
    words = tokenizer.words(plain(paragraph))
    starts = _array([at + piece for at, _, word in words for piece in word.starts])
    is_shouted = paragraph.upper() == paragraph
    states = np.frombuffer(quote_states(paragraph), dtype=np.uint8).astype(np.int32)
    return Pieces(
        ids=_array([number for _, _, word in words for number in word.ids]),
        starts=starts + start,
        ends=_array([at + piece for at, _, word in words for piece in word.ends]) + start,
        case=_array([0 if is_shouted else _case(characters) for _, characters, word in words for _ in word.ids]),
        quote=states[starts],
    )


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
        parts.append(paragraph.cut(start, end))
        start = end
    if len(paragraph) > start:
        parts.append(paragraph.cut(start, len(paragraph)))
    return parts
