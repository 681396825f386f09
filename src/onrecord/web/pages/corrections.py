"""Corrections: one statement in a form, what people corrected and ruled, and taking it back."""

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
    """What people corrected and ruled, the last first; what was taken back has `undone`."""

    rulings: list[dict[str, Any]]
    before: int | None


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement to be corrected, or a missed one to be added, with the paragraphs that it stands in.

    `content` are the words that were marked for a new statement. `rulings` are the corrections of the article so far.
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
    """All that people corrected and ruled."""
    found = desk_of(request).view.log(limit=_PAGE + 1, before=before)
    return CorrectionsPage(
        [_told(row) for row in found[:_PAGE]], found[_PAGE - 1]["key"] if len(found) > _PAGE else None
    )


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A ruling without what only the program needs, and with the words of what was changed."""
    hidden = {"blocks", "held", "quotes", "subject", "sha256"}
    fields = {name: value for name, value in row["fields"].items() if name not in hidden}
    if change := fields.get("change"):
        quotes = row["fields"]["quotes"]
        fields["change"] = {name: _with_words(value, quotes) for name, value in change.items()}
    return {name: row[name] for name in ("key", "subject", "what", "about", "by", "at", "because", "undone")} | {
        "fields": fields
    }


def _with_words(value: Any, quotes: Mapping[str, Sequence[str]]) -> Any:
    """What a field was changed to, with its words where it has a place in the text."""
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
    """A statement in a form; without `id` a new one, of the words at `content` (`start-end`)."""
    kept = desk_of(request).view.article(article)
    record = kept.record
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
    """The paragraphs that a statement stands in, and the one before: where its words are looked for."""
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
    """Correct a statement by a form, and lead back to it; from one that is rejected to the next."""
    desk = desk_of(request)
    record = desk.view.article(article).record
    change: dict[str, Any] = {}
    if what in {Action.CHANGE, Action.ADD}:
        now = next((each for each in record.statements if each.id == statement), None)
        change = change_of(form, record, _as_shown(form) or now)
    key = _correct(desk, request, article, statement, what, change, because)
    at = _following(record, statement) if what is Action.REJECT else statement
    return RedirectResponse(f"{article_url(article)}?done={key}" + (f"#{quote(at)}" if at else ""), 303)


def _as_shown(form: Mapping[str, str]) -> Statement | None:
    """The statement as the form showed it: somebody else may have corrected it since, and that stays."""
    if not form.get("shown"):
        return None
    try:
        return Statement.from_json(json.loads(form["shown"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        msg = "this form is broken: open it again"
        raise MalformedInputError(msg) from error


def _following(record: Record, statement: str) -> str:
    """The statement that stands behind another, or before it where that is the last; empty where there is none."""
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
    """Correct a statement: accept, reject or change it, or add one; `change` as `Review.change` takes it."""
    return JsonPage({"key": _correct(desk_of(request), request, article, statement, what, change or {}, because)})


def _correct(
    desk: Desk, request: Request, article: str, statement: str, what: Action, change: Mapping[str, Any], because: str
) -> int:
    ruling = desk.ruling(request, because)
    if what is Action.ADD:
        key = desk.review.add(article, change, ruling)
    elif what is Action.CHANGE:
        if not change:
            msg = "nothing was changed"
            raise MalformedInputError(msg)
        key = desk.review.change(article, statement, change, ruling)
    elif what is Action.REJECT:
        key = desk.review.reject(article, statement, ruling)
    else:
        key = desk.review.accept(article, statement, ruling)
    desk.jobs.catch_up()
    return key


@router.post("/undo/{key:int}", include_in_schema=False)
def undo(request: Request, key: _Key, back: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Take a correction or a ruling back, and lead to where one came from."""
    desk = desk_of(request)
    desk.review.undo(key, desk.ruling(request))
    desk.jobs.catch_up()
    return RedirectResponse(_local(back), 303)


@router.post("/redo/{key:int}", include_in_schema=False)
def redo(request: Request, key: _Key, back: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Have a correction or a ruling hold again, and lead to where one came from."""
    desk = desk_of(request)
    desk.review.redo(key)
    desk.jobs.catch_up()
    return RedirectResponse(_local(back), 303)


@router.post("/undo/{key:int}.json", response_class=JsonPage)
def undo_json(request: Request, key: _Key) -> JsonPage:
    """Take a correction or a ruling back."""
    desk = desk_of(request)
    undone = desk.review.undo(key, desk.ruling(request))
    desk.jobs.catch_up()
    return JsonPage(undone)


@router.post("/redo/{key:int}.json", response_class=JsonPage)
def redo_json(request: Request, key: _Key) -> JsonPage:
    """Have a correction or a ruling that was taken back hold again."""
    desk = desk_of(request)
    redone = desk.review.redo(key)
    desk.jobs.catch_up()
    return JsonPage(redone)


@router.post("/me", include_in_schema=False)
def set_name(name: Annotated[str, Form(max_length=80)], back: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Say who is at the desk: the name that corrections are kept with."""
    answer = RedirectResponse(_local(back), 303)
    # A cookie holds the letters of few languages, and names have all of them.
    answer.set_cookie(NAME_COOKIE, quote(one_line(name)), max_age=31_536_000, httponly=True, samesite="strict")
    return answer


def _local(back: str) -> str:
    """An address of the desk to lead back to; an address of anywhere else leads to the corrections."""
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_local and "\\" not in back else "/corrections"
