"""What a feed states of its entries: every field of every format, and what can be made out in a broken feed."""

import re
from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import MalformedInputError
from onrecord.readers.entries import Entry, entries_of, is_feed
from table import cases

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
TOLL = "https://lantern.example/toll"


def rss(*items: str, head: str = "<title>The Lantern</title>") -> str:
    """An RSS 2.0 feed of these items."""
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{head}{body}</channel></rss>'


def atom(*entries: str, head: str = "<title>The Lantern</title>") -> str:
    """An Atom feed of these entries."""
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">{head}{body}</feed>'


def rdf(*items: str) -> str:
    """An RSS 1.0 feed of these items, which stand beside their channel."""
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Lantern</title></channel>{body}</rdf:RDF>'
    )


def broken(feed: str) -> str:
    """The same feed, with a mistake before its first entry that makes it no XML."""
    at = feed.index("</title>")
    return f"{feed[:at]}</b>{feed[at:]}"


ITEM = Entry(
    title="Toll talks stall",
    url=TOLL,
    outlet="The Lantern",
    published="Tue, 05 Mar 2024 10:00:00 GMT",
    authors=("Ada Example",),
    language="en",
    texts=("<p>Short &amp; long</p>",),
)
RSS_ITEM = f"""<title>Toll talks stall</title><link>{TOLL}</link><media:title>A boat</media:title>
<media:description>A boat on the river</media:description><atom:link rel="self" href="https://lantern.example/feed"/>
<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate><dc:creator><![CDATA[Ada Example]]></dc:creator>
<description>&lt;p&gt;Short &amp;amp; long&lt;/p&gt;</description>"""
ATOM_ITEM = f"""<title type="html">Toll &lt;i&gt;talks&lt;/i&gt; stall</title>
<link rel="self" href="/x"/><link href="{TOLL}"/>
<published>2024-03-05T10:00:00Z</published><updated>2024-03-06T10:00:00Z</updated>
<author><name>Ada Example</name><email>ada@lantern.example</email></author>
<summary>Short</summary><content type="html">&lt;p&gt;Long&lt;/p&gt;</content>"""


@cases("feed", [rss(RSS_ITEM), broken(rss(RSS_ITEM))])
def test_rss(feed: str) -> None:
    """RSS 2.0 with its modules, well-formed or not; what it says of a picture is not said of the item."""
    (entry,) = entries_of(feed.replace("</title>", "</title><language>en-us</language>", 1))
    assert entry == ITEM


@cases("feed", [atom(ATOM_ITEM), broken(atom(ATOM_ITEM))])
def test_atom(feed: str) -> None:
    """Atom 1.0, well-formed or not, with all its dates and texts."""
    (entry,) = entries_of(feed)
    assert entry == Entry(
        title="Toll talks stall",
        url=TOLL,
        outlet="The Lantern",
        published="2024-03-05T10:00:00Z",
        modified="2024-03-06T10:00:00Z",
        authors=("Ada Example",),
        language="en",
        texts=("<p>Short</p>", "<p>Long</p>"),
    )


def test_rss_1() -> None:
    """RSS 1.0, whose items stand beside the channel."""
    (entry,) = entries_of(rdf(f"<title>Toll</title><link>{TOLL}</link><dc:date>2024-03-05</dc:date>"))
    assert (entry.title, entry.url, entry.outlet, entry.published) == ("Toll", TOLL, "The Lantern", "2024-03-05")


def test_atom_with_a_prefix() -> None:
    """The prefix of a namespace is anybody's choice."""
    feed = f'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:link href="{TOLL}"/></a:entry></a:feed>'
    assert [entry.url for entry in entries_of(feed)] == [TOLL]
    assert is_feed(feed)


@cases(
    ("fields", "expected"),
    [
        ("<title>Toll &amp; boats</title>", "Toll & boats"),
        ("<title>Toll &amp;amp; boats</title>", "Toll & boats"),
        ("<title>&lt;b&gt;Toll&lt;/b&gt; now</title>", "Toll now"),
        ("<title><![CDATA[ Toll \n talks ]]></title>", "Toll talks"),
        ("<title>Under 5 &lt; 6</title>", "Under 5 < 6"),
        ("<title>It&#146;s here</title>", "It’s here"),
        ("<title/>", None),
        ("", None),
    ],
)
def test_titles(fields: str, expected: str | None) -> None:
    """A title is one line of text, however often it was escaped."""
    for feed in (rss(fields), broken(rss(fields))):
        assert [entry.title for entry in entries_of(feed)] == [expected]


@cases(
    ("fields", "expected"),
    [
        (f"<link> {TOLL}\n</link>", TOLL),
        ("<link>https://lantern.example/?a=1&amp;b=2</link>", "https://lantern.example/?a=1&b=2"),
        ("<link>/toll</link>", TOLL),
        (f"<guid>{TOLL}</guid>", TOLL),
        (f'<guid isPermaLink="false">{TOLL}</guid>', None),
        ("<guid>tag:lantern.example,2024:1</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[</link>", None),
        ("<link/>", None),
    ],
)
def test_links(fields: str, expected: str | None) -> None:
    """A link is an absolute web address; a relative one stands under that of the feed, and an id may be one."""
    for feed in (rss(fields), broken(rss(fields))):
        assert [entry.url for entry in entries_of(feed, base="https://lantern.example/feed/")] == [expected]


def test_links_under_what_the_feed_names() -> None:
    """Without an address of the feed, links are relative to the site that it names, or to `xml:base`."""
    head = "<title>x</title><link>https://lantern.example/</link>"
    assert [entry.url for entry in entries_of(rss("<link>/toll</link>", head=head))] == [TOLL]
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lantern.example/a/"><entry><link href="../toll"/>'
    )
    assert [entry.url for entry in entries_of(f"{feed}</entry></feed>")] == [TOLL]


@cases(
    ("fields", "expected"),
    [
        ("<author>ada@lantern.example (Ada Example)</author>", ("Ada Example",)),
        ("<author>Ada Example</author><dc:creator>Bo Sample</dc:creator>", ("Ada Example", "Bo Sample")),
        ("<author><name>Ada &amp; Bo</name><uri>x</uri></author>", ("Ada & Bo",)),
        (f"<author>{'a@' * 100_000}</author>", ("a@" * 250,)),
        ("<author><uri>x</uri></author>", ("",)),
    ],
)
def test_authors(fields: str, expected: tuple[str, ...]) -> None:
    """The authors as they are written, without the mail address that RSS puts before the name, and not without end."""
    (entry,) = entries_of(rss(fields))
    assert entry.authors == expected


@cases(
    ("fields", "expected"),
    [
        ('<content type="text">a &lt; b\n \nc</content>', ("<p>a &lt; b</p><p>c</p>",)),
        ("<content>&lt;p&gt;a&lt;/p&gt;</content>", ("<p>a</p>",)),
        (
            '<content type="xhtml" xmlns:x="http://www.w3.org/1999/xhtml">a &lt; b<x:p>c <x:b>d</x:b></x:p></content>',
            ("a &lt; b<p>c <b>d</b></p>",),
        ),
        ('<content type="image/png">iVBORw0K</content>', ()),
        ('<content type="html">one&lt;br/&gt; &lt;br&gt;two</content>', ("one<p>two",)),
        ("<summary>a</summary><content/>", ("<p>a</p>",)),
    ],
)
def test_texts_of_atom(fields: str, expected: tuple[str, ...]) -> None:
    """Text, HTML and XHTML become HTML with its paragraphs marked; what is no text is left out."""
    (entry,) = entries_of(atom(fields))
    assert tuple(re.sub(' xmlns[^>"]*"[^>"]*"', "", text) for text in entry.texts) == expected


def test_a_feed_of_feeds() -> None:
    """The outlet is the feed that an entry was taken from, where it names one."""
    taken = '<title>Toll</title><source url="https://wire.example/feed">Meridian Wire</source>'
    assert [entry.outlet for entry in entries_of(rss(taken, "<title>x</title>"))] == ["Meridian Wire", "The Lantern"]
    taken = "<source><title>Meridian Wire</title></source><title>Toll</title>"
    for feed in (atom(taken), broken(atom(taken))):
        assert [(entry.outlet, entry.title) for entry in entries_of(feed)] == [("Meridian Wire", "Toll")]


LONG = f"<link>{TOLL}</link><description>&lt;p&gt;Words.&lt;/p&gt;</description>"


@cases(
    "item",
    [
        f"<title>Toll & boats</title>{LONG}",
        f"<title>Toll &copy; boats&nbsp;</title>{LONG}",
        f"<title>Toll{LONG}",
        f"<title><![CDATA[Toll</title>{LONG}",
        f"<!-- not closed <title>Toll</title>{LONG}",
        f"<title>Toll</title><link>{TOLL}</link><description><p>Words.</description>",
        f"<title>Toll</title><link>{TOLL}</link><description><![CDATA[<p>Words.</p></description>",
        f"<title>Toll</title><link>{TOLL}</link><description><p>Words.</p></item><item>",
        f"<title>Toll</title><other>{LONG}",
        f"<title>Toll</title><link>{TOLL}</link><description>&#8;<p>Words.</p></description><x:y>",
        f"<title>Toll</title>\x08{LONG}<z a=1>",
    ],
)
def test_a_mistake_costs_no_entry(item: str) -> None:
    """With a mistake in one item, all are there, in order, and what it says can be made out."""
    before, after = "<title>Before</title>", "<title>After</title><description>x</description>"
    entries = [entry for entry in entries_of(rss(before, item, after)) if entry.title]
    assert [str(entry.title)[:4] for entry in entries] == ["Befo", "Toll", "Afte"] or "not closed" in item
    assert [(entry.url, "Words." in entry.texts[0]) for entry in entries if entry.url] == [(TOLL, True)]


names = st.sampled_from(["title", "link", "description", "guid", "content:encoded", "pubDate", "author", "b", "p"])
sound = st.text(st.characters(codec="utf-8", exclude_characters="<>&\x00"), max_size=30).map(escape)
mistakes = st.sampled_from(["", "", "&", "&nbsp;", "<", "<b>", "</b>", "<![CDATA[", "<!--", "\x0b", "<br", "]]>"])
fields = st.builds(
    lambda name, text, mistake, ends: f"<{name}>{text}{mistake}" + (f"</{name}>" if ends else ""),
    names, sound, mistakes, st.booleans(),
)  # fmt: skip
items = st.lists(fields, max_size=6).map("".join)


@given(st.lists(items, max_size=8))
def test_as_many_entries_as_items(some: list[str]) -> None:
    """Whatever is wrong within items, there is an entry for each, or the whole feed is refused."""
    feed = rss(*(f"<title>{number}</title>{item}" for number, item in enumerate(some)))
    try:
        entries = list(entries_of(feed))
    except MalformedInputError:
        entries = []
        assert not some
    assert [entry.title for entry in entries] == [str(number) for number in range(len(some))]


@cases(
    "start",
    [
        "",
        "\n\n<?xml version='1.0'?>\n<?xml-stylesheet href='x'?>\n<!-- a <rss> --><!-- -->",
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">',
    ],
)
def test_what_stands_before_the_root(start: str) -> None:
    """Declarations, comments and an external DTD, which is not loaded, may stand before a feed."""
    feed = start + rss("<title>Toll</title>").partition("?>")[2]
    assert is_feed(feed)
    assert [entry.title for entry in entries_of(feed)] == ["Toll"]


@cases(
    "text",
    [
        "",
        "toll",
        "<html><rss></html>",
        "<!doctype html><p><feed>",
        "<p>about <rss ></p>",
        '{"rss": 1}',
        "<rssfeed>",
        "<rss",
    ],
)
def test_what_is_no_feed(text: str) -> None:
    """What has another root, or none, is refused."""
    assert not is_feed(text)
    with pytest.raises(MalformedInputError, match="not a feed"):
        list(entries_of(text))


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@cases(
    "feed",
    [
        f"{BOMB}]>{rss('<title>&i;</title>').partition('?>')[2]}",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></rss>',
        '<?xml version="1.0"?><!-- --><!doctype rss [ <!-- <rss > --> <!ENTITY x "y">]><rss ><item/></rss>',
        "<!DOCTYPE feed [<!ENTITY % x SYSTEM 'https://a.example/x'> %x;]><feed ></feed>",
    ],
)
def test_declared_entities_are_refused(feed: str) -> None:
    """A feed that declares entities, which can unfold without end or bring in files, is refused before it is parsed."""
    assert is_feed(feed)
    with pytest.raises(MalformedInputError, match="DOCTYPE"):
        list(entries_of(feed))


def test_a_declaration_within_the_feed_declares_nothing() -> None:
    """After the root there is no DOCTYPE: one there is passed over, and its entities with it."""
    feed = f"<rss >{BOMB}]><item><title>&i;&x;</title></item></rss>"
    assert [entry.title for entry in entries_of(feed)] == ["&i;&x;"]


def test_a_feed_without_entries() -> None:
    """A sound feed may be empty; a broken one in which no entry can be found is refused."""
    assert list(entries_of(rss())) == []
    with pytest.raises(MalformedInputError, match="no readable entries"):
        list(entries_of(broken(rss())))


REPEATED = [
    "<", "<a ", "<!--", "<![CDATA[", "<title>", "<title><link>", "<item>", "</title>", "&", "&#9", "<a a='", "<b>",
    "]]>", "<?", "<!DOCTYPE x [", "a@", "a.", "<link a='b' ", "&#x99999999999;", "</item>", "<content>", "\n \n",
    "<br> ",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(100)
@cases("piece", REPEATED)
def test_no_feed_takes_long(piece: str) -> None:
    """The time grows with the size of a feed, whatever is repeated in it."""
    for start in (
        "",
        "<rss >",
        "<rss ><item>",
        "<rss ><item><author>",
        "<rss ><item><title><![CDATA[",
        "<rss ><item><content>",
    ):
        with suppress(MalformedInputError):
            assert list(entries_of(start + piece * (200_000 // len(piece))))
