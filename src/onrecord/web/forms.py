"""Turn a statement's form into the change it makes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.errors import MalformedInputError
from onrecord.readers.base import clean
from onrecord.records import Article, DateInterval, Record, Source, SourceKind, Span, Statement, Words, words_at

_Pairs = list[list[int]]
_SPAN = re.compile(r"(\d{1,8})-(\d{1,8})")


def one_line(text: str) -> str:
    """The text on one line, without invisible characters such as bidirectional controls."""
    return " ".join(clean(text).split())


def spans_of(article: Article, written: str) -> list[Span]:
    """The spans in a field, written `start-end` and separated by spaces.

    Raises:
        MalformedInputError: A span is outside the article's text.
    """
    spans = [Span(int(start), int(end)) for start, end in _SPAN.findall(written)]
    if any(not 0 <= span.start < span.end <= len(article.text) for span in spans):
        msg = f"{written[:80]!r} is not a range within the text"
        raise MalformedInputError(msg)
    return sorted(spans)


def change_of(form: Mapping[str, str], record: Record, statement: Statement | None) -> dict[str, Any]:
    """The fields in which a form differs from the statement, or every filled-in field if there is no statement.

    `source`, `cue` and `content` hold words; `source_at`, `cue_at` and `content_at` hold their spans. Words that were
    typed are looked up in the article, as close to the statement as possible.

    Raises:
        MalformedInputError: The words are not in the article, or a date is not valid.
    """
    change: dict[str, Any] = {}
    parts = {
        "cue": statement.cue if statement else None,
        "content": statement.content if statement else None,
    }
    content = _spans(form, "content", record.article, statement.content.spans if statement else ())
    if not content:
        msg = "content is missing; select or type its words"
        raise MalformedInputError(msg)
    near = statement.content.spans if statement else [Span(*span) for span in content]
    for name, before in parts.items():
        spans = content if name == "content" else _spans(form, name, record.article, near)
        if spans != _pairs(before):
            change[name] = {"spans": spans} if spans else None
    change |= _source(form, record, statement, near)
    for name in ("kind", "stance"):
        value = form.get(name)
        if value and (statement is None or value != getattr(statement, name).value):
            change[name] = value
    for name in ("said", "due"):
        interval = _interval(form, name)
        before_days: DateInterval | None = getattr(statement, name) if statement else None
        if interval != (before_days.to_json() if before_days else None):
            change[name] = interval
    return {name: value for name, value in change.items() if statement is not None or value is not None}


def _source(
    form: Mapping[str, str], record: Record, statement: Statement | None, near: Sequence[Span]
) -> dict[str, Any]:
    source = statement.source if statement else None
    before: dict[str, Any] | None = None
    if source is not None:
        name = next((actor.name for actor in record.actors if actor.id == source.actor), None)
        before = {"spans": _pairs(source.words), "kind": source.kind.value, "name": name}
    spans = _spans(form, "source", record.article, near)
    after = None
    if spans:
        name, kind = one_line(form.get("name", "")) or None, form.get("source_kind") or SourceKind.UNKNOWN.value
        if name is None and (before is None or spans != before["spans"]):
            words = one_line(form.get("source", ""))
            known = next((actor for actor in record.actors if words in actor.names), None)
            if known is not None:
                # The article has an actor with this name; use it, and its kind unless another was chosen.
                name = known.name
                kind = known.kind.value if kind in _default_kinds(source) else kind
        after = {"spans": spans, "kind": kind, "name": name}
    if after == before:
        return {}
    how = {"how": source.how.value} if source is not None and after and before and spans == before["spans"] else {}
    return {"source": after and after | how}


def _default_kinds(source: Source | None) -> set[str]:
    """The source kinds that a form shows if nobody has chosen one."""
    return {SourceKind.UNKNOWN.value, (source.kind if source else next(iter(SourceKind))).value}


def _spans(form: Mapping[str, str], name: str, article: Article, near: Sequence[Span]) -> _Pairs:
    written = form.get(name, "").strip()
    if not written:
        return []
    spans = spans_of(article, form.get(f"{name}_at", ""))
    if spans and _plain(words_at(article.text, spans)) == _plain(written):
        return [list(span) for span in spans]
    at = (spans or near or [Span(0, 0)])[0].start
    pattern = r"\s+".join(re.escape(word) for word in written.split())
    # Prefer whole words ("he" is also in "the"), but many languages have no spaces between words.
    for tried in (rf"(?<!\w){pattern}(?!\w)", pattern):
        if found := [match.span() for match in re.finditer(tried, article.text)]:
            break
    if not found:
        msg = f"{name}: the article does not contain {written[:80]!r}"
        raise MalformedInputError(msg)
    start, end = min(found, key=lambda span: abs(span[0] - at))
    return [[start, end]]


def _interval(form: Mapping[str, str], name: str) -> dict[str, str] | None:
    start, end = form.get(f"{name}_start", "").strip(), form.get(f"{name}_end", "").strip()
    return {"start": start or end, "end": end or start} if start or end else None


def _pairs(words: Words | None) -> _Pairs:
    return [list(span) for span in words.spans] if words else []


def _plain(text: str) -> str:
    return " ".join(text.split())
