"""The command line, as a user meets it."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow.parquet
import pytest

from made import TOLL

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `onrecord` in an empty folder, as from a shell whose output is a pipe."""

    def call(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "onrecord", *map(str, arguments)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, **environment},
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")
        )

    return call


@pytest.fixture
def toll_file(tmp_path: Path) -> Path:
    """The short article in a file."""
    path = tmp_path / "toll.txt"
    path.write_text(TOLL, encoding="utf-8")
    return path


def test_read_prints_a_table_and_keeps_the_article(run: Run, toll_file: Path) -> None:
    """`read FILE` shows who said what, and `search` and `show` find it again."""
    done = run("read", toll_file, "--outlet", "The Lantern", "--published", "2024-02-05")
    assert done.returncode == 0
    assert "Talks on river toll stall" in done.stdout
    assert "Ilse Brandt" in done.stdout
    assert "The Lantern · 2024-02-05" in done.stdout
    assert "1 article read" in done.stderr
    found = run("search", "toll", "--source", "familiar", "--since", "2024-02-01", "--outlet", "lantern")
    assert "suspend the toll" in found.stdout
    shown = run("show", "river toll")
    assert "{suspend" in shown.stdout or "{Officials" in shown.stdout
    assert "<said>" in shown.stdout


def test_json_fulfils_the_contract(run: Run, toll_file: Path) -> None:
    """`--format json` prints one object a line with every field of the contract, each text equal to its spans."""
    done = run("read", toll_file, "--format", "json", "--no-store", "--title", "Toll", "--published", "2024-02-05")
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["schema"] == "onrecord/1"
    assert set(record) == {"schema", "article", "statements", "actors", "times"}
    article = record["article"]
    assert article["published"] == {"start": "2024-02-05", "end": "2024-02-05", "from": "argument"}
    assert article["title"] == "Toll"
    assert record["statements"]
    for statement in record["statements"]:
        assert set(statement) == {
            "id", "kind", "stance", "parent", "confidence", "source", "cue", "content", "said", "due",
            "review",
        }  # fmt: skip
        for part in (statement["source"], statement["cue"], statement["content"]):
            if part is not None:
                assert part["text"] == " ".join(article["text"][start:end] for start, end in part["spans"])


def test_reading_again_changes_nothing(run: Run, toll_file: Path) -> None:
    """A second reading says that nothing changed."""
    assert "1 new" in run("read", toll_file).stderr
    assert "1 unchanged" in run("read", toll_file).stderr
    toll_file.write_text(TOLL.replace("six months", "a year"), encoding="utf-8")
    assert "1 new version" in run("read", toll_file).stderr


def test_order_and_workers_make_no_difference(run: Run, tmp_path: Path) -> None:
    """The records are the same bytes with one process or three, forwards or backwards."""
    names = []
    for n in range(7):
        path = tmp_path / f"{n}.txt"
        path.write_text(TOLL.replace("six", str(n + 2)) + "\n\nHe said no." * n, encoding="utf-8")
        names.append(path)
    one = run("read", *names, "--format", "json", "--no-store").stdout.splitlines()
    three = run("read", *names, "--format", "json", "--no-store", "--workers", "3").stdout.splitlines()
    back = run("read", *reversed(names), "--format", "json", "--no-store").stdout.splitlines()
    assert one == three == back[::-1]


def test_bad_inputs_are_reported_and_the_run_goes_on(run: Run, tmp_path: Path, toll_file: Path) -> None:
    """Each bad input is one clear line on stderr, the good ones are read, and the exit status is 1."""
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\t ")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
    )
    (tmp_path / "bomb.rss").write_text(bomb)
    (tmp_path / "novel.txt").write_text("He said no. " * 200_000)
    (tmp_path / "hello.rss").write_text("hello")
    (tmp_path / "archive.jsonl").write_bytes(b"PK\x03\x04" + bytes(99) + b"\n" * 9)
    bad = [
        "empty.txt",
        "blank.txt",
        "novel.txt",
        "hello.rss",
        "archive.jsonl",
        "binary.txt",
        "picture.html",
        "bomb.rss",
        "missing.txt",
    ]
    done = run("read", *bad, toll_file, "--no-store")
    assert done.returncode == 1
    for name in bad:
        assert f"{name}: " in done.stderr, name
    assert "Traceback" not in done.stderr
    assert "Ilse Brandt" in done.stdout
    assert f"{len(bad)} failures" in done.stderr


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "not JSON"),
        (b"[1]", "not an object"),
        (b'{"title": "x"}', "neither `text` nor `html`"),
        (b'{"text": 5}', "not a string"),
        (b'{"text": "x", "published": "soon"}', "not an ISO date"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "x", "bylines": "Ada"}', "not a list"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(run: Run, line: bytes, reason: str) -> None:
    """A line of JSON Lines that is wrong is reported with its number, and the others are read."""
    good = json.dumps({"id": "good", "text": TOLL}).encode()
    done = run("read", "-", "--format", "json", "--no-store", stdin=b"\n".join([good, line, b"", good]))
    assert done.returncode == 1
    assert "standard input:2: " in done.stderr
    assert reason in done.stderr
    assert [json.loads(text)["article"]["id"] for text in done.stdout.splitlines()] == ["good", "good"]


def test_json_lines_text_is_kept_to_the_letter(run: Run) -> None:
    """The text of JSON Lines comes back as it was, so that offsets into it hold."""
    text = "By Ada\n\n  He said it was late.\n\nShare this article\nAuthor: Ada, The Lantern"
    done = run("read", "-", "-f", "json", "--no-store", stdin=json.dumps({"text": text}).encode())
    assert json.loads(done.stdout)["article"]["text"] == text


def test_lone_surrogates_and_nuls_do_no_harm(run: Run) -> None:
    """Characters that cannot be written or shown are replaced or dropped at the door."""
    done = run("read", "-", "-f", "json", "--no-store", stdin=b'{"text": "He\\u0000 said \\ud800 no."}')
    assert done.returncode == 0
    assert json.loads(done.stdout)["article"]["text"] == "He said \ufffd no."


def test_a_folder_is_read_and_says_what_it_passed_over(run: Run, tmp_path: Path) -> None:
    """A folder's articles are read by name, other files are counted, and a folder in itself is no endless loop."""
    folder = tmp_path / "story" / "deeper"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(TOLL, encoding="utf-8")
    (folder.parent / "photo.jpg").write_bytes(b"x")
    (folder / "loop").symlink_to(folder.parent, target_is_directory=True)
    done = run("read", "story", "--no-store")
    assert "1 article read" in done.stderr
    assert "passed over 2 files" in done.stderr
    assert done.returncode == 0


class _Site(BaseHTTPRequestHandler):
    """A news site of one page and a feed that announces it."""

    def do_GET(self) -> None:
        paragraphs = "".join(f"<p>{line}</p>" for line in TOLL.split("\n\n")[1:])
        host = self.headers["Host"]
        pages = {
            "/story": f"<html><head><title>Toll talks stall</title></head><article>{paragraphs}</article></html>",
            "/feed": f'<rss version="2.0"><channel><title>The Lantern</title><item><title>Toll</title>'
            f"<link>http://{host}/story</link></item></channel></rss>",
        }
        body = pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_an_address_is_fetched_and_kept_with_its_time(run: Run, site: str) -> None:
    """A page is read from its address; a second fetch of the same page changes nothing."""
    done = run("read", f"{site}/story", "--allow-private", "-f", "json")
    article = json.loads(done.stdout)["article"]
    assert article["url"] == f"{site}/story"
    assert article["retrieved"] is not None
    assert "1 unchanged" in run("read", f"{site}/story", "--allow-private").stderr


def test_this_machine_is_not_fetched_unasked(run: Run, site: str) -> None:
    """A private address is refused, with a word on how to allow it."""
    done = run("read", f"{site}/story", "--no-store")
    assert done.returncode == 1
    assert "--allow-private" in done.stderr


def test_a_feed_that_announces_is_followed_on_request(run: Run, site: str) -> None:
    """A teaser is no article: it is reported, or its page is fetched."""
    done = run("read", f"{site}/feed", "--allow-private", "--no-store")
    assert done.returncode == 1
    assert "--fetch-entries" in done.stderr
    done = run("read", f"{site}/feed", "--allow-private", "--no-store", "--fetch-entries", "-f", "json")
    assert json.loads(done.stdout)["article"]["url"] == f"{site}/story"


def test_exports(run: Run, tmp_path: Path, toll_file: Path) -> None:
    """The exports hold the same statements; a file is written whole."""
    run("read", toll_file, "--outlet", "The Lantern")
    record = json.loads(run("export").stdout)
    contents = [statement["content"]["text"] for statement in record["statements"]]
    assert run("export", "--format", "csv", "--to", "out.csv").returncode == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["content"] for row in csv.DictReader(file)] == contents
    assert run("export", "--format", "parquet", "--to", "out.parquet").returncode == 0
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert table.column("content").to_pylist() == contents
    assert set(table.column("outlet").to_pylist()) == {"The Lantern"}
    assert run("export", "--format", "annotations", "--to", "out.jsonld").returncode == 0
    annotations = json.loads((tmp_path / "out.jsonld").read_bytes())["first"]["items"]
    assert [len(annotation["target"]) for annotation in annotations] == [
        len(statement["content"]["spans"]) for statement in record["statements"]
    ]
    types = {node["@type"] for node in json.loads(run("export", "--format", "quotations").stdout)["@graph"]}
    assert types <= {"NewsArticle", "Quotation", "Claim"}
    assert "Quotation" in types
    assert not list(tmp_path.glob(".*part"))


def test_an_export_that_fails_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    """Where there is nothing to export from, the file that was there stays."""
    (tmp_path / "out.csv").write_text("old")
    done = run("export", "--format", "csv", "--to", "out.csv")
    assert done.returncode == 1
    assert "no database yet" in done.stderr
    assert (tmp_path / "out.csv").read_text() == "old"


def test_an_export_does_not_replace_what_it_should_not(run: Run, tmp_path: Path, toll_file: Path) -> None:
    """The database is not exported over itself, a link is followed, and a pipe is written through."""
    run("read", toll_file)
    refused = run("export", "--to", "onrecord.db")
    assert refused.returncode == 1
    assert "the database itself" in refused.stderr
    (tmp_path / "link.csv").symlink_to("target.csv")
    run("export", "--format", "csv", "--to", "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_text(encoding="utf-8-sig").startswith("article,")
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        assert run("export", "--to", "pipe").returncode == 0
        assert reader.communicate()[0] == run("export").stdout.encode()
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    "command", [("export", "--to", "nowhere/out.csv"), ("read", "toll.txt", "--db", "nowhere/x.db")]
)
def test_what_the_system_refuses_is_one_line(run: Run, toll_file: Path, command: tuple[str, ...]) -> None:
    """A folder that is not there is named in one line, without a traceback."""
    run("read", toll_file)
    done = run(*command)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "nowhere" in done.stderr


def test_a_file_name_of_any_bytes_is_read(run: Run, tmp_path: Path) -> None:
    """A name that is no UTF-8 is read and kept like any other."""
    name = os.fsencode(tmp_path) + b"/odd\xff.txt"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of bytes
        file.write(TOLL)
    assert "1 new" in run("read", tmp_path).stderr


def test_json_is_utf_8_whatever_the_terminal(run: Run) -> None:
    """A terminal that knows ASCII only still gets the whole record."""
    done = run("read", "-", "-f", "json", "--no-store", stdin="“No,” said Zoë.".encode(), PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["article"]["text"] == "“No,” said Zoë."


def test_one_text_under_two_titles_is_two_articles(run: Run) -> None:
    """Lines without an id or an address are told apart by all that they say, and a second reading changes nothing."""
    lines = b"".join(json.dumps({"text": "He said no.", "title": title}).encode() + b"\n" for title in "AB")
    assert "2 new" in run("read", "-", stdin=lines).stderr
    assert "2 unchanged" in run("read", "-", stdin=lines).stderr


def test_stats(run: Run, toll_file: Path) -> None:
    """`stats` counts what is on record."""
    run("read", toll_file)
    found = json.loads(run("stats", "--format", "json").stdout)
    assert found["articles"] == 1
    assert found["statements"] == sum(found["kinds"].values()) > 0
    assert "articles" in run("stats").stdout


@pytest.mark.parametrize("command", [("search", "x"), ("show", "x"), ("stats",), ("export",)])
def test_without_a_database_the_error_says_what_to_do(run: Run, command: tuple[str, ...]) -> None:
    """A command that needs a database says so in one line, and makes none."""
    done = run(*command)
    assert done.returncode == 1
    assert "onrecord read" in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_nothing_found_is_exit_status_1(run: Run, toll_file: Path) -> None:
    """A search without a hit says so on stderr."""
    run("read", toll_file)
    done = run("search", "zeppelin")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing found" in done.stderr


def test_a_pipe_gets_no_colours(run: Run, toll_file: Path) -> None:
    """Output to a pipe, and with NO_COLOR, has no escape codes."""
    run("read", toll_file)
    for command in (("show", "toll"), ("search", "toll"), ("stats",)):
        assert "\x1b" not in run(*command, NO_COLOR="1").stdout
        assert "\x1b" not in run(*command).stdout


def test_a_reader_that_goes_away_is_no_error(run: Run, tmp_path: Path, toll_file: Path) -> None:
    """`onrecord … | head` ends without a traceback."""
    run("read", toll_file)
    command = f"{sys.executable} -m onrecord export | head -c 10"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == '{"schema":'
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_ctrl_c_keeps_what_was_read(tmp_path: Path) -> None:
    """Ctrl-C amid a run stops it at once, with status 130, and what was finished is on record."""
    (tmp_path / "many.jsonl").write_text(
        "".join(json.dumps({"id": f"a{n}", "text": TOLL * 3}) + "\n" for n in range(5000)), encoding="utf-8"
    )
    command = [sys.executable, "-m", "onrecord", "read", "many.jsonl", "--format", "json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        seen = [json.loads(process.stdout.readline())["article"]["id"] for _ in range(3)]
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        report = process.stderr.read()
    assert process.returncode == 130
    assert "interrupted" in report
    assert "Traceback" not in report
    with sqlite3.connect(tmp_path / "onrecord.db") as connection:
        kept = {name for (name,) in connection.execute("SELECT id FROM articles")}
    assert set(seen) <= kept


@pytest.mark.parametrize("arguments", [(), ("--help",), ("read", "--help"), ("search", "-h")])
def test_help(run: Run, arguments: tuple[str, ...]) -> None:
    """Every command explains itself, with examples."""
    done = run(*arguments)
    assert "Usage" in done.stdout + done.stderr
    if len(arguments) > 1:
        assert "Examples" in done.stdout


def test_min_confidence_leaves_out_what_was_read_with_less(run: Run, toll_file: Path) -> None:
    """Reading, searching and exporting keep to it."""

    def statements(printed: str) -> list[dict[str, float]]:
        return [s for line in printed.splitlines() for s in json.loads(line)["statements"]]

    every = statements(run("read", toll_file, "--format", "json").stdout)
    middle = sorted(statement["confidence"] for statement in every)[len(every) // 2]
    wanted = [statement for statement in every if statement["confidence"] >= middle]
    assert 0 < len(wanted) < len(every)
    read = run("read", toll_file, "--no-store", "--format", "json", "--min-confidence", str(middle))
    assert len(statements(read.stdout)) == len(wanted)
    exported = run("export", "--min-confidence", str(middle))
    assert statements(exported.stdout) == wanted
    found = run("search", "--min-confidence", str(middle), "--format", "json")
    assert len(found.stdout.splitlines()) == len(wanted)
    assert run("search", "--min-confidence", "1.5").returncode == 2


def test_eval_measures_against_annotations(run: Run, tmp_path: Path) -> None:
    """What the reader itself found scores full marks; a malformed file is an error with its place."""
    text = "The gate is shut, Ada Example said.\n\nThe port denied the report."
    gold = {"id": "a", "text": text, "attributions": []}
    read = run("read", "-", "--no-store", "--format", "json", stdin=json.dumps({"text": text}).encode())
    for statement in json.loads(read.stdout)["statements"]:
        spans = {role: statement[role]["spans"] for role in ("source", "cue", "content")}
        gold["attributions"].append(spans)  # type: ignore[attr-defined]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold) + "\n", encoding="utf-8")
    found = json.loads(run("eval", path, "--format", "json").stdout)
    assert found["attributions"] == len(gold["attributions"]) > 0
    assert found["scores"]["strict"]["f1"] == 100
    assert "linked" in run("eval", path).stdout
    path.write_text("{}", encoding="utf-8")
    failed = run("eval", path)
    assert failed.returncode == 1
    assert "gold.jsonl, line 1: text: expected a string" in failed.stderr
    missing = run("eval", tmp_path / "none.jsonl")
    assert missing.returncode == 1
    assert "no such file" in missing.stderr
