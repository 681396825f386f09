"""Takes the screenshots of the desk for the docs, with the bundled story and a date within it.

    python docs/screenshots.py [--all FOLDER]

Needs Chromium. `--all` writes every page to FOLDER instead, in light and dark and at three widths, for review.
"""

import argparse
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from onrecord.corpus.ledger import Group, LedgerBook
from onrecord.readers.base import Overrides
from onrecord.readers.fetch import Fetcher
from onrecord.readers.inputs import InputArticle, Inputs
from onrecord.reading.reader import Reader
from onrecord.store import Store
from onrecord.web import create_app
from onrecord.web.desk import Settings

HERE = Path(__file__).parent
TODAY = date(2024, 2, 20)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SHOWN = {
    "front": (1280, 900, "light"),
    "article": (1280, 900, "light"),
    "search": (1280, 900, "light"),
    "commitment": (1280, 900, "light"),
    "statement": (1280, 1000, "light"),
}


def story(folder: Path) -> Store:
    """A database of the bundled story."""
    store, reader = Store(folder / "story.db"), Reader()
    with Fetcher() as fetcher:
        inputs = Inputs(overrides=Overrides(), fetch=fetcher.fetch, stdin=BytesIO())
        for outcome in inputs.read([str(HERE.parent / "examples")]):
            if isinstance(outcome, InputArticle):
                store.writer().add(reader.read(outcome.article))
    LedgerBook(store).update()
    return store


def addresses(store: Store) -> dict[str, str]:
    """The address of each page, by name."""
    article = store.view().record("Tessaria ratifies").article.id
    edited = store.view().record("outline deal")
    statement = next(s for s in edited.statements if len(s.content.spans) > 1)
    late = LedgerBook(store).group(Group.OVERDUE, as_of=TODAY) + LedgerBook(store).group(Group.DUE_SOON, as_of=TODAY)
    commitment = max(late, key=lambda c: len(c.evidence))
    return {
        "front": "/",
        "articles": "/articles",
        "article": f"/articles/{article}",
        "search": "/search?q=sirens",
        "actors": "/actors",
        "actor": f"/actors/{store.view().actors(limit=1)[0].id}",
        "timeline": "/timeline",
        "commitments": "/commitments",
        "calendar": "/calendar",
        "commitment": f"/commitments/{commitment.id}",
        "statement": f"/statement?article={edited.article.id}&id={statement.id}",
        "corrections": "/corrections",
        "help": "/help",
    }


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The address of a desk over the story."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = replace(Settings(), user="Ada Example", today=lambda: TODAY)
    serving = uvicorn.Server(uvicorn.Config(create_app(store.path, settings), port=port, log_level="warning"))
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    serving.should_exit = True
    thread.join()


def take(browser: Browser, address: str, to: Path, *, width: int, height: int, scheme: str, whole: bool) -> None:
    """Take one picture."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    for _ in range(2):  # twice, because the first load may finish before the fonts are there
        page.goto(address)
        page.wait_for_load_state("networkidle")
    page.screenshot(path=to, full_page=whole)
    page.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, help="take every page into this folder instead")
    folder = parser.parse_args().all
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        store = story(Path(temporary))
        pages = addresses(store)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(store) as base:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                for name, path in pages.items():
                    for scheme in ("light", "dark"):
                        for width in (390, 820, 1440):
                            to = folder / f"{name}-{width}-{scheme}.png"
                            take(browser, base + path, to, width=width, height=900, scheme=scheme, whole=True)
                return
            for name, (width, height, scheme) in SHOWN.items():
                path, to = pages[name], HERE / "img" / f"{name}.png"
                to.parent.mkdir(exist_ok=True)
                take(browser, base + path, to, width=width, height=height, scheme=scheme, whole=False)


if __name__ == "__main__":
    main()
