"""The time to read an input grows with its size and no faster, whatever the input is made of."""

import json
import time
from collections.abc import Callable
from io import BytesIO
from math import log

import pytest

from onrecord.readers.base import Overrides
from onrecord.readers.feed import FetchedPage
from onrecord.readers.inputs import Inputs

PARAGRAPH = "<p>Rhea Tolman said the ramp was safe, and that it would stay open for the whole of the summer.</p>"
SMALL, LARGE = 15_000, 60_000
MOST = 1.5
"""The largest exponent between the two sizes: noise makes a linear reader look like 1.2, a quadratic one is near 2."""
NOISE = 0.05
"""Seconds at the larger size below which an exponent says nothing."""


def repeat(one: str, size: int) -> str:
    """`one` again and again, up to a size in characters."""
    return (one * (size // len(one) + 1))[:size]


def page(one: str) -> Callable[[int], str]:
    """A page whose body repeats `one`."""
    start = "<html><head><title>Rain on the port</title></head><body><article><h1>Rain on the port</h1>"
    return lambda size: f"{start}{repeat(one, size)}</article></body></html>"


def within(before: str, one: str, after: str) -> Callable[[int], str]:
    """A source that repeats `one` in one place."""
    return lambda size: before + repeat(one, size) + after


def attributes(one: str) -> Callable[[int], str]:
    """A page with a tag of very many attributes, no two the same."""
    return lambda size: f"<html><body><p a='>' {' '.join(one.format(n) for n in range(size // 9))}>x</p>{PARAGRAPH * 5}"


def unique_bylines(size: int) -> str:
    """A text of bylines, no two the same."""
    names = (f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)}" for n in range(size // 16))
    return "\n".join(f"By Anna Re{name}" for name in names)


def titles(size: int) -> str:
    """A page of many titles and headlines, all somewhat alike."""
    metas = "".join(f"<meta property='og:title' content='Rain on the port {n}'>" for n in range(size // 120))
    headlines = "".join(f"<h1>Rain on the port {n * n}</h1>" for n in range(size // 70))
    return f"<html><head>{metas}</head><body>{headlines}{PARAGRAPH * 5}"


HEAD, BODY = "<html><head>", f"</head><body><h1>Rain on the port</h1>{PARAGRAPH * 5}"
LINKED_DATA = f"{HEAD}<script type='application/ld+json'>"
CASES: dict[str, tuple[str, Callable[[int], str]]] = {
    "paragraphs": (".html", page("<p>Rain fell.</p>")),
    "long paragraphs": (".html", page(PARAGRAPH)),
    "one line": (".html", page("Rain fell on the port. ")),
    "line breaks": (".html", page("Rain fell on the port.<br><br>")),
    "nested tags": (".html", within("<html><body>", "<div>", PARAGRAPH * 5)),
    "nested lists": (".html", within("<html><body>", "<ul><li>x", PARAGRAPH * 5)),
    "inline tags in one paragraph": (".html", page("<b>x ")),
    "unclosed tags": (".html", page("<div><p><b>Rain fell on the port, <i>it was said. ")),
    "links": (".html", page('<p>Rhea Tolman <a href="/ramp">said the ramp</a> was <a href="/safe">safe</a>.</p>')),
    "links in one paragraph": (".html", within("<html><body><article><p>", '<a href="/x">Rain</a> ', "</p>")),
    "attributes": (".html", attributes("a{}=1")),
    "attributes without values": (".html", attributes("a{}")),
    "classes": (".html", within("<html><body><div class='", "share-box ", f"'>{PARAGRAPH * 100}")),
    "cells of one row": (".html", within("<html><body><table><tr>", "<td>Rain", f"</table>{PARAGRAPH * 5}")),
    "boxes": (".html", page("<div class=share>x</div>Rain fell on the port.")),
    "hidden elements": (".html", page("<p>Rain <noscript>x</noscript><canvas>y</canvas> fell on the port today.</p>")),
    "titles": (".html", titles),
    "separators in a title": (".html", within(f"{HEAD}<title>", "Rain | ", f"</title>{BODY}")),
    "semicolons in JSON-LD": (".html", within(f"{LINKED_DATA}{{", " ;", f"x</script>{BODY}")),
    "spaces in JSON-LD": (".html", within(f"{LINKED_DATA}{{, ", " ", f"x</script>{BODY}")),
    "quotes in tags": (".html", page("<a \"<a '")),
    "scripts": (".html", page("<script>x</script>")),
    "lines": (
        ".txt",
        lambda size: repeat("Rain fell on the port, said the harbour master, who lives there, too.\n", size),
    ),
    "related": (".txt", lambda size: repeat("Related\n\nRain fell\n\n", size)),
    "bylines": (".txt", unique_bylines),
    "one word": (".txt", lambda size: "a" * size),
    "line feeds": (".txt", lambda size: "a" + "\n" * size + "b"),
    "entries": (
        ".xml",
        within("<rss><channel>", "<item><title>Rain</title><link>https://x.example/1</link></item>", ""),
    ),
    "entry": (".xml", within("<rss><channel><item><description><![CDATA[", PARAGRAPH, "]]></description></item>")),
    "JSON lines": (".jsonl", lambda size: repeat(json.dumps({"text": "He said no."}) + "\n", size)),
    "JSON lines of pages": (".jsonl", lambda size: repeat(json.dumps({"html": PARAGRAPH}) + "\n", size)),
}
"""A suffix and a function that makes so many characters of what is hard to read."""


def seconds(suffix: str, source: str) -> float:
    """CPU seconds to read a source, the best of two."""
    inputs = Inputs(overrides=Overrides(), fetch=_no_fetch, stdin=BytesIO())
    times = []
    for _ in range(2):
        began = time.process_time()
        list(inputs.read_bytes(source.encode(), f"x{suffix}"))
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.slow
def test_no_input_takes_more_than_its_share() -> None:
    """The exponent of the time is below the one allowed for every case."""
    steep = {}
    for name, (suffix, make) in CASES.items():
        small, large = seconds(suffix, make(SMALL)), seconds(suffix, make(LARGE))
        power = log(large / max(small, 1e-4)) / log(LARGE / SMALL)
        if large > NOISE and power > MOST:
            steep[name] = f"{power:.2f} ({large:.2f} s)"
    assert steep == {}


def _no_fetch(url: str) -> FetchedPage:
    raise AssertionError(url)
