"""Reading with several processes."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from made import TOLL, article
from onrecord.errors import ModelError
from onrecord.reading.pool import read_all
from onrecord.reading.reader import Reader
from onrecord.records import Article, Record


def articles(number: int) -> list[Article]:
    """That many articles, of different lengths."""
    return [article(TOLL + " He said no." * (n % 5), id=f"a{n}") for n in range(number)]


def test_records_come_in_order_and_as_from_one_process(reader: Reader) -> None:
    """Several workers give what one reader gives, in the order of the articles."""
    made = articles(9)
    assert list(read_all(made, workers=2)) == [reader.read(one) for one in made]


def test_a_killed_worker_is_replaced_and_loses_nothing(reader: Reader) -> None:
    """Where workers are killed amid a run, every article is still read, in order."""
    made = articles(12)

    def with_a_murder() -> Iterator[Article]:
        for n, one in enumerate(made):
            if n == 6:
                for worker in multiprocessing.active_children():
                    os.kill(worker.pid or 0, signal.SIGKILL)
            yield one

    assert list(read_all(with_a_murder(), workers=2)) == [reader.read(one) for one in made]


def test_a_model_that_is_missing_fails_each_article(tmp_path: Path) -> None:
    """Workers that cannot load the model say so for every article; the run neither hangs nor crashes."""
    found = list(read_all(articles(3), workers=2, model=tmp_path))
    assert [type(result) for result in found] == [ModelError] * 3


def test_nothing_to_read() -> None:
    """No articles make no records."""
    assert not list(read_all([], workers=2))


def test_a_fault_costs_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something unforeseen in one article fails that one, and the others are read."""
    read = Reader.read

    def faulty(self: Reader, one: Article) -> Record:
        if one.id == "a1":
            raise IndexError
        return read(self, one)

    monkeypatch.setattr(Reader, "read", faulty)
    found = list(read_all(articles(3)))
    assert [type(result) for result in found] == [Record, ModelError, Record]
