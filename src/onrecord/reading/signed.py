"""Quotations with a name under them: “The river simply stood up.” — Joris Vane."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from onrecord.reading.people import People
from onrecord.reading.quotes import quotations
from onrecord.reading.sources.names import Name
from onrecord.reading.statements import in_order
from onrecord.records import Article, Kind, Record, Source, Span, Stance, Statement, Words

_SIGNATURE = re.compile(r"\s*([―—–]|--?)\s*([^\W\d_][^“”\"\n]{1,100}?(?<![.!?:\s]))\s*")
_SHORT = 4
"""A quotation with fewer spaces than this is probably a title."""
_LINE = 80
"""A line with a name under a quotation has fewer characters."""
_ROLE = 8
"""How many spaces a role under a name has at most."""
_FULL = 2
"""How many words a full name has at least."""
CONFIDENCE = 0.9
"""The confidence of every signed quotation. It is recognised by its form alone, so none could be fitted."""


class SignatureStage:
    """Adds a statement for each paragraph that is a quotation with a name after it.

    After a dash, which is then the cue, as annotators mark it, the name may be in the same paragraph or in the next
    one. Without a dash, as under a pull quote, it is the name of a person in a paragraph of its own, perhaps with a
    role. A paragraph in which the model has found a statement stays as it is, unless it is a pull quote without marks.
    """

    def __init__(self, language: str) -> None:
        self._people = People(language)

    def __call__(self, record: Record) -> Record:
        """The record with these statements."""
        article = record.article
        starts = [paragraph.start for paragraph in article.paragraphs]
        told = {bisect_right(starts, span.start) for statement in record.statements for span in statement.content.spans}
        found = [s for s in self._signed(article) if bisect_right(starts, s.content.spans[0].start) not in told]
        pulled = list(self._pulled(record))
        if not found and not pulled:
            return record
        kept = [s for s in record.statements if not any(pull.content.holds(s.content) for pull in pulled)]
        return in_order(replace(record, statements=(*kept, *found, *pulled)))

    def _pulled(self, record: Record) -> Iterator[Statement]:
        """The pull quotes without marks: under each are the name of one who speaks elsewhere, and a role."""
        article = record.article
        sources = [s.source.words.text.casefold() for s in record.statements if s.source]
        for quoted, line, role in zip(article.paragraphs, article.paragraphs[1:], article.paragraphs[2:], strict=False):
            words = article.text[slice(*quoted)]
            if quotations(words) or words[-1] not in ".!?…" or words.count(" ") < _SHORT:
                continue
            after = article.text[slice(*role)]
            if after.count(" ") > _ROLE or after[-1] in ".!?:" or line.end - line.start > _LINE:
                continue
            name = self._name_line(article, line)
            if (
                name is not None
                and name.span == line
                and any(article.text[slice(*line)].casefold() in source for source in sources)
            ):
                yield _statement(article.text, quoted, line, None)

    def _signed(self, article: Article) -> Iterator[Statement]:
        text = article.text
        for number, (start, end) in enumerate(article.paragraphs):
            quoted = quotations(text[start:end])
            if len(quoted) != 1 or quoted[0].start or quoted[0].closing is None:
                continue
            close = start + quoted[0].end
            signature = _SIGNATURE.fullmatch(text, close, end)
            following = article.paragraphs[number + 1] if number + 1 < len(article.paragraphs) else None
            is_last = not text[close:end].strip()
            if signature is None and is_last and following is not None:
                signature = _SIGNATURE.fullmatch(text, *following)
            if signature is not None and signature[2][0].isupper():
                yield _statement(text, Span(start, close), Span(*signature.span(2)), Span(*signature.span(1)))
            elif signature is None and is_last and following is not None:
                name = self._name_line(article, following)
                if name is not None and (name.kind or name.title) and text.count(" ", start, close) >= _SHORT:
                    yield _statement(text, Span(start, close), name.span, None)

    def _name_line(self, article: Article, paragraph: Span) -> Name | None:
        """The person whom a paragraph names and, but for a role after a comma, does nothing else."""
        line = article.text[slice(*paragraph)]
        names = self._people.persons(article, paragraph) if len(line) < _LINE and line[-1:] not in ".!?:" else []
        if not names or names[0].span.start != paragraph.start or len(names[0].words) < _FULL:
            return None
        is_alone = names[0].span.end == paragraph.end or article.text[names[0].span.end] == ","
        return names[0] if is_alone else None


def _statement(text: str, quoted: Span, name: Span, dash: Span | None) -> Statement:
    return Statement(
        id=f"{quoted.start}-signed",
        kind=Kind.DIRECT,
        stance=Stance.ASSERTS,
        content=Words.of(text, [quoted]),
        source=Source(Words.of(text, [name])),
        cue=None if dash is None else Words.of(text, [dash]),
        confidence=CONFIDENCE,
    )
