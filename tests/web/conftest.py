"""What the tests of the desk share: the bundled story read once, a client without a network, a server, a browser."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from conftest import EXAMPLES
from onrecord.corpus.ledger import LedgerBook
from onrecord.readers.base import Overrides
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs
from onrecord.reading.reader import Reader
from onrecord.store import Store
from onrecord.web import create_app
from onrecord.web.desk import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TODAY = date(2024, 2, 20)
Post = Callable[..., Any]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    """The database of the bundled story."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    store = Store(path)
    with Fetcher() as fetcher:
        inputs = Inputs(overrides=Overrides(), fetch=fetcher.fetch, stdin=BytesIO())
        for outcome in inputs.read([str(EXAMPLES)]):
            if isinstance(outcome, InputArticle):
                store.writer().add(reader.read(outcome.article), location=outcome.location)
    LedgerBook(store).update()
    return path


@pytest.fixture
def database(story: Path, tmp_path: Path) -> Path:
    """A copy of the story's database that a test may change."""
    path = tmp_path / "story.db"
    shutil.copy(story, path)
    return path


@pytest.fixture
def settings() -> Settings:
    """A desk on a day within the story, where Ada corrects, and that answers a test client."""
    known = Settings()
    return replace(known, hosts=known.hosts | {"testserver"}, user="Ada", today=lambda: TODAY)


@pytest.fixture
def desk(database: Path, settings: Settings) -> Iterator[TestClient]:
    """A client of a desk over the story."""
    with TestClient(create_app(database, settings)) as client:
        yield client


@pytest.fixture
def post(desk: TestClient) -> Post:
    """Send a form with the CSRF token of the desk's pages; files and everything else as the client takes them."""
    token = re.search(r'name="csrf" value="(\w+)"', desk.get("/corrections").text)
    assert token is not None

    def send(path: str, data: dict[str, object] | None = None, **rest: object) -> object:
        return desk.post(path, data={"csrf": token[1]} | (data or {}), **rest)

    return send


@pytest.fixture
def server(database: Path, settings: Settings) -> Iterator[str]:
    """The address of a desk that a browser can reach."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(database, settings), host="127.0.0.1", port=port, log_level="warning")
    serving = uvicorn.Server(config)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    serving.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, one for all tests of a file: while it runs, its event loop is that of this thread."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium has the desk tested in a real browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A window of the browser on the desk, which may use the clipboard; it fails slow tests early."""
    opened = browser.new_context(base_url=server, permissions=["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def trouble(context: BrowserContext, server: str) -> list[str]:
    """What goes wrong in the window: errors, what the policy forbids, and requests to anywhere but the desk."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.append(f"{message.page and message.page.url}: {message.text}")

    def see(url: str) -> None:
        if urlsplit(url).netloc != urlsplit(server).netloc and urlsplit(url).scheme not in {"data", "blob"}:
            found.append(f"asked {url}")

    context.on("console", hear)
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on("dialog", lambda dialog: (found.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    context.on("request", lambda request: see(request.url))
    return found


@pytest.fixture
def page(context: BrowserContext, trouble: list[str]) -> Iterator[Page]:
    """A page of the desk; a test that leaves any trouble behind fails."""
    yield context.new_page()
    assert trouble == []
