"""One record, whatever the processor: AVX-512, AVX-512 without VNNI, and AVX2 give the same bytes."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import EXAMPLES

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(900)]
SHORTEST = 2
"""How many examples an emulated processor reads: it takes about a hundred times as long as a real one."""

READ = [sys.executable, "-m", "onrecord", "read", "--no-store", "--format", "json"]


def records(articles: list[Path], *, before: tuple[str, ...] = (), **environment: str) -> subprocess.CompletedProcess:
    """The records of the articles, read by a process of its own."""
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [*before, *READ, *map(str, articles)],
        env={**os.environ, **path, **environment},
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def masking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that hides instruction sets from a process."""
    compiler = shutil.which("cc")
    if compiler is None or platform.machine() != "x86_64" or sys.platform != "linux":
        pytest.skip("needs a C compiler on x86-64 Linux")
    library = tmp_path_factory.mktemp("mask") / "cpu_mask.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, Path(__file__).with_name("cpu_mask.c")], check=True
    )
    environment = {**os.environ, "LD_PRELOAD": str(library), "MASK": "haswell"}
    if subprocess.run(["true"], env=environment, check=False).returncode:
        pytest.skip("this processor cannot hide its instruction sets")
    return library


@pytest.mark.parametrize("mask", ["skylakex", "haswell"])
def test_examples_read_the_same_without_newer_instructions(masking: Path, mask: str) -> None:
    """All examples give the same bytes with and without AVX-512, on a processor that can hide it."""
    native, masked = records([EXAMPLES]), records([EXAMPLES], LD_PRELOAD=str(masking), MASK=mask)
    assert native.returncode == masked.returncode == 0
    assert native.stdout == masked.stdout


def test_examples_read_the_same_on_an_emulated_haswell() -> None:
    """The shortest examples give the same bytes on an emulated processor with AVX2 and without AVX-512."""
    emulator = shutil.which("qemu-x86_64")
    if emulator is None or platform.machine() != "x86_64":
        pytest.skip("needs QEMU's user-mode emulator: apt-get install qemu-user")
    articles = sorted(EXAMPLES.glob("*.txt"), key=lambda path: path.stat().st_size)[:SHORTEST]
    emulated = records(articles, before=(emulator, "-cpu", "Haswell-noTSX"))
    assert emulated.returncode == 0
    assert emulated.stdout == records(articles).stdout
