"""Annotated articles, and the windows with labels that the network learns from."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onrecord.readers.base import paragraph_spans
from onrecord.reading.pieces import ROOM, Ints, Pieces, paragraph_pieces, windows

ROLES = ("source", "cue", "content")
IGNORED = -100

Fragments = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One annotated statement: the fragments of its source, cue and content as offsets into the text."""

    source: Fragments
    cue: Fragments
    content: Fragments


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """A text and the attributions that a person marked in it."""

    id: str
    text: str
    attributions: list[Attribution]


def read_jsonl(path: Path) -> list[AnnotatedArticle]:
    """Read one annotated article a line: `{"id", "text", "attributions": [{"source", "cue", "content"}]}`."""
    articles = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            attributions = [
                Attribution(**{role: [(s, e) for s, e in a.get(role) or []] for role in ROLES})
                for a in fields["attributions"]
            ]
            articles.append(AnnotatedArticle(fields["id"], fields["text"], attributions))
    return articles


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its labels.

    `tags` has shape `(n,)`: 0 outside, then begin and inside of source, cue and content. `links` holds, for both
    links (content to cue, cue to source), the piece spans of the heads, of the dependents, and which head each
    dependent has (`len(heads)` means none).
    """

    pieces: Pieces
    tags: Ints
    links: tuple["Links", "Links"]


@dataclass(frozen=True, slots=True)
class Links:
    """Piece spans `(m, 2)` of heads and dependents, last piece included, and each dependent's head `(m,)`."""

    heads: Ints
    dependents: Ints
    answer: Ints


class TrainingArticle:
    """An annotated article cut into pieces once, from which each epoch draws its windows."""

    def __init__(self, article: AnnotatedArticle, tokenizer: Tokenizer) -> None:
        self.text = article.text
        spans = paragraph_spans(article.text)
        self.paragraphs = [paragraph_pieces(tokenizer, article.text, s, e) for s, e in spans]
        self.attributions = [{role: _within(getattr(a, role), spans) for role in ROLES} for a in article.attributions]

    def examples(self, rng: random.Random | None) -> Iterator[Example]:
        """The article's windows with labels; with `rng`, cut and varied as training wants them."""
        paragraphs, first, room = self.paragraphs, None, ROOM
        if rng is not None:
            first = rng.randint(40, ROOM)
            room = ROOM if rng.random() < 0.7 else rng.randint(64, ROOM)
            if rng.random() < 0.1:
                paragraphs = paragraphs[1:]
        for pieces in windows(paragraphs, self.text, room=room, first=first):
            caseless = rng is not None and rng.random() < 0.08
            yield self._label(replace(pieces, case=np.zeros_like(pieces.case)) if caseless else pieces)

    def _label(self, pieces: Pieces) -> Example:
        tags = np.zeros(len(pieces), dtype=np.int32)
        heads: tuple[list[Fragment], list[Fragment]] = ([], [])
        dependents: tuple[list[Fragment], list[Fragment]] = ([], [])
        answers: tuple[list[int], list[int]] = ([], [])
        for attribution in self.attributions:
            found = {role: _piece_spans(pieces, attribution[role]) for role in ROLES}
            for n, role in enumerate(ROLES):
                for start, last in found[role]:
                    tags[start : last + 1] = 2 * n + 2
                    tags[start] = 2 * n + 1
            for n, (head, dependent) in enumerate((("cue", "content"), ("source", "cue"))):
                if found[head] and found[head][0] not in heads[n]:
                    heads[n].append(found[head][0])
                for span in found[dependent]:
                    dependents[n].append(span)
                    answers[n].append(heads[n].index(found[head][0]) if found[head] else -1)
        links = tuple(
            Links(
                _array(heads[n]),
                _array(dependents[n]),
                np.array([len(heads[n]) if a < 0 else a for a in answers[n]], dtype=np.int32),
            )
            for n in (0, 1)
        )
        return Example(pieces, tags, (links[0], links[1]))


Fragment = tuple[int, int]


def _array(spans: Sequence[Fragment]) -> Ints:
    return np.array(spans, dtype=np.int32).reshape(-1, 2)


def _within(fragments: Fragments, paragraphs: Sequence[tuple[int, int]]) -> Fragments:
    """Cut fragments at paragraph bounds."""
    return [
        (max(start, s), min(end, e))
        for start, end in sorted(fragments)
        for s, e in paragraphs
        if max(start, s) < min(end, e)
    ]


def _piece_spans(pieces: Pieces, fragments: Fragments) -> list[Fragment]:
    found = []
    for start, end in fragments:
        inside = np.flatnonzero((pieces.starts < end) & (pieces.ends > start))
        if len(inside):
            found.append((int(inside[0]), int(inside[-1])))
    return found
