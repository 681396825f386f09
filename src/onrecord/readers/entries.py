"""The entries of an RSS or Atom feed.

Supports RSS 0.9 to 2.0 and Atom 0.3 and 1.0, with the Content and Dublin Core modules. Well-formed XML is parsed.
Any other feed is split at the tags of its entries and of their fields, so that an error in one entry does not affect
the others.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from onrecord.errors import MalformedInputError

_LONGEST_AUTHOR = 500
"""How many characters of an author field are read."""
_PROLOG = r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*>)*+"
_ROOT = re.compile(
    rf"{_PROLOG}(?P<subset><!DOCTYPE[^<>\[]*\[.*?)?(?P<tag><(?:[\w.-]+:)?(?:rss|feed|rdf)(?=[\s>])[^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
# What is not a Char (XML 1.0, section 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Neither may contain the start of another one, nor a CDATA section the end of an entry, so that an unclosed one does
# not hide what follows.
_OPAQUE = r"<!\[CDATA\[(?:(?!<!\[CDATA\[|</(?:[\w.-]+:)?(?:item|entry)>).)*?\]\]>|<!--(?:(?!--).)*+-->"
_ENTRY_TAG = re.compile(
    rf"{_OPAQUE}|<(?P<slash>/?)(?P<name>(?:[\w.-]+:)?(?:item|entry))(?=[\s/>])[^<>]*>", re.DOTALL | re.IGNORECASE
)
_FIELD_TAG = re.compile(
    rf"""{_OPAQUE}|<(?P<slash>/?)(?P<name>(?:[\w.-]+:)?(?:author|category|content|created|creator|date|description
    |encoded|guid|id|image|issued|language|link|modified|published|pubDate|source|summary|title|updated))(?=[\s/>])
    (?P<attributes>[^<>]*?)(?P<empty>/?)>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<!--(?:(?!--).)*+-->|([^<]+|<)", re.DOTALL)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
# More digits than any character has; Python refuses to parse such numbers.
_NO_CHARACTER = re.compile("&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_MAIL_AND_NAME = re.compile(r"\s*\S+@\S+\s+\(([^()]*)\)\s*")
_BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)

_XML = "{http://www.w3.org/XML/1998/namespace}"
_NAMESPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/atom/ns#": "",
    "http://www.w3.org/2005/atom": "",
}
_HTML_TYPES = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created")
_MODIFIED = ("updated", "modified", "dcterms:modified")
_TEXTS = ("content:encoded", "content", "description", "summary")
# Browsers read the numbers of C1 control characters as Windows-1252, and so do authors of feeds.
_WINDOWS = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed.

    `texts` are HTML: the article or a summary of it. `url` is absolute. Dates and authors are as written.
    """

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """An element of an entry: its name in lower case, and its content, which is markup or text."""

    name: str
    attributes: Mapping[str, str]
    value: str
    is_markup: bool

    @property
    def type(self) -> str:
        return self.attributes.get("type", "").lower()


@dataclass(frozen=True, slots=True)
class _About:
    """The feed's own metadata."""

    title: str | None
    url: str | None
    language: str | None


def is_feed(text: str) -> bool:
    """Whether the root element is that of an RSS or Atom feed."""
    return _ROOT.match(text) is not None


def entries_of(text: str, *, base: str | None = None) -> Iterator[Entry]:
    """Yield the entries of a feed in order; an unreadable one is empty.

    Args:
        text: The feed.
        base: The address that relative links are resolved against.

    Raises:
        MalformedInputError: It is not a feed, or its DOCTYPE has declarations: a few lines of entities can expand to
            fill the memory.
    """
    text = _NOT_XML.sub("", text)
    match = _ROOT.match(text)
    if match is None:
        msg = "not a feed: the root element is not rss, feed or rdf:RDF"
        raise MalformedInputError(msg)
    if match["subset"]:
        msg = "the DOCTYPE contains declarations, which can be an attack, so the feed is not read: remove the DOCTYPE"
        raise MalformedInputError(msg)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        # No entity can be declared after the start of the root element.
        root = etree.fromstring(text[match.start("tag") :].encode(), parser, base_url=base)
    except etree.XMLSyntaxError:
        yield from _of_tags(text, match, base)
    else:
        yield from _of_tree(root, base)


def _of_tree(root: Any, base: str | None) -> Iterator[Entry]:
    channel = next((child for child in root if _name(child) == "channel"), root)
    about = _about(_tree_fields(channel), root.get(f"{_XML}lang"), base)
    for parent in dict.fromkeys((channel, root)):
        for element in parent:
            if _name(element) in {"item", "entry"}:
                about_language = element.get(f"{_XML}lang") or about.language
                yield _entry(list(_tree_fields(element)), about, element.base or about.url, about_language)


def _tree_fields(element: Any) -> Iterator[_Field]:
    for child in element:
        name = _name(child)
        if name in {"item", "entry", "channel", ""}:
            continue
        if len(child):
            for node in child.iter():
                node.tag = etree.QName(node).localname
            inner = (etree.tostring(node, encoding="unicode", method="html") for node in child)
            value = escape(child.text or "", quote=False) + "".join(inner)
        else:
            value = child.text or ""
        attributes = {str(key).lower(): str(held) for key, held in child.attrib.items()}
        yield _Field(name, attributes, value, is_markup=len(child) > 0)


def _name(element: Any) -> str:
    """The name of an element with the usual prefix of its namespace; empty for other namespaces."""
    name = etree.QName(element)
    namespace = (name.namespace or "").lower()
    prefix = _NAMESPACES.get(namespace, "" if not namespace or "userland.com/rss" in namespace else None)
    return "" if prefix is None else prefix + name.localname.lower()


def _of_tags(text: str, root: re.Match[str], base: str | None) -> Iterator[Entry]:
    tags = [match for match in _ENTRY_TAG.finditer(text, root.end()) if match["name"]]
    if all(tag["slash"] for tag in tags):
        msg = "the feed is not well-formed and has no readable entries: fetch or save it again"
        raise MalformedInputError(msg)
    language = _attributes(root["tag"]).get("xml:lang")
    about = _about(_tag_fields(text[root.end() : tags[0].start()]), language, base)
    for tag, end in zip(tags, (*(tag.start() for tag in tags[1:]), len(text)), strict=True):
        if not tag["slash"]:
            yield _entry(list(_tag_fields(text[tag.end() : end])), about, about.url, about.language)


def _tag_fields(source: str) -> Iterator[_Field]:
    """The fields in the source of an entry; an unclosed field ends where the next one starts."""
    tags = [match for match in _FIELD_TAG.finditer(source) if match["name"]]
    last_end = {match["name"].lower(): match.start() for match in tags if match["slash"]}
    number = 0
    while number < len(tags):
        tag = tags[number]
        name = tag["name"].lower()
        number += 1
        if tag["slash"]:
            continue
        inner = ""
        if not tag["empty"]:
            if last_end.get(name, -1) > tag.start():
                while not tags[number]["slash"] or tags[number]["name"].lower() != name:
                    number += 1
            inner = source[tag.end() : tags[number].start() if number < len(tags) else None]
        value = "".join(_raw(match) for match in _CDATA.finditer(inner))
        is_markup = "<![CDATA[" not in inner and _MARKUP.search(inner) is not None
        attributes = _attributes(tag["attributes"])
        yield _Field(name.removeprefix("atom:"), attributes, inner if is_markup else value, is_markup)


def _raw(match: re.Match[str]) -> str:
    """The text of a part of a field: a CDATA section, a comment, or text."""
    return match[1] if match[1] is not None else _unescaped(match[2] or "")


def _attributes(source: str) -> dict[str, str]:
    return {match[1].lower(): _unescaped(match[2] or match[3] or "") for match in _ATTRIBUTE.finditer(source)}


def _about(fields: Iterable[_Field], language: str | None, base: str | None) -> _About:
    fields = list(fields)
    return _About(
        _line(_first(fields, "title")),
        base or _link(fields, None),
        language or _value(fields, "language", "dc:language"),
    )


def _entry(fields: list[_Field], about: _About, base: str | None, language: str | None) -> Entry:
    code = _LANGUAGE.match(_value(fields, "dc:language") or language or "")
    source = _first(fields, "source")
    if source is not None and source.is_markup:
        source = _first(list(_tag_fields(source.value)), "title")
    return Entry(
        title=_line(_first(fields, "title")),
        url=_link(fields, base),
        # In an aggregated feed, an entry names the feed it comes from.
        outlet=_line(source) or about.title,
        published=_value(fields, *_PUBLISHED),
        modified=_value(fields, *_MODIFIED),
        authors=tuple(_authors(fields)),
        language=code.group().lower() if code else None,
        texts=tuple(html for field in fields if field.name in _TEXTS and (html := _html(field))),
    )


def _first(fields: Iterable[_Field], name: str) -> _Field | None:
    return next((field for field in fields if field.name == name), None)


def _value(fields: list[_Field], *names: str) -> str | None:
    """The first text that is not blank, in the order of the names."""
    found = (field.value.strip() for name in names for field in fields if field.name == name)
    return next(filter(None, found), None)


def _line(field: _Field | None) -> str | None:
    """A title on one line. Outside Atom it is not stated whether it is HTML, and it often is."""
    if field is None:
        return None
    is_text = field.type in {"text", "text/plain"} and not field.is_markup
    text = field.value if is_text else _unescaped(_MARKUP.sub("", field.value))
    return " ".join(text.translate(_WINDOWS).split()) or None


def _link(fields: list[_Field], base: str | None) -> str | None:
    """The address of the page: an Atom link, an RSS link, or an id that is a permalink."""
    links = [field for field in fields if field.name == "link" and field.attributes.get("rel") in {None, "alternate"}]
    links.sort(key=lambda link: link.type not in {"", "text/html"})
    found = [link.attributes.get("href") or link.value for link in links]
    found += [
        field.value for field in fields if field.name == "guid" and field.attributes.get("ispermalink") != "false"
    ]
    for address in found:
        try:
            url = urljoin(base or "", address.strip())
        except ValueError:
            continue
        if address.strip() and url.lower().startswith(("http://", "https://")):
            return url
    return None


def _authors(fields: list[_Field]) -> Iterator[str]:
    for field in fields:
        if field.name not in {"author", "dc:creator"}:
            continue
        if field.is_markup:
            match = re.search(r"<(?:[\w.-]+:)?name\b[^<>]*>([^<]*)", field.value)
            yield _unescaped(match[1])[:_LONGEST_AUTHOR] if match else ""
        else:
            author = field.value[:_LONGEST_AUTHOR]
            match = _MAIL_AND_NAME.fullmatch(author)
            yield match[1] if match else author


def _html(field: _Field) -> str:
    """The text of a field as HTML with paragraphs; empty for an image or the like."""
    value = field.value.translate(_WINDOWS).strip()
    has_tags = _MARKUP.search(value) is not None
    is_html = field.name in {"content:encoded", "description"} or field.type in _HTML_TYPES
    # By RFC 4287, a field without a type is plain text; but if it has tags, it is HTML.
    is_html = is_html or field.is_markup or (has_tags and not field.type)
    if is_html and has_tags:
        return _BREAKS.sub("<p>", value)
    if not is_html and field.type not in {"", "text", "text/plain"}:
        return ""
    paragraphs = _BLANK_LINES.split(value if is_html else escape(value, quote=False))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _unescaped(text: str) -> str:
    return unescape(_NO_CHARACTER.sub("\ufffd", text))
