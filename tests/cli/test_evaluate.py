"""`onrecord eval`."""

import json
from pathlib import Path

from command import Run


def test_a_reading_scores_full_marks_against_itself(run: Run, tmp_path: Path) -> None:
    """As JSON and as a table."""
    text = "The gate is shut, Ada Example said.\n\nThe port denied the report."
    read = run("read", "-", "--no-store", "--format", "json", stdin=json.dumps({"text": text}).encode())
    parts = ("source", "cue", "content")
    spans = [{part: s[part]["spans"] for part in parts} for s in json.loads(read.stdout)["statements"]]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "text": text, "attributions": spans}) + "\n", encoding="utf-8")
    found = json.loads(run("eval", path, "--format", "json").stdout)
    assert found["attributions"] == len(spans) > 0
    assert found["scores"]["strict"]["f1"] == 100
    assert "linked" in run("eval", path).stdout


def test_bad_annotations_are_reported_with_their_place(run: Run, tmp_path: Path) -> None:
    """A malformed file by its line, and a missing one."""
    (tmp_path / "gold.jsonl").write_text("{}", encoding="utf-8")
    failed = run("eval", "gold.jsonl")
    assert (failed.exit_code, "gold.jsonl, line 1: " in failed.stderr) == (1, True)
    missing = run("eval", "none.jsonl")
    assert (missing.exit_code, "none.jsonl" in missing.stderr) == (1, True)
