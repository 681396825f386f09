"""schema.org: statements as Quotation and Claim, in JSON-LD (https://schema.org/Quotation, https://schema.org/Claim).

Only statements that the vocabulary can express are written:

- A statement in direct speech is a Quotation, "attributable to a real world author", whatever its stance.
- Other statements are Claims, "a specific, factually-oriented claim", if the source asserts, alleges or confirms them.
  What is denied, demanded, asked, promised, expected or believed is not claimed, and is left out.
- A nested statement is part of its parent, and is left out with it.
- Statements are left out if only a pronoun is known of their source, or if its kind is unknown.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from onrecord.export.linked import Addresses, to_line, write_items
from onrecord.export.marks import bare
from onrecord.export.speakers import actors_of, speaker
from onrecord.records import Actor, Article, DateInterval, Kind, Record, SourceKind, Stance, Statement

_CLAIMS = frozenset({Stance.ASSERTS, Stance.ALLEGES, Stance.CONFIRMS})
_TYPES = {
    SourceKind.PERSON: "Person",
    SourceKind.ORGANISATION: "Organization",
    SourceKind.GOVERNMENT: "GovernmentOrganization",
}


def write_quotations(records: Iterable[Record], file: BinaryIO) -> None:
    r"""Write one `@graph`, one node per line: each article before its quotations and claims.

    `<` is written as `\u003c`, so that the file can be embedded in a `<script type="application/ld+json">`.
    """
    file.write(b'{"@context":"https://schema.org","@graph":[')
    write_items((to_line(node).replace(b"<", rb"\u003c") for node in _nodes(records)), file)
    file.write(b"\n]}\n")


def _nodes(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    for record in records:
        actors = actors_of(record)
        statements = _expressible(record, actors)
        addresses = Addresses.of(record.article)
        if statements:
            yield _article(record.article, addresses)
        for statement in statements:
            yield _statement(record.article, statement, addresses) | _source(statement, actors)


def _expressible(record: Record, actors: Mapping[str, Actor]) -> list[Statement]:
    """The statements that the vocabulary can express, and whose parents it can, too."""
    found = [statement for statement in record.statements if _is_expressible(statement, actors)]
    while True:
        ids = {statement.id for statement in found}
        remaining = [statement for statement in found if statement.parent is None or statement.parent in ids]
        if len(remaining) == len(found):
            return remaining
        found = remaining


def _is_expressible(statement: Statement, actors: Mapping[str, Actor]) -> bool:
    source = statement.source
    if source is None or source.kind is SourceKind.UNKNOWN or speaker(source, actors) is None:
        return False
    return statement.kind is Kind.DIRECT or statement.stance in _CLAIMS


def _article(article: Article, addresses: Addresses) -> dict[str, Any]:
    return _known(
        {
            "@type": "NewsArticle",
            "@id": addresses.page,
            "headline": article.title,
            "url": addresses.page if addresses.page != addresses.text else None,
            "datePublished": _date(article.published),
            "dateModified": _date(article.modified),
            "author": list(article.bylines) or None,
            "publisher": {"@type": "Organization", "name": article.outlet} if article.outlet else None,
            "inLanguage": article.language,
            "identifier": {"@type": "PropertyValue", "propertyID": "sha256", "value": article.sha256},
        }
    )


def _statement(article: Article, statement: Statement, addresses: Addresses) -> dict[str, Any]:
    within: Any = {"@id": addresses.page}
    if statement.parent is not None:
        within = [{"@id": addresses.statement(statement.parent)}, within]
    is_quotation = statement.kind is Kind.DIRECT
    return _known(
        {
            "@type": "Quotation" if is_quotation else "Claim",
            "@id": addresses.statement(statement.id),
            "identifier": f"{article.id}:{statement.id}",
            "text": bare(article.text, statement.content.spans) if is_quotation else statement.content.text,
            "isPartOf" if is_quotation else "appearance": within,
            "dateCreated": _date(statement.said),
            "inLanguage": article.language,
            "keywords": [f"kind:{statement.kind.value}", f"stance:{statement.stance.value}"],
        }
    )


def _source(statement: Statement, actors: Mapping[str, Actor]) -> dict[str, Any]:
    """The source: a document as what the statement is based on, anyone else as its author.

    Groups and unnamed people have no type and are given as text, which may stand for any thing
    (https://schema.org/docs/datamodel.html). `name` is a proper name; other words are a `description`.
    """
    source = statement.source
    assert source is not None
    who = speaker(source, actors)
    assert who is not None
    called = {"name": who.name} if who.name else {"description": who.words}
    if source.kind is SourceKind.DOCUMENT:
        return {"isBasedOn": {"@type": "CreativeWork", **called}}
    author = "creator" if statement.kind is Kind.DIRECT else "author"
    if source.kind not in _TYPES:
        return {author: who.words}
    role = {"jobTitle": who.role} if who.role and source.kind is SourceKind.PERSON else {}
    return {author: {"@type": _TYPES[source.kind], **called, **role}}


def _date(interval: DateInterval | None) -> str | None:
    """The day, month or year of the interval (ISO 8601), or `None` if it has another length."""
    if interval is None:
        return None
    start, end = interval.start, interval.end
    if start == end:
        return start.isoformat()
    if start.year != end.year or start.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        return None
    if start.month == end.month:
        return start.isoformat()[:7]
    return start.isoformat()[:4] if (start.month, end.month) == (1, 12) else None


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
