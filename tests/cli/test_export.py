"""`onrecord export`, and writing to files."""

import csv
import json
import os
import threading
from pathlib import Path

import pyarrow.parquet

from command import Run, lines
from onrecord.cli.export import ExportFormat


def test_every_format_holds_the_same_statements(story: Run, tmp_path: Path) -> None:
    """A file is written whole, and nothing is left beside it."""
    records = lines(story("export"))
    statements = [statement for record in records for statement in record["statements"]]
    contents = [statement["content"]["text"] for statement in statements]
    for each in ExportFormat:
        done = story("export", "--format", each.value, "--to", f"out.{each.value}")
        assert (done.exit_code, done.stderr) == (0, f"Wrote out.{each.value}.\n")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["content"] for row in csv.DictReader(file)] == contents
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert table.column("content").to_pylist() == contents
    annotations = json.loads((tmp_path / "out.annotations").read_bytes())["first"]["items"]
    assert [len(annotation["target"]) for annotation in annotations] == [
        len(statement["content"]["spans"]) for statement in statements
    ]
    types = {node["@type"] for node in json.loads((tmp_path / "out.quotations").read_bytes())["@graph"]}
    assert {"Quotation"} <= types <= {"NewsArticle", "Quotation", "Claim"}
    assert (tmp_path / "out.training").read_bytes() == b""
    assert not list(tmp_path.glob(".*part"))


def test_versions_and_confidence(story: Run) -> None:
    """Superseded versions are left out by default, and so are statements below a confidence."""
    assert len(lines(story("export"))) == 17
    assert len(lines(story("export", "--versions"))) == 18
    found = [
        s["confidence"] for record in lines(story("export", "--min-confidence", "0.9")) for s in record["statements"]
    ]
    assert min(found) >= 0.9


def test_an_export_that_fails_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    """Without a database there is nothing to export."""
    (tmp_path / "out.csv").write_text("old")
    assert run("export", "--format", "csv", "--to", "out.csv").exit_code == 1
    assert (tmp_path / "out.csv").read_text() == "old"


def test_the_database_is_never_overwritten(story: Run, tmp_path: Path) -> None:
    """Every command with `--to` refuses it."""
    stored = (tmp_path / "onrecord.db").read_bytes()
    for command in (["export"], ["commitments", "--format", "ics"], ["timeline", "--format", "timelinejs"]):
        done = story(*command, "--to", "onrecord.db")
        assert (done.exit_code, "--to onrecord.db is the database." in done.stderr) == (1, True), command
    assert "--to needs a --format other than table." in story("commitments", "--to", "there.txt").stderr
    assert (tmp_path / "onrecord.db").read_bytes() == stored


def test_links_are_followed_and_pipes_written_to(story: Run, tmp_path: Path) -> None:
    """Neither is replaced by a file."""
    (tmp_path / "link.csv").symlink_to("target.csv")
    story("export", "--format", "csv", "--to", "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_text(encoding="utf-8-sig").startswith("article,")
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    assert story("export", "--to", "pipe").exit_code == 0
    reader.join()
    assert got == [story("export").stdout.encode()]
    assert (tmp_path / "pipe").is_fifo()
