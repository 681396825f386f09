"""Nothing leaves the machine: no connection but to loopback, and no look-up of a name."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from conftest import EXAMPLES
from made import TOLL

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(240)]

ONRECORD = [sys.executable, "-m", "onrecord"]
IDLE = 30
"""Seconds for which the idle desk is watched: the telemetry that this guards against woke after 14."""

_ADDRESS = re.compile(r'sa_family=(AF_INET6?),.*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)"')


@pytest.fixture
def trace(tmp_path: Path) -> Iterator[list[str]]:
    """A command prefix that records every address a command and its children talk to; any but loopback fails."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace: apt-get install strace")
    log = tmp_path / "trace.log"
    calls = "trace=connect,sendto,sendmsg,sendmmsg"
    command = ["strace", "-f", "-qq", "-e", calls, "-e", "signal=none", "-o", str(log)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not allowed to trace here")
    yield command
    found = [match.groups() for match in map(_ADDRESS.search, log.read_text().splitlines()) if match]
    assert [address for _, address in found if not address.startswith("127.") and address != "::1"] == []


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment with a fresh home, where nothing says that telemetry is off."""
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    home = tmp_path / "home"
    home.mkdir()
    return {**kept, "HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.parametrize("workers", ["1", "3"])
def test_reading_talks_to_nobody(trace: list[str], environment: dict[str, str], tmp_path: Path, workers: str) -> None:
    """Reading the examples, with one process or several, opens no connection and leaves no file in the home."""
    command = [*trace, *ONRECORD, "read", str(EXAMPLES), "--db", str(tmp_path / "x.db"), "--workers", workers]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert [path.name for path in (tmp_path / "home").rglob("*")] == []


@pytest.mark.server
def test_the_desk_talks_to_nobody(trace: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    """A desk that reads an article and then idles opens no connection, and leaves no file in the home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*trace, *ONRECORD, "serve", "--db", str(tmp_path / "x.db"), "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            read_an_article(client)
        time.sleep(IDLE)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert [path.name for path in (tmp_path / "home").rglob("*")] == []


def read_an_article(client: httpx2.Client) -> None:
    """Wait for the desk to start, then send it a text and wait for the record."""
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline
        try:
            front = client.get("/").text
            break
        except httpx2.TransportError:
            time.sleep(0.2)
    token = re.search(r'name="csrf" value="(\w+)"', front)
    assert token is not None
    started = client.post("/read.json", data={"csrf": token[1], "text": TOLL}, headers={"origin": str(client.base_url)})
    assert started.status_code == 202, started.text
    while "Ilse Brandt" not in client.get("/search.json", params={"q": "money"}).text:
        assert time.monotonic() < deadline
        time.sleep(0.5)
