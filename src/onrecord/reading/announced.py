"""Quotations without a cue, whose source the words before name: "And from Chairwoman Dora Klem: “…”"."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from onrecord.language import load
from onrecord.language.stems import WORD
from onrecord.reading.people import People, is_quoted_sentence, unquoted
from onrecord.reading.quoted import QuotationIndex
from onrecord.reading.statements import in_order
from onrecord.records import Article, Kind, Record, Source, Span, Stance, Statement, Words

ANNOUNCED = 0.8
"""The confidence of a quotation that a colon announces. It is recognised by its form alone, so none could be fitted."""
AFTER = 0.6
"""The confidence of a quotation after a sentence about one person."""
_WORDS = 3
"""How many words a quotation has at least: a shorter one may be a title."""
_ANNOUNCEMENT = 30
"""How many words an announcement has at most."""


class AnnouncementStage:
    """Adds a statement for each whole quotation that has no cue, and before which one person alone is named.

    That is an announcement that ends with a colon and names one person; or a sentence with one person as its subject,
    and no other, in the same paragraph. In the paragraph before, that sentence has to be the last, without quotations,
    and the quotation has to speak in the first person.
    """

    def __init__(self, language: str) -> None:
        self._people = People(language)
        self._speaking = frozenset(load(language, "turns")["speaking"])

    def __call__(self, record: Record) -> Record:
        """The record with these statements."""
        found = list(self._found(record))
        return in_order(replace(record, statements=(*record.statements, *found))) if found else record

    def _found(self, record: Record) -> Iterator[Statement]:
        article = record.article
        told = sorted(span for statement in record.statements for span in statement.content.spans)
        starts = [paragraph.start for paragraph in article.paragraphs]
        index = QuotationIndex(article)
        for n, quoted in enumerate(index.spans):
            if any(start < quoted.end and end > quoted.start for start, end in told):
                continue
            number = bisect_right(starts, quoted.start) - 1
            paragraph = article.paragraphs[number]
            if not _stands_alone(article.text, quoted, paragraph):
                continue
            after = max(paragraph.start, index.spans[n - 1].end if n else 0)
            found = self._speaker(article, number, Span(after, quoted.start), quoted, told)
            if found is not None:
                yield _statement(article.text, quoted, *found)

    def _speaker(
        self, article: Article, number: int, before: Span, quoted: Span, told: list[Span]
    ) -> tuple[Span, float] | None:
        """Who is named before a quotation as its source, and the confidence in that."""
        paragraph = article.paragraphs[number]
        if article.text[slice(*before)].strip():
            sentence = self._people.sentences(article, before)[-1]
            if _is_announcement(article.text, sentence):
                return self._announced(article, sentence)
            speaker = self._people.subject(article, sentence)
            return None if speaker is None else (speaker, AFTER)
        if quoted.start != paragraph.start or not number:
            return None
        last = article.paragraphs[number - 1]
        if not unquoted(article, last) or any(start < last.end and end > last.start for start, end in told):
            return None
        if _is_announcement(article.text, last):
            return self._announced(article, last)
        words = {word.group().lower().replace("’", "'") for word in WORD.finditer(article.text, *quoted)}
        sentence = self._people.sentences(article, last)[-1]
        is_prose = re.search(r"[.!?]\W*$", article.text[slice(*last)]) is not None
        speaker = self._people.subject(article, sentence) if is_prose and words & self._speaking else None
        return None if speaker is None else (speaker, AFTER)

    def _announced(self, article: Article, announcement: Span) -> tuple[Span, float] | None:
        name = self._people.announced(article, announcement)
        return None if name is None else (name.span, ANNOUNCED)


def _stands_alone(text: str, quoted: Span, paragraph: Span) -> bool:
    """Whether a quotation is one or more whole sentences, and no sentence goes on before or after it."""
    before, after = text[paragraph.start : quoted.start].rstrip(), text[quoted.end : paragraph.end].lstrip()
    return (
        len(WORD.findall(text, *quoted)) >= _WORDS
        and is_quoted_sentence(text[slice(*quoted)])
        and (not before or before[-1] in '.!?:…”"')
        and (not after or after[0].isupper() or not after[0].isalpha())
    )


def _is_announcement(text: str, span: Span) -> bool:
    words = text[slice(*span)].rstrip()
    return words.endswith(":") and words.count(" ") < _ANNOUNCEMENT


def _statement(text: str, quoted: Span, speaker: Span, confidence: float) -> Statement:
    return Statement(
        id=f"{quoted.start}-announced",
        kind=Kind.DIRECT,
        stance=Stance.ASSERTS,
        content=Words.of(text, [quoted]),
        source=Source(Words.of(text, [speaker])),
        confidence=confidence,
    )
