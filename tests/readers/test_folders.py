"""A folder can neither hang a run nor lead out of itself."""

import os
import socket
from pathlib import Path

import pytest

from onrecord.readers.base import Failure
from onrecord.readers.folders import SkippedFile, files_in

pytestmark = pytest.mark.timeout(20)


def listed(folder: Path) -> list[str]:
    """Each item of a folder on a line: a file's path, or why it is none."""
    lines = []
    for item in files_in(folder, suffixes={".txt", ".html"}):
        if isinstance(item, Path):
            lines.append(str(item.relative_to(folder)))
        else:
            where = item.where.removeprefix(f"{folder}/")
            lines.append(f"{where}: {item.reason if isinstance(item, SkippedFile) else item.error}")
    return lines


def test_files_come_by_name_through_subfolders(tmp_path: Path) -> None:
    """Files and subfolders are sorted together, hidden ones are left out, and other suffixes are skipped."""
    (tmp_path / "b" / ".git").mkdir(parents=True)
    for name in ("c.txt", "a.HTML", "b/2.txt", "b/1.txt", "b/photo.jpg", ".hidden.txt", "b/.git/x.txt"):
        (tmp_path / name).write_text("x")
    assert listed(tmp_path) == ["a.HTML", "b/1.txt", "b/2.txt", "b/photo.jpg: unsupported type", "c.txt"]


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    """An empty folder is not an error."""
    assert listed(tmp_path) == []


def test_what_is_not_a_regular_file_is_skipped(tmp_path: Path) -> None:
    """Pipes, sockets and devices are never opened, whether they are named directly or by a link."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "piped.txt").symlink_to("pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.txt"))  # a socket's path is at most 108 bytes long
        assert listed(tmp_path) == [f"{name}.txt: not a regular file" for name in ("pipe", "piped", "socket")]


def test_links_never_leave_the_folder(tmp_path: Path) -> None:
    """A link is followed to a file inside the folder only; a broken one and one that leads to itself are failures."""
    inside, outside = tmp_path / "inside", tmp_path / "inside-not"
    (inside / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (inside / "sub" / "real.txt").write_text("x")
    links = {
        "file.txt": "sub/real.txt",
        "broken.txt": "nothing.txt",
        "device.txt": "/dev/zero",
        "itself.txt": "itself.txt",
        "out.txt": "../inside-not/secret.txt",
        "out-by-a-link.txt": "out/secret.txt",
        "out": "../inside-not",
        "parent": "..",
        "sub/loop": "..",
        "twin": "sub",
    }
    for name, target in links.items():
        (inside / name).symlink_to(target)
    assert listed(inside) == [
        "broken.txt: cannot be read: no such file or directory",
        "device.txt: link out of the folder",
        "file.txt",
        "itself.txt: cannot be read: too many levels of symbolic links",
        "out: link out of the folder",
        "out-by-a-link.txt: link out of the folder",
        "out.txt: link out of the folder",
        "parent: link out of the folder",
        "sub/loop: link to a folder",
        "sub/real.txt",
        "twin: link to a folder",
    ]


def test_a_folder_that_is_a_link_itself_is_followed(tmp_path: Path) -> None:
    """The user's own link to a folder leads to its files, and links inside are measured against its target."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("x")
    (tmp_path / "real" / "b.txt").symlink_to("a.txt")
    (tmp_path / "link").symlink_to("real")
    assert listed(tmp_path / "link") == ["a.txt", "b.txt"]


def test_folders_may_be_nested_deeper_than_the_stack(tmp_path: Path) -> None:
    """Hundreds of folders in one another are walked."""
    depth = 300
    path = tmp_path
    for _ in range(depth):
        path /= "d"
        path.mkdir()
    (path / "a.txt").write_text("x")
    assert listed(tmp_path) == ["d/" * depth + "a.txt"]


def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked subfolder is reported, and the other files are read."""
    (tmp_path / "locked").mkdir()
    (tmp_path / "open.txt").write_text("x")
    listing = Path.iterdir

    def refusing(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", refusing)
    found = list(files_in(tmp_path, suffixes={".txt"}))
    assert [type(item) for item in found] == [Failure, type(tmp_path)]
    assert isinstance(found[0], Failure)
    assert str(found[0].error) == "cannot be read: permission denied"


def test_names_are_printable(tmp_path: Path) -> None:
    """Control characters, bytes that are not UTF-8 and marks that reorder text are escaped in what is shown."""
    for name in (b"\x1b[2J\x07.jpg", b"\xff.jpg", "\u202egpj.jpg".encode(), "\x9b1m\n.jpg".encode()):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_bytes(b"")
    assert [line.partition(":")[0] for line in listed(tmp_path)] == [
        r"\x1b[2J\x07.jpg",
        r"\x9b1m\n.jpg",
        r"\u202egpj.jpg",
        r"\udcff.jpg",
    ]
