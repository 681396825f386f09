"""Finds who did not answer: "could not be reached", "calls to the agent went unanswered", in every word order."""

import re
from collections.abc import Iterator
from dataclasses import replace

from onrecord.language import load
from onrecord.reading.statements import in_order
from onrecord.records import Article, Kind, Record, Source, Span, Stance, Statement, Words

CONFIDENCE = 0.8
"""The confidence of such a statement. It is recognised by its form alone, so none could be fitted."""
_CLAUSE_START = re.compile(r"(?:^|[.!?;:—–][”\"’]?\s|,\s|\(|\bbut\s|\band\s(?=the\b|an?\b|[A-Z]))")
_CLAUSE_END = re.compile(r"[.,;!?”\"\n]|$")
_FAR = 120
"""How many characters before the act its subject begins at most."""
_LONGEST = 8
"""How many words a party has at most: a longer stretch of words holds another clause."""


class SilenceStage:
    """Adds a `no-response` for whoever did not answer, where the model found none.

    Args:
        language: The language whose `silence.toml` is used.
    """

    def __init__(self, language: str) -> None:
        data = load(language, "silence")
        parts = {"who": data["who"], "asked": data["asked"]}
        self._acts = [_compiled(pattern, parts) for pattern in data["acts"]]
        self._phrases = [_compiled(pattern, parts) for pattern in data["phrases"]]
        self._no_party, self._relatives = frozenset(data["no_party"]), frozenset(data["relatives"])

    def __call__(self, record: Record) -> Record:
        """The record with these statements; a statement of the model's with the same cue gets the stance."""
        statements = list(record.statements)
        for who, act in self._found(record.article):
            same = [n for n, statement in enumerate(statements) if _shares_cue(statement, act)]
            for n in same:
                if statements[n].kind is not Kind.DIRECT:
                    statements[n] = replace(statements[n], stance=Stance.NO_RESPONSE)
            if not same and not any(_covers(statement.content, act) for statement in statements):
                statements.append(_statement(record.article.text, who, act))
        if statements == list(record.statements):
            return record
        return in_order(replace(record, statements=tuple(statements)))

    def _found(self, article: Article) -> Iterator[tuple[Span, Span]]:
        """The party and the act, of each place in the article that says so."""
        for start, end in article.paragraphs:
            for pattern in self._phrases:
                for match in pattern.finditer(article.text, start, end):
                    yield Span(*match.span("who")), Span(*match.span())
            for pattern in self._acts:
                for match in pattern.finditer(article.text, start, end):
                    who = self._subject(article.text, Span(max(start, match.start() - _FAR), match.start()))
                    if who is not None:
                        yield who, Span(*match.span())

    def _subject(self, text: str, before: Span) -> Span | None:
        """The words from the start of the clause to the act, if they can be a party."""
        starts = [match.end() for match in _CLAUSE_START.finditer(text, before.start, before.end)]
        start = max((place for place in starts if text[place : before.end].strip()), default=before.start)
        end = start + len(text[start : before.end].rstrip(" ,—–-"))
        words = text[start:end].lower().split()
        if not 0 < len(words) <= _LONGEST or words[0] in self._no_party:
            return None
        if words[0] in self._relatives and len(words) > 1:
            return None
        return Span(start, end)


def _compiled(pattern: str, parts: dict[str, str]) -> re.Pattern[str]:
    for name, value in parts.items():
        pattern = pattern.replace("{" + name + "}", value)
    return re.compile(r"(?<!\w)" + pattern.replace(" ", r"\s+"), re.IGNORECASE)


def _shares_cue(statement: Statement, act: Span) -> bool:
    return statement.cue is not None and any(s < act.end and act.start < e for s, e in statement.cue.spans)


def _covers(words: Words, act: Span) -> bool:
    return any(start < act.end and act.start < end for start, end in words.spans)


def _statement(text: str, who: Span, act: Span) -> Statement:
    """With the act as cue and what follows as content; without anything after, the act is the content."""
    stop = _CLAUSE_END.search(text, act.end)
    after = Span(act.end, stop.start() if stop else len(text))
    start = after.start + len(text[slice(*after)]) - len(text[slice(*after)].lstrip())
    rest = Span(start, start + len(text[slice(*after)].strip()))
    is_apart = who.end <= act.start
    cue = Words.of(text, [act]) if is_apart and rest.end > rest.start else None
    return Statement(
        id=f"{act.start}-silence",
        kind=Kind.INDIRECT,
        stance=Stance.NO_RESPONSE,
        content=Words.of(text, [act if cue is None else rest]),
        source=Source(Words.of(text, [who])),
        cue=cue,
        confidence=CONFIDENCE,
    )
