"""The progress bar of `onrecord read`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column

from onrecord.readers.folders import files_in
from onrecord.readers.inputs import JSONL_SUFFIXES, STDIN, SUFFIXES

_BLOCK = 1024 * 1024


class Bar:
    """A bar that counts articles and failures towards an expected total, and shows what is being read."""

    def __init__(self, console: Console, total: int | None) -> None:
        self._progress = Progress(
            TextColumn("Reading"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn(
                "{task.fields[name]}",
                style="dim",
                markup=False,
                table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
            ),
            console=console,
            transient=True,
            expand=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: TaskID = self._progress.add_task("", total=total, name="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advance(self, where: str) -> None:
        """Count one more, which was at `where`. The total grows when a feed holds more articles than expected."""
        task = self._progress.tasks[0]
        total = None if task.total is None else max(task.total, task.completed + 1)
        self._progress.update(self._task, advance=1, total=total, name=Path(where).name)


def expected(inputs: Iterable[str]) -> int | None:
    """How many articles the inputs hold: one for each file or address, and one for each line of JSON Lines.

    Nothing if standard input is among them.
    """
    total = 0
    for name in inputs:
        if name == STDIN:
            return None
        total += sum(map(_articles, _files(Path(name))))
    return total


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (found for found in files_in(path, suffixes=SUFFIXES) if isinstance(found, Path))
    else:
        yield path


def _articles(path: Path) -> int:
    if path.suffix.lower() not in JSONL_SUFFIXES or not path.is_file():
        return 1
    try:
        with path.open("rb") as file:
            return max(1, sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b"")))
    except OSError:
        return 1
