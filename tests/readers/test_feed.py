"""Feeds: what is read in place, what is fetched, what is only announced, and that no entry is lost."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import EmptyInputError, FetchError, MalformedInputError, NotTextError, ReadError
from onrecord.readers.base import Failure, Overrides
from onrecord.readers.feed import ARTICLE_WORDS, looks_like_feed, read_feed
from onrecord.records import Article, DateInterval, Origin
from table import cases

TOLL = "https://lantern.example/toll"
SAID = "The harbour office said on Tuesday that the toll on the river would be lifted in the spring, and not before."
STORY = "".join(f"<p>{SAID}</p>" for _ in range(5))


@dataclass(frozen=True)
class Fetched:
    """A page as a fetch would give it."""

    url: str
    data: bytes
    charset: str | None = None
    retrieved: str = "2024-03-05T12:00:00+00:00"


def item(text: str = "", *, link: str | None = TOLL, title: str = "Toll talks stall", more: str = "") -> str:
    """An RSS item."""
    address = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{address}{more}<description>{escape(text)}</description></item>"


def rss(*items: str) -> bytes:
    """An RSS feed."""
    head = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Lantern</title>'
    return f"{head}<language>en-gb</language>{''.join(items)}</channel></rss>".encode()


def read(
    data: bytes, *, known: Overrides | None = None, fetch: Callable[[str], Fetched] | None = None
) -> list[Article | Failure]:
    """What is read in a feed."""
    return list(read_feed(data, where="lantern.xml", overrides=known or Overrides(), fetch=fetch))


def page_at(url: str) -> Fetched:
    """A page with another headline, outlet and date than the feed's, at another address."""
    html = f"""<html lang="en"><head><meta property="og:site_name" content="Lantern News">
    <meta property="article:published_time" content="2024-03-07"><title>Toll</title></head>
    <body><article><h1>Toll</h1>{STORY}</article></body></html>"""
    return Fetched(f"{url}?from=feed", html.encode())


def day(of_month: int, origin: Origin = Origin.METADATA) -> DateInterval:
    """A day in March 2024."""
    return DateInterval(date(2024, 3, of_month), date(2024, 3, of_month), origin)


def test_an_entry_is_read_in_place() -> None:
    """An entry that holds its article is read with what the feed says of it, and nothing is fetched."""
    more = "<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate><dc:creator>Ada Example and Bo Sample</dc:creator>"
    (article,) = read(rss(item(STORY, more=more)), fetch=page_at)
    assert isinstance(article, Article)
    assert article.text == "\n\n".join(["Toll talks stall", *[SAID] * 5])
    assert (article.url, article.title, article.outlet) == (TOLL, "Toll talks stall", "The Lantern")
    assert (article.bylines, article.language) == (("Ada Example", "Bo Sample"), "en")
    assert (article.published, article.modified, article.retrieved) == (day(5), None, None)


def test_the_dates_of_an_atom_entry() -> None:
    """An entry has a date of publication and one of its last change; the second stands for the first if need be."""
    entry = f'<updated>2024-03-06T01:00:00Z</updated><content type="html">{escape(STORY)}</content></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><published>2024-03-05</published>{entry}<entry>{entry}</feed>'
    dates = [(a.published, a.modified) for a in read(feed.encode()) if isinstance(a, Article)]
    assert dates == [(day(5), day(6)), (day(6), day(6))]


def test_what_is_given_goes_first() -> None:
    """The user's word goes before the feed's."""
    known = Overrides(title="A title", outlet="The Post", published=day(1, Origin.ARGUMENT), bylines=("Cy Test",))
    (article,) = read(rss(item(STORY, more="<pubDate>5 Mar 2024</pubDate>")), known=known)
    assert isinstance(article, Article)
    assert (article.title, article.outlet, article.bylines) == ("A title", "The Post", ("Cy Test",))
    assert article.published == day(1, Origin.ARGUMENT)


def test_an_announced_article_is_fetched() -> None:
    """The page of an announced article is read where it was at last: the feed's word first, but for the outlet."""
    (article,) = read(rss(item("Read on", more="<pubDate>5 Mar 2024</pubDate>")), fetch=page_at)
    assert isinstance(article, Article)
    assert article.text.endswith(SAID)
    assert (article.url, article.retrieved) == (f"{TOLL}?from=feed", "2024-03-05T12:00:00+00:00")
    assert (article.title, article.outlet, article.published) == ("Toll talks stall", "Lantern News", day(5))


@cases(
    "text",
    [
        "</b>",
        "Talks on the toll have stalled.",
        f"<p>{'word ' * (ARTICLE_WORDS - 1)}</p>",
        f"<p>{'word ' * ARTICLE_WORDS}[&#8230;]</p>",
        f"<p>{'word ' * ARTICLE_WORDS}[...]</p><p>The post appeared first on The Lantern.</p>",
    ],
)
def test_an_announcement_is_no_article(text: str) -> None:
    """Few words, or words that are cut off, announce an article; without a fetch, a failure says what to do."""
    (failure,) = read(rss(item(text)))
    assert isinstance(failure, Failure)
    assert failure.where == f"lantern.xml: entry 1 ({TOLL})"
    assert isinstance(failure.error, ReadError)
    assert "--fetch-entries" in str(failure.error)


def test_an_article_has_enough_words() -> None:
    """From a number of words on, an entry is an article, and the longest of its texts is read."""
    (article,) = read(rss(item(f"<p>{'word ' * ARTICLE_WORDS}</p>", more="<description>Short</description>")))
    assert isinstance(article, Article)


@cases(
    ("source", "where", "error"),
    [
        (item("Talks.", link=None), "lantern.xml: entry 1 (Toll talks stall)", ReadError),
        ("<item/>", "lantern.xml: entry 1", EmptyInputError),
    ],
)
def test_an_entry_without_a_link(source: str, where: str, error: type[ReadError]) -> None:
    """What can neither be read nor fetched is a failure, though there is a fetch."""
    (failure,) = read(rss(source), fetch=page_at)
    assert isinstance(failure, Failure)
    assert (failure.where, type(failure.error)) == (where, error)


def test_one_failure_does_not_stop_the_feed() -> None:
    """A page that cannot be fetched, or is none, is a failure; the entries around it are read; copies are all read."""

    def fetch(url: str) -> Fetched:
        if url.endswith("gone"):
            msg = "no such page"
            raise FetchError(msg)
        return Fetched(url, b"%PDF-1.7 \x00")

    results = read(rss(item(STORY), item(link=f"{TOLL}/gone"), item(link=f"{TOLL}/pdf"), item(STORY)), fetch=fetch)
    errors = [type(result.error) if isinstance(result, Failure) else None for result in results]
    assert errors == [None, FetchError, NotTextError, None]
    assert isinstance(results[0], Article)
    assert results[0] == results[3]


@cases("tags", ["<div>" * 10_000, "<h1>" * 1_500, "<h1>" * 10_000])
def test_deep_tags_are_a_failure_at_most(tags: str) -> None:
    """Thousands of nested tags in an entry cost no other entry."""
    results = read(rss(item(tags + STORY), item(STORY)))
    assert len(results) == 2
    assert isinstance(results[1], Article)


texts = st.sampled_from([STORY, "", "Talks.", STORY[:200], "<p>", "<b>&", "\x00", "<![CDATA[", "]]>", "&#0;", "<item>"])


@given(
    st.lists(st.tuples(texts, st.sampled_from([TOLL, "", "x", None]), st.sampled_from(["", "&", "<b>", "<x", "\x0b"])))
)
def test_as_many_results_as_items(some: list[tuple[str, str | None, str]]) -> None:
    """Whatever the items of a feed hold, there is an article or a failure for each."""
    feed = rss(*(item(text, link=link, more=more) for text, link, more in some))
    for fetch in (None, page_at):
        assert len(read(feed, fetch=fetch)) == len(some)


@cases("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    """A feed is read in the encoding that it is in."""
    declared = "" if encoding.startswith("utf") else f'<?xml version="1.0" encoding="{encoding}"?>'
    data = (declared + rss(item(STORY, title="Zölle für Velmora")).decode()).encode(encoding)
    assert looks_like_feed(data)
    assert [result.title for result in read(data) if isinstance(result, Article)] == ["Zölle für Velmora"]


@cases(
    "data",
    [
        b"",
        b"Toll talks",
        b"<html><body><rss>",
        b'{"rss": 1}',
        b"\x89PNG\r\n\x1a\n<rss >",
        gzip.compress(rss()),
        b"<rss",
    ],
)
def test_what_is_no_feed(data: bytes) -> None:
    """Bytes that are no feed are not taken for one, and are refused."""
    assert not looks_like_feed(data)
    with pytest.raises((MalformedInputError, NotTextError)):
        read(data)


def test_an_entity_bomb_is_refused() -> None:
    """A feed that declares entities is a feed, and is not read."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(20))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>'.encode() + rss(item("&e20;"))
    assert looks_like_feed(bomb)
    with pytest.raises(MalformedInputError, match="DOCTYPE"):
        read(bomb)
