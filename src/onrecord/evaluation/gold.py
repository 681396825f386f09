"""Reads articles in which people marked who said what, in three annotation formats."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import EmptyInputError, MalformedInputError

ROLES = ("source", "cue", "content")

Fragments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One annotated statement: the fragments of its source, cue and content as half-open offsets into the text."""

    source: Fragments
    cue: Fragments
    content: Fragments


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """A text and the attributions that a person marked in it."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    annotator: str | None = None
    publisher: str | None = None


def read_annotated(path: Path) -> list[AnnotatedArticle]:
    """Read the annotated articles in a file or folder, sorted by file name.

    Formats are JSON Lines (`{"id", "text", "attributions": [{"source", "cue", "content"}]}`, spans as `[start, end]`;
    `annotator` and `publisher` are optional), a folder of brat's `.txt` and `.ann`, one such `.ann`, and a file or
    a folder of Citron's JSON.

    Raises:
        MalformedInputError: An annotation is not valid; the message says where.
        EmptyInputError: There are none.
        OSError: The file cannot be read.
    """
    if path.is_dir():
        files = sorted(path.rglob("*.ann")) or sorted(path.rglob("*.json")) or sorted(path.rglob("*.jsonl"))
    else:
        files = [path]
    found: list[AnnotatedArticle] = []
    for file in files:
        found += _READERS.get(file.suffix, _read_jsonl)(file)
    if not found:
        msg = f"{path}: no annotated articles; expected JSON Lines, .ann or Citron's .json"
        raise EmptyInputError(msg)
    seen: set[str] = set()
    for article in found:
        if article.id in seen:
            msg = f"{path}: the article {article.id} occurs twice"
            raise MalformedInputError(msg)
        seen.add(article.id)
    return found


def _read_jsonl(path: Path) -> list[AnnotatedArticle]:
    articles = []
    for number, line in enumerate(_text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        fields = _fields(line, where)
        text = _text(fields, where)
        listed = _checked(fields.get("attributions"), list, f"{where}: attributions")
        attributions = [_attribution(a, text, f"{where}, attribution {n}") for n, a in enumerate(listed, 1)]
        articles.append(
            AnnotatedArticle(
                str(fields.get("id", number)),
                text,
                tuple(attributions),
                _name(fields, "annotator", where),
                _name(fields, "publisher", where),
            )
        )
    return articles


def _attribution(fields: Any, text: str, where: str) -> Attribution:
    given = _checked(fields, dict, where)
    return _made(
        {role: [pair(span, where) for span in _checked(given.get(role) or [], list, where)] for role in ROLES},
        text,
        where,
    )


def pair(span: Any, where: str) -> tuple[int, int]:
    """The span `[start, end]` of a JSON file.

    Raises:
        MalformedInputError: It is not a span; the message says `where`.
    """
    if not (isinstance(span, list) and len(span) == 2 and all(type(at) is int for at in span)):
        msg = f"{where}: {span!r} is not a span; expected [start, end]"
        raise MalformedInputError(msg)
    return span[0], span[1]


def _read_citron(path: Path) -> list[AnnotatedArticle]:
    """Read Citron's annotation format (BBC, 2021): one document per file, with `text` and `quotes`."""
    fields = _fields(_text_of(path), str(path))
    text = _text(fields, str(path))
    attributions = []
    for number, quote in enumerate(_checked(fields.get("quotes"), list, f"{path}: quotes"), 1):
        where = f"{path}, quote {number}"
        given = _checked(quote, dict, where)
        cue = given.get("cue")
        spans = {
            "source": given.get("sources") or [],
            "cue": [] if cue is None else [cue],
            "content": given.get("contents") or [],
        }
        found = {role: [_citron_pair(span, where) for span in _checked(spans[role], list, where)] for role in ROLES}
        attributions.append(_made(found, text, where))
    return [AnnotatedArticle(path.stem, text, tuple(attributions))]


def _citron_pair(span: Any, where: str) -> tuple[int, int]:
    fields = _checked(span, dict, where)
    return pair([fields.get("start"), fields.get("end")], where)


_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t|$)")
_EVENT = re.compile(r"(E\d+)\t(.+)$")
_RELATION = re.compile(r"(R\d+)\t(\S+) Arg1:(\S+) Arg2:(\S+)")
_NUMBER = re.compile(r"\d+$")


def _read_brat(path: Path) -> list[AnnotatedArticle]:
    """Read brat's standoff format (Stenetorp et al., 2012): `.ann` beside the `.txt` with the same name.

    An attribution is an event that has Source, Cue and Content among its arguments, as in PolNeAR, or a cue that
    relations link to its sources and contents. The text after the offsets of a line is ignored: in some files it has
    line breaks.
    """
    text = _text({"text": _text_of(path.with_suffix(".txt"))}, str(path.with_suffix(".txt")))
    kinds: dict[str, str] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    events: list[dict[str, list[str]]] = []
    links: dict[str, dict[str, list[str]]] = {}
    for line in _text_of(path).split("\n"):
        if bound := _TEXT_BOUND.match(line):
            kinds[bound[1]] = bound[2].lower()
            spans[bound[1]] = [(int(s), int(e)) for s, e in (part.split() for part in bound[3].split(";"))]
        elif event := _EVENT.match(line):
            events.append(_event(event[2]))
        elif relation := _RELATION.match(line):
            _link(links, kinds, relation[3], relation[4])
    attributions = []
    for number, roles in enumerate([*events, *links.values()], 1):
        where = f"{path}, attribution {number}"
        if missing := [name for names in roles.values() for name in names if name not in spans]:
            msg = f"{where}: {missing[0]} is not among the annotations"
            raise MalformedInputError(msg)
        if roles["cue"] or roles["content"]:
            found = {role: [span for name in roles[role] for span in spans[name]] for role in ROLES}
            attributions.append(_made(found, text, where))
    return [AnnotatedArticle(path.stem, text, tuple(attributions))]


def _event(arguments: str) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {role: [] for role in ROLES}
    for argument in arguments.split():
        name, _, target = argument.partition(":")
        role = _NUMBER.sub("", name).lower()
        if role in roles:
            roles[role].append(target)
    return roles


def _link(links: dict[str, dict[str, list[str]]], kinds: Mapping[str, str], one: str, other: str) -> None:
    """Link a cue to its source or content, in either direction of the relation."""
    for cue, argument in ((one, other), (other, one)):
        role = kinds.get(argument)
        if kinds.get(cue) == "cue" and role in ("source", "content"):
            links.setdefault(cue, {"source": [], "cue": [cue], "content": []})[role].append(argument)


_READERS: Mapping[str, Callable[[Path], list[AnnotatedArticle]]] = {".ann": _read_brat, ".json": _read_citron}


def _made(spans: Mapping[str, Sequence[tuple[int, int]]], text: str, where: str) -> Attribution:
    for role, fragments in spans.items():
        for start, end in fragments:
            if not 0 <= start < end <= len(text):
                msg = f"{where}: the {role} {start}-{end} is not a span of a text of {len(text)} characters"
                raise MalformedInputError(msg)
    return Attribution(**{role: tuple(sorted(fragments)) for role, fragments in spans.items()})


def _text_of(path: Path) -> str:
    """The file's text with its line breaks unchanged, because offsets count them."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path}: the file is not UTF-8 (byte {error.start})"
        raise MalformedInputError(msg) from error


def _text(fields: Mapping[str, Any], where: str) -> str:
    text: str = _checked(fields.get("text"), str, f"{where}: text")
    if not text.strip() or not _is_unicode(text):
        msg = f"{where}: text: empty, or with a lone surrogate"
        raise MalformedInputError(msg)
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    value: str | None = fields.get(name)
    return value if value is None else _checked(value, str, f"{where}: {name}")


def _fields(line: str, where: str) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = _checked(json.loads(line), dict, where)
    except json.JSONDecodeError as error:
        msg = f"{where}: not valid JSON: {error}"
        raise MalformedInputError(msg) from error
    return fields


def _checked(value: Any, kind: type, where: str) -> Any:
    if not isinstance(value, kind):
        msg = f"{where}: expected {_NAMES[kind]}, found {type(value).__name__}"
        raise MalformedInputError(msg)
    return value


_NAMES: Mapping[type, str] = {str: "a string", list: "a list", dict: "an object"}
