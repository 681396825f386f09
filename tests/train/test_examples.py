"""Annotated articles as the windows that training sees."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from onrecord.evaluation.gold import AnnotatedArticle, Attribution
from onrecord.reading.reader import shipped_model
from onrecord.reading.wordpiece import WordPieceTokenizer
from onrecord.train import augment
from onrecord.train.augment import NestingAugmenter
from onrecord.train.examples import Example, TrainingArticle, forget

TEXT = (
    "Gate shut\n\n“It is shut,” said Ada Example, the mayor. “It stays shut.”\n\nThe port denied the report. It rained."
)


def at(part: str) -> tuple[int, int]:
    """Where a part of the text is."""
    return TEXT.index(part), TEXT.index(part) + len(part)


@pytest.fixture
def annotated() -> AnnotatedArticle:
    """A quotation split by its cue, and a denial."""
    return AnnotatedArticle(
        "a",
        TEXT,
        (
            Attribution((at("Ada Example, the mayor"),), (at("said"),), (at("“It is shut,”"), at("“It stays shut.”"))),
            Attribution((at("The port"),), (at("denied"),), (at("the report"),)),
        ),
        annotator="b",
    )


@pytest.fixture(scope="module")
def tokenizer() -> WordPieceTokenizer:
    """The shipped tokenizer."""
    return WordPieceTokenizer.load(shipped_model("en") / "vocabulary.txt")


def said(example: Example, tokenizer: WordPieceTokenizer) -> list[tuple[str, str, list[str]]]:
    """Source, cue and contents of each cue, as their pieces read."""
    pieces = {number: piece for piece, number in tokenizer.vocabulary.items()}

    def read(first: int, last: int) -> str:
        words = " ".join(pieces[piece] for piece in example.pieces.ids[first : last + 1])
        return words.replace(" ##", "").replace(" .", ".").replace(" ,", ",")

    def spans(tags: np.ndarray, begin: int) -> list[str]:
        found = []
        for start in np.flatnonzero(tags == begin):
            last = int(start)
            while last + 1 < len(tags) and tags[last + 1] == begin + 1:
                last += 1
            found.append(read(int(start), last))
        return found

    return [
        ("".join(spans(own, 1)), read(*map(int, cue)), spans(own, 3))
        for cue, own in zip(example.cues, example.arguments, strict=True)
    ]


@pytest.mark.parametrize("rng", [None, random.Random(3)], ids=["as read", "as trained"])
def test_labels_are_where_people_marked(
    annotated: AnnotatedArticle, tokenizer: WordPieceTokenizer, rng: random.Random | None
) -> None:
    """The pieces of each label cover the words that were marked, and each cue has its own source and contents."""
    found = [
        each for example in TrainingArticle(annotated, tokenizer).examples(rng) for each in said(example, tokenizer)
    ]
    assert found == [
        ("ada example, the mayor", "said", ['" it is shut, "', '" it stays shut. "']),
        ("the port", "denied", ["the report"]),
    ]


def test_roles_are_marked_piece_by_piece(annotated: AnnotatedArticle, tokenizer: WordPieceTokenizer) -> None:
    """Every argument and cue is there among the roles too."""
    for example in TrainingArticle(annotated, tokenizer).examples(None):
        assert set(np.flatnonzero(example.arguments.any(axis=0))) <= set(np.flatnonzero(example.tags))
        assert all((example.tags[first : last + 1] >= 3).all() for first, last in example.cues)


def test_who_marked_it_is_known_to_the_example(annotated: AnnotatedArticle, tokenizer: WordPieceTokenizer) -> None:
    """Annotators are numbered from one, and 0 is one who is not known."""

    def number(annotators: Sequence[str]) -> int:
        return next(TrainingArticle(annotated, tokenizer, annotators).examples(None)).annotator

    assert (number(["a", "b"]), number(["c"])) == (2, 0)


def test_a_wrapped_sentence_holds_its_statement(
    annotated: AnnotatedArticle, tokenizer: WordPieceTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outer content is the whole sentence; the inner statement keeps its source, cue and content."""
    monkeypatch.setattr(augment, "NESTED_SHARE", 1.0)
    *_, example = TrainingArticle(annotated, tokenizer).examples(None)
    wrapped = NestingAugmenter.of(tokenizer).augment(example, random.Random(1))
    *inner, (source, cue, content) = said(wrapped, tokenizer)
    assert inner == said(example, tokenizer)
    assert source
    assert cue
    assert content == ["the port denied the report"]


def test_hidden_words_change_no_label(annotated: AnnotatedArticle, tokenizer: WordPieceTokenizer) -> None:
    """Training hides words now and then, and never a label or a paragraph break."""
    *_, example = TrainingArticle(annotated, tokenizer).examples(None)
    for seed in range(20):
        hidden = forget(example, random.Random(seed))
        assert np.array_equal(hidden.tags, example.tags)
        assert np.array_equal(hidden.arguments, example.arguments)
        assert ((hidden.pieces.ids == 1) == (example.pieces.ids == 1)).all()
