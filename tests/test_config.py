"""Settings from a file and from the environment."""

from pathlib import Path

import pytest

from onrecord.config import Settings, load
from onrecord.errors import ConfigError


@pytest.mark.parametrize(
    ("file", "environment", "expected"),
    [
        (None, {}, Settings()),
        ('db = "story.db"', {}, Settings(db="story.db")),
        ('db = "story.db"\nworkers = 2', {"ONRECORD_DB": "other.db"}, Settings(db="other.db", workers=2)),
        (None, {"ONRECORD_WORKERS": "3", "ONRECORD_DB": ""}, Settings(workers=3)),
    ],
)
def test_the_environment_goes_before_the_file(
    tmp_path: Path, file: str | None, environment: dict[str, str], expected: Settings
) -> None:
    """What is built in gives way to the file, and the file to the environment."""
    if file is not None:
        (tmp_path / "onrecord.toml").write_text(file)
    assert load(tmp_path, environment) == expected


@pytest.mark.parametrize(
    ("file", "reason"),
    [("db = ", "TOML"), ("colour = 1", "no setting 'colour'"), ('workers = "2"', "'workers' cannot be '2'")],
)
def test_a_wrong_file_is_an_error(tmp_path: Path, file: str, reason: str) -> None:
    """A misspelt or mistyped setting is not passed over."""
    (tmp_path / "onrecord.toml").write_text(file)
    with pytest.raises(ConfigError, match=reason):
        load(tmp_path, {})


def test_a_wrong_variable_is_an_error(tmp_path: Path) -> None:
    """A variable that should be a number and is none is told."""
    with pytest.raises(ConfigError, match="ONRECORD_WORKERS"):
        load(tmp_path, {"ONRECORD_WORKERS": "many"})
