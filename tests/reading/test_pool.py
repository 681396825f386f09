"""Reading with several processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
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


@pytest.mark.process
def test_records_come_in_order_and_as_from_one_process(reader: Reader) -> None:
    """Several workers give what one reader gives, in the order of the articles."""
    made = articles(9)
    assert list(read_all(made, workers=2)) == [reader.read(one) for one in made]


@pytest.mark.process
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


@pytest.mark.process
def test_a_model_that_is_missing_fails_each_article(tmp_path: Path) -> None:
    """Workers that cannot load the model say so for every article; the run neither hangs nor crashes."""
    found = list(read_all(articles(3), workers=2, model=tmp_path))
    assert [type(result) for result in found] == [ModelError] * 3


@pytest.mark.process
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


def is_running(pid: int) -> bool:
    """Whether the process still runs; one that ended and awaits its collection does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.process
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks the processes up in /proc")
def test_workers_end_with_their_parent() -> None:
    """Workers of a killed parent are gone within a second, even in the middle of a long article."""
    code = (
        "from made import article\n"
        "from onrecord.reading.pool import read_all\n"
        "import multiprocessing, sys\n"
        "def endless():\n"
        "    yield article('He said no.')\n"
        "    yield article('He said no. ' * 60_000)\n"
        "    print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "    yield article('She said yes. ' * 60_000)\n"
        "    sys.stdin.read()\n"
        "if __name__ == '__main__':\n"
        "    list(read_all(endless(), workers=2))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(workers) == 2
    deadline = time.monotonic() + 1
    while alive := [pid for pid in workers if is_running(pid)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.01)
