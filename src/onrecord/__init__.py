"""Onrecord finds who said what in the news, on whose word, when, and what came of it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord._version import __version__
from onrecord.errors import OnrecordError
from onrecord.records import (
    Actor,
    Article,
    DateInterval,
    How,
    Kind,
    Record,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    TimeExpression,
    Words,
)

if TYPE_CHECKING:
    from onrecord.api import read, read_many
    from onrecord.readers.base import Failure
    from onrecord.reading.reader import Reader
    from onrecord.store import Query, Store

_LAZY = {
    "Failure": "onrecord.readers.base",
    "Query": "onrecord.store",
    "Reader": "onrecord.reading.reader",
    "Store": "onrecord.store",
    "read": "onrecord.api",
    "read_many": "onrecord.api",
}

__all__ = [
    "Actor",
    "Article",
    "DateInterval",
    "Failure",
    "How",
    "Kind",
    "OnrecordError",
    "Query",
    "Reader",
    "Record",
    "Source",
    "SourceKind",
    "Span",
    "Stance",
    "Statement",
    "Store",
    "TimeExpression",
    "Words",
    "__version__",
    "read",
    "read_many",
]


def __getattr__(name: str) -> Any:
    """Import a name on first use, if its module takes long to import."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    msg = f"module 'onrecord' has no attribute {name!r}"
    raise AttributeError(msg)
