"""Interviews and transcripts: "Q: … A: …", "NAME: …", and questions in paragraphs of their own."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from onrecord.language import load
from onrecord.language.naming import plain
from onrecord.language.stems import WORD
from onrecord.reading.people import People
from onrecord.reading.statements import in_order
from onrecord.records import Article, How, Kind, Record, Source, Span, Stance, Statement, Words

CONFIDENCE = 0.8
"""The confidence of a turn. It is recognised by its form alone, so none could be fitted."""
_LABEL = re.compile(r"([^\W\d_](?=[.:])|[^\W\d_][^:“”\"\n?!]{0,60}(?=:))[.:]\s+(?=\S)")
_NAME = re.compile(r"[^,(]*[^\s,(]")
_ENDS = ".!?…”’\"'—–-"
_LEAST = 3
"""How many labelled paragraphs a transcript has at least, and how many questions an interview without labels."""
_GAP = 3
"""How many paragraphs one turn may have."""
_QUESTION_WORDS = 50
_TALKING = 0.4
"""The least share of turns in the first or second person."""
_OWN = 0.6
"""The least share of answers in the first person, by which an interview differs from a list of questions."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: who speaks, if it is told, and the paragraphs without the label."""

    speaker: Span | None
    spans: tuple[Span, ...]
    label: Span | None = None
    is_question: bool = False


class TurnStage:
    """Adds a statement for each turn of an interview or a transcript, but for the questions of an interview.

    A transcript has at least three paragraphs with labels, of at least two speakers who take turns, one of whom speaks
    again. Without labels, an interview is paragraphs that are questions, each with an answer after it, most of them in
    the first person; the words before the first question name one person.
    """

    def __init__(self, language: str) -> None:
        self._people = People(language)
        self._words = {name: frozenset(words) for name, words in load(language, "turns").items()}

    def __call__(self, record: Record) -> Record:
        """The record with these statements, and without those that the model has made of a label."""
        turns = self._labelled(record.article) or self._asked(record.article)
        if not turns:
            return record
        found = [statement for turn in turns if not turn.is_question for statement in _statements(record.article, turn)]
        kept = [statement for statement in record.statements if not _is_of_label(statement, turns)]
        return in_order(replace(record, statements=(*kept, *found)))

    # With labels

    def _labelled(self, article: Article) -> list[Turn]:
        """The turns that begin with a label, if they are those of an interview or a transcript."""
        labels = self._labels(article)
        places = sorted(labels)
        turns = []
        for place, following in zip_longest(places, places[1:], fillvalue=0):
            label = Span(*labels[place].span(1))
            more = article.paragraphs[place + 1 : following] if 0 < following - place <= _GAP else ()
            said = Span(labels[place].end(), article.paragraphs[place].end)
            kind = self._kind(article.text, label)
            speaker = self._interviewee(article, article.paragraphs[places[0]].start) if kind == "answer" else label
            spans = (said, *(span for span in more if article.text[span.end - 1] in _ENDS))
            turns.append(Turn(speaker, spans, label, kind == "question"))
        return turns if self._is_conversation(article, turns) else []

    def _labels(self, article: Article) -> dict[int, re.Match[str]]:
        """The labels of speakers, by paragraph: names in full, or family names that are known in full.

        What is said ends as a sentence does.
        """
        found = {}
        for n, paragraph in enumerate(article.paragraphs):
            match = _LABEL.match(article.text, *paragraph)
            if match is not None and article.text[paragraph.end - 1] in _ENDS:
                found[n] = match
        if len(found) < _LEAST:
            return {}
        first = article.paragraphs[min(found)].start
        spans = [Span(0, first), *(Span(*match.span(1)) for match in found.values())]
        persons = [name for span in spans for name in self._people.persons(article, span)]
        families = {name.family for name in persons if len(name.words) > 1 or name.title}
        return {n: match for n, match in found.items() if self._is_speaker(article, Span(*match.span(1)), families)}

    def _is_speaker(self, article: Article, label: Span, families: AbstractSet[str]) -> bool:
        """Whether a label is the name of a person, or one of questions or answers."""
        if self._kind(article.text, label):
            return True
        name = _NAME.match(article.text, *label)
        if name is None or not self._words["no_speaker"].isdisjoint(name[0].lower().split()):
            return False
        if plain(name[0]) in families:
            return True
        persons = self._people.persons(article, label)
        core = Span(*name.span())
        persons = [person for person in self._people.persons(article, label) if person.span == core]
        return any(person.title or len(person.words) > 1 for person in persons)

    def _kind(self, text: str, label: Span) -> str:
        """Whether a label is one of questions or of answers."""
        word = text[slice(*label)].lower()
        return next((kind for kind in ("question", "answer") if word in self._words[kind]), "")

    def _is_conversation(self, article: Article, turns: Sequence[Turn]) -> bool:
        """Whether turns are those of people who take turns, speak again, and speak of themselves or to each other."""
        keys = [
            plain(name[0].split()[-1])
            for turn in turns
            if turn.label and (name := _NAME.match(article.text, *turn.label))
        ]
        if len(keys) < _LEAST or len(set(keys)) in {1, len(keys)}:
            return False
        changes = sum(one != other for one, other in pairwise(keys))
        talking = sum(any(self._has(text, "talking") for text in _texts(article, turn)) for turn in turns)
        return changes * 2 >= len(keys) - 1 and talking >= _TALKING * len(turns)

    def _has(self, text: str, words: str) -> bool:
        return any(match.group().lower().replace("’", "'") in self._words[words] for match in WORD.finditer(text))

    # Without labels

    def _asked(self, article: Article) -> list[Turn]:
        """The questions and answers of an interview without labels."""
        questions = [n for n, paragraph in enumerate(article.paragraphs) if _is_question(article.text, paragraph)]
        if len(questions) < _LEAST:
            return []
        person = self._interviewee(article, article.paragraphs[questions[0]].start)
        turns = []
        for n, following in zip(questions, [*questions[1:], questions[-1] + 2], strict=True):
            turns.append(Turn(None, (article.paragraphs[n],), is_question=True))
            answer = article.paragraphs[n + 1 : following]
            if not answer or len(answer) > 2 * _GAP:
                return []
            turns.append(Turn(person, tuple(answer)))
        own = sum(any(map(self._is_own, _texts(article, turn))) for turn in turns if not turn.is_question)
        return turns if person is not None and own >= _OWN * len(questions) else []

    def _is_own(self, text: str) -> bool:
        return '"' not in text and "“" not in text and self._has(text, "speaking")

    def _interviewee(self, article: Article, end: int) -> Span | None:
        """The one person whom the words before a place name in full."""
        names = [name for name in self._people.persons(article, Span(0, end)) if len(name.words) > 1]
        return names[0].span if names and len({name.key for name in names}) == 1 else None


def _texts(article: Article, turn: Turn) -> list[str]:
    return [article.text[slice(*span)] for span in turn.spans]


def _is_question(text: str, paragraph: Span) -> bool:
    words = text[slice(*paragraph)]
    return words.endswith("?") and words[0] not in "“\"'‘" and words.count(" ") < _QUESTION_WORDS


def _is_of_label(statement: Statement, turns: Sequence[Turn]) -> bool:
    """Whether a statement is that of a label or lies in a question of the interviewer."""
    words = statement.source.words if statement.source else statement.cue
    if words is None:
        return False
    for turn in turns:
        held = [span for span in (turn.label, *(turn.spans if turn.is_question else ())) if span is not None]
        if any(start <= words.spans[0].start < end for start, end in held):
            return True
    return False


def _statements(article: Article, turn: Turn) -> list[Statement]:
    """A statement for each paragraph of a turn; all but the first continue it."""
    found = []
    for n, span in enumerate(turn.spans):
        how = How.CONTINUED if n else How.EXPLICIT
        source = None if turn.speaker is None else Source(Words.of(article.text, [turn.speaker]), how=how)
        is_question = article.text[span.end - 1] == "?" and not re.search(r"[.!]\s", article.text[slice(*span)])
        found.append(
            Statement(
                id=f"{span.start}-turn",
                kind=Kind.DIRECT,
                stance=Stance.ASKS if is_question else Stance.ASSERTS,
                content=Words.of(article.text, [span]),
                source=source,
                confidence=CONFIDENCE,
            )
        )
    return found
