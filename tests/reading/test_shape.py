"""The shape of statements: whole words, whole contents, and statements that do not cross."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made import FIRST, SECOND, THIRD, TOLL, article
from onrecord.reading.reader import Reader
from onrecord.reading.shape import crosses
from onrecord.records import Record

TOLD_LAST = [
    ("The shipyard insisted that the navy pay in advance, the clerks said.", "The shipyard", "the clerks"),
    ("Duvania admitted that the dam had cracked, two engineers said.", "Duvania", "two engineers"),
]
NOT_SOURCES = [
    "Guests urged to leave the hall at once",
    "Ferry sinks off Osk, sailors ordered to stay in port",
]
SENTENCES = [sentence for text in (TOLL, FIRST, SECOND, THIRD) for sentence in text.split(". ")]
ODD = ["e\u0301", "co\u00adop", "don’t", "U.S.-led", "3,000", "🙂", "\u200b", "«", "”", "ß", "日本", "—"]


def faults(record: Record) -> list[str]:
    """Spans that cut a word, statements that cross, and parents that do not hold their statements."""
    text, found = record.article.text, []
    by_id = {statement.id: statement for statement in record.statements}
    for s in record.statements:
        words = [part for part in (s.source and s.source.words, s.cue, s.content) if part]
        places = {place for part in words for span in part.spans for place in span if 0 < place < len(text)}
        cut = [place for place in places if text[place - 1].isalnum() and text[place].isalnum()]
        found += [f"{text[place - 10 : place]}|{text[place : place + 10]}" for place in cut]
        found += [f"{other.id} crosses {s.id}" for other in record.statements if other != s and crosses(other, s)]
        if s.parent and not by_id[s.parent].content.holds(s.content):
            found.append(f"{s.parent} does not hold {s.id}")
    return found


def mutation(seed: int) -> str:
    """Sentences cut, doubled, shuffled and mixed with odd characters."""
    rng = random.Random(seed)
    sentences = [rng.choice(SENTENCES) for _ in range(rng.randint(1, 6))]
    words = ". ".join(sentences).split(" ")
    for _ in range(rng.randint(0, 8)):
        at = rng.randrange(len(words))
        words[at] = rng.choice([words[at][: rng.randint(1, 9)], words[at] * 2, rng.choice(ODD) + words[at]])
    return " ".join(words)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_no_span_cuts_a_word_and_no_statements_cross(reader: Reader, seed: int) -> None:
    """Whatever the text, spans hold whole words, and a statement is within another's content or outside it."""
    text = mutation(seed)
    assert not faults(reader.read(article(text))), text


@pytest.mark.slow
def test_many_texts(reader: Reader) -> None:
    """The same for many texts."""
    assert [seed for seed in range(3000) if faults(reader.read(article(mutation(seed))))] == []


def test_the_source_named_last_is_the_outer_one(reader: Reader) -> None:
    """In "A insisted that X, B said", A's statement is within B's."""
    wrong = []
    for text, inner, outer in TOLD_LAST:
        found = reader.read(article(text)).statements
        sources = {s.id: s.source and s.source.words.text for s in found}
        nested = [(sources[s.id], sources[s.parent]) for s in found if s.parent]
        if nested != [(inner, outer)]:
            wrong.append((text, nested))
    assert not wrong


def test_who_is_spoken_to_is_no_source(reader: Reader) -> None:
    """In a headline, the guests who are urged to leave do not speak."""
    found = [s for text in NOT_SOURCES for s in reader.read(article(text)).statements]
    assert not [s.source.words.text for s in found if s.source]
