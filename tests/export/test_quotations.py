"""schema.org gets what it has a word for, and nobody is given words or claims that are not theirs."""

import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from made import article, records
from onrecord.export.quotations import write_quotations
from onrecord.records import (
    Actor,
    DateInterval,
    How,
    Kind,
    Record,
    Role,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    Words,
)

TEXT = 'Ilse Brandt of the dockers\' union said: "The toll is dead." </script>'
BRANDT = Words.of(TEXT, [Span(0, 11)])
CONTENT = Words.of(TEXT, [Span(40, 59)])
DAY = DateInterval(date(2024, 2, 5), date(2024, 2, 5))


def graph(*records: Record) -> list[dict[str, Any]]:
    """The nodes of the document."""
    file = io.BytesIO()
    write_quotations(records, file)
    assert b"<" not in file.getvalue()
    document = json.loads(file.getvalue())
    assert document["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = document["@graph"]
    return nodes


def record(*statements: Statement, name: str | None = "Ilse Brandt", **given: object) -> Record:
    """A record of an article about the toll, with an actor `a1`."""
    read = article(TEXT, **{"id": "toll", "url": "https://lantern.example/toll"} | given)
    role = Role(Words.of(TEXT, [Span(12, 33)]))
    actor = Actor("a1", name or "the speaker", SourceKind.PERSON, (role,), (), (name,) if name else ())
    return Record(read, statements, (actor,))


def statement(
    kind: Kind = Kind.DIRECT,
    stance: Stance = Stance.ASSERTS,
    source_kind: SourceKind = SourceKind.PERSON,
    **more: Any,
) -> Statement:
    """A statement by Brandt."""
    return Statement("s1", kind, stance, CONTENT, Source(BRANDT, source_kind, "a1"), **more)


def test_direct_speech_is_a_quotation_in_its_article() -> None:
    """With the words without marks, the person and her role, the day on which it was said, and the article once."""
    read = record(statement(said=DAY), title="Talks", outlet="The Lantern", published=DAY, bylines=("Ada Example",))
    page, quotation = graph(read)
    assert page == {
        "@type": "NewsArticle",
        "@id": "https://lantern.example/toll",
        "headline": "Talks",
        "url": "https://lantern.example/toll",
        "datePublished": "2024-02-05",
        "author": ["Ada Example"],
        "publisher": {"@type": "Organization", "name": "The Lantern"},
        "identifier": {"@type": "PropertyValue", "propertyID": "sha256", "value": read.article.sha256},
    }
    assert quotation == {
        "@type": "Quotation",
        "@id": f"urn:onrecord:toll:{read.article.sha256[:12]}:s1",
        "identifier": "toll:s1",
        "text": "The toll is dead.",
        "creator": {"@type": "Person", "name": "Ilse Brandt", "jobTitle": "of the dockers' union"},
        "isPartOf": {"@id": "https://lantern.example/toll"},
        "dateCreated": "2024-02-05",
        "keywords": ["kind:direct", "stance:asserts"],
    }


@pytest.mark.parametrize("kind", [Kind.INDIRECT, Kind.MIXED])
@pytest.mark.parametrize("stance", Stance)
def test_what_is_not_verbatim_is_a_claim_where_the_source_puts_it_forward(kind: Kind, stance: Stance) -> None:
    """What a source denies, demands or promises is not its claim, and is left out."""
    nodes = graph(record(statement(kind, stance)))
    if stance not in {Stance.ASSERTS, Stance.ALLEGES, Stance.CONFIRMS}:
        assert nodes == []
        return
    assert nodes[1]["@type"] == "Claim"
    assert nodes[1]["author"]["name"] == "Ilse Brandt"
    assert nodes[1]["appearance"] == {"@id": nodes[0]["@id"]}
    assert "creator" not in nodes[1]


@pytest.mark.parametrize("stance", Stance)
def test_direct_speech_is_a_quotation_whatever_its_stance(stance: Stance) -> None:
    """The words are the source's own."""
    assert graph(record(statement(stance=stance)))[1]["@type"] == "Quotation"


@pytest.mark.parametrize(
    ("kind", "name", "key", "value"),
    [
        (SourceKind.ORGANISATION, "Dockers", "creator", {"@type": "Organization", "name": "Dockers"}),
        (SourceKind.GOVERNMENT, "Velmora", "creator", {"@type": "GovernmentOrganization", "name": "Velmora"}),
        (SourceKind.ORGANISATION, None, "creator", {"@type": "Organization", "description": "Ilse Brandt"}),
        (SourceKind.GROUP, None, "creator", "Ilse Brandt"),
        (SourceKind.ANONYMOUS, None, "creator", "Ilse Brandt"),
        (SourceKind.DOCUMENT, None, "isBasedOn", {"@type": "CreativeWork", "description": "Ilse Brandt"}),
    ],
)
def test_a_source_is_what_the_vocabulary_has_for_its_kind(
    kind: SourceKind, name: str | None, key: str, value: object
) -> None:
    """Words other than names are descriptions, and sources without a type have none."""
    assert graph(record(statement(source_kind=kind), name=name))[1][key] == value


@pytest.mark.parametrize(
    "source",
    [None, Source(BRANDT, SourceKind.UNKNOWN, "a1"), Source(BRANDT, SourceKind.PERSON, None, How.PRONOUN)],
)
def test_a_statement_without_a_known_source_is_left_out(source: Source | None) -> None:
    """An article without other statements is left out, too."""
    assert graph(record(replace(statement(), source=source))) == []


def test_a_statement_within_another_is_on_its_word() -> None:
    """It is part of its parent, and is left out with it, at any depth."""
    inner = replace(statement(Kind.INDIRECT), id="s2", parent="s1")
    deeper = replace(statement(Kind.INDIRECT), id="s3", parent="s2")
    page, outer, held, _ = graph(record(statement(), inner, deeper))
    assert held["appearance"] == [{"@id": outer["@id"]}, {"@id": page["@id"]}]
    assert graph(record(statement(Kind.INDIRECT, Stance.DENIES), inner, deeper)) == []


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (date(2024, 2, 5), date(2024, 2, 5), "2024-02-05"),
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 2, 1), date(2024, 3, 31), None),
        (date(2024, 2, 5), date(2024, 2, 6), None),
    ],
)
def test_a_date_is_as_precise_as_what_is_known(start: date, end: date, shown: str | None) -> None:
    """A day, a month or a year; other intervals are left out."""
    assert graph(record(statement(said=DateInterval(start, end))))[1].get("dateCreated") == shown


@given(records())
def test_every_node_is_named_once_and_every_reference_resolves(made: Record) -> None:
    """For any record; equal records give equal bytes."""
    nodes = graph(made)
    assert nodes == graph(Record.from_json(made.to_json()))
    ids = [node["@id"] for node in nodes]
    assert len(ids) == len(set(ids))
    for node in nodes[1:]:
        within = node["isPartOf"] if node["@type"] == "Quotation" else node["appearance"]
        for holder in within if isinstance(within, list) else [within]:
            assert holder["@id"] in ids
