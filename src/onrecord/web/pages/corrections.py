"""Corrections: the form of a statement, the log of people's decisions, and undoing them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from onrecord.corrections import Action
from onrecord.errors import MalformedInputError, NotFoundError
from onrecord.records import Actor, Article, Kind, Record, SourceKind, Span, Stance, Statement, words_at
from onrecord.web.desk import NAME_COOKIE, Desk, desk_of
from onrecord.web.forms import change_of, one_line, spans_of
from onrecord.web.render import JsonPage, article_url, page

router = APIRouter()
_PAGE = 50
_Key = Annotated[int, Path(ge=1, le=2**53)]
_Id = Annotated[str, Form(max_length=500)]
_Text = Annotated[str, Form(max_length=20_000)]


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """People's decisions, newest first; one that was undone has `undone`."""

    decisions: list[dict[str, Any]]
    before: int | None


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement to edit, or a missing one to add, with the paragraphs around it.

    `content` are the words that were selected for a new statement.
    """

    article: Article
    statement: Statement | None
    content: list[Span]
    words: str
    name: str | None
    actors: tuple[Actor, ...]
    around: Span
    kinds: tuple[Kind, ...]
    stances: tuple[Stance, ...]
    source_kinds: tuple[SourceKind, ...]


@page(router, "/corrections", "corrections.html")
def corrections(request: Request, before: Annotated[int | None, Query(ge=1, le=2**53)] = None) -> CorrectionsPage:
    """Everything people decided: corrections, changes to actors, outcomes of commitments."""
    found = desk_of(request).view.log(limit=_PAGE + 1, before=before)
    return CorrectionsPage(
        [_public(row) for row in found[:_PAGE]], found[_PAGE - 1]["key"] if len(found) > _PAGE else None
    )


def _public(row: Mapping[str, Any]) -> dict[str, Any]:
    """A decision without internal fields, and with the words of what was changed."""
    hidden = {"blocks", "held", "quotes", "subject", "sha256"}
    fields = {name: value for name, value in row["fields"].items() if name not in hidden}
    if change := fields.get("change"):
        quotes = row["fields"]["quotes"]
        fields["change"] = {name: _with_words(value, quotes) for name, value in change.items()}
    return {name: row[name] for name in ("key", "subject", "what", "about", "by", "at", "because", "undone")} | {
        "fields": fields
    }


def _with_words(value: Any, quotes: Mapping[str, Sequence[str]]) -> Any:
    """The new value of a field, with its words if it is a span of the text."""
    if not isinstance(value, Mapping) or "spans" not in value:
        return value
    words = (quotes.get(f"{start}-{end}", ("",))[0] for start, end in value["spans"])
    return {**value, "text": " … ".join(filter(None, words))}


@page(router, "/statement", "statement.html")
def statement_page(
    request: Request,
    article: Annotated[str, Query(max_length=500)],
    name: Annotated[str | None, Query(alias="id", max_length=40)] = None,
    content: Annotated[str, Query(max_length=1_000)] = "",
) -> StatementPage:
    """The form of a statement; without `id`, of a new one with the words at `content` (`start-end`)."""
    stored = desk_of(request).view.article(article)
    record = stored.record
    found = next((each for each in record.statements if each.id == name), None)
    if name is not None and found is None:
        msg = f"the article has no statement {name!r}; it may have been rejected"
        raise NotFoundError(msg)
    spans = list(found.content.spans) if found else spans_of(record.article, content)
    local = found.source.actor if found and found.source else None
    return StatementPage(
        article=record.article,
        statement=found,
        content=spans,
        words=words_at(record.article.text, spans),
        name=next((actor.name for actor in record.actors if actor.id == local), None),
        actors=tuple(actor for actor in record.actors if actor.names),
        around=_around(record.article, found, spans),
        kinds=tuple(Kind),
        stances=tuple(Stance),
        source_kinds=tuple(SourceKind),
    )


def _around(article: Article, statement: Statement | None, spans: list[Span]) -> Span:
    """The paragraphs that a statement touches, and the one before, to select words in."""
    parts = list(spans)
    if statement is not None:
        parts += statement.cue.spans if statement.cue else ()
        parts += statement.source.words.spans if statement.source else ()
    if not parts:
        return Span(0, article.paragraphs[-1].end)
    start, end = min(span.start for span in parts), max(span.end for span in parts)
    touched = [n for n, p in enumerate(article.paragraphs) if p.start < end and start < p.end]
    return Span(article.paragraphs[max(0, touched[0] - 1)].start, article.paragraphs[touched[-1]].end)


async def _fields(request: Request) -> dict[str, str]:
    """All fields of a form."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@router.post("/corrections", include_in_schema=False)
def correct(
    request: Request,
    form: Annotated[dict[str, str], Depends(_fields)],
    article: _Id,
    what: Annotated[Action, Form()],
    statement: _Id = "",
    because: _Text = "",
) -> Response:
    """Save a form, and go back to its statement, or to the next one after a rejection."""
    desk = desk_of(request)
    record = desk.view.article(article).record
    change: dict[str, Any] = {}
    if what in {Action.CHANGE, Action.ADD}:
        now = next((each for each in record.statements if each.id == statement), None)
        change = change_of(form, record, _shown(form) or now)
    key = _correct(desk, request, article, statement, what, change, because)
    at = _following(record, statement) if what is Action.REJECT else statement
    return RedirectResponse(f"{article_url(article)}?done={key}" + (f"#{quote(at)}" if at else ""), 303)


def _shown(form: Mapping[str, str]) -> Statement | None:
    """The statement as the form showed it, so that a correction made since is not overwritten."""
    if not form.get("shown"):
        return None
    try:
        return Statement.from_json(json.loads(form["shown"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        msg = "the form data is damaged; reload the form"
        raise MalformedInputError(msg) from error


def _following(record: Record, statement: str) -> str:
    """The statement after another, or before it if that is the last; empty if there is no other."""
    ids = [each.id for each in record.statements]
    at = ids.index(statement)
    return "".join(ids[at + 1 : at + 2] or ids[at - 1 : at])


@router.post("/corrections.json", response_class=JsonPage)
def correct_json(
    request: Request,
    article: Annotated[str, Body(max_length=500)],
    what: Annotated[Action, Body()],
    statement: Annotated[str, Body(max_length=40)] = "",
    change: Annotated[dict[str, Any] | None, Body()] = None,
    because: Annotated[str, Body(max_length=1_000)] = "",
) -> JsonPage:
    """Accept, reject or change a statement, or add one; `change` is as in `Review.change`."""
    return JsonPage({"key": _correct(desk_of(request), request, article, statement, what, change or {}, because)})


def _correct(
    desk: Desk, request: Request, article: str, statement: str, what: Action, change: Mapping[str, Any], because: str
) -> int:
    decision = desk.decision(request, because)
    if what is Action.ADD:
        key = desk.review.add(article, change, decision)
    elif what is Action.CHANGE:
        if not change:
            msg = "nothing was changed"
            raise MalformedInputError(msg)
        key = desk.review.change(article, statement, change, decision)
    elif what is Action.REJECT:
        key = desk.review.reject(article, statement, decision)
    else:
        key = desk.review.accept(article, statement, decision)
    desk.jobs.catch_up()
    return key


@router.post("/undo/{key:int}", include_in_schema=False)
def undo(request: Request, key: _Key, back: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Undo a decision, and go back to the page before."""
    desk = desk_of(request)
    desk.review.undo(key, desk.decision(request))
    desk.jobs.catch_up()
    return RedirectResponse(_local(back), 303)


@router.post("/redo/{key:int}", include_in_schema=False)
def redo(request: Request, key: _Key, back: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Restore a decision that was undone, and go back to the page before."""
    desk = desk_of(request)
    desk.review.redo(key)
    desk.jobs.catch_up()
    return RedirectResponse(_local(back), 303)


@router.post("/undo/{key:int}.json", response_class=JsonPage)
def undo_json(request: Request, key: _Key) -> JsonPage:
    """Undo a decision."""
    desk = desk_of(request)
    undone = desk.review.undo(key, desk.decision(request))
    desk.jobs.catch_up()
    return JsonPage(undone)


@router.post("/redo/{key:int}.json", response_class=JsonPage)
def redo_json(request: Request, key: _Key) -> JsonPage:
    """Restore a decision that was undone."""
    desk = desk_of(request)
    redone = desk.review.redo(key)
    desk.jobs.catch_up()
    return JsonPage(redone)


@router.post("/me", include_in_schema=False)
def set_name(name: Annotated[str, Form(max_length=80)], back: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Set the name that decisions are saved under."""
    answer = RedirectResponse(_local(back), 303)
    # A cookie can hold ASCII only.
    answer.set_cookie(NAME_COOKIE, quote(one_line(name)), max_age=31_536_000, httponly=True, samesite="strict")
    return answer


def _local(back: str) -> str:
    """The address to go back to, if it is one of the desk's own; else the corrections page."""
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_local and "\\" not in back else "/corrections"
