"""The model: one pass over each of an article's windows."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ModelError
from onrecord.reading.arguments import ArgumentWeights
from onrecord.reading.confidence import Confidence
from onrecord.reading.pieces import CLS, SEP, Ints, Pieces, paragraph_pieces, windows
from onrecord.reading.runtime import load_session
from onrecord.reading.runtime import version as runtime_version
from onrecord.reading.viterbi import Floats
from onrecord.reading.wordpiece import WordPieceTokenizer
from onrecord.records import Article

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Encoding:
    """The model's output for one window of `n` pieces.

    `roles` has shape `(n, 7)`: log probabilities of outside, then begin and inside of source, cue and content.
    `projections` has shape `(n, 389)`: what the arguments of a cue are scored from.
    """

    pieces: Pieces
    roles: Floats
    projections: Floats


class Encoder:
    """A model folder, loaded: tokenizer, graph, argument weights and confidence.

    Each window runs by itself on one thread, so that a reading does not depend on what is read beside it.

    Attributes:
        version: The model's digest and the runtime's version: readings of equal versions are equal.

    Raises:
        ModelError: A file of the model is missing, damaged or of another format, or the runtime is not supported.
    """

    def __init__(self, folder: Path) -> None:
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            if config["format"] != FORMAT:
                msg = f"it has format {config['format']}; this version reads format {FORMAT}"
                raise ValueError(msg)  # noqa: TRY301 - reported with the model's path, as every other fault
            self._tokenizer = WordPieceTokenizer.load(folder / config["vocabulary"])
            self.arguments = ArgumentWeights.load(folder / config["arguments"])
            self.confidence = Confidence(config["confidence"])
            self.threshold = float(config["threshold"])
            self._session = load_session(folder / config["weights"])
            self.version = version_of(folder)
        except ModelError:
            raise
        except Exception as error:  # onnxruntime raises bare exceptions of many kinds
            msg = f"cannot load the model in {folder}: {error}"
            raise ModelError(msg) from error

    def encode(self, article: Article) -> Iterator[Encoding]:
        """Run the article's windows, lazily and in order."""
        return map(self.run, self.windows(article))

    def windows(self, article: Article) -> list[Pieces]:
        """Cut the article into windows, without running them."""
        paragraphs = [paragraph_pieces(self._tokenizer, article.text, *span) for span in article.paragraphs]
        return windows(paragraphs, article.text)

    def run(self, pieces: Pieces) -> Encoding:
        """Run the model over one window."""
        feeds = {
            "ids": _row(pieces.ids, CLS, SEP),
            "case": _row(pieces.case, 0, 0),
            "quote": _row(pieces.quote, 0, 0),
        }
        tags, projections = self._session.run(None, feeds)
        scores = tags[0, 1:-1]
        scores = scores - scores.max(axis=1, keepdims=True)
        roles = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return Encoding(pieces, roles, projections[0, 1:-1])


def _row(values: Ints, first: int, last: int) -> NDArray[np.int64]:
    row = np.empty((1, len(values) + 2), dtype=np.int64)
    row[0, 0], row[0, 1:-1], row[0, -1] = first, values, last
    return row


def version_of(folder: Path) -> str:
    """The version of the model in a folder and of its runtime, without loading them."""
    return f"model {_digest(folder)}, onnxruntime {runtime_version()}"


def _digest(folder: Path) -> str:
    """The first 12 hex digits of the SHA-256 over the folder's files, without its card."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != "README.md":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
