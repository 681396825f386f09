"""Files, folders, pipes and standard input as articles; every fault is a failure, and the run goes on."""

import json
import os
import threading
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from made import TOLL
from onrecord.errors import EmptyInputError, MalformedInputError, NotTextError, ReadError, TooLargeError
from onrecord.readers.base import MAX_BYTES, Failure, Overrides
from onrecord.readers.feed import FetchedPage
from onrecord.readers.folders import SkippedFile
from onrecord.readers.inputs import InputArticle, Inputs, Outcome

pytestmark = pytest.mark.timeout(30)


def no_fetch(url: str) -> FetchedPage:
    """No test here fetches anything."""
    raise AssertionError(url)


def read(*names: str | Path, stdin: bytes = b"") -> list[Outcome]:
    """The outcomes of the inputs."""
    inputs = Inputs(overrides=Overrides(), fetch=no_fetch, stdin=BytesIO(stdin))
    return list(inputs.read([str(name) for name in names]))


def texts(outcomes: Sequence[Outcome]) -> list[str]:
    """The texts of outcomes that are all articles."""
    articles = [outcome.article for outcome in outcomes if isinstance(outcome, InputArticle)]
    assert len(articles) == len(outcomes), outcomes
    return [article.text for article in articles]


def test_a_file_that_is_named_may_have_any_suffix(tmp_path: Path) -> None:
    """A named file is read whatever it is called, and its absolute path links its versions."""
    path = tmp_path / "story.md"
    path.write_text(TOLL, encoding="utf-8")
    (outcome,) = read(path)
    assert isinstance(outcome, InputArticle)
    assert outcome.article.text == TOLL
    assert outcome.location == str(path)


def test_bad_files_are_failures_that_say_why(tmp_path: Path) -> None:
    """Each bad file is one failure of a fitting kind, and the good one between them is read."""
    utf16 = "He said no.\n" * 40
    with zipfile.ZipFile(tmp_path / "zip.html", "w") as archive:
        archive.writestr("a.html", "<p>x")
    bad: dict[str, tuple[bytes, type[ReadError]]] = {
        "archive.jsonl": (b"PK\x03\x04" + bytes(99) + b"\n" * 9, NotTextError),
        "binary.txt": (bytes(range(256)) * 40, NotTextError),
        "blank.txt": (b" \n\t ", EmptyInputError),
        "bomb.rss": (
            b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
            ReadError,
        ),
        "empty.txt": (b"", EmptyInputError),
        "empty.html": (b"", EmptyInputError),
        "hello.rss": (b"hello", MalformedInputError),
        "novel.txt": (b"He said no. " * 200_000, TooLargeError),
        "nul.txt": (bytes(5000), NotTextError),
        "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, NotTextError),
    }
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    bad["zip.html"] = (b"", NotTextError)
    (tmp_path / "good.txt").write_bytes(utf16.encode("utf-16-le"))
    outcomes = read(tmp_path)
    kinds = {Path(o.where).name: type(o.error) for o in outcomes if isinstance(o, Failure)}
    assert {
        name: (kinds.get(name), error) for name, (_, error) in bad.items() if not issubclass(kinds[name], error)
    } == {}
    assert texts([o for o in outcomes if not isinstance(o, Failure)]) == [utf16.strip()]


def test_names_that_cannot_be_opened_are_failures(tmp_path: Path) -> None:
    """A name that is missing, too long, beneath a file or not a name at all is a failure with the system's reason."""
    (tmp_path / "file.txt").write_text("x")
    cases = {
        "missing.txt": "no such file or directory",
        "x" * 5000: "file name too long",
        str(tmp_path / "file.txt" / "a.txt"): "not a directory",
        "": "",
        "a\0b": "NUL",
    }
    for name, reason in cases.items():
        outcomes = read(name)
        if name:
            (failure,) = outcomes
            assert isinstance(failure, Failure)
            assert reason in str(failure.error)


def test_a_pipe_in_a_folder_is_skipped(tmp_path: Path) -> None:
    """A pipe that nobody writes to does not hold up the folder that it is in."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text(TOLL, encoding="utf-8")
    skipped, article = read(tmp_path)
    assert skipped == SkippedFile(str(tmp_path / "a.txt"), "not a regular file")
    assert texts([article]) == [TOLL]


def test_a_pipe_that_is_named_is_read_to_its_end(tmp_path: Path) -> None:
    """A named pipe is read like standard input, JSON Lines too, and is no location."""
    line = json.dumps({"text": TOLL}).encode()
    for sent, count in ((TOLL.encode(), 1), (line + b"\n" + line, 2)):
        path = tmp_path / f"{count}.pipe"
        os.mkfifo(path)
        writer = threading.Thread(target=path.write_bytes, args=(sent,))
        writer.start()
        outcomes = read(path)
        writer.join()
        assert texts(outcomes) == [TOLL] * count
        assert {o.location for o in outcomes if isinstance(o, InputArticle)} == {None}


def test_a_descriptor_is_no_location(tmp_path: Path) -> None:
    """What the shell passes as `/dev/fd/3` is another file in every run."""
    (tmp_path / "a.txt").write_text(TOLL, encoding="utf-8")
    with (tmp_path / "a.txt").open("rb") as file:
        (outcome,) = read(f"/dev/fd/{file.fileno()}")
    assert isinstance(outcome, InputArticle)
    assert outcome.location is None


def test_an_endless_device_is_too_large() -> None:
    """A device without an end is given up at the limit."""
    (failure,) = read("/dev/zero")
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, TooLargeError | NotTextError)


def test_standard_input_may_be_json_lines() -> None:
    """A brace starts JSON Lines, after blank lines and a byte order mark too; lines keep their numbers."""
    line = json.dumps({"text": TOLL}).encode()
    assert texts(read("-", stdin=b"\xef\xbb\xbf" + line)) == [TOLL]
    article, failure = read("-", stdin=b"\n \n" + line + b"\n{")
    assert texts([article]) == [TOLL]
    assert isinstance(failure, Failure)
    assert failure.where == "standard input:4"
    for blank in (b"", b" \n \n", b"\n" * 5000):
        (failure,) = read("-", stdin=blank)
        assert isinstance(failure, Failure)
        assert isinstance(failure.error, EmptyInputError)


def test_a_line_over_the_limit_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a line that is too long is dropped, and the next line is read."""
    monkeypatch.setattr("onrecord.readers.inputs.MAX_BYTES", 1000)
    monkeypatch.setattr("onrecord.readers.jsonl.MAX_BYTES", 1000)
    good = json.dumps({"text": "He said no."}).encode()
    failure, article = read("-", stdin=b'{"text": "' + b"x" * 5000 + b'"}\n' + good)
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, TooLargeError)
    assert failure.where == "standard input:1"
    assert texts([article]) == ["He said no."]


def test_bytes_are_read_as_a_file_would_be() -> None:
    """What is dropped on the desk has a name and no location; over the limit it is refused."""
    inputs = Inputs(overrides=Overrides(), fetch=no_fetch, stdin=BytesIO())
    line = json.dumps({"text": TOLL}).encode()
    assert texts(list(inputs.read_bytes(line, "a\x1b.json"))) == [TOLL]
    assert texts(list(inputs.read_bytes(TOLL.encode(), "a.txt"))) == [TOLL]
    (failure,) = inputs.read_bytes(b" " * (MAX_BYTES + 1), "a\x1b.txt")
    assert isinstance(failure, Failure)
    assert failure.where == r"a\x1b.txt"
    assert isinstance(failure.error, TooLargeError)
