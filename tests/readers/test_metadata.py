"""What a page says of its article: headline, authors, outlet, address, language and dates."""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from onrecord.readers.bylines import in_byline, people
from onrecord.readers.dates import address_date, printed_date, stated_date
from onrecord.readers.metadata import Metadata, metadata_of
from onrecord.readers.page import lines_of, parse
from onrecord.records import DateInterval, Origin
from table import cases

ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry cancelled again"}
PROSE = "<p>The ferry to Osk was cancelled for a third day on Monday, the harbour board said in a short statement.</p>"


def about(head: str = "", body: str = "", *, url: str | None = None, html: str = "<html>") -> Metadata:
    """What a page of some markup says of itself."""
    tree = parse(f"<!doctype html>{html}<head>{head}</head><body>{body}{PROSE}</body></html>")
    return metadata_of(tree, lines_of(tree), url=url)


def linked(*nodes: Any) -> str:
    """Nodes as JSON-LD."""
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def day(year: int, month: int, number: int, origin: Origin = Origin.METADATA) -> DateInterval:
    """A day as an interval."""
    return DateInterval(date(year, month, number), date(year, month, number), origin)


@cases(
    ("head", "body", "title"),
    [
        (linked(ARTICLE), "", "Ferry cancelled again"),
        ('<meta property="og:title" content="Ferry cancelled again">', "", "Ferry cancelled again"),
        ("", "<h1>Ferry cancelled again</h1>", "Ferry cancelled again"),
        ("<title>Ferry to Osk is out | The Lantern</title>", "<h1>Ferry to Osk is out</h1>", "Ferry to Osk is out"),
        ('<title>Ferry cancelled again - The Lantern</title><meta property="og:site_name" content="The Lantern">', "",
         "Ferry cancelled again"),
        ('<meta property="og:title" content="Ferry out — The Lantern"><meta property="og:site_name" content="Lantern">',
         "<h1>The Lantern</h1>", "Ferry out"),
        ('<meta property="og:title" content="Ferry to Osk is cancelled again">',
         "<h1>The Lantern</h1><h1>Ferry cancelled again</h1>", "Ferry cancelled again"),
        ('<meta name="twitter:title" content="Ferry &amp; fog: &quot;we wait&quot;">', "", 'Ferry & fog: "we wait"'),
        ("", "<h1>Ferry\n <em>cancelled</em>&nbsp;again</h1>", "Ferry cancelled again"),
        ("", "", None),
    ],
)  # fmt: skip
def test_titles(head: str, body: str, title: str | None) -> None:
    """The headline is the printed one where the data speak of the same, without the outlet's name."""
    assert about(head, body).title == title


@cases(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Anna Reyes"}, ("Anna Reyes",)),
        (
            [{"@type": "Person", "name": "Anna Reyes"}, {"@type": "Person", "name": "Tom Okar"}],
            ("Anna Reyes", "Tom Okar"),
        ),
        ({"@type": "Person", "name": ["Anna Reyes", "Tom Okar"]}, ("Anna Reyes", "Tom Okar")),
        ({"@type": "Person", "name": "By Anna Reyes and Tom Okar"}, ("Anna Reyes", "Tom Okar")),
        ("Anna Reyes, Tom Okar", ("Anna Reyes", "Tom Okar")),
        (["Anna Reyes", "Anna Reyes"], ("Anna Reyes",)),
        ({"@type": "Person", "name": "Madrigal"}, ("Madrigal",)),
        ({"@type": "Organization", "name": "Meridian Wire"}, ()),
        ({"@type": "Person", "name": "The Lantern"}, ()),
        ({"@type": "Person", "name": "Lantern Staff"}, ()),
        ({"@id": "#anna"}, ("Anna Reyes",)),
        ("https://lantern.example/authors/anna", ()),
        ({"@type": "Person", "name": {"@value": 3}}, ()),
        (None, ()),
        (7, ()),
    ],
)
def test_authors_in_json_ld(author: Any, names: tuple[str, ...]) -> None:
    """Authors are read as objects, lists, strings and references; outlets are not people."""
    graph = [
        ARTICLE | {"author": author, "publisher": {"name": "The Lantern"}},
        {"@type": "Person", "@id": "#anna", "name": "Anna Reyes"},
    ]
    assert about(linked({"@graph": graph})).bylines == names


@cases(
    ("head", "body", "names"),
    [
        ('<meta name="author" content="Anna Reyes">', "", ("Anna Reyes",)),
        ('<meta name="author" content="Anna Reyes"><meta name="author" content="Tom Okar">', "",
         ("Anna Reyes", "Tom Okar")),
        ('<meta property="article:author" content="https://x.example/anna">', "", ()),
        ("", '<p>By <a rel="author" href="/a">Anna Reyes</a> and <a rel="author" href="/t">Tom Okar</a></p>',
         ("Anna Reyes", "Tom Okar")),
        ("", '<span itemprop="author"><span itemprop="name">Anna Reyes</span></span>', ("Anna Reyes",)),
        ("", '<div class="article-byline">By Anna Reyes | 3 March 2024</div>', ("Anna Reyes",)),
        ("", '<h1>Ferry cancelled again</h1><p class="by">By Anna Reyes, harbour correspondent</p>', ("Anna Reyes",)),
        ("", '<div class="byline">By Meridian Wire</div>', ()),
        ("", '<div class="author">Anna Reyes<span class="role">Diplomatic correspondent</span></div>', ("Anna Reyes",)),
    ],
)  # fmt: skip
def test_authors_elsewhere(head: str, body: str, names: tuple[str, ...]) -> None:
    """Without JSON-LD, `meta` tags, the markup and the line under the headline name the authors."""
    assert about(head, body).bylines == names


@cases(
    ("head", "url", "outlet"),
    [
        (linked(ARTICLE | {"publisher": {"@type": "Organization", "name": "The Lantern"}}), None, "The Lantern"),
        (linked(ARTICLE | {"publisher": "The Lantern"}), None, "The Lantern"),
        ('<meta property="og:site_name" content="The Lantern | News from the coast">', None, "The Lantern"),
        ('<meta name="application-name" content="The Lantern">', None, "The Lantern"),
        (linked(ARTICLE | {"publisher": "Meridian Wire"}) + '<meta property="og:site_name" content="The Lantern">',
         None, "The Lantern"),
        (linked(ARTICLE | {"publisher": "The Lantern"}) + '<meta property="og:site_name" content="lantern.example">',
         None, "The Lantern"),
        ("<title>Ferry cancelled again | News | The Lantern</title>", "https://www.lantern.example/a", "The Lantern"),
        ("<title>Ferry cancelled again | News</title>", "https://www.lantern.example/a", None),
        ("", None, None),
    ],
)  # fmt: skip
def test_outlets(head: str, url: str | None, outlet: str | None) -> None:
    """The outlet is the publisher, the site where that differs, or the end of the page's title."""
    assert about(head, url=url).outlet == outlet


@cases(
    ("head", "url", "expected"),
    [
        ('<link rel="canonical" href="https://l.example/a">', None, "https://l.example/a"),
        ('<meta property="og:url" content="http://l.example/a">', None, "http://l.example/a"),
        ('<link rel="canonical" href="https://l.example/a">', "https://l.example/b", "https://l.example/b"),
        ('<link rel="canonical" href="/a">', None, None),
        ('<link rel="canonical" href="javascript:alert(1)">', None, None),
        ('<link rel="canonical" href="ftp://l.example/a">', None, None),
        ('<link rel="canonical" href="https://[oops/a">', None, None),
        ('<link rel="canonical" href="https://">', None, None),
    ],
)
def test_addresses(head: str, url: str | None, expected: str | None) -> None:
    """The address is where the page was found, or an absolute http(s) address that it names."""
    assert about(head, url=url).url == expected


@cases(
    ("html", "head", "language"),
    [
        ('<html lang="en-GB">', "", "en"),
        ("<html>", '<meta property="og:locale" content="de_AT">', "de"),
        ("<html>", '<meta http-equiv="Content-Language" content="FR">', "fr"),
        ("<html>", linked(ARTICLE | {"inLanguage": "pl"}), "pl"),
        ('<html lang="english">', "", None),
        ("<html>", "", None),
    ],
)
def test_languages(html: str, head: str, language: str | None) -> None:
    """The language is the code that the page states."""
    assert about(head, html=html).language == language


@cases(
    ("head", "body", "published"),
    [
        (linked(ARTICLE | {"datePublished": "2024-03-03T23:30:00-05:00"}), "", day(2024, 3, 3)),
        (linked({"@graph": [{"@type": "WebPage"}, ARTICLE | {"datePublished": "2024-03-03"}]}), "", day(2024, 3, 3)),
        (linked([ARTICLE | {"datePublished": ["2024-03-03"]}]), "", day(2024, 3, 3)),
        (linked({"@type": "WebPage", "mainEntity": ARTICLE | {"datePublished": "2024-03-03"}}), "", day(2024, 3, 3)),
        (linked(ARTICLE | {"datePublished": "2024-03"}), "",
         DateInterval(date(2024, 3, 1), date(2024, 3, 31), Origin.METADATA)),
        ('<meta property="article:published_time" content="2024-03-03T06:30:00+01:00">', "", day(2024, 3, 3)),
        ('<meta name="pubdate" content="Sun, 03 Mar 2024 23:00:00 GMT">', "", day(2024, 3, 3)),
        ("", '<h1>A</h1><time datetime="2024-03-03">yesterday</time>', day(2024, 3, 3)),
        ("", '<time datetime="2020-01-01">x</time><h1>A</h1><time datetime="2024-03-03">y</time>', day(2024, 3, 3)),
        ("", '<h1>A</h1><p>Updated <time datetime="2024-03-05">5</time></p><p><time datetime="2024-03-03">3</time></p>',
         day(2024, 3, 3)),
        ("", '<span itemprop="datePublished" content="2024-03-03"></span>', day(2024, 3, 3)),
        ("", "<h1>A</h1><time>3 March 2024</time>", day(2024, 3, 3, Origin.TEXT)),
        ("", "<h1>A</h1><p>By Anna Reyes | March 3rd, 2024</p>", day(2024, 3, 3, Origin.TEXT)),
        ("", '<h1>A</h1><div class="date">03/03/2024</div>', day(2024, 3, 3, Origin.TEXT)),
        ("", '<h1>A</h1><div class="date">03/04/2024</div>', None),
        ("", "<h1>A</h1><p>2 hours ago</p>", None),
        ('<meta name="date" content="2019 November">', "", None),
        ("", "<footer>© 2024 The Lantern</footer>", None),
        (linked(ARTICLE | {"datePublished": "soon"}), "", None),
        (linked(ARTICLE | {"datePublished": "0001-01-01T00:00:00Z"}), "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_published(head: str, body: str, published: DateInterval | None) -> None:
    """The day of publication is the one that the page states in full, in its own time zone; none is guessed."""
    assert about(head, body).published == published


@cases(
    ("head", "url", "published"),
    [
        ("", "https://l.example/2024/03/03/ferry/", day(2024, 3, 3)),
        ("", "https://l.example/2024/mar/03/ferry", day(2024, 3, 3)),
        ("", "https://l.example/2024/03/ferry", DateInterval(date(2024, 3, 1), date(2024, 3, 31), Origin.METADATA)),
        (
            linked(ARTICLE | {"datePublished": "2024-03-04T01:00:00Z"}),
            "https://l.example/2024/03/03/x",
            day(2024, 3, 3),
        ),
        (
            linked(ARTICLE | {"datePublished": "2024-03-04T01:00:00+01:00"}),
            "https://l.example/2024/03/03/x",
            day(2024, 3, 4),
        ),
        (
            linked(ARTICLE | {"datePublished": "2024-03-09T01:00:00Z"}),
            "https://l.example/2024/03/03/x",
            day(2024, 3, 9),
        ),
    ],
)
def test_dates_in_addresses(head: str, url: str, published: DateInterval) -> None:
    """The address gives the date where nothing else does, and the page's own day where the data are in UTC."""
    assert about(head, url=url).published == published


@cases(
    "head",
    [
        linked(ARTICLE | {"dateModified": "2024-03-05T10:00:00+01:00"}),
        '<meta property="article:modified_time" content="2024-03-05T10:00:00+01:00">',
        '<meta property="og:updated_time" content="2024-03-05">',
    ],
)
def test_modified(head: str) -> None:
    """The day of the last change is kept apart from that of publication."""
    found = about(head)
    assert (found.published, found.modified) == (None, day(2024, 3, 5))


@cases(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2024-03-03",}',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2024-03-03"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2024-03-03"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Ferry",\n"description": "a\tb\nc", "datePublished": "2024-03-03"};',
    ],
)
def test_nearly_json(script: str) -> None:
    """JSON-LD with a comma too many, in a comment, or with raw line ends is read."""
    assert about(f'<script type="application/ld+json">{script}</script>').published == day(2024, 3, 3)


@cases("script", ["", "{", "null", "3", '"x"', "[[[[", "[" * 100_000, '{"@graph": {"@graph": 3}}'])
def test_broken_json(script: str) -> None:
    """JSON-LD that cannot be read is passed over, and the rest of the page is not."""
    head = f'<script type="application/ld+json">{script}</script><meta property="og:title" content="Ferry">'
    assert about(head).title == "Ferry"


def test_other_articles_in_json_ld() -> None:
    """Among several articles, the one whose headline the page shows is meant."""
    other = ARTICLE | {"headline": "Ship launched", "datePublished": "2020-01-01"}
    mine = ARTICLE | {"datePublished": "2024-03-03"}
    listed = {"@type": "ItemList", "itemListElement": [other]}
    found = about(linked(other, listed, mine), "<h1>Ferry cancelled again</h1>")
    assert (found.title, found.published) == ("Ferry cancelled again", day(2024, 3, 3))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["@type", "@id", "@graph", "author", "name", "publisher", "headline", "datePublished"]),
                inner | st.sampled_from(["NewsArticle", "Person", "2024-03-03"]),
                max_size=4,
            )
        ),
    )
)
def test_any_json(value: Any) -> None:
    """JSON-LD of any shape is read without error."""
    assert isinstance(about(linked(value)), Metadata)


@cases(
    ("text", "names"),
    [
        ("By Anna Reyes", ["Anna Reyes"]),
        ("BY ANNA REYES", ["ANNA REYES"]),
        ("Anna Reyes, Staff Writer", ["Anna Reyes"]),
        ("Anna Reyes Political Correspondent", ["Anna Reyes"]),
        ("ANNA REYES, MW National Security Writer", ["ANNA REYES"]),
        ("Anna Reyes; Tom Okar & J. K. Poe", ["Anna Reyes", "Tom Okar", "J. K. Poe"]),
        ("Ana de la Cruz and Josiah bin Salman in Karsk", ["Ana de la Cruz", "Josiah bin Salman"]),
        ("Renée O'Žalud-Poe Jr.", ["Renée O'Žalud-Poe Jr"]),
        ("Анна Рейес", ["Анна Рейес"]),
        ("Anna Reyes (Meridian Wire)", ["Anna Reyes"]),
        ("Anna Reyes @areyes areyes@lantern.example", ["Anna Reyes"]),
        ("Meridian Wire", []),
        ("Lantern.example", []),
        ("admin", []),
        ("Photographs by Anna Reyes", []),
        ("Editorial Board", []),
        ("anna reyes", []),
        ("x" * 300, []),
        ("", []),
    ],
)
def test_people(text: str, names: list[str]) -> None:
    """Names of people are told from roles, outlets, agencies and addresses."""
    assert people(text, outlet="The Lantern") == names


@cases("line", ["By Monday it was over", "By the numbers", "Anna Reyes", "By then, Anna Reyes said", ""])
def test_no_bylines(line: str) -> None:
    """A line that goes on, or that does not start as one, is no byline."""
    assert in_byline(line) is None


@cases(
    ("value", "expected"),
    [
        ("2024-03-03T23:30:00-05:00", day(2024, 3, 3)),
        ("2024/3/3", day(2024, 3, 3)),
        ("20240303", day(2024, 3, 3)),
        ("20240303T101010Z", day(2024, 3, 3)),
        ("1709510400", day(2024, 3, 4)),
        ("1709510400000", day(2024, 3, 4)),
        ("Sun Mar 03 12:00:00 EST 2024", day(2024, 3, 3)),
        ("3-Mar-2024", day(2024, 3, 3)),
        ("13/3/2024", day(2024, 3, 13)),
        ("3/13/2024", day(2024, 3, 13)),
        ("3/4/2024", None),
        ("2024", None),
        ("2024-02-30", None),
        ("31 February 2024, 1 March 2024", day(2024, 3, 1)),
        ("March 2024", None),
        ("", None),
    ],
)
def test_stated_dates(value: str, expected: DateInterval | None) -> None:
    """A date that is stated in full is read; an ambiguous or impossible one is none."""
    assert stated_date(value, origin=Origin.METADATA) == expected


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_printed_dates(then: date) -> None:
    """Every day is read in British and American order, and in an address."""
    name = f"{then:%B}"
    for text in (
        f"on {then.day} {name} {then.year}",
        f"{name} {then.day}, {then.year}",
        f"{name[:3]}. {then.day}, {then.year}",
    ):
        assert printed_date(text, origin=Origin.TEXT) == DateInterval(then, then, Origin.TEXT)
    if then.year < 2100:
        assert address_date(f"https://l.example/{then:%Y/%m/%d}/a") == DateInterval(then, then, Origin.METADATA)


@given(st.text(max_size=60))
def test_any_words_as_a_date(text: str) -> None:
    """Any words are a date or none."""
    for found in (stated_date(text, origin=Origin.TEXT), address_date(text)):
        assert found is None or found.start <= found.end
