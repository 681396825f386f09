"""W3C Web Annotations: one annotation per statement (https://www.w3.org/TR/2017/REC-annotation-model-20170223/).

The content is the target; source and cue describe it and are bodies. Every body applies to every target (appendix D of
the model), so fragments of discontinuous content are separate targets.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from onrecord._version import __version__
from onrecord.export.linked import Addresses, to_line, write_items
from onrecord.export.speakers import actors_of, speaker
from onrecord.records import Actor, Article, DateInterval, Record, Span, Statement, Words

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""The length of `prefix` and `suffix`, in characters."""

_HEAD = {
    "@context": CONTEXT,
    "type": "AnnotationCollection",
    "label": "Statements on record",
    "generator": {"type": "Software", "name": f"Onrecord {__version__}"},
}


def write_annotations(records: Iterable[Record], file: BinaryIO) -> None:
    """Write an AnnotationCollection with one page, one annotation per line.

    Positions are Unicode code points into `Article.text` (sections 4.2.4 and 4.2.5 of the model). The text is the clean
    one, not the page's, so each selection identifies it in `state` by its SHA-256. The collection is identified by the
    SHA-256 of its items; id and total follow them, so that everything can be streamed.
    """
    file.write(to_line(_HEAD)[:-1] + b',"first":{"type":"AnnotationPage","startIndex":0,"items":[')
    total, digest = write_items(_annotations(records), file)
    collection = f"urn:onrecord:annotations:{digest}"
    page = f"{collection}:1"
    file.write(b"\n]," + to_line({"id": page, "partOf": collection})[1:])
    file.write(b"," + to_line({"last": page, "total": total, "id": collection})[1:] + b"\n")


def _annotations(records: Iterable[Record]) -> Iterator[bytes]:
    for record in records:
        page = _Page.of(record)
        for statement in record.statements:
            yield to_line(_annotation(page, statement))


@dataclass(frozen=True, slots=True)
class _Page:
    """What all annotations of an article have in common."""

    article: Article
    actors: Mapping[str, Actor]
    addresses: Addresses
    state: Mapping[str, str]

    @classmethod
    def of(cls, record: Record) -> "_Page":
        article, addresses = record.article, Addresses.of(record.article)
        state = {"type": "TimeState", "cached": addresses.text}
        if article.retrieved is not None:
            state["sourceDate"] = article.retrieved.replace("+00:00", "Z")  # as section 4.3.1 requires
        return cls(article, actors_of(record), addresses, state)


def _annotation(page: _Page, statement: Statement) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": page.addresses.statement(statement.id),
        "type": "Annotation",
        "motivation": "classifying",
        "body": list(_bodies(page, statement)),
        "target": list(_selections(page, statement.content)),
    }


def _bodies(page: _Page, statement: Statement) -> Iterator[dict[str, Any]]:
    """Source and cue as text and selections, then categories and numbers as tags."""
    source, language = statement.source, page.article.language
    if source is not None:
        who = speaker(source, page.actors)
        yield _text("identifying", (who and (who.name or who.words)) or source.words.text, language)
        yield from _selections(page, source.words, purpose="identifying")
    if statement.cue is not None:
        yield _text("describing", statement.cue.text, language)
        yield from _selections(page, statement.cue, purpose="describing")
    if statement.parent is not None:
        holder = page.addresses.statement(statement.parent)
        yield {"type": "SpecificResource", "purpose": "linking", "source": holder}
    yield from (_text("tagging", f"{name}:{value}") for name, value in _tags(statement))


def _tags(statement: Statement) -> Iterator[tuple[str, str | float]]:
    yield "kind", statement.kind.value
    yield "stance", statement.stance.value
    if statement.source is not None:
        yield "source", statement.source.kind.value
        yield "how", statement.source.how.value
    if statement.said is not None:
        yield "said", _days(statement.said)
    if statement.due is not None:
        yield "due", _days(statement.due)
    yield "confidence", statement.confidence


def _text(purpose: str, value: str, language: str | None = None) -> dict[str, Any]:
    body = {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
    return body | ({"language": language} if language else {})


def _days(interval: DateInterval) -> str:
    """A day, or two separated by a slash (ISO 8601)."""
    start, end = interval.start.isoformat(), interval.end.isoformat()
    return start if start == end else f"{start}/{end}"


def _selections(page: _Page, words: Words, *, purpose: str | None = None) -> Iterator[dict[str, Any]]:
    """One SpecificResource per fragment: several selectors of one must select the same content (section 4.2)."""
    for span in words.spans:
        selection: dict[str, Any] = {"type": "SpecificResource"}
        if purpose is not None:
            selection["purpose"] = purpose
        yield selection | {
            "source": page.addresses.page,
            "selector": _selectors(page.article.text, span),
            "state": page.state,
        }


def _selectors(text: str, span: Span) -> list[dict[str, Any]]:
    start, end = span
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
    ]
