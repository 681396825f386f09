"""Turns annotated articles into labelled windows for training."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.evaluation.gold import ROLES, AnnotatedArticle
from onrecord.readers.base import paragraph_spans
from onrecord.reading.pieces import NEWLINE, ROOM, Ints, Pieces, paragraph_pieces, windows
from onrecord.reading.wordpiece import WordPieceTokenizer

IGNORED = -100
SOURCE, CUE, CONTENT = 1, 3, 5
"""The tag that begins each role; the next number continues it."""
ARGUMENT_SOURCE, ARGUMENT_CONTENT = 1, 3
MASK = 103
HIDDEN, CASELESS, ANONYMOUS = 0.06, 0.08, 0.2
"""The shares of pieces that training masks, of windows without letter case, and of windows without annotator."""
JOINED = 0.3
"""The share of windows that training joins to the previous one."""


def hold_out(
    articles: Sequence[AnnotatedArticle], *, every: int, seed: int = 11
) -> tuple[list[AnnotatedArticle], list[AnnotatedArticle]]:
    """Split articles into a training set and a held-out set: one in `every` of each publisher, drawn with `seed`."""
    rng = random.Random(seed)
    by: dict[str, list[int]] = {}
    for number, article in enumerate(articles):
        by.setdefault(article.publisher or "", []).append(number)
    held = {number for name in sorted(by) for number in rng.sample(by[name], len(by[name]) // every)}
    return (
        [article for number, article in enumerate(articles) if number not in held],
        [article for number, article in enumerate(articles) if number in held],
    )


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its labels.

    `tags` has shape `(n,)`: 0 outside, then begin and inside of source, cue and content. `cues` `(m, 2)` are the
    first and last piece of each cue, and `arguments` `(m, n)` the tags of its own arguments: 0 outside, then begin
    and inside of source and content. `annotator` is the annotator's number, from 1; 0 if unknown.
    """

    pieces: Pieces
    tags: Ints
    cues: Ints
    arguments: Ints
    annotator: int = 0


Variation = Callable[[Example, random.Random], Example]
"""A change to an example in training, against overfitting."""


class TrainingArticle:
    """An annotated article, cut into pieces once; each epoch draws windows from it.

    Args:
        article: The article.
        tokenizer: The tokenizer that cuts it into pieces.
        annotators: The known annotators, in the order of their numbers.
        vary: The variations applied to each example that is drawn at random.
    """

    def __init__(
        self,
        article: AnnotatedArticle,
        tokenizer: WordPieceTokenizer,
        annotators: Sequence[str] = (),
        vary: Sequence[Variation] = (),
    ) -> None:
        self.text = article.text
        self.vary = vary
        self.annotator = annotators.index(article.annotator) + 1 if article.annotator in annotators else 0
        spans = paragraph_spans(article.text)
        self.paragraphs = [paragraph_pieces(tokenizer, article.text, s, e) for s, e in spans]
        self.attributions = [{role: _within(getattr(a, role), spans) for role in ROLES} for a in article.attributions]

    def examples(self, rng: random.Random | None) -> Iterator[Example]:
        """The article's windows with labels; with `rng`, joined and varied at random for training."""
        cut = windows(self.paragraphs, self.text)
        for pieces in cut if rng is None else _packed(cut, rng):
            example = self._label(pieces)
            if rng is not None:
                for variation in self.vary:
                    example = variation(example, rng)
            yield example

    def _label(self, pieces: Pieces) -> Example:
        tags = np.zeros(len(pieces), dtype=np.int32)
        cues: list[Fragment] = []
        arguments: list[Ints] = []
        for attribution in self.attributions:
            found = {role: _piece_spans(pieces, attribution[role]) for role in ROLES}
            for n, role in enumerate(ROLES):
                _mark(tags, found[role], (SOURCE, CUE, CONTENT)[n])
            if found["cue"]:
                own = np.zeros(len(pieces), dtype=np.int32)
                _mark(own, found["source"], ARGUMENT_SOURCE)
                _mark(own, found["content"], ARGUMENT_CONTENT)
                cues.append((found["cue"][0][0], found["cue"][-1][1]))
                arguments.append(own)
        return Example(
            pieces,
            tags,
            np.array(cues, dtype=np.int32).reshape(-1, 2),
            np.array(arguments, dtype=np.int32).reshape(-1, len(pieces)),
            self.annotator,
        )


def _packed(cut: Sequence[Pieces], rng: random.Random) -> Iterator[Pieces]:
    """The windows, some joined to the next, so that nothing learnt depends on where windows end."""
    held: list[Pieces] = []
    for pieces in cut:
        size = sum(map(len, held)) + len(held) + len(pieces)
        if held and (size > ROOM or rng.random() >= JOINED):
            yield Pieces.join(held)
            held = []
        held.append(pieces)
    if held:
        yield Pieces.join(held)


def forget(example: Example, rng: random.Random) -> Example:
    """The example with some pieces masked, and sometimes without letter case or annotator."""
    pieces = example.pieces
    hidden = np.array([rng.random() < HIDDEN for _ in range(len(pieces))])
    pieces = replace(pieces, ids=np.where(hidden & (pieces.ids != NEWLINE), MASK, pieces.ids))
    if rng.random() < CASELESS:
        pieces = replace(pieces, case=np.zeros_like(pieces.case))
    return replace(example, pieces=pieces, annotator=0 if rng.random() < ANONYMOUS else example.annotator)


Fragment = tuple[int, int]


def _mark(tags: Ints, spans: Sequence[Fragment], begin: int) -> None:
    for start, last in spans:
        tags[start : last + 1] = begin + 1
        tags[start] = begin


def _within(fragments: Sequence[Fragment], paragraphs: Sequence[tuple[int, int]]) -> list[Fragment]:
    """Cut fragments at paragraph boundaries."""
    return [
        (max(start, s), min(end, e))
        for start, end in sorted(fragments)
        for s, e in paragraphs
        if max(start, s) < min(end, e)
    ]


def _piece_spans(pieces: Pieces, fragments: Sequence[Fragment]) -> list[Fragment]:
    found = []
    for start, end in fragments:
        inside = np.flatnonzero((pieces.starts < end) & (pieces.ends > start))
        if len(inside):
            found.append((int(inside[0]), int(inside[-1])))
    return found
