"""Storage: a `Store` over SQLite, its `Writer` and its `View`."""

from onrecord.store.base import (
    ActorLine,
    ActorStatement,
    AddOutcome,
    ArticleLine,
    Facets,
    Histogram,
    Hit,
    LedgerQuery,
    Order,
    Query,
    Stats,
    StoredArticle,
)
from onrecord.store.store import Store
from onrecord.store.view import View
from onrecord.store.writer import Writer

__all__ = [
    "ActorLine",
    "ActorStatement",
    "AddOutcome",
    "ArticleLine",
    "Facets",
    "Histogram",
    "Hit",
    "LedgerQuery",
    "Order",
    "Query",
    "Stats",
    "Store",
    "StoredArticle",
    "View",
    "Writer",
]
