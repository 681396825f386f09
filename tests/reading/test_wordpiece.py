"""Word pieces, as uncased BERT cuts them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.reader import shipped_model
from onrecord.reading.wordpiece import WordPieceTokenizer

CASES = {
    "The mayor denied it.": "the mayor denied it .",
    "re-electing Ngozi's": "re - elect ##ing ngo ##zi ' s",
    "Élysée": "ely ##see",
    "cafe\u0301": "cafe",
    "naïve £5m": "naive £5 ##m",
    "\u65e5\u672c": "\u65e5 \u672c",
    "so\u00adft\u200bly": "softly",
    "a\ufffdb": "ab",
    "\u0130zmir": "i ##z ##mir",
    "x" * 101: "[UNK]",
    "\U0001f642!": "[UNK] !",
    " \t\n\u00a0": "",
    "$1,000": "$ 1 , 000",
}
"""Texts and the pieces that Hugging Face's `tokenizers` 0.23 gives for them."""


@pytest.fixture(scope="module")
def tokenizer() -> WordPieceTokenizer:
    """The shipped tokenizer."""
    return WordPieceTokenizer.load(shipped_model("en") / "vocabulary.txt")


def test_pieces_are_those_of_the_reference(tokenizer: WordPieceTokenizer) -> None:
    """Accents, punctuation, ideographs, control characters and unknown words are cut as by the reference."""
    pieces = {number: piece for piece, number in tokenizer.vocabulary.items()}
    found = {
        text: " ".join(pieces[number] for _, _, word in tokenizer.words(text) for number in word.ids) for text in CASES
    }
    assert found == CASES


@given(st.text(max_size=60))
def test_pieces_cover_their_words_in_order(tokenizer: WordPieceTokenizer, text: str) -> None:
    """Whatever the text, pieces are in order, do not overlap, and lie within their word."""
    end = 0
    for start, characters, word in tokenizer.words(text):
        assert text[start : start + len(characters)] == characters
        for first, last in zip(word.starts, word.ends, strict=True):
            assert end <= start + first < start + last <= start + len(characters)
            end = start + last


def test_a_saved_vocabulary_is_the_same(tokenizer: WordPieceTokenizer, tmp_path: Path) -> None:
    """A vocabulary survives being saved and loaded."""
    tokenizer.save(tmp_path / "vocabulary.txt")
    assert WordPieceTokenizer.load(tmp_path / "vocabulary.txt").vocabulary == tokenizer.vocabulary
