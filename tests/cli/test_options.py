"""Options take their defaults from the settings."""

import json
from pathlib import Path

from command import Run, lines


def test_settings_are_the_defaults_of_options(story: Run, tmp_path: Path) -> None:
    """From the file and the environment; an option overrides both."""
    (tmp_path / "onrecord.db").rename(tmp_path / "story.db")
    settings = {"db": "story.db", "format": "json", "min-confidence": 0.9, "by": "R. Okar", "as-of": "2023-02-21"}
    (tmp_path / "onrecord.toml").write_text("\n".join(f"{name} = {json.dumps(v)}" for name, v in settings.items()))
    found = lines(story("search", "-n", "1000"))
    assert min(hit["statement"]["confidence"] for hit in found) >= 0.9
    assert len(lines(story("search", "-n", "1000", "--min-confidence", "0"))) > len(found)
    assert story("stats", "--format", "table").stdout.startswith("articles   17")
    assert story("stats", ONRECORD_FORMAT="table").stdout.startswith("articles   17")
    assert {commitment["status"] for commitment in lines(story("commitments"))} == {"open", "due soon"}
    story("actors", "rename", "Gerda Polian", "G. Polian")
    assert lines(story("corrections"))[0]["by"] == "R. Okar"


def test_json_can_be_the_default_for_reading(run: Run, tmp_path: Path) -> None:
    """Several articles are then printed without `--format`."""
    (tmp_path / "onrecord.toml").write_text('format = "json"')
    stdin = b'{"text": "She said no."}\n{"text": "He said yes."}\n'
    assert len(lines(run("read", "-", "--no-store", stdin=stdin))) == 2


def test_a_bad_setting_is_one_line(story: Run, tmp_path: Path) -> None:
    """In the file or in the environment."""
    done = story("stats", ONRECORD_FORMAT="xml")
    assert (done.exit_code, done.stderr) == (1, "onrecord: ONRECORD_FORMAT must be table or json, not 'xml'.\n")
    (tmp_path / "onrecord.toml").write_text("colour = 1")
    done = story("stats")
    assert (done.exit_code, "unknown setting 'colour'" in done.stderr) == (1, True)


def test_decisions_need_a_name(story: Run, monkeypatch) -> None:  # noqa: ANN001
    """Of the user, or of `--by`."""

    def unknown() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", unknown)
    done = story("actors", "rename", "Gerda Polian", "G. Polian")
    assert (done.exit_code, done.stderr) == (1, "onrecord: Cannot tell your user name. Pass --by NAME.\n")
    assert story("actors", "rename", "Gerda Polian", "G. Polian", "--by", " Bo ").exit_code == 0
