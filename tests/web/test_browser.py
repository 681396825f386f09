"""The desk in a real browser: by mouse and keyboard, without scripts, in dark mode, on a phone and in print."""

import csv
import io
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pyarrow import parquet

from conftest import EXAMPLES
from desks import served
from onrecord.readers.fetch import Fetcher
from onrecord.web import create_app
from onrecord.web.desk import Settings

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
OUTLINE = "Tessaria and Duvania agree outline deal on dam, sources say"
FERRY = (
    "Ferry 🚢 to Osk is cancelled for a third day\n\n"
    "“We are 𝒔𝒐𝒓𝒓𝒚 😀 for the delay,” said Rhea Tolman, the director of the harbour board.\n\n"
    "The ministry of transport 👩‍🚀 did not respond to a request for comment on Monday.\n"
)
SLOW = 60_000
"""How long a reading may take, in milliseconds, on a busy machine."""


@pytest.fixture(scope="module")
def settings(settings: Settings) -> Settings:
    """A desk that also fetches from this machine, where the tests serve a page."""
    return replace(settings, fetcher=lambda: Fetcher(allow_private=True))


@pytest.fixture
def own_server(request: pytest.FixtureRequest, story: Path, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """The address of a desk for one test that changes something; its database is empty if the test asks for `empty`."""
    path = tmp_path / "story.db"
    if getattr(request, "param", "story") != "empty":
        shutil.copy(story, path)
    with served(create_app(path, settings)) as address:
        yield address


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """The address of the test's own desk if it has one, else of the module's shared desk."""
    return request.getfixturevalue("own_server" if "own_server" in request.fixturenames else "server")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, one for the module: its event loop occupies this thread."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser window on the desk, with access to the clipboard and a short timeout."""
    opened = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def trouble(context: BrowserContext, address: str) -> list[str]:
    """What goes wrong in the window: errors, blocked content, and requests to anywhere but the desk."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.append(f"{message.page and message.page.url}: {message.text}")

    def see(url: str) -> None:
        if urlsplit(url).netloc != urlsplit(address).netloc and urlsplit(url).scheme not in {"data", "blob"}:
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


@dataclass(frozen=True, slots=True)
class Site:
    """A website with one article at `/ferry.txt`, which it sends once the gate is open."""

    url: str
    gate: threading.Event


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A website on this machine."""
    folder, gate = tmp_path / "site", threading.Event()
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/ferry.txt":
                gate.wait(60)
            super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder)) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield Site(f"http://127.0.0.1:{serving.server_port}", gate)
        gate.set()
        serving.shutdown()
        thread.join()


def open_article(page: Page, title: str = OUTLINE) -> None:
    """Open an article from the list of articles."""
    page.goto("/articles")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def facts(page: Page) -> Any:
    """The article's page as JSON."""
    return page.request.get(page.url.partition("?")[0].partition("#")[0] + ".json").json()


def read_text(page: Page, text: str = FERRY) -> None:
    """Paste a text, read it, and wait for its article."""
    page.goto("/")
    page.get_by_label("Or paste text").fill(text)
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/articles/*", timeout=SLOW)


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on colours; the others need checking in light mode only."""


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """The accessibility problems that axe-core finds on the page."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    return page.evaluate(
        """async rules => (await axe.run({ runOnly: rules, resultTypes: ["violations"] })).violations
            .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 200)}`))""",
        rules,
    )


# --- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_server")
def test_a_chosen_file_is_read(page: Page) -> None:
    """A chosen file is read, and its job page leads to the article."""
    page.goto("/")
    page.get_by_label("Drop files here").set_input_files(EXAMPLES / "2023-03-03-meridian-wire-joint-inquiry.txt")
    page.get_by_text("Date, outlet and title").click()
    page.get_by_label("Publication date").fill("2023-03-03")
    page.get_by_label("Outlet").fill("The Morning Desk")
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/articles/*", timeout=SLOW)
    expect(page.locator(".article-head .over")).to_have_text("The Morning Desk")
    expect(page.locator(".article-head time")).to_have_text("3 Mar 2023")
    assert page.locator(".card").count() > 10


@pytest.mark.usefixtures("own_server")
def test_a_dropped_file_is_read(page: Page) -> None:
    """A file dropped anywhere on the front page is read at once, and the box is highlighted."""
    page.goto("/")
    files = page.evaluate_handle(
        """text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "ferry.txt", { type: "text/plain" }));
            return files;
        }""",
        FERRY,
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": files})
    expect(page.locator(".drop")).to_have_class(re.compile("over-it"))
    page.dispatch_event("main", "drop", {"dataTransfer": files})
    page.wait_for_url("**/articles/*", timeout=SLOW)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ferry 🚢 to Osk")


@pytest.mark.usefixtures("own_server")
def test_a_pasted_text_is_read_and_dated_later(page: Page) -> None:
    """A pasted text leads to its article; adding a publication date reads it again."""
    read_text(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ferry 🚢 to Osk")
    expect(page.locator(".facts-line")).to_contain_text("No publication date")
    page.get_by_label("Publication date").fill("2024-02-19")
    page.get_by_role("button", name="Read again").click()
    page.wait_for_url("**/articles/*", timeout=SLOW)
    expect(page.locator(".article-head time")).to_have_text("19 Feb 2024")


@pytest.mark.usefixtures("own_server")
def test_a_link_is_fetched_and_read(page: Page, site: Site) -> None:
    """The desk, not the browser, fetches a link, and shows the progress until the article is there."""
    page.goto("/")
    page.get_by_label("Or enter a link").fill(f"{site.url}/ferry.txt")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".job")).to_contain_text("Articles read: 0")
    assert violations(page) == []
    site.gate.set()
    page.wait_for_url("**/articles/*", timeout=SLOW)
    expect(page.locator(".about")).to_contain_text(f"{site.url}/ferry.txt")


def test_what_cannot_be_read_says_why(page: Page) -> None:
    """A file that is not text is listed with the reason."""
    page.goto("/")
    page.get_by_label("Drop files here").set_input_files(
        [{"name": "dam.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4}]
    )
    page.get_by_role("button", name="Read", exact=True).click()
    failure = page.locator(".failures li")
    expect(failure).to_contain_text("dam.png", timeout=SLOW)
    expect(failure.locator(".place")).not_to_be_empty()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done")


def test_a_link_that_does_not_answer_says_why(page: Page, site: Site) -> None:
    """A link without a page is listed with the server's status."""
    page.goto("/")
    page.get_by_label("Or enter a link").fill(f"{site.url}/gone.html")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator(".failures li")).to_contain_text("404", timeout=SLOW)


# --- Searching --------------------------------------------------------------------------------------------------------


def texts(page: Page, selector: str) -> list[str]:
    """The texts of all elements that match a selector."""
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def test_a_search_is_narrowed_and_widened(page: Page) -> None:
    """Hits are highlighted, facets add filters, chips remove them, and the address reproduces the page."""
    page.goto("/")
    page.get_by_label("Search statements").fill("report")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=report")
    all_of_them = texts(page, ".hit .words")
    assert {mark.lower() for mark in texts(page, ".hit mark")} >= {"report"}
    facets = page.get_by_role("complementary", name="Filter results")
    facets.get_by_role("link", name="person", exact=True).click()
    facets.get_by_role("link", name="asserts", exact=True).click()
    chosen = page.get_by_role("list", name="Active filters")
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    assert texts(page, ".hit .stance") == ["asserts"] * page.locator(".hit").count()
    narrowed = texts(page, ".hit .words")
    assert 0 < len(narrowed) < len(all_of_them)
    page.goto(page.url)
    assert texts(page, ".hit .words") == narrowed
    page.get_by_label("Words", exact=True).fill("report dam")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    page.go_back()
    chosen.get_by_role("link", name="asserts").click()
    chosen.get_by_role("link", name="person").click()
    expect(chosen).to_have_count(0)
    assert texts(page, ".hit .words") == all_of_them


def test_a_search_by_days_and_source(page: Page) -> None:
    """The form filters by date and by the words of the source; a search without results says so."""
    page.goto("/search")
    page.get_by_label("Source as printed").fill("Hask")
    page.get_by_label("From").fill("2024-01-01")
    page.get_by_label("To", exact=True).fill("2024-12-31")
    page.get_by_label("Sort by").select_option("newest first")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.locator(".hit").first).to_contain_text("Hask")
    expect(page.get_by_label("Source as printed")).to_have_value("Hask")
    page.get_by_label("Words", exact=True).fill("xyzzy")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("No results")).to_be_visible()


def pages_of(page: Page, name: str) -> list[str]:
    """The addresses of all hits on all pages."""
    found = []
    while True:
        found += page.locator(".hit .place a").evaluate_all("links => links.map(link => link.href)")
        if not (following := page.get_by_role("link", name=name)).count():
            return found
        following.click()


def test_a_search_is_paged(page: Page) -> None:
    """The pages list every result exactly once."""
    page.goto("/search?order=new&source_kind=person")
    counted = int(texts(page, ".count")[0].split()[0])
    found = pages_of(page, "More statements")
    assert len(found) == len(set(found)) == counted


def test_without_scripts(browser: Browser, own_server: str) -> None:
    """Reading, filtering, searching, paging and correcting need no script."""
    with browser.new_context(base_url=own_server, java_script_enabled=False) as context:
        page = context.new_page()
        open_article(page)
        before = page.locator(".card").count()
        for box in page.locator("[data-filter] input[type=checkbox]:not([value=person])").all():
            box.uncheck()
        page.get_by_role("button", name="Apply").click()
        assert 0 < page.locator(".card").count() < before
        assert set(page.locator(".card").evaluate_all("all => all.map(each => each.dataset.kind)")) == {"person"}
        page.get_by_label("Search statements").fill("river OR dam OR report")
        page.locator(".find").get_by_role("button").click()
        page.get_by_label("Words", exact=True).fill("")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        expect(page.locator(".hit")).to_have_count(30)
        first = texts(page, ".hit .words")
        page.get_by_role("link", name="More statements").click()
        expect(page.locator(".hit")).to_have_count(30)
        assert texts(page, ".hit .words") != first
        page.locator(".hit .place a").first.click()
        page.locator(".card:target").get_by_role("button", name="Accept").click()
        expect(page.locator(".card:target .reviewed")).to_contain_text("accepted by Ada")
        page.goto("/")
        page.get_by_label("Or paste text").fill(FERRY)
        page.get_by_role("button", name="Read", exact=True).click()
        while not page.get_by_role("link", name="Ferry").count():
            page.get_by_role("link", name="Refresh").click()
        page.get_by_role("link", name="Ferry").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ferry")


# --- Following an actor -----------------------------------------------------------------------------------------------


def test_an_actor_is_followed(page: Page) -> None:
    """A card links to its actor, the actor to its timeline and commitments, and a commitment to its words."""
    open_article(page)
    page.locator(".card .who").get_by_role("link", name="Teodor Hask").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teodor Hask")
    expect(page.locator(".roles")).to_contain_text("the Tessarian foreign minister")
    about = page.get_by_role("complementary", name="About this actor")
    actor = page.url
    about.get_by_role("link", name="Show on timeline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Timeline of Teodor Hask")
    column = page.locator(".timeline a[aria-label*='due']").first
    column.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Zoom out")).to_be_visible()
    assert "actor=" in page.url
    assert page.locator(".two .hit").count() > 0
    page.get_by_role("link", name="Show all dates").click()
    expect(page.get_by_role("link", name="Zoom out")).to_have_count(0)
    page.goto(actor)
    about.get_by_role("link", name="Commitments", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Commitments of Teodor Hask")
    page.locator(".promise .words a").first.click()
    expect(page.locator(".side.is-this")).to_contain_text("Hask")
    page.locator(".side.is-this .place a").first.click()
    expect(page.locator(".card:focus")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == page.url.partition("#")[2]


# --- An article's page ------------------------------------------------------------------------------------------------


def test_words_and_cards_highlight_each_other(page: Page) -> None:
    """Pointing at or focusing a card highlights its words; pointing at words highlights their card."""
    open_article(page)
    card, other = page.locator("#s4"), page.locator("#s2")
    words = page.locator(".seg.content[data-s~=s4]").first
    card.locator(".meta").first.hover()
    expect(words).to_have_class(re.compile(r"\blit\b"))
    words.hover()
    expect(card).to_have_class(re.compile(r"\blit\b"))
    page.mouse.move(0, 0)
    expect(words).not_to_have_class(re.compile(r"\blit\b"))
    page.locator(".ref[href='#s2']").click()
    expect(other).to_be_focused()
    expect(page.locator(".seg.content[data-s~=s2]").first).to_have_class(re.compile(r"\blit\b"))


def test_kinds_of_source_are_filtered(page: Page) -> None:
    """Unticking a source kind hides its cards and numbers, dims its words, and announces how many are left."""
    open_article(page)
    every = page.locator(".card").count()
    governments = page.locator(".card[data-kind=government]")
    left = every - governments.count()
    page.get_by_role("checkbox", name="government").uncheck()
    expect(page.locator("#said")).to_have_text(f"{left} of {every} statements shown")
    expect(page.locator(".card:visible")).to_have_count(left)
    expect(page.locator(".ref[href='#s9']")).to_be_hidden()
    page.get_by_role("checkbox", name="government").check()
    expect(page.locator(".card:visible")).to_have_count(every)


def test_a_filter_in_the_address_is_widened(page: Page) -> None:
    """Ticking a source kind that the address filtered out loads it from the desk."""
    open_article(page)
    page.goto(f"{page.url}?kind=person")
    expect(page.locator(".card:not([data-kind=person])")).to_have_count(0)
    page.get_by_role("checkbox", name="government").check()
    expect(page.locator(".card[data-kind=government]").first).to_be_visible()


@pytest.mark.usefixtures("own_server")
def test_keys(page: Page) -> None:
    """Keyboard shortcuts move, accept, edit, cite, undo and search; in a field they type letters."""
    open_article(page)
    for key, on in [("j", "s1"), ("j", "s2"), ("j", "s3"), ("k", "s2")]:
        page.keyboard.press(key)
        expect(page.locator(f"#{on}")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#s2 .reviewed")).to_contain_text("accepted by Ada")
    page.keyboard.press("u")
    expect(page.locator("#s2 .reviewed")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".out")).to_contain_text("rejected by Ada")
    expect(page.locator("#s4")).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator(".out")).to_have_count(0)
    expect(page.locator("#s3")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit statement")
    page.go_back()
    page.keyboard.press("/")
    expect(page.get_by_label("Search statements")).to_be_focused()
    page.keyboard.type("jakeu/")
    expect(page.get_by_label("Search statements")).to_have_value("jakeu/")


def test_a_citation_is_copied(page: Page) -> None:
    """`c` copies the citation of the focused statement and announces it; the citation page shows the same text."""
    open_article(page)
    page.keyboard.press("j")
    address = page.locator("#s1 [data-cite]").get_attribute("href") or ""
    page.keyboard.press("c")
    expect(page.locator("#said")).to_have_text("Citation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert OUTLINE in copied
    page.goto(address)
    expect(page.get_by_label("Copy this citation")).to_have_value(copied)


PLACES = """([start, end]) => {
    const place = (at, before) => {
        for (const block of document.querySelectorAll("[data-start]")) {
            let left = at - Number(block.dataset.start);
            if (left < 0) continue;
            const nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
            for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
                if (node.parentElement.closest("[data-skip]")) continue;
                const letters = [...node.data];
                if (left < letters.length) {
                    const from = letters.slice(0, left).join("").length, range = document.createRange();
                    range.setStart(node, from);
                    range.setEnd(node, from + letters[left].length);
                    const box = range.getBoundingClientRect();
                    return [before ? box.left + 0.3 : box.right - 0.3, box.top + box.height / 2];
                }
                left -= letters.length;
            }
        }
    };
    const block = [...document.querySelectorAll("[data-start]")].filter(each => Number(each.dataset.start) <= start);
    block.at(-1).scrollIntoView({ block: "center" });
    const pick = document.querySelector("[data-pick]");
    if (pick) pick.scrollTop += place(start, true)[1] - pick.getBoundingClientRect().top - 60;
    return [place(start, true), place(end - 1, false)];
}"""


def select(page: Page, start: int, end: int) -> None:
    """Select the text between two offsets of the article with the mouse."""
    (x, y), (to_x, to_y) = page.evaluate(PLACES, [start, end])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=3)
    page.mouse.up()


@pytest.mark.usefixtures("own_server")
def test_selected_words_fill_the_form(page: Page) -> None:
    """Selected words, whatever characters they contain or follow, are the content of the form."""
    read_text(page)
    article, text = page.url, facts(page)["article"]["text"]
    for words in (
        "to Osk is cancelled",
        "𝒔𝒐𝒓𝒓𝒚 😀 for the delay",
        "“We are 𝒔𝒐𝒓𝒓𝒚 😀 for the delay,” said Rhea Tolman, the director",
        "of the harbour board.\n\nThe ministry of transport 👩‍🚀 did not respond to a request",
    ):
        page.goto(article)
        start = text.index(words)
        select(page, start, start + len(words))
        page.get_by_role("link", name="Add statement").click()
        assert f"content={start}-{start + len(words)}" in page.url
        assert page.get_by_label("Content", exact=True).input_value() == words


def test_a_triple_click_selects_a_paragraph(page: Page) -> None:
    """`n` adds a paragraph selected by triple click, though the selection then ends in the cards beside it."""
    open_article(page)
    paragraph = page.locator(".prose").nth(3)
    text = facts(page)["article"]["text"]
    start = int(paragraph.get_attribute("data-start") or "")
    words = text[start:].split("\n\n")[0]
    paragraph.click(click_count=3, position={"x": 60, "y": 12})
    expect(page.get_by_role("link", name="Add statement")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Content", exact=True)).to_have_value(words)


def test_fields_take_the_selection(page: Page) -> None:
    """In the form, the selected words go into the field whose button is pressed."""
    open_article(page)
    text = facts(page)["article"]["text"]
    page.get_by_role("link", name="type it in").click()
    for name, words in [("content", "under the agreement"), ("source", "Hugo Tremlow"), ("cue", "declined")]:
        start = text.lower().index(words.lower())
        select(page, start, start + len(words))
        page.get_by_role("button", name=f"Use selection as {name}").click()
        expect(page.get_by_label(name.title(), exact=True)).to_have_value(text[start : start + len(words)])
        expect(page.locator(f"[name={name}_at]")).to_have_value(f"{start}-{start + len(words)}")


# --- Correcting -------------------------------------------------------------------------------------------------------


def statement(page: Page, id_: str) -> Any:
    """A statement of the open article, and whether it was reviewed; `None` if there is none."""
    found = [dict(each) for each in facts(page)["record"]["statements"] if each["id"] == id_]
    return found[0] | {"review": bool(found[0]["review"]), "confidence": 1.0} if found else None


def undo_and_restore(page: Page, look: Callable[[], Any], before: Any, after: Any) -> None:
    """Undo the last decision on the corrections page, and restore it."""
    assert look() == after != before
    page.goto("/corrections")
    row = page.locator(".log").first
    row.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("undone by Ada")
    assert look() == before
    page.goto("/corrections")
    row.get_by_role("button", name="Restore").click()
    expect(row.get_by_role("button", name="Undo")).to_be_visible()
    assert look() == after


@pytest.mark.usefixtures("own_server")
@pytest.mark.parametrize("what", ["Accept", "Reject"])
def test_a_statement_is_accepted_or_rejected(page: Page, what: str) -> None:
    """A statement is accepted or rejected on its card; that can be undone and restored."""
    open_article(page)
    article = page.url

    def look() -> Any:
        page.goto(article)
        return statement(page, "s4")

    before = look()
    page.locator("#s4").hover()
    page.locator("#s4").get_by_role("button", name=what).click()
    expect(page.locator("[data-undo]")).to_contain_text("saved as Ada")
    undo_and_restore(page, look, before, before | {"review": True} if what == "Accept" else None)
    if what == "Reject":
        page.locator(".out").get_by_role("button", name="Undo").click()
        expect(page.locator("#s4")).to_be_visible()


@pytest.mark.usefixtures("own_server")
def test_every_field_is_changed(page: Page) -> None:
    """Every field of the form changes the record; that can be undone and restored."""
    open_article(page)
    article = page.url

    def look() -> Any:
        page.goto(article)
        return statement(page, "s4")

    before = look()
    page.locator("#s4").focus()
    page.locator("#s4").get_by_role("link", name="Edit").click()
    page.get_by_label("Content", exact=True).fill("govern the Saldra river")
    page.get_by_label("Source", exact=True).fill("people familiar")
    page.get_by_label("Cue", exact=True).fill("")
    page.get_by_label("Source’s name").fill("Lotte Ormund")
    page.get_by_label("Source kind").select_option("person")
    page.get_by_label("Stance").select_option("denies")
    page.get_by_label("Quotation type").select_option("mixed")
    for name, day in [("Said", "2024-01-18"), ("Due", "2024-03-01")]:
        days = page.get_by_role("group", name=name)
        days.get_by_label("From").fill(day)
        days.get_by_label("To").fill(day)
    page.get_by_label("Reason").fill("the text says so")
    page.get_by_role("button", name="Save correction").click()
    expect(page.locator("#s4 .reviewed")).to_be_visible()
    expect(page.locator("#s4 .who")).to_have_text("Lotte Ormund")
    after = look()
    assert after["content"]["text"] == "govern the Saldra river"
    assert (after["source"]["text"], after["source"]["kind"]) == ("people familiar", "person")
    assert (after["cue"], after["stance"], after["kind"]) == (None, "denies", "mixed")
    assert (after["said"]["start"], after["due"]["end"]) == ("2024-01-18", "2024-03-01")
    undo_and_restore(page, look, before, after)


@pytest.mark.usefixtures("own_server")
def test_a_statement_is_added(page: Page) -> None:
    """Selected words become a statement of a new actor; that can be undone and restored."""
    open_article(page)
    article, text = page.url, facts(page)["article"]["text"]
    words = "the terms are confidential"
    select(page, text.index(words), text.index(words) + len(words))
    page.get_by_role("link", name="Add statement").click()
    page.get_by_label("Source", exact=True).fill("The people")
    page.get_by_label("Source’s name").fill("Wilma Neuhaus")
    page.get_by_role("button", name="Add statement").click()
    expect(page.locator("[data-undo]")).to_be_visible()

    def look() -> Any:
        page.goto(article)
        return [each["content"]["text"] for each in facts(page)["record"]["statements"]]

    after = look()
    assert words in after
    expect(page.locator(".card", has_text="Wilma Neuhaus")).to_contain_text("added by Ada")
    undo_and_restore(page, look, [each for each in after if each != words], after)


@pytest.mark.usefixtures("own_server")
def test_actors_are_merged_split_and_renamed(page: Page) -> None:
    """Actors are renamed, merged and split; each of these can be undone and restored."""

    def look() -> Any:
        found = page.request.get("/actors.json").json()["actors"]
        return sorted((actor["name"], actor["statements"]) for actor in found)

    before = look()
    page.goto("/actors/person-teodor-hask")
    page.get_by_label("Name", exact=True).fill("T. Hask")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("T. Hask")
    undo_and_restore(page, look, before, renamed := look())
    page.goto("/actors/person-teodor-hask")
    page.get_by_label("Same as").fill("person-piet-arlov")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("T. Hask")
    expect(page.locator(".facts-line")).to_contain_text("35 statements")
    undo_and_restore(page, look, renamed, merged := look())
    page.goto("/actors/person-tomas-ferreday")
    page.get_by_text("Some articles are about someone else").click()
    page.get_by_role("group", name="Articles about someone else").get_by_role("checkbox").first.check()
    page.get_by_label("Their name").fill("Tomas Ferreday the younger")
    page.get_by_role("button", name="Split").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tomas Ferreday")
    split = look()
    assert "Tomas Ferreday the younger" in dict(split)
    undo_and_restore(page, look, merged, split)


@pytest.mark.usefixtures("own_server")
def test_an_outcome_is_recorded(page: Page) -> None:
    """An overdue commitment is recorded as kept, with a reason; that can be undone and restored."""
    page.goto("/commitments?group=overdue")
    page.locator(".promise .words a").first.click()
    page.get_by_role("radio", name="kept").check()
    page.get_by_label("Reason").fill("the logs were handed over")
    page.get_by_role("button", name="Save outcome").click()
    status, outcome = page.locator(".head .status"), page.locator(".outcome li")
    expect(status).to_have_text("kept")
    expect(outcome).to_contain_text("Ada recorded kept")
    expect(outcome).to_contain_text("the logs were handed over")
    outcome.get_by_role("button", name="Undo").click()
    expect(status).to_have_text("overdue")
    outcome.get_by_role("button", name="Restore").click()
    expect(status).to_have_text("kept")


@pytest.mark.usefixtures("own_server")
def test_decisions_carry_a_name(page: Page) -> None:
    """Corrections are saved under the name that the user enters."""
    page.goto("/corrections")
    page.get_by_label("Your name").fill("Ben <b>Okri</b>")
    page.get_by_role("button", name="Save").click()
    open_article(page)
    page.locator("#s4").focus()
    page.locator("#s4").get_by_role("button", name="Accept").click()
    expect(page.locator("#s4 .reviewed")).to_contain_text("accepted by Ben <b>Okri</b>")


def read_again(page: Page, change: Callable[[str], str] = str) -> None:
    """Read the page of the outline deal again, as it is or changed."""
    html = (EXAMPLES / "2024-01-20-spb-news-outline-deal-corrected.html").read_text(encoding="utf-8")
    page.goto("/")
    page.get_by_label("Drop files here").set_input_files(
        [{"name": "deal.html", "mimeType": "text/html", "buffer": change(html).encode()}]
    )
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/articles/*", timeout=SLOW)


def orphan(page: Page) -> None:
    """Accept and reject statements, then read a version of the article that lacks the words of one."""
    open_article(page)
    for id_, what in [("s6", "Reject"), ("s2", "Accept"), ("s26", "Accept")]:
        page.locator(f"#{id_}").focus()
        page.locator(f"#{id_}").get_by_role("button", name=what).click()
        expect(page.locator("[data-undo]")).to_be_visible()
    read_again(page, lambda html: re.sub(r"<p>A lawyer for the bereaved families.*?</p>", "", html))


@pytest.mark.usefixtures("own_server")
def test_reading_again_keeps_corrections(page: Page) -> None:
    """Corrections stay when a page is read again, and in a new version wherever their words are.

    A correction whose words are gone is shown as orphaned, and can be undone.
    """
    orphan(page)
    expect(page.locator("#out-title")).to_be_visible()
    expect(page.locator(".out")).to_contain_text("The convention itself would be signed before the summer")
    expect(page.locator(".orphan")).to_contain_text("orphaned: accepted by Ada")
    expect(page.locator(".card .reviewed")).to_have_count(1)
    page.locator(".orphan").get_by_role("button", name="Undo").click()
    expect(page.locator(".orphan")).to_have_count(0)
    read_again(page)
    expect(page.locator(".card .reviewed")).to_have_count(1)
    expect(page.locator(".out")).to_contain_text("rejected by Ada")


# --- Exporting --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_server")
def test_every_export_parses(page: Page) -> None:
    """Every link under Export downloads a valid file that is not empty."""
    open_article(page)
    places = [
        page.url,
        "/search?q=report&stance=asserts",
        "/actors/person-teodor-hask",
        "/commitments",
        "/commitments?group=overdue",
        "/commitments?actor=person-teodor-hask",
        "/calendar",
        "/timeline?q=report",
        "/actors",
        "/articles",
    ]
    page.goto("/commitments")
    places.append(page.locator(".promise .words a").first.get_attribute("href") or "")
    page.goto(places[0])
    page.locator("#s4").focus()
    page.locator("#s4").get_by_role("button", name="Accept").click()
    expect(page.locator("[data-undo]")).to_be_visible()
    seen = set()
    for place in [*places, "/corrections"]:
        page.goto(place)
        page.locator(".exports summary").click()
        for link in page.locator(".exports li a").all():
            with page.expect_download() as coming:
                link.click()
            name = coming.value.suggested_filename
            seen.add(name.rpartition(".")[2])
            assert rows(name, coming.value.path().read_bytes()) > 0, (place, name)
    assert seen == {"csv", "json", "jsonl", "parquet", "jsonld", "ics"}


def rows(name: str, data: bytes) -> int:
    """The number of rows, lines, events or items in a file."""
    kind = name.rpartition(".")[2]
    if kind == "parquet":
        return parquet.read_table(io.BytesIO(data)).num_rows
    text = data.decode()
    if kind == "csv":
        return len(list(csv.DictReader(io.StringIO(text))))
    if kind == "jsonl":
        return len([json.loads(line) for line in text.splitlines()])
    if kind == "ics":
        return len(Calendar.from_ical(text).walk("VEVENT"))
    found = json.loads(text)
    if kind == "json":
        return len(found["events"])
    assert "@context" in found
    return len(found)


# --- Accessibility, screens and print --------------------------------------------------------------------------------


def addresses(page: Page) -> list[str]:
    """The address of every kind of page, with and without results."""
    titles = {each["title"]: each["id"] for each in page.request.get("/articles.json").json()["articles"]}
    ledger = page.request.get("/commitments.json").json()["groups"]
    article = titles[OUTLINE]
    return [
        "/",
        "/articles",
        f"/articles/{article}",
        f"/articles/{article}?version=1",
        "/search",
        "/search?q=report&source_kind=person&stance=asserts&since=2023-01-01",
        "/search?q=xyzzy",
        "/actors",
        "/actors?q=xyzzy",
        "/actors/person-teodor-hask",
        "/timeline",
        "/timeline?from=2024-01-01&to=2024-02-29",
        "/timeline?from=1990-01-01&to=1990-02-01",
        "/timeline?stance=denies&actor=person-teodor-hask&from=2024-01-15",
        "/commitments",
        "/commitments?actor=person-teodor-hask&group=due+soon",
        "/calendar?month=2023-12",
        f"/commitments/{ledger['overdue'][0]['commitment']['id']}",
        "/corrections",
        f"/statement?article={article}&id=s4",
        f"/statement?article={article}",
        f"/citation?article={article}&id=s4",
        "/help",
    ]


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A page without content security policy, so that axe-core can run, and without animations."""
    with browser.new_context(base_url=address, bypass_csp=True, reduced_motion="reduce") as context:
        yield context.new_page()


def audited(page: Page) -> dict[str, list[str]]:
    """The accessibility problems of the open page on a narrow and a wide screen, in light and dark mode."""
    wrong = {}
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        wrong[f"{page.url} light {width}"] = violations(page)
        page.emulate_media(color_scheme="dark")
        wrong[f"{page.url} dark {width}"] = violations(page, COLOURS)
    return {look: found for look, found in wrong.items() if found}


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_accessible(plain: Page, half: int) -> None:
    """Every page passes axe-core's rules for WCAG 2.2 A and AA, in light and dark mode, on small and large screens.

    It passes the best-practice rules too.
    """
    wrong = {}
    for path in [*addresses(plain), "/nowhere"][half::2]:
        plain.goto(path)
        wrong |= audited(plain)
    assert wrong == {}


@pytest.mark.usefixtures("own_server")
def test_pages_with_corrections_are_accessible(plain: Page) -> None:
    """So do an article with corrections and orphans, the corrections page, and a failed job."""
    orphan(plain)
    wrong = audited(plain)
    plain.locator(".orphan").get_by_role("button", name="Undo").click()
    expect(plain.locator(".orphan")).to_have_count(0)
    plain.goto("/corrections")
    expect(plain.locator(".undone")).to_have_count(1)
    wrong |= audited(plain)
    plain.goto("/")
    plain.get_by_label("Drop files here").set_input_files(
        [{"name": "dam.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}]
    )
    plain.get_by_role("button", name="Read", exact=True).click()
    expect(plain.locator(".failures")).to_be_visible(timeout=SLOW)
    assert wrong | audited(plain) == {}


@pytest.mark.usefixtures("own_server")
@pytest.mark.parametrize("own_server", ["empty"], indirect=True)
def test_an_empty_desk(page: Page, plain: Page) -> None:
    """On an empty desk every page says what will appear there, and is accessible."""
    wrong = {}
    for path in ("/", "/articles", "/search", "/actors", "/timeline", "/commitments", "/calendar", "/corrections"):
        page.goto(path)
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"\w{4,}"))
        plain.goto(path)
        wrong |= audited(plain)
    assert wrong == {}
    page.goto("/")
    expect(page.get_by_text("Nothing on record yet")).to_be_visible()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    """No page scrolls sideways, from a phone to a large screen."""
    wide = []
    for path in addresses(page):
        page.goto(path)
        for width in (360, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function("width => innerWidth === width", arg=width)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wide += [(path, width, over)] if over > 0 else []
    assert wide == []


def test_open_menus_stay_on_the_screen(page: Page) -> None:
    """An open export menu fits on a narrow screen."""
    open_article(page)
    page.set_viewport_size({"width": 360, "height": 800})
    lists = ("/articles", "/search", "/actors", "/timeline", "/commitments", "/calendar", "/corrections")
    for path in (page.url, "/actors/person-teodor-hask", *lists):
        page.goto(path)
        page.locator(".exports summary").click()
        box = page.locator(".exports ul").bounding_box()
        assert box is not None
        assert box["x"] >= 0, path
        assert box["x"] + box["width"] <= 360, path


def test_the_calendar_is_a_list_on_a_phone(page: Page) -> None:
    """On a narrow screen, the days with something due are stacked and fully visible."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/calendar?month=2023-12")
    due = page.locator(".calendar li").all()
    assert due
    for each in due:
        box = each.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= 360
    expect(page.locator(".calendar td").first).to_be_hidden()
    expect(page.locator(".calendar .weekday >> visible=true").first).to_have_text(re.compile("^[A-Z][a-z]{2}$"))


def test_nothing_jumps(page: Page) -> None:
    """The cumulative layout shift of every page is below 0.02."""
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => { for (const each of list.getEntries()) window.shift += each.value; })
            .observe({ type: "layout-shift", buffered: true });"""
    )
    shifts = {}
    for path in [each for each in addresses(page) if re.fullmatch(r"/|/(articles|search|actors|timeline)\b.*", each)]:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.evaluate("async () => { await document.fonts.ready; }")
            # Wait two frames, for the layout to be painted and its shift to be reported.
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            shifts[path, width] = page.evaluate("window.shift")
    assert {key: shift for key, shift in shifts.items() if shift >= 0.02} == {}


def test_errors_are_pages(page: Page, trouble: list[str]) -> None:
    """An unknown address gets an error page that links back."""
    page.goto("/help")
    page.goto("/articles/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
    page.get_by_role("link", name="Back to the front page").click()
    expect(page.get_by_role("heading", name="Read an article")).to_be_visible()
    assert [each for each in trouble if "404" not in each] == []
    trouble.clear()


def test_print(page: Page) -> None:
    """In print, an article is its text and cards, without menus, buttons and forms."""
    open_article(page)
    page.emulate_media(media="print")
    for selector in (".top", ".bottom", ".filter", ".exports", ".add-hint", ".skip"):
        expect(page.locator(selector).first).not_to_be_in_viewport()
    for selector in (".top", ".bottom", ".filter", ".exports", ".add-hint", ".acts"):
        assert not any(each.is_visible() for each in page.locator(selector).all()), selector
    expect(page.locator(".prose").first).to_be_visible()
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_print_in_dark_mode(page: Page) -> None:
    """Printed from dark mode, text is still dark on white."""
    open_article(page)
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".prose", ".card .meta", ".seg.content", "h1"):
        colour = page.locator(selector).first.evaluate("each => getComputedStyle(each).color")
        assert max(map(int, re.findall(r"\d+", colour)[:3])) < 130, (selector, colour)


@pytest.mark.parametrize("path", ["/", "/search?q=report", OUTLINE])
def test_by_keyboard_alone(page: Page, path: str) -> None:
    """The first stop skips to the content; every stop is on screen and shows its focus."""
    open_article(page) if path == OUTLINE else page.goto(path)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        name, outline, inside = page.evaluate(
            """() => {
                const on = document.activeElement, style = getComputedStyle(on), box = on.getBoundingClientRect();
                const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
                return [on.outerHTML.slice(0, 120), style.outlineStyle !== "none", inside];
            }"""
        )
        assert outline, name
        assert inside, name
        seen.add(name)
    assert len(seen) > 10
