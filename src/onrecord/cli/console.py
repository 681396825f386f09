"""What the command line writes: results to stdout, everything else to stderr, and nothing that acts on a terminal."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Never

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from onrecord.corpus.actors import ActorBook
from onrecord.errors import ConfigError
from onrecord.readers.base import printable

_PIPE_WIDTH = 120
INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 plus the signal's number, as in a shell."""
_UNSAFE = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters, marks that reorder text, and lone surrogates."""
_ACTS = re.compile(f"[{_UNSAFE}]")


def escaped(text: str) -> str:
    """A text whose control characters are shown as escapes; line breaks and tabs remain."""
    return _ACTS.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


class _SafeConsole(Console):
    """A console that shows control characters as escapes, whatever they came from."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or not _ACTS.search(segment.text):
                yield segment
            else:
                yield Segment(escaped(segment.text), segment.style)

    def on_broken_pipe(self) -> Never:
        """Leave it to `main`, which handles it for every kind of output."""
        raise BrokenPipeError


def results() -> Console:
    """The console on stdout. Colours and width follow the terminal; a pipe gets plain lines of 120 characters."""
    return _SafeConsole(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def errors() -> Console:
    """The console on stderr."""
    return _SafeConsole(file=sys.stderr, highlight=False)


def notice(message: str, *, style: str = "green") -> None:
    """Print a message to stderr."""
    errors().print(Text(message, style=style), soft_wrap=True)


def warning(message: str) -> None:
    """Print a warning to stderr."""
    notice(message, style="yellow")


@contextmanager
def noting_stale(book: ActorBook) -> Iterator[None]:
    """Warn if an answer leaves out articles because another process is writing."""
    try:
        yield
    finally:
        if book.is_stale:
            warning("The newest articles are not included: another process is writing to the database.")


def print_json(line: str) -> None:
    """Print a line of JSON to stdout in UTF-8, whatever the encoding there. A terminal gets more of it as escapes."""
    if sys.stdout.isatty():
        line = _ACTS.sub(lambda match: json.dumps(match.group())[1:-1], line)
    sys.stdout.buffer.write(line.encode() + b"\n")


@contextmanager
def output_file(to: Path | None, db: Path) -> Iterator[BinaryIO]:
    """The file that a result is written to, or stdout. An existing file is replaced only once the new one is complete.

    Raises:
        ConfigError: The file is the database.
    """
    if to is None:
        yield sys.stdout.buffer
        return
    target = to.resolve()
    if target == db.resolve():
        msg = f"--to {to} is the database. Choose another file."
        raise ConfigError(msg)
    if target.exists() and not target.is_file():  # a pipe or a device is written to directly
        with target.open("wb") as file:
            yield file
        return
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    notice(f"Wrote {printable(str(to))}.")
