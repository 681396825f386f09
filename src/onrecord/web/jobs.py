"""Reading what somebody dropped, pasted or linked, in the background; actors and ledger follow after."""

import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from onrecord.api import default_reader
from onrecord.corpus.actors import ActorBook
from onrecord.corpus.ledger import LedgerBook
from onrecord.errors import FetchError, OnrecordError
from onrecord.readers.base import Failure, Overrides, clean
from onrecord.readers.feed import FetchedPage
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs, Outcome
from onrecord.reading.pool import read_all
from onrecord.records import Article, Record
from onrecord.store import Store

_KEPT = 200
"""How many jobs are remembered."""
_PATIENCE = 10.0
"""How many seconds a desk that ends waits for the article that is being read."""
_LOOK = 0.2
"""How many seconds the update of the ledger is waited for before looking whether the desk is ending."""
_LISTED = 500
"""How many articles, and how many failures, of a job are listed."""


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to read: what it is called, how far it is, and what came of it."""

    id: str
    name: str
    state: State = State.WAITING
    read: int = 0
    statements: int = 0
    articles: tuple[tuple[str, str, str], ...] = ()
    """Of each article its id, its title, and what keeping it came to."""
    failures: tuple[tuple[str, str], ...] = ()
    """Where it failed, and why."""
    before: str | None = None
    """The job before, of what was sent at the same time."""


@dataclass(slots=True)
class _Task:
    job: str
    outcomes: Callable[[], Iterator[Outcome]]


@dataclass(slots=True)
class Jobs:
    """The jobs of a desk, one after the other in a thread of their own."""

    store: Store
    fetcher: Callable[[], Fetcher]
    look_ahead: Callable[[], None] = lambda: None
    """What is done when nothing is left to be read."""
    _jobs: dict[str, Job] = field(default_factory=dict)
    _tasks: "queue.Queue[_Task | None]" = field(default_factory=queue.Queue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    left: bool = False
    """Whether the desk has ended without the article that was being read."""
    _ending: threading.Event = field(default_factory=threading.Event)

    def read_bytes(self, data: bytes, name: str, overrides: Overrides, before: Sequence[Job] = ()) -> Job:
        """Read what is in a file, as `onrecord read` would."""
        inputs = Inputs(overrides=overrides, fetch=_no_fetch, stdin=BytesIO())
        return self._put(name, lambda: inputs.read_bytes(data, name), before)

    def read_link(self, url: str, overrides: Overrides, before: Sequence[Job] = ()) -> Job:
        """Fetch an address, with all the checks of the fetch, and read what is there."""

        def outcomes() -> Iterator[Outcome]:
            with self.fetcher() as fetcher:
                yield from Inputs(overrides=overrides, fetch=fetcher.fetch, stdin=BytesIO()).read([url])

        return self._put(url, outcomes, before)

    def read_again(self, article: Article, location: str | None) -> Job:
        """Read an article that is on record again, with other facts about it."""
        return self._put(article.title or article.id, lambda: iter([InputArticle(article, article.id, location)]))

    def job(self, id_: str) -> Job | None:
        """The job of this id, if it is remembered."""
        return self._jobs.get(id_)

    def sent_with(self, job: Job) -> list[Job]:
        """The jobs that were sent with this one before it, in their order."""
        found: list[Job] = []
        while job.before and (earlier := self.job(job.before)):
            found.insert(0, job := earlier)
        return found

    def under_way(self) -> list[Job]:
        """The jobs that are not done, in their order."""
        return [job for job in list(self._jobs.values()) if job.state is not State.DONE]

    def catch_up(self) -> None:
        """Bring actors and ledger up to date in the background."""
        self._tasks.put(_Task("", lambda: iter(())))
        self._start()

    def wait(self) -> None:
        """Return when all that was put is done."""
        self._tasks.join()

    def stop(self) -> None:
        """End the thread with the article that is under way, or after a while without it; what waits is not read.

        An article is kept in one transaction, whole or not at all.
        """
        if self._thread is not None:
            self._ending.set()
            self._tasks.put(None)
            self._thread.join(_PATIENCE)
            self.left = self._thread.is_alive()
            self._thread = None
            self._tasks = queue.Queue()
            self._ending.clear()

    def _put(self, name: str, outcomes: Callable[[], Iterator[Outcome]], before: Sequence[Job] = ()) -> Job:
        called = " ".join(clean(name).split())[:200]
        job = Job(secrets.token_hex(6), called, before=before[-1].id if before else None)
        with self._lock:
            self._jobs[job.id] = job
            done = [id_ for id_, each in self._jobs.items() if each.state is State.DONE]
            for id_ in done[: max(0, len(self._jobs) - _KEPT)]:
                del self._jobs[id_]
        self._tasks.put(_Task(job.id, outcomes))
        self._start()
        return job

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="onrecord-reading", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None and not self._ending.is_set():
            if task.job:
                try:
                    self._read(task)
                except Exception as error:  # noqa: BLE001 - a fault of ours costs one job, and not the others
                    failed = (*self._jobs[task.job].failures, (self._jobs[task.job].name, str(error)))
                    self._jobs[task.job] = replace(self._jobs[task.job], state=State.DONE, failures=failed)
            if self._tasks.empty():
                # A database that is locked, or gone, costs one update, and not the thread.
                with suppress(OnrecordError, OSError):
                    update(self.store.path, self._ending.is_set)
                    self.look_ahead()
            self._tasks.task_done()

    def _read(self, task: _Task) -> None:
        job = replace(self._jobs[task.job], state=State.READING)
        waiting: list[InputArticle] = []
        failures: list[tuple[str, str]] = []

        def articles() -> Iterator[Article]:
            for outcome in task.outcomes():
                if self._ending.is_set():
                    return
                if isinstance(outcome, InputArticle):
                    waiting.append(outcome)
                    yield outcome.article
                elif isinstance(outcome, Failure):
                    failures.append((outcome.where, str(outcome.error)))

        self._jobs[job.id] = job
        for result in read_all(articles(), reader=default_reader()):
            job = self._kept(job, waiting.pop(0), result, failures)
            job = replace(job, failures=tuple(failures[:_LISTED]))
            self._jobs[job.id] = job
        ActorBook(self.store).update()
        self._jobs[job.id] = replace(job, state=State.DONE, failures=tuple(failures[:_LISTED]))

    def _kept(
        self, job: Job, found: InputArticle, result: Record | OnrecordError, failures: list[tuple[str, str]]
    ) -> Job:
        if isinstance(result, Record):
            try:
                added = self.store.writer().add(result, location=found.location)
            except OnrecordError as error:
                failures.append((found.where, str(error)))
                return job
            line = (result.article.id, result.article.title or found.where, added.value)
            listed = (*job.articles, line)[:_LISTED]
            return replace(job, read=job.read + 1, statements=job.statements + len(result.statements), articles=listed)
        failures.append((found.where, str(result)))
        return job


def update(path: Path, is_ending: Callable[[], bool]) -> None:
    """Bring actors and ledger up to date, in a process of its own, so that pages stay quick meanwhile.

    Ctrl-C reaches the desk alone; where that is ending, the process is ended too, and the ledger stays as it was.
    """
    if not LedgerBook(Store(path)).is_due:
        return
    program = "import sys; from onrecord.web.jobs import update_here; update_here(sys.argv[1])"
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as made:  # noqa: S603 - our own
        while made.poll() is None:
            if is_ending():
                made.terminate()
            with suppress(subprocess.TimeoutExpired):
                made.wait(_LOOK)


def update_here(path: str) -> None:
    """Bring actors and ledger of the database at `path` up to date; one that is locked or gone stays as it is."""
    with suppress(OnrecordError):
        LedgerBook(Store(path)).update()


def _no_fetch(url: str) -> FetchedPage:
    msg = f"{url} is not fetched from a file that was dropped here"
    raise FetchError(msg)
