"""Keeping records: a `Store` over SQLite, its `Writer` and its `View`."""

from onrecord.store.base import (
    ActorLine,
    Added,
    ArticleLine,
    Facets,
    Hit,
    Kept,
    LedgerQuery,
    Order,
    Query,
    Said,
    Spread,
    Stats,
)
from onrecord.store.store import Store
from onrecord.store.view import View
from onrecord.store.writer import Writer

__all__ = [
    "ActorLine",
    "Added",
    "ArticleLine",
    "Facets",
    "Hit",
    "Kept",
    "LedgerQuery",
    "Order",
    "Query",
    "Said",
    "Spread",
    "Stats",
    "Store",
    "View",
    "Writer",
]
