"""Settings from a file and from the environment."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onrecord.config import Settings, load
from onrecord.errors import ConfigError


def loaded(folder: Path, file: str, **environment: str) -> Settings | str:
    """The settings, or the message of the error."""
    (folder / "onrecord.toml").write_text(file)
    try:
        return load(folder, environment)
    except ConfigError as error:
        return str(error).removeprefix(f"{folder}/onrecord.toml: ")


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    """And the file overrides what is built in. An empty variable is not set."""
    cases: list[tuple[str, dict[str, str], Settings]] = [
        ("", {}, Settings()),
        ('db = "story.db"', {}, Settings(db="story.db")),
        ('db = "story.db"\nworkers = 2', {"ONRECORD_DB": "other.db"}, Settings(db="other.db", workers=2)),
        ("", {"ONRECORD_WORKERS": "3", "ONRECORD_DB": ""}, Settings(workers=3)),
        ("min-confidence = 1", {"ONRECORD_MIN_CONFIDENCE": "0.5"}, Settings(min_confidence=0.5)),
        ("min-confidence = 1", {}, Settings(min_confidence=1.0)),
        ("as-of = 2024-03-01", {}, Settings(as_of=date(2024, 3, 1))),
        ('as-of = "2024-03-01"', {}, Settings(as_of=date(2024, 3, 1))),
        (
            "",
            {"ONRECORD_AS_OF": "2024-03-01", "ONRECORD_BY": "R. Okar"},
            Settings(as_of=date(2024, 3, 1), by="R. Okar"),
        ),
        ('format = "json"\nhost = "::1"\nport = 0', {}, Settings(format="json", host="::1", port=0)),
    ]
    wrong: list[Any] = [
        (file, environment, found)
        for file, environment, expected in cases
        if (found := loaded(tmp_path, file, **environment)) != expected
    ]
    assert wrong == []
    (tmp_path / "onrecord.toml").unlink()
    assert load(tmp_path, {}) == Settings()


def test_bad_settings_are_errors(tmp_path: Path) -> None:
    """Unknown, misspelt, mistyped or out of range; the message says what the setting takes."""
    cases = {
        "colour = 1": "unknown setting 'colour'. Known settings: db, format, min-confidence, workers,",
        "min_confidence = 1": "unknown setting 'min_confidence'",
        'workers = "2"': "workers must be a whole number from 1 to 256, not '2'.",
        "workers = 0": "workers must be",
        "workers = true": "workers must be",
        "workers = 1.0": "workers must be",
        "min-confidence = 1.5": "min-confidence must be a number from 0 to 1, not 1.5.",
        "min-confidence = nan": "min-confidence must be",
        'format = "xml"': "format must be table or json, not 'xml'.",
        "as-of = 2024-03-01T10:00:00": "as-of must be a date",
        'as-of = "soon"': "as-of must be a date such as 2024-03-01, not 'soon'.",
        "port = 65536": "port must be",
        'db = ""': "db must be a path",
        "db = [1]": "db must be a path",
    }
    wrong = {file: found for file, start in cases.items() if not str(found := loaded(tmp_path, file)).startswith(start)}
    assert wrong == {}
    assert "not valid TOML" in str(loaded(tmp_path, "db = "))


def test_bad_variables_are_errors(tmp_path: Path) -> None:
    """Each names itself."""
    wrong = []
    for setting in fields(Settings):
        variable = f"ONRECORD_{setting.name.upper()}"
        if setting.metadata["kind"] is not str or setting.name == "format":
            found = loaded(tmp_path, "", **{variable: "many"})
            wrong += [variable] if not str(found).startswith(f"{variable} must be ") else []
    assert wrong == []


def test_a_folder_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    """It cannot be read."""
    (tmp_path / "onrecord.toml").mkdir()
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(tmp_path, {})
