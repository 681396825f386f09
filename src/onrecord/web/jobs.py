"""Read what people drop, paste or link, in the background, then update actors and commitments."""

import queue
import secrets
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from onrecord.api import default_reader
from onrecord.corpus.actors import ActorBook
from onrecord.corpus.ledger import LedgerBook
from onrecord.errors import FetchError, OnrecordError, StoreError
from onrecord.readers.base import Failure, Overrides, clean
from onrecord.readers.feed import FetchedPage
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs, Outcome
from onrecord.reading.pool import read_all
from onrecord.records import Article, Record
from onrecord.store import Store

_REMEMBERED = 200
"""How many jobs are remembered."""
_GRACE = 10.0
"""How many seconds a desk that shuts down waits for the article it is reading."""
_POLL = 0.2
"""How many seconds to wait for an update before checking whether the desk is shutting down."""
_LISTED = 500
"""How many articles, and how many failures, a job lists."""

Update = Callable[[Path, Callable[[], bool]], None]
"""Updates the commitments of the database at a path; the function says whether the desk is shutting down."""


class State(StrEnum):
    """How far a job has got."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to read: its name, its progress and its results."""

    id: str
    name: str
    state: State = State.WAITING
    read: int = 0
    statements: int = 0
    articles: tuple[tuple[str, str, str], ...] = ()
    """For each article its id, its title and whether it was new, unchanged or a new version."""
    failures: tuple[tuple[str, str], ...] = ()
    """What could not be read, and why."""
    before: str | None = None
    """The previous job of the same submission."""


@dataclass(slots=True)
class _Task:
    job: str
    outcomes: Callable[[], Iterator[Outcome]]


@dataclass(slots=True)
class Jobs:
    """The jobs of a desk, run one after the other in a background thread.

    Args:
        store: Where records are stored.
        fetcher: Makes the fetcher for links.
        update: Updates the commitments once nothing is left to read.
        warm_up: Runs after an update, to fill caches.
    """

    store: Store
    fetcher: Callable[[], Fetcher]
    update: Update
    warm_up: Callable[[], None] = lambda: None
    failure: str | None = field(init=False, default=None)
    """Why the last update of actors and commitments failed, until one succeeds."""
    abandoned: bool = field(init=False, default=False)
    """Whether the desk shut down before the current article was read."""
    _jobs: dict[str, Job] = field(init=False, default_factory=dict)
    _tasks: "queue.Queue[_Task | None]" = field(init=False, default_factory=queue.Queue)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _thread: threading.Thread | None = field(init=False, default=None)
    _stopping: threading.Event = field(init=False, default_factory=threading.Event)

    def read_bytes(self, data: bytes, name: str, overrides: Overrides, before: Sequence[Job] = ()) -> Job:
        """Read the contents of a file, as `onrecord read` does."""
        inputs = Inputs(overrides=overrides, fetch=_no_fetch, stdin=BytesIO())
        return self._put(name, lambda: inputs.read_bytes(data, name), before)

    def read_link(self, url: str, overrides: Overrides, before: Sequence[Job] = ()) -> Job:
        """Fetch an address, with all the fetcher's checks, and read what it serves."""

        def outcomes() -> Iterator[Outcome]:
            with self.fetcher() as fetcher:
                yield from Inputs(overrides=overrides, fetch=fetcher.fetch, stdin=BytesIO()).read([url])

        return self._put(url, outcomes, before)

    def read_again(self, article: Article, location: str | None) -> Job:
        """Read a stored article again, with corrected metadata."""
        return self._put(article.title or article.id, lambda: iter([InputArticle(article, article.id, location)]))

    def job(self, id_: str) -> Job | None:
        """The job with this id, if it is still remembered."""
        return self._jobs.get(id_)

    def sent_with(self, job: Job) -> list[Job]:
        """The earlier jobs of the same submission, in order."""
        found: list[Job] = []
        while job.before and (earlier := self.job(job.before)):
            found.insert(0, job := earlier)
        return found

    def unfinished(self) -> list[Job]:
        """The jobs that are not done, in order."""
        return [job for job in list(self._jobs.values()) if job.state is not State.DONE]

    def catch_up(self) -> None:
        """Update actors and commitments in the background."""
        self._tasks.put(_Task("", lambda: iter(())))
        self._start()

    def retry(self) -> None:
        """Forget that the last update failed, and update again."""
        self.failure = None
        self.catch_up()

    def wait(self) -> None:
        """Block until every job is done."""
        self._tasks.join()

    def stop(self) -> None:
        """Stop after the current article, or without it if it takes too long; jobs that wait are dropped.

        An article is stored in one transaction, so it is never half written.
        """
        if self._thread is not None:
            self._stopping.set()
            self._tasks.put(None)
            self._thread.join(_GRACE)
            self.abandoned = self._thread.is_alive()
            self._thread = None
            self._tasks = queue.Queue()
            self._stopping.clear()

    def _put(self, name: str, outcomes: Callable[[], Iterator[Outcome]], before: Sequence[Job] = ()) -> Job:
        label = " ".join(clean(name).split())[:200]
        job = Job(secrets.token_hex(6), label, before=before[-1].id if before else None)
        with self._lock:
            self._jobs[job.id] = job
            done = [id_ for id_, each in self._jobs.items() if each.state is State.DONE]
            for id_ in done[: max(0, len(self._jobs) - _REMEMBERED)]:
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
        while (task := self._tasks.get()) is not None and not self._stopping.is_set():
            if task.job:
                try:
                    self._read(task)
                except Exception as error:  # noqa: BLE001 - a bug of ours must not stop the other jobs
                    failed = (*self._jobs[task.job].failures, (self._jobs[task.job].name, str(error)))
                    self._jobs[task.job] = replace(self._jobs[task.job], state=State.DONE, failures=failed)
            if self._tasks.empty() and self._updated(self._update):
                with suppress(OnrecordError, OSError):  # a page that finds no cache fills it
                    self.warm_up()
            self._tasks.task_done()

    def _update(self) -> None:
        ActorBook(self.store).update()
        self.update(self.store.path, self._stopping.is_set)

    def _updated(self, update: Callable[[], None]) -> bool:
        """Run an update; if it fails, remember why, so that every page can say so."""
        try:
            update()
        except Exception as error:  # noqa: BLE001 - whatever failed, the thread goes on and the desk reports it
            self.failure = (str(error).splitlines() or [type(error).__name__])[0]
            return False
        self.failure = None
        return True

    def _read(self, task: _Task) -> None:
        job = replace(self._jobs[task.job], state=State.READING)
        waiting: list[InputArticle] = []
        failures: list[tuple[str, str]] = []

        def articles() -> Iterator[Article]:
            for outcome in task.outcomes():
                if self._stopping.is_set():
                    return
                if isinstance(outcome, InputArticle):
                    waiting.append(outcome)
                    yield outcome.article
                elif isinstance(outcome, Failure):
                    failures.append((outcome.where, str(outcome.error)))

        self._jobs[job.id] = job
        for result in read_all(articles(), reader=default_reader()):
            job = self._stored(job, waiting.pop(0), result, failures)
            job = replace(job, failures=tuple(failures[:_LISTED]))
            self._jobs[job.id] = job
        self._updated(ActorBook(self.store).update)
        self._jobs[job.id] = replace(job, state=State.DONE, failures=tuple(failures[:_LISTED]))

    def _stored(
        self, job: Job, found: InputArticle, result: Record | OnrecordError, failures: list[tuple[str, str]]
    ) -> Job:
        if isinstance(result, Record):
            try:
                added = self.store.writer().add(result, location=found.location, reader=default_reader().version)
            except OnrecordError as error:
                failures.append((found.where, str(error)))
                return job
            line = (result.article.id, result.article.title or found.where, added.value)
            listed = (*job.articles, line)[:_LISTED]
            return replace(job, read=job.read + 1, statements=job.statements + len(result.statements), articles=listed)
        failures.append((found.where, str(result)))
        return job


def update_ledger(path: Path, is_stopping: Callable[[], bool]) -> None:
    """Update actors and commitments in a separate process, so that pages stay fast meanwhile.

    Ctrl-C reaches the desk alone. When the desk shuts down, the process is terminated and the ledger stays as it was.

    Raises:
        StoreError: The update failed.
    """
    if not LedgerBook(Store(path)).is_stale:
        return
    program = "import sys; from onrecord.web.jobs import update_and_report; sys.exit(update_and_report(sys.argv[1]))"
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        report = b""
        while process.returncode is None:
            if is_stopping():
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                report, _ = process.communicate(timeout=_POLL)
    if process.returncode and not is_stopping():
        reason = report.decode(errors="replace").strip()
        msg = reason or f"the update stopped with exit status {process.returncode}"
        raise StoreError(msg)


def update_and_report(path: str) -> int:
    """Update actors and commitments of the database at `path`; write why it failed to stdout.

    Returns:
        The exit status: 0 if the update succeeded.
    """
    try:
        LedgerBook(Store(Path(path))).update()
    except Exception as error:  # noqa: BLE001 - the desk shows what went wrong, whatever it was
        if not isinstance(error, OnrecordError):
            traceback.print_exc()
        sys.stdout.write((str(error).splitlines() or [type(error).__name__])[0])
        return 1
    return 0


def _no_fetch(url: str) -> FetchedPage:
    msg = f"not fetching {url}: an uploaded file cannot make the desk fetch anything"
    raise FetchError(msg)
