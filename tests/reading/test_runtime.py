"""ONNX Runtime: silent, and of a version whose records are known."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.reading.reader import Reader, shipped_version
from onrecord.reading.runtime import NEWEST, OLDEST, check_version

ROOT = Path(__file__).parents[2]


def test_versions_outside_the_range_are_refused() -> None:
    """Only versions that give the same records are accepted, and the error says what to install."""
    for accepted in ("1.30.0", "1.31.1", "1.32.0"):
        check_version(accepted)
    for refused in ("1.20.1", "1.29.9", "1.33.0", "2.0.0"):
        with pytest.raises(ModelError, match=re.escape(f"onnxruntime {refused} is not supported")):
            check_version(refused)


def test_the_dependency_states_the_same_range() -> None:
    """The package index is asked for exactly the range that the runtime check accepts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, newest = (".".join(map(str, version)) for version in (OLDEST, (NEWEST[0], NEWEST[1] + 1)))
    assert f"onnxruntime>={oldest},<{newest}" in project["dependencies"]


def test_a_reader_knows_its_version(reader: Reader) -> None:
    """A reader's version names the package, the model by its digest, and the runtime."""
    assert re.fullmatch(r"onrecord \S+, model [0-9a-f]{12}, onnxruntime \d+\.\d+\.\d+", reader.version)
    assert shipped_version() == reader.version


@pytest.mark.process
def test_nothing_but_the_runtime_module_imports_onnxruntime(tmp_path: Path) -> None:
    """Telemetry is off before the library loads, and no file of it appears in the user's home."""
    code = (
        "import os, onrecord; onrecord.read('The mayor denied it.'); "
        "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'; "
        "import sys; assert 'huggingface_hub' not in sys.modules"
    )
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert not list(tmp_path.rglob("*"))
