"""The Web Annotations keep to the model, and nothing of a statement is lost in them."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from made import article, records
from onrecord.export.annotations import AROUND, CONTEXT, write_annotations
from onrecord.records import Actor, Article, How, Kind, Record, Source, SourceKind, Span, Stance, Statement, Words

MOTIVATIONS = {"classifying", "identifying", "describing", "tagging", "linking"}


def written(*records: Record) -> bytes:
    """The bytes of the document."""
    file = io.BytesIO()
    write_annotations(records, file)
    return file.getvalue()


def items(*records: Record) -> list[dict[str, Any]]:
    """The annotations of the document."""
    found: list[dict[str, Any]] = json.loads(written(*records))["first"]["items"]
    return found


def spans_of(resources: list[dict[str, Any]], article: Article) -> tuple[Span, ...]:
    """The selected text, after a check that both selectors agree."""
    spans = []
    for resource in resources:
        position, words = resource["selector"]
        span = Span(position["start"], position["end"])
        assert article.text[span.start : span.end] == words["exact"]
        assert article.text.startswith(
            words["prefix"] + words["exact"] + words["suffix"], span.start - len(words["prefix"])
        )
        assert len(words["prefix"]) == min(AROUND, span.start)
        spans.append(span)
    return tuple(spans)


def tags_of(annotation: dict[str, Any]) -> dict[str, str]:
    """The tags as names and values."""
    return dict(body["value"].split(":", 1) for body in annotation["body"] if body["purpose"] == "tagging")


@given(records())
def test_the_document_keeps_to_the_model(record: Record) -> None:
    """Everything that the model requires of collections, pages, annotations, bodies and targets is present."""
    document = json.loads(written(record))
    assert (document["@context"], document["type"]) == (CONTEXT, "AnnotationCollection")
    page = document["first"]
    assert (page["type"], page["startIndex"], page["partOf"]) == ("AnnotationPage", 0, document["id"])
    assert document["last"] == page["id"]
    assert document["total"] == len(page["items"]) == len(record.statements)
    assert len({annotation["id"] for annotation in page["items"]}) == document["total"]
    for annotation in page["items"]:
        assert (annotation["@context"], annotation["type"]) == (CONTEXT, "Annotation")
        assert annotation["motivation"] in MOTIVATIONS
        assert annotation["target"]
        for resource in (*annotation["body"], *annotation["target"]):
            assert resource.get("purpose") in {None, *MOTIVATIONS}
            if resource["type"] == "TextualBody":
                assert isinstance(resource["value"], str)
                continue
            assert resource["type"] == "SpecificResource"
            assert resource["source"].partition(":")[0] in {"urn", "http", "https"}
            for selector in resource.get("selector", ()):
                assert selector["type"] in {"TextPositionSelector", "TextQuoteSelector"}
        for target in annotation["target"]:
            assert target["state"]["cached"] == f"urn:sha256:{record.article.sha256}"


@given(records())
def test_all_of_a_statement_can_be_read_back(record: Record) -> None:
    """Content, source and cue with their spans, kind, stance, source kind, dates, confidence and what it is within."""
    for annotation, statement in zip(items(record), record.statements, strict=True):
        bodies = [body for body in annotation["body"] if "selector" in body]
        sources = [body for body in bodies if body["purpose"] == "identifying"]
        cues = [body for body in bodies if body["purpose"] == "describing"]
        assert spans_of(annotation["target"], record.article) == statement.content.spans
        assert spans_of(sources, record.article) == (statement.source.words.spans if statement.source else ())
        assert spans_of(cues, record.article) == (statement.cue.spans if statement.cue else ())
        tags = tags_of(annotation)
        assert (Kind(tags["kind"]), Stance(tags["stance"])) == (statement.kind, statement.stance)
        assert float(tags["confidence"]) == statement.confidence
        if statement.source is not None:
            assert SourceKind(tags["source"]) is statement.source.kind
            assert How(tags["how"]) is statement.source.how
        for name, interval in (("said", statement.said), ("due", statement.due)):
            days = tags[name].split("/") if name in tags else []
            assert days[:1] + days[-1:] == ([interval.start.isoformat(), interval.end.isoformat()] if interval else [])
        links = [body["source"] for body in annotation["body"] if body["purpose"] == "linking"]
        assert [link.rsplit(":", 1)[1] for link in links] == ([statement.parent] if statement.parent else [])


@given(records())
def test_the_same_record_gives_the_same_bytes(record: Record) -> None:
    """After a round trip through JSON, too."""
    assert written(record) == written(Record.from_json(record.to_json()))


def said(text: str, *parts: tuple[int, int], **given: object) -> Record:
    """A record of one direct statement: source, cue, then the fragments of the content."""
    read = article(text, **given)
    source, cue, *content = (Span(*part) for part in parts)
    words = Source(Words.of(read.text, [source]), SourceKind.PERSON, "a1", How.PRONOUN)
    statement = Statement(
        "s1", Kind.DIRECT, Stance.ASSERTS, Words.of(read.text, content), words, Words.of(read.text, [cue])
    )
    actor = Actor("a1", "Oren Falk", SourceKind.PERSON, (), (), ("Oren Falk",))
    return Record(read, (statement,), (actor,))


BROKEN = '"The ferry," he said, "is gone." 🛳'


def test_fragments_are_targets_of_their_own_and_a_pronoun_gets_its_name() -> None:
    """The selectors of one target all select the same, so that two fragments are two targets."""
    (annotation,) = items(said(BROKEN, (13, 15), (16, 20), (0, 12), (22, 32)))
    exact = [target["selector"][1]["exact"] for target in annotation["target"]]
    assert exact == ['"The ferry,"', '"is gone."']
    assert annotation["body"][0]["value"] == "Oren Falk"


def test_positions_are_code_points() -> None:
    """A character beyond the Basic Multilingual Plane counts as one, as the model requires."""
    (annotation,) = items(said("🛳🛳 he said gone", (3, 5), (6, 10), (11, 15)))
    position, words = annotation["target"][0]["selector"]
    assert (position["start"], position["end"], words["exact"]) == (11, 15, "gone")


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://lantern.example/toll", "https://lantern.example/toll"),
        ("https://lantern.example/a b?q=<x>", "https://lantern.example/a%20b?q=%3Cx%3E"),
        ("javascript:alert(1)", None),
        ("archive/toll.html", None),
        (None, None),
    ],
)
def test_the_target_is_the_page_or_else_the_text(url: str | None, source: str | None) -> None:
    """A valid web address, or else the hash of the text."""
    record = said(BROKEN, (13, 15), (16, 20), (0, 12), url=url)
    (annotation,) = items(record)
    assert annotation["target"][0]["source"] == (source or f"urn:sha256:{record.article.sha256}")


def test_the_time_of_the_fetch_is_the_state() -> None:
    """In UTC with a Z, as the model requires."""
    record = said(BROKEN, (13, 15), (16, 20), (0, 12))
    record = replace(record, article=replace(record.article, retrieved="2024-02-06T08:00:00+00:00"))
    (annotation,) = items(record)
    assert annotation["target"][0]["state"]["sourceDate"] == "2024-02-06T08:00:00Z"


def test_versions_of_an_article_have_annotations_of_their_own() -> None:
    """Their statements are numbered separately, and the text tells them apart."""
    first = said(BROKEN, (13, 15), (16, 20), (0, 12), id="ferry/1")
    second = said(BROKEN + " Corrected.", (13, 15), (16, 20), (0, 12), id="ferry/1")
    ids = [annotation["id"] for annotation in items(first, second)]
    assert len(set(ids)) == 2
    assert ids[0] == f"urn:onrecord:ferry%2F1:{first.article.sha256[:12]}:s1"


def test_the_collection_is_named_by_what_is_in_it() -> None:
    """Different annotations make a different collection, and so do none."""
    record = said(BROKEN, (13, 15), (16, 20), (0, 12))
    assert json.loads(written(record))["id"] != json.loads(written(record, record))["id"]
    assert json.loads(written())["total"] == 0
