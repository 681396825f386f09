"""Reading an article: the stages in order."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from onrecord._version import __version__
from onrecord.reading.announced import AnnouncementStage
from onrecord.reading.anonymous import AnonymityRequestStage
from onrecord.reading.asked import QuestionStage
from onrecord.reading.continued import continue_quotations
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.encoder import Encoder, version_of
from onrecord.reading.mood import CommitmentStage
from onrecord.reading.nested import nest
from onrecord.reading.polarity import PolarityStage
from onrecord.reading.signed import SignatureStage
from onrecord.reading.silence import SilenceStage
from onrecord.reading.sources.stage import SourceStage
from onrecord.reading.stance import StanceStage
from onrecord.reading.statements import StatementFinder
from onrecord.reading.turns import TurnStage
from onrecord.records import Article, Record

Stage = Callable[[Record], Record]


class Reader:
    """Reads articles with one loaded model; pure, so the same article always gives the same record.

    Args:
        model: The model's folder; the shipped one by default.
        language: The language whose word lists are used.
        min_confidence: Leave out statements below it (0-1); by default the model's own threshold.

    Attributes:
        version: What the records depend on beside the article: this package, the model and its runtime.

    Raises:
        ModelError: The model cannot be loaded.
    """

    def __init__(self, *, model: Path | None = None, language: str = "en", min_confidence: float | None = None) -> None:
        encoder = Encoder(model or shipped_model(language))
        self.version = f"onrecord {__version__}, {encoder.version}"
        self._find = StatementFinder(encoder, language=language, min_confidence=min_confidence)
        self._stages: list[Stage] = [
            StanceStage(language),
            PolarityStage(language),
            AnonymityRequestStage(language),
            SilenceStage(language),
            QuestionStage(language),
            SignatureStage(language),
            TurnStage(language),
            AnnouncementStage(language),
            continue_quotations,
            nest,
            SourceStage(language),
            CommitmentStage(language),
            TimeStage(language),
        ]

    def read(self, article: Article) -> Record:
        """Read an article into a record."""
        record = self._find(article)
        for stage in self._stages:
            record = stage(record)
        return record


@cache
def shipped_version(language: str = "en") -> str:
    """The `version` of a reader with the shipped model, without loading the model."""
    return f"onrecord {__version__}, {version_of(shipped_model(language))}"


def shipped_model(language: str) -> Path:
    """The folder of the weights that ship with the package."""
    return Path(str(files("onrecord") / "models" / language))
