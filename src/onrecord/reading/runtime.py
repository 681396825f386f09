"""ONNX Runtime, silenced and pinned: the only module that imports it."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when the library loads: nothing leaves the machine

from pathlib import Path

import onnxruntime as ort

from onrecord.errors import ModelError

OLDEST, NEWEST = (1, 30), (1, 32)
"""The minor versions that give the same records; the dependency in `pyproject.toml` says the same."""


def version() -> str:
    """The version of ONNX Runtime, such as `1.32.0`."""
    return str(ort.__version__)


def check_version(installed: str) -> None:
    """Check that this version of ONNX Runtime is one whose records are known to be the same.

    Raises:
        ModelError: It is not.
    """
    major, minor = (int(part) for part in installed.split(".")[:2])
    if not OLDEST <= (major, minor) <= NEWEST:
        oldest, newest = (".".join(map(str, bound)) for bound in (OLDEST, NEWEST))
        msg = (
            f"onnxruntime {installed} is not supported: its records may differ. Install {oldest} to {newest}: "
            f"pip install 'onnxruntime>={oldest},<{NEWEST[0]}.{NEWEST[1] + 1}'"
        )
        raise ModelError(msg)


def load_session(graph: Path) -> ort.InferenceSession:
    """Load a graph to run on one CPU thread."""
    check_version(version())
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
