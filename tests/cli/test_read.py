"""`onrecord read`: what is read, stored, printed and reported."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import Result

from command import Run
from conftest import EXAMPLES
from made import TOLL
from onrecord.cli.progress import expected


def summary(done: Result) -> str:
    """The last line on stderr."""
    return done.stderr.splitlines()[-1]


def test_one_article_is_printed_as_a_table_and_stored(run: Run, toll_file: Path) -> None:
    """`read FILE` shows who said what, and `search` and `show` find it again."""
    done = run("read", toll_file, "--outlet", "The Lantern", "--published", "2024-02-05")
    assert done.exit_code == 0
    assert "Talks on river toll stall" in done.stdout
    assert "Ilse Brandt" in done.stdout
    assert "The Lantern · 2024-02-05" in done.stdout
    assert summary(done).startswith("1 article read: 1 new. ")
    found = run("search", "toll", "--source", "familiar", "--since", "2024-02-01", "--outlet", "lantern")
    assert "suspend the toll" in found.stdout
    assert "<said>" in run("show", "toll", "river").stdout


def test_several_articles_are_summed_up(run: Run) -> None:
    """No tables are printed without `--format table` or `--verbose`, and the summary counts everything."""
    lines = [{"id": f"a{n}", "text": TOLL, "title": f"Toll {n}"} for n in range(2)]
    stdin = "\n".join(json.dumps(line) for line in lines).encode()
    done = run("read", "-", stdin=stdin)
    assert done.stdout == ""
    statements = 2 * len(json.loads(run("export").stdout.splitlines()[0])["statements"])
    assert summary(done) == f"2 articles read: 2 new. {statements} statements."
    for option in (["--format", "table"], ["--verbose"]):
        assert run("read", "-", *option, "--no-store", stdin=stdin).stdout.count("Toll 1\n") == 1


def test_json_has_every_documented_field(run: Run, toll_file: Path) -> None:
    """`--format json` prints one object a line, and each text equals its spans."""
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
    """A second reading is reported as unchanged, and an edited article as a new version."""
    assert ": 1 new." in run("read", toll_file).stderr
    assert ": 1 unchanged." in run("read", toll_file).stderr
    toll_file.write_text(TOLL.replace("six months", "a year"), encoding="utf-8")
    assert ": 1 new version." in run("read", toll_file).stderr


def test_one_text_under_two_titles_is_two_articles(run: Run) -> None:
    """Lines without an id or an address are told apart by all their fields, and reading them again changes nothing."""
    lines = b"".join(json.dumps({"text": "He said no.", "title": title}).encode() + b"\n" for title in "AB")
    assert "2 new" in run("read", "-", stdin=lines).stderr
    assert "2 unchanged" in run("read", "-", stdin=lines).stderr


def test_bad_inputs_are_reported_and_the_run_goes_on(run: Run, tmp_path: Path, toll_file: Path) -> None:
    """Each bad input is one line on stderr, the good ones are read, and the exit status is 1."""
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
    bad = {
        "empty.txt": b"",
        "blank.txt": b" \n\t ",
        "binary.txt": bytes(range(256)) * 40,
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "bomb.rss": f'<?xml version="1.0"?>{bomb}'.encode(),
        "novel.txt": b"He said no. " * 200_000,
        "hello.rss": b"hello",
        "archive.jsonl": b"PK\x03\x04" + bytes(99) + b"\n" * 9,
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    done = run("read", *bad, "missing.txt", toll_file, "--no-store")
    assert done.exit_code == 1
    assert [name for name in [*bad, "missing.txt"] if f"{name}: " not in done.stderr] == []
    assert "Ilse Brandt" in done.stdout
    assert summary(done).endswith(f" {len(bad) + 1} inputs could not be read.")


def test_nothing_readable_is_said_plainly(run: Run) -> None:
    """The summary counts no statements of no articles."""
    done = run("read", "missing.txt")
    assert (done.exit_code, summary(done)) == (1, "No articles read. 1 input could not be read.")


def test_a_bad_line_is_reported_by_its_number(run: Run) -> None:
    """A bad line of JSON Lines is reported with its number and the reason, and the others are read."""
    bad = {
        b"{not json": "JSON",
        b"[1]": "object",
        b'{"title": "x"}': "`text`",
        b'{"text": 5}': "string",
        b'{"text": "x", "published": "soon"}': "ISO date",
        b'{"text": "\xff"}': "UTF-8",
        b'{"text": "x", "bylines": "Ada"}': "list",
        b"[" * 100_000: "JSON",
    }
    good = json.dumps({"id": "good", "text": "She said no."}).encode()
    done = run("read", "-", "--format", "json", "--no-store", stdin=b"\n".join([good, *bad, b"", good]))
    assert done.exit_code == 1
    reported = done.stderr.splitlines()
    wrong = [
        (line, number, reason)
        for number, (line, reason) in enumerate(bad.items(), start=2)
        if not any(text.startswith(f"standard input:{number}: ") and reason in text for text in reported)
    ]
    assert wrong == []
    assert [json.loads(text)["article"]["id"] for text in done.stdout.splitlines()] == ["good", "good"]


def test_json_lines_text_is_stored_unchanged(run: Run) -> None:
    """The text of JSON Lines comes back as it was, so that offsets into it are right."""
    text = "By Ada\n\n  He said it was late.\n\nShare this article\nAuthor: Ada, The Lantern"
    done = run("read", "-", "-f", "json", "--no-store", stdin=json.dumps({"text": text}).encode())
    assert json.loads(done.stdout)["article"]["text"] == text


def test_lone_surrogates_and_nuls_are_replaced(run: Run) -> None:
    """Characters that cannot be written or shown are replaced or dropped."""
    done = run("read", "-", "-f", "json", "--no-store", stdin=b'{"text": "He\\u0000 said \\ud800 no."}')
    assert json.loads(done.stdout)["article"]["text"] == "He said \ufffd no."


def test_a_folder_is_read_and_skipped_files_are_counted(run: Run, tmp_path: Path) -> None:
    """Files of other types are skipped, with the reason; `--verbose` names them."""
    folder = tmp_path / "story" / "deeper"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(TOLL, encoding="utf-8")
    (folder.parent / "photo.jpg").write_bytes(b"x")
    (folder.parent / "clip.mp4").write_bytes(b"x")
    done = run("read", "story", "--no-store")
    assert done.exit_code == 0
    assert "2 files skipped (unsupported type)." in summary(done)
    assert "photo.jpg: skipped (unsupported type)" in run("read", "story", "--no-store", "--verbose").stderr


def test_an_article_without_a_date_is_reported(run: Run, tmp_path: Path) -> None:
    """The summary says what to pass; `--verbose` names the article."""
    (tmp_path / "undated.txt").write_text("Ramp shut\n\nThe ramp was shut on Monday, Ilse Brandt said.\n")
    done = run("read", "undated.txt", "--no-store", "--verbose")
    assert "undated.txt: no date\n" in done.stderr
    assert summary(done).endswith(" 1 article has no date; pass --published.")


def test_a_file_name_can_have_any_bytes(run: Run, tmp_path: Path) -> None:
    """A name that is not UTF-8 is read and stored like any other."""
    name = os.fsencode(tmp_path) + b"/odd\xff.txt"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of bytes
        file.write("She said no.")
    assert ": 1 new." in run("read", tmp_path).stderr


def test_min_confidence_ignores_statements_below_it(run: Run, toll_file: Path) -> None:
    """Reading again with a confidence between those of the statements gives the ones above it."""
    every = json.loads(run("read", toll_file, "--format", "json").stdout)["statements"]
    middle = sorted(statement["confidence"] for statement in every)[len(every) // 2]
    wanted = [statement["content"] for statement in every if statement["confidence"] >= middle]
    assert 0 < len(wanted) < len(every)
    read = run("read", toll_file, "--no-store", "--format", "json", "--min-confidence", middle)
    assert [statement["content"] for statement in json.loads(read.stdout)["statements"]] == wanted


def test_the_expected_number_of_articles(tmp_path: Path) -> None:
    """A file or an address counts as one, JSON Lines by their lines, and standard input cannot be counted."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.jpg").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "c.jsonl").write_text("{}\n{}\n{}\n")
    assert expected([str(tmp_path), "https://lantern.example/story", "missing.txt"]) == 6
    assert expected([str(EXAMPLES)]) == 16
    assert expected(["-"]) is None


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


@pytest.mark.server
def test_an_address_is_fetched_and_stored_with_its_time(run: Run, site: str) -> None:
    """A page is read from its address, and a second fetch of the same page changes nothing."""
    done = run("read", f"{site}/story", "--allow-private", "-f", "json")
    article = json.loads(done.stdout)["article"]
    assert article["url"] == f"{site}/story"
    assert article["retrieved"] is not None
    assert ": 1 unchanged." in run("read", f"{site}/story", "--allow-private").stderr


@pytest.mark.server
def test_private_addresses_are_refused_by_default(run: Run, site: str) -> None:
    """The error says how to allow one."""
    done = run("read", f"{site}/story", "--no-store")
    assert done.exit_code == 1
    assert "--allow-private" in done.stderr


@pytest.mark.server
def test_feed_entries_are_fetched_on_request(run: Run, site: str) -> None:
    """A summary in a feed is not an article: it is reported, or its page is fetched."""
    done = run("read", f"{site}/feed", "--allow-private", "--no-store")
    assert done.exit_code == 1
    assert "--fetch-entries" in done.stderr
    done = run("read", f"{site}/feed", "--allow-private", "--no-store", "--fetch-entries", "-f", "json")
    assert json.loads(done.stdout)["article"]["url"] == f"{site}/story"
