"""The shipped model at work: one pass over an article's windows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.reading.arguments import ArgumentWeights
from onrecord.reading.confidence import Confidence
from onrecord.reading.pieces import CLS, SEP, Ints, Pieces, paragraph_pieces, windows
from onrecord.reading.viterbi import Floats
from onrecord.records import Article

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the model sees in one window of `n` pieces.

    `roles` has shape `(n, 7)`: log probabilities of outside, then begin and inside of source, cue and content.
    `projections` has shape `(n, 389)`: what the arguments of a cue are scored from.
    """

    pieces: Pieces
    roles: Floats
    projections: Floats


class Encoder:
    """The model's tokenizer, graph, weights of arguments and confidence, loaded from a folder.

    Each window is run by itself on one thread, so that what is read does not depend on what is read beside it.

    Raises:
        ModelError: A file of the model is missing or damaged, or of another format.
    """

    def __init__(self, folder: Path) -> None:
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            if config["format"] != FORMAT:
                msg = f"it has format {config['format']}, and this version reads {FORMAT}"
                raise ValueError(msg)  # noqa: TRY301 - told with the model's place, as all that can be wrong with it
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self.arguments = ArgumentWeights.load(folder / config["arguments"])
            self.confidence = Confidence(config["confidence"])
            self.threshold = float(config["threshold"])
            options = ort.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = ort.InferenceSession(
                str(folder / config["weights"]), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # tokenizers and onnxruntime raise bare exceptions of many kinds
            msg = f"the model in {folder} cannot be loaded: {error}"
            raise ModelError(msg) from error

    def encode(self, article: Article) -> Iterator[Encoding]:
        """The article's windows in order, each run as it is asked for."""
        return map(self.run, self.windows(article))

    def windows(self, article: Article) -> list[Pieces]:
        """The article's windows, cut and not yet run."""
        paragraphs = [paragraph_pieces(self._tokenizer, article.text, *span) for span in article.paragraphs]
        return windows(paragraphs, article.text)

    def run(self, pieces: Pieces) -> Encoding:
        """One pass of the model over one window."""
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
