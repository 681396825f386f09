"""Reading in several processes: in order, and nothing is lost when a process dies."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError, OnrecordError
from onrecord.reading.reader import Reader
from onrecord.records import Article, Record

_TRIES = 2
_AHEAD = 8
"""How many articles per worker may be in progress or waiting for an earlier one; this bounds the memory."""

Result = Record | OnrecordError


def read_all(
    articles: Iterable[Article],
    *,
    workers: int = 1,
    model: Path | None = None,
    min_confidence: float | None = None,
    reader: Reader | None = None,
) -> Iterator[Result]:
    """Read articles, in order: a record for each, or the error that stopped it.

    A worker that is killed, for lack of memory perhaps, is replaced and its article tried once more.

    Args:
        articles: The articles, taken as they are needed.
        workers: The number of processes, each with its own model; with one, no process is started.
        model: The model's folder; by default the shipped one.
        min_confidence: Leave out statements below it; by default the model's own threshold.
        reader: A loaded reader, used when there is one worker.
    """
    if workers <= 1:
        reader = reader or Reader(model=model, min_confidence=min_confidence)
        for article in articles:
            yield _read(reader, article)
        return
    pool = _Pool(workers, _Settings(model, min_confidence))
    try:
        yield from pool.map(iter(articles))
    finally:
        pool.stop()


def _read(reader: Reader, article: Article) -> Result:
    try:
        return reader.read(article)
    except OnrecordError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a bug costs one article, not the run
        return ModelError(f"a bug in Onrecord, please report it: {type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True)
class _Settings:
    """What each process loads its reader from."""

    model: Path | None
    min_confidence: float | None


class _Worker:
    """A process, the pipe to it, and its current task: number, article, attempt."""

    def __init__(self, settings: "_Settings") -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, settings), daemon=True)
        self.process.start()
        theirs.close()
        self.task: tuple[int, Article, int] | None = None

    def stop(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def _work(pipe: Connection, settings: "_Settings") -> None:
    """Read what comes through the pipe until it closes, or the parent dies. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    reader: Reader | OnrecordError
    try:
        reader = Reader(model=settings.model, min_confidence=settings.min_confidence)
    except OnrecordError as error:
        reader = error
    while True:
        try:
            article = pipe.recv()
            pipe.send(reader if isinstance(reader, OnrecordError) else _read(reader, article))
        except (EOFError, OSError):  # the parent is gone
            return


def _exit_with_parent() -> None:
    """Wait for the parent's death, and end at once, in the middle of an article if need be."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class _Pool:
    """Worker processes with a pipe each: a killed one can neither hold a lock of the others nor lose their work."""

    def __init__(self, workers: int, settings: "_Settings") -> None:
        self._settings = settings
        self._workers = [_Worker(settings) for _ in range(workers)]
        self._again: deque[tuple[int, Article, int]] = deque()
        self._done: dict[int, Result] = {}

    def map(self, articles: Iterator[Article]) -> Iterator[Result]:
        taken = given = 0
        more = True
        while more or given < taken:
            while more and taken - given < _AHEAD * len(self._workers) and self._idle():
                article = next(articles, None)
                if article is None:
                    more = False
                else:
                    self._start((taken, article, 1))
                    taken += 1
            self._collect()
            while given in self._done:
                yield self._done.pop(given)
                given += 1

    def _idle(self) -> bool:
        return any(worker.task is None for worker in self._workers)

    def _start(self, task: tuple[int, Article, int]) -> None:
        n = next(n for n, worker in enumerate(self._workers) if worker.task is None)
        if not self._workers[n].process.is_alive():
            self._replace(n)
        self._workers[n].task = task
        try:
            self._workers[n].pipe.send(task[1])
        except (BrokenPipeError, ConnectionResetError):
            self._lost(n)

    def _collect(self) -> None:
        """Collect the results that are ready, waiting for one if any article is in progress."""
        busy = {worker.pipe: n for n, worker in enumerate(self._workers) if worker.task is not None}
        for pipe in wait(list(busy)) if busy else []:
            n = busy[pipe]  # type: ignore[index]
            task = self._workers[n].task
            try:
                result: Any = self._workers[n].pipe.recv()
            except (EOFError, ConnectionResetError):
                self._lost(n)
            else:
                self._workers[n].task = None
                if task is not None:
                    self._done[task[0]] = result
        while self._again and self._idle():
            self._start(self._again.popleft())

    def _lost(self, n: int) -> None:
        """Replace a worker that died, and try its article once more."""
        task = self._workers[n].task
        self._replace(n)
        if task is None:
            return
        number, article, tries = task
        if tries < _TRIES:
            self._again.append((number, article, tries + 1))
        else:
            self._done[number] = ModelError(
                "the process that read it was killed twice; the machine may be out of memory"
            )

    def _replace(self, n: int) -> None:
        self._workers[n].stop()
        self._workers[n] = _Worker(self._settings)

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()
