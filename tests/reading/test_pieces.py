"""Windows over an article."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import article
from onrecord.reading.pieces import NEWLINE, ROOM, paragraph_pieces, windows
from onrecord.reading.reader import shipped_model
from onrecord.reading.wordpiece import WordPieceTokenizer


@pytest.fixture(scope="module")
def tokenizer() -> WordPieceTokenizer:
    """The shipped tokenizer."""
    return WordPieceTokenizer.load(shipped_model("en") / "vocabulary.txt")


@given(
    st.lists(st.text(alphabet="ab c.“”é🙂\u0645X", min_size=1, max_size=900).filter(str.strip), min_size=1, max_size=4)
)
def test_windows_hold_every_piece_once(tokenizer: WordPieceTokenizer, paragraphs: list[str]) -> None:
    """Cutting into windows loses and repeats nothing, keeps the order, and never goes over the room."""
    made = article("\n\n".join(paragraphs))
    cut = [paragraph_pieces(tokenizer, made.text, *span) for span in made.paragraphs]
    found = windows(cut, made.text)
    assert all(len(window) <= ROOM for window in found)
    kept = [window.starts[window.ids != NEWLINE] for window in found]
    wanted = [part.starts for part in cut if len(part)]
    assert np.array_equal(np.concatenate([*kept, []]), np.concatenate([*wanted, []]))


@pytest.mark.parametrize(
    ("one", "other"),
    [("He said “no”.", 'He said "no".'), ("Don’t", "Don't")],
)
def test_the_style_of_marks_makes_no_difference(tokenizer: WordPieceTokenizer, one: str, other: str) -> None:
    """Curly and straight marks come to the same pieces and features."""
    first, second = (paragraph_pieces(tokenizer, text, 0, len(text)) for text in (one, other))
    for name in first.__slots__:
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_a_shouted_paragraph_has_no_case(tokenizer: WordPieceTokenizer) -> None:
    """Capitals throughout say nothing of a word, so the case is left unknown."""
    text = "MINISTER SAYS NO"
    assert not paragraph_pieces(tokenizer, text, 0, len(text)).case.any()


def test_a_long_paragraph_is_cut_after_a_sentence(tokenizer: WordPieceTokenizer) -> None:
    """Where a paragraph is longer than a window, the cut comes after a full stop."""
    text = "The gate was shut at noon and stayed so until the evening came. " * 60
    (span,) = article(text).paragraphs
    first, *_ = windows([paragraph_pieces(tokenizer, text, *span)], text)
    assert text[first.starts[-1] : first.ends[-1]] == "."
