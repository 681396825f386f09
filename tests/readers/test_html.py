"""A saved page as an article: what is its text, what is not, and that no page is too broken."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import FIRST, SECOND, THIRD
from onrecord.errors import EmptyInputError, NotTextError, ReadError, TooLargeError
from onrecord.readers.base import MAX_BYTES, Overrides
from onrecord.readers.html import looks_like_html, read_html
from onrecord.records import Article
from table import cases

EXAMPLES = Path(__file__).parents[2] / "examples"
TITLE = "Ferry to Osk cancelled again as ramp cracks"
FOURTH = "Tom Okar, of the dockers' union, denied that its members had been asked to look at the ramp in the autumn."
OTHER = "A story of quite another kind, which the editors also wrote, told in more than eighty characters of text."
LINK = '<a href="https://lantern.example/x">'


def page(*body: str, head: str = "", under: str = "") -> str:
    """A page of some paragraphs, with markup under its headline."""
    paragraphs = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in body)
    return (
        f"<!doctype html><html lang=en><head><title>{TITLE}</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{TITLE}</h1>{under}<div class='article-body'>{paragraphs}</div></article>"
        "<footer><p>Copyright 2024 The Lantern</p></footer></body></html>"
    )


def read(source: str | bytes) -> Article:
    """The article of a page."""
    return read_html(source, overrides=Overrides())


def lines(source: str | bytes) -> list[str]:
    """The lines of a page's article."""
    return read(source).text.split("\n\n")


def test_headline_and_paragraphs() -> None:
    """The headline comes first, then the paragraphs, a blank line between."""
    article = read(page(FIRST, SECOND, THIRD))
    assert article.text == f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert [article.text[start:end] for start, end in article.paragraphs] == [TITLE, FIRST, SECOND, THIRD]


@cases(
    ("under", "head"),
    [
        ('<p class="standfirst">{}</p>', ""),
        ('<p class="dek">{}</p>', ""),
        ('<div class="article__sub-headline"><p>{}</p></div>', ""),
        ('<h2 itemprop="alternativeHeadline">{}</h2>', ""),
        ('<div class="c-intro"><div><div>{}</div></div></div>', ""),
        ('<p class="x1">{}</p>', '<meta name="description" content="{}">'),
        ('<div>{}</div><p class="byline">By Anna Reyes</p>', '<meta property="og:description" content="{}">'),
    ],
)
@cases("text", ["Harbour board says the ramp will be tested, and names no date for it", THIRD])
def test_standfirst(under: str, head: str, text: str) -> None:
    """A summary under the headline is kept, once, between the headline and the first paragraph."""
    assert lines(page(FIRST, SECOND, FOURTH, FIRST, head=head.format(text), under=under.format(text)))[:3] == [
        TITLE,
        text,
        FIRST,
    ]


def test_key_points() -> None:
    """Bullets under the headline are standfirst lines, in their order."""
    points = ["Third day without a ferry, board says", "Ramp to be tested before anybody crosses"]
    under = '<ul class="key-points">' + "".join(f"<li>{point}</li>" for point in points) + "</ul>"
    assert lines(page(FIRST, SECOND, THIRD, under=under))[:4] == [TITLE, *points, FIRST]


@cases("under", ["<p>News</p>", "<h2>News</h2>", '<p class="summary">3 March 2024</p>', "<p>By A. Reyes</p>"])
def test_no_standfirst(under: str) -> None:
    """A section, a date or a byline under the headline is no standfirst."""
    assert lines(page(FIRST, SECOND, THIRD, under=under))[1] in {FIRST, "News"}


@cases(
    "box",
    [
        f'<div class="related-box"><h3>Elsewhere</h3><p>{OTHER}</p></div>',
        f"<aside><p>{OTHER}</p></aside>",
        '<div class="newsletter"><h4>Long Sundays</h4><p>One long story, every Sunday morning, and no more.</p></div>',
        '<figure><img src="x.jpg"><figcaption>The ramp at Osk on Monday, in the rain.</figcaption></figure>',
        '<div class="pic"><img src="x.jpg"><br><small>The ramp at Osk on Monday, in the rain.</small></div>',
        '<p class="caption">The ramp at Osk on Monday, in the rain.</p>',
        '<div id="social-share"><a href="#">Pass it on</a> <a href="#">Print it</a></div>',
        f"<p>{LINK}Who owns the ferry, and who owns the ramp</a></p>",
        f"<p><strong>Read more:</strong> {LINK}Who owns the ferry, and who owns the ramp?</a></p>",
        f"<p>WATCH: {LINK}The ramp that nobody wanted</a></p>",
        f"<h3>You might also like</h3><ul><li>{LINK}Who owns the ferry?</a></li><li>{LINK}Salt</a></li></ul>",
        f"<p>Related</p><div class='related'>{LINK}Who owns the ferry?</a></div>",
        "<p>Sign up for our newsletter</p>",
        "<p>Share this article</p>",
        "<p>Advertisement</p>",
        "<p>Photo: Osk Harrow/Meridian Wire</p>",
        "<p>By Anna Reyes</p>",
        "<script>var x = 'A line of script that says something about the ferry to Osk.';</script>",
        '<span class="visually-hidden">This text is read to the blind only, and says nothing of the ferry.</span>',
        "<p>https://lantern.example/2024/03/03/ferry</p>",
    ],
)  # fmt: skip
def test_boxes_are_no_text(box: str) -> None:
    """Boxes and lines about other things are left out, from the midst of an article."""
    assert lines(page(FIRST, SECOND, box, THIRD, FOURTH)) == [TITLE, FIRST, SECOND, THIRD, FOURTH]


@cases(
    "tail",
    [
        '<p class="bio"><strong>Anna Reyes</strong> is harbour correspondent of The Lantern.</p>',
        "<p>Anna Reyes covers the coast for The Lantern. Follow her on Bluesky.</p>",
        "<p>Reach her at areyes@lantern.example, or follow her on Mastodon.</p>",
        f"<h3>More from Osk</h3><p>{LINK}Who owns the ferry, and who owns the ramp?</a></p>",
        "<h3>Comments (3)</h3>",
        "<p>© 2024 The Lantern. All rights reserved.</p>",
        f"<p>The post {LINK}Ferry to Osk cancelled</a> appeared first on {LINK}The Lantern</a>.</p>",
        f"<p>Tags: {LINK}Osk</a>, {LINK}ferries</a></p>",
    ],
)
def test_what_stands_after_an_article(tail: str) -> None:
    """Notes on the author, comments, tags and other articles at the end are left out."""
    source = page(FIRST, SECOND, THIRD, tail, head='<meta name="author" content="Anna Reyes">')
    assert lines(source) == [TITLE, FIRST, SECOND, THIRD]


@cases(
    ("markup", "text"),
    [
        (f"<ul><li>{THIRD}</li></ul>", THIRD),
        (f"<blockquote><p>{THIRD}</p></blockquote>", THIRD),
        (f"<blockquote class='twitter-tweet social-embed'><p>{THIRD}</p></blockquote>", THIRD),
        (f"<div class='social-media embed'><blockquote><p>{THIRD}</p></blockquote></div>", THIRD),
        (f"<h2>More on the ramp</h2><p>{THIRD}</p>", f"More on the ramp\n\n{THIRD}"),
        (f"<h2>Paper</h2><p>{THIRD}</p>", f"Paper\n\n{THIRD}"),
        (f"<h2>3 March 2024</h2><p>{THIRD}</p>", f"3 March 2024\n\n{THIRD}"),
        (f"<p>The\n  ministry of <b>transport</b>&nbsp;{THIRD[26:]}</p>", THIRD),
        (f"<p>{THIRD[:30]}{LINK}{THIRD[30:90]}</a>{THIRD[90:]}</p>", THIRD),
        (f"<p>{THIRD[:4]}&#8203;{THIRD[4:]}</p>", THIRD),
        (f"<p>He told them to {LINK}share this article</a> with everyone, and {LINK}many</a> did so that night.</p>",
         "He told them to share this article with everyone, and many did so that night."),
        (f"<div>{THIRD}</div>", THIRD),
        (f"{THIRD}<br><br>", THIRD),
        ("<table><tr><td>Sailings</td><td>12</td></tr><tr><td>Cancelled by the board</td><td>9</td></tr></table>",
         "Sailings 12\n\nCancelled by the board 9"),
    ],
)  # fmt: skip
def test_markup_of_text(markup: str, text: str) -> None:
    """Lists, quotations, headings and text without a paragraph of its own are kept, each on one line."""
    found = lines(page(FIRST, SECOND, f"<!-- -->{markup}", FOURTH))
    assert found == [TITLE, FIRST, SECOND, *text.split("\n\n"), FOURTH]


@cases("name", ["share-enabled", "has-related sidebar", "paywall", "ad-content", "social", "meta"])
def test_names_on_wrappers(name: str) -> None:
    """A word of a box on the element that holds the article, or on each of its paragraphs, does no harm."""
    body = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, THIRD))
    each = "".join(f'<p class="{name}">{text}</p>' for text in (FIRST, SECOND, THIRD))
    for content in (f'<div class="{name}">{body}</div>', f'<main id="{name}"><section>{body}</section></main>', each):
        assert lines(f"<html><body><h1>{TITLE}</h1>{content}</body></html>") == [TITLE, FIRST, SECOND, THIRD]


def test_a_box_over_a_name() -> None:
    """A box of links that opens over a name in a paragraph goes, and the name stays."""
    box = f"<span class=pop><img src=x>{LINK}Other</a> {LINK}Story</a> {LINK}Third</a></span>"
    name = f"<span class=person>{LINK}Rhea Tolman</a>{box}</span>"
    source = page(FIRST, SECOND.replace("Rhea Tolman", name), THIRD)
    assert lines(source) == [TITLE, FIRST, SECOND, THIRD]


def test_a_page_made_by_scripts() -> None:
    """Where the text stands in the page's data only, it is read from there, in its paragraphs."""
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{FIRST}\n\n{SECOND}\n{THIRD}"}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert lines(f"<html><head>{script}</head><body><div id=root></div></body></html>") == [TITLE, FIRST, SECOND, THIRD]


def test_a_page_laid_out_in_tables() -> None:
    """The paragraphs within a table are found, without what stands in other cells."""
    cells = f"<td><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></td><td><ul><li>{LINK}Salt</a></li></ul></td>"
    source = f"<html><body><h1>{TITLE}</h1><table><tr>{cells}</tr></table></body></html>"
    assert lines(source) == [TITLE, FIRST, SECOND, THIRD]


def test_metadata() -> None:
    """What the page says of itself is in the article, with what the user says first."""
    head = (
        '<link rel="canonical" href="https://lantern.example/ferry"><meta name="author" content="Anna Reyes">'
        '<meta property="og:site_name" content="The Lantern">'
    )
    source = page(FIRST, SECOND, head=head)
    article = read_html(source, overrides=Overrides(), retrieved="2024-03-04T08:00:00Z")
    assert (article.title, article.bylines, article.outlet) == (TITLE, ("Anna Reyes",), "The Lantern")
    assert (article.url, article.language) == ("https://lantern.example/ferry", "en")
    assert article.retrieved == "2024-03-04T08:00:00Z"
    mine = read_html(
        source, overrides=Overrides(title="T", outlet="O", url="https://mine.example/"), url="https://u.example/"
    )
    assert (mine.title, mine.outlet, mine.url) == ("T", "O", "https://mine.example/")
    assert read_html(source, overrides=Overrides(), url="https://u.example/").url == "https://u.example/"


@cases("encoding", ["utf-8", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    """A page is read in its own encoding, whatever it says."""
    source = page(FIRST, SECOND, THIRD, head='<meta charset="utf-8">')
    assert read(source.encode(encoding)).text == read(source).text


@pytest.mark.slow
@cases("count", [300, 10_000, 100_000])
@cases("tags", ["div", "b", "blockquote", "ul><li", "table><tr><td", "p", "a", "font", "unknown"])
def test_deep_nesting(tags: str, count: int) -> None:
    """A page of very many nested tags is read, soon, with its headline and paragraphs."""
    names = tags.split("><")
    opening, closing = "".join(f"<{name}>" for name in names), "".join(f"</{name}>" for name in reversed(names))
    began = time.process_time()
    found = lines(page(FIRST, opening * count + SECOND + closing * count, THIRD))
    assert found[0] == TITLE
    assert THIRD in found or tags == "a"
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="' + "w " * 500_000 + f'">{THIRD}</p>',
        "<p " + " ".join(f'a{n}="x"' for n in range(50_000)) + f">{THIRD}</p>",
        f'<img src="data:image/png;base64,{"A" * 500_000}"><p>{THIRD}</p>',
        f"<p>{THIRD}" + "<p>" * 5000,
        f"<p>{THIRD}</b></i></div></section></p></table>",
        f"<p>{THIRD}<p <p class='>",
    ],
    ids=["long attribute", "many attributes", "picture in the page", "unclosed", "closed too often", "broken tags"],
)
def test_broken_and_huge_markup(markup: str) -> None:
    """Broken or oversized markup costs at most what stands in it."""
    assert lines(page(FIRST, SECOND, markup))[:4] == [TITLE, FIRST, SECOND, THIRD]


def test_a_very_long_paragraph() -> None:
    """A paragraph of 200,000 characters is kept whole."""
    long = "The board said that it would wait. " * 6000
    assert lines(page(FIRST, long, SECOND)) == [TITLE, FIRST, long.strip(), SECOND]


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    """Entities that a page declares are not looked up."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    source = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + page(FIRST, f"{SECOND} &x;")[15:]
    assert "the secret" not in read(source).text


def test_invisible_characters() -> None:
    """NULs, lone surrogates and zero-width characters neither break a page nor stay in its text."""
    source = page(FIRST, "The \x00ramp\u200b is \ud800 closed, \u202esaid\u202c the board on Monday in Velmora.")
    assert lines(source)[2] == "The ramp is \ufffd closed, said the board on Monday in Velmora."


@cases(
    "source",
    [
        "",
        "  \n",
        "<!--",
        "<html></html>",
        "<html><frameset><frame src=x></frameset></html>",
        "<html><body><script>render()</script></body></html>",
        "<html><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        "<html><body><p>You need to enable JavaScript to run this app.</p></body></html>",
        f"<html><body><h1>{TITLE}</h1></body></html>",
        "<nav><a href=/>Home</a> <a href=/news>News</a></nav>",
    ],
)
def test_pages_without_text(source: str) -> None:
    """A page without an article says so, and what to do."""
    with pytest.raises(EmptyInputError, match=r"no article text|is empty"):
        read(source)


@cases(
    ("data", "error", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", NotTextError, "a PNG image"),
        (b"%PDF-1.7", NotTextError, "a PDF"),
        (bytes(MAX_BYTES + 1), TooLargeError, "64 MB"),
        (b"<html><body><p>" + b"He said no. " * 340_000, TooLargeError, "too long for one article"),
    ],
)
def test_no_pages(data: bytes, error: type[ReadError], message: str) -> None:
    """An image with the name of a page, and a page over the limit, are refused by what they are."""
    with pytest.raises(error, match=message):
        read(data)


@cases(
    ("data", "expected"),
    [
        (b"<!DOCTYPE html><p>x", True),
        (b"\xef\xbb\xbf\n<html>", True),
        ("<html>".encode("utf-16"), True),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<!doctype HTML>", True),
        (b"<p>x</p>", True),
        (b"x < y and y > z", False),
        (b"<rss version='2.0'>", False),
        (b"<pubDate>", False),
        (b"Ferry cancelled <html>", False),
        (b"", False),
    ],
)
def test_looks_like_html(data: bytes, *, expected: bool) -> None:
    """A page is known by how it starts."""
    assert looks_like_html(data) is expected


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.html")), ids=lambda path: path.stem)
def test_examples(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Of the example pages, nothing but the article is left, its metadata is full, and nothing is printed."""
    article = read(path.read_bytes())
    found = article.text.split("\n\n")
    assert found[0] == article.title
    assert article.outlet
    assert article.url
    assert article.published
    assert article.language == "en"
    words = (
        "share",
        "newsletter",
        "might also",
        "read more",
        "sign up",
        "advertisement",
        "cookie",
        "photograph by",
        "©",
    )
    assert not [line for line in found if any(word in line.lower() for word in words)]
    assert not [line for line in found if line.startswith("By ") and len(line) < 100]
    assert len(found) > 10
    assert capfd.readouterr() == ("", "")


def test_the_same_page_gives_the_same_article() -> None:
    """A page is read alike each time."""
    data = next(EXAMPLES.glob("*.html")).read_bytes()
    assert read(data).to_json() == read(data).to_json()


_TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=related>",
        "</div>",
        "<h1>",
        "<li>",
        "<a href=x>",
        "</a>",
        "<br>",
        "<table><tr><td>",
        "<!--",
    ]
)


@given(
    st.lists(_TAGS | st.text(max_size=20) | st.sampled_from([FIRST, SECOND, "&amp;", "&#0;", "\ud800"]), max_size=25)
)
def test_any_markup(parts: list[str]) -> None:
    """Any markup gives an article with text, or an error of ours."""
    try:
        article = read("".join(parts))
    except ReadError:
        return
    assert article.text.strip()
    article.text.encode()


def test_paragraphs_parted_by_two_line_breaks_are_kept_apart() -> None:
    """A page that parts its paragraphs with <br><br> has as many as a reader sees."""
    parts = [f"The minister said at some length that part {n} of the bridge would be mended." for n in range(4)]
    page = f"<html><body><div id='content'>{'<br><br/>'.join(parts)}</div></body></html>"
    article = read_html(page, overrides=Overrides())
    assert [article.text[start:end] for start, end in article.paragraphs] == parts
