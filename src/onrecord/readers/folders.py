"""The files of a folder that can be read, and why the others are skipped.

Nothing in a folder can make a run hang or leave the folder: only regular files are opened, and a link is followed only
to a file inside the folder. Folders that are links are skipped; if they lie inside, their files are read anyway.
"""

import os
import stat
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from onrecord.readers.base import Failure, os_error, printable


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file in a folder that was not read, and why: `reason` is a few words such as "unsupported type"."""

    where: str
    reason: str


def files_in(folder: Path, *, suffixes: AbstractSet[str]) -> Iterator[Path | SkippedFile | Failure]:
    """The files of a folder and its subfolders, in the order of their names; hidden ones are left out.

    Args:
        folder: The folder; if it is a link itself, it is followed.
        suffixes: The suffixes, in lower case and with their dot, of the files to read.
    """
    root = Path(os.path.realpath(folder))
    # A list instead of recursion: folders can be nested deeper than Python's stack.
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            mode = path.stat().st_mode if path is folder else path.lstat().st_mode
            if stat.S_ISDIR(mode):
                waiting += sorted((child for child in path.iterdir() if not child.name.startswith(".")), reverse=True)
            elif reason := _reason_to_skip(path, mode, root, suffixes):
                yield SkippedFile(path_name(path), reason)
            else:
                yield path
        except OSError as error:
            yield Failure(path_name(path), os_error(error))


def path_name(path: Path) -> str:
    """The path as printable text."""
    return printable(str(path))


def _reason_to_skip(path: Path, mode: int, root: Path, suffixes: AbstractSet[str]) -> str | None:
    if stat.S_ISLNK(mode):
        target = Path(os.path.realpath(path))
        if not target.is_relative_to(root):
            return "link out of the folder"
        if target.is_dir():
            return "link to a folder"
    if path.suffix.lower() not in suffixes:
        return "unsupported type"
    return None if stat.S_ISREG(path.stat().st_mode) else "not a regular file"
