"""Keeping records: a `Store` over SQLite, its `Writer` and its `View`."""

from onrecord.store.base import Added, ArticleLine, Hit, Query, Stats
from onrecord.store.store import Store
from onrecord.store.view import View
from onrecord.store.writer import Writer

__all__ = ["Added", "ArticleLine", "Hit", "Query", "Stats", "Store", "View", "Writer"]
