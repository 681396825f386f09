"""The polarity of a cue, and requests for anonymity: never the opposite of what was said."""

import pytest

from made import article
from onrecord.reading.anonymous import AnonymityRequestStage
from onrecord.reading.polarity import PolarityStage
from onrecord.reading.stance import StanceStage
from onrecord.records import Kind, Record, Source, Span, Stance, Statement, Words

CASES = {
    "[The port] <did not dispute> {that the crane was old}.": "declines",
    "[The port] has not <disputed> {that the crane was old}.": "declines",
    "[Ms Orlan] never <denied> {that the keys were hers}.": "declines",
    "[Neither council] has <confirmed> {that they met}.": "declines",
    "[The navy] has yet to <confirm> {that it sank}.": "declines",
    "Nor did [the bank] <admit> {that the books were false}.": "declines",
    "[The union] <doesn't accept> {that the pit must close}.": "denies",
    "[The guild] <refused to accept> {that it was late}.": "denies",
    "[Osric] never <said> {that the bridge was safe}.": "declines",
    "[The Palace] <did not say> {when it would vote}.": "declines",
    "[Nobody] <admitted> {that the gate was open}.": None,
    "[No official] has <said> {that the water is foul}.": None,
    "[None of the three] <confirmed> {it}.": None,
    "[The mayor] may <say> {that it is over}.": None,
    "[The mayor] did not come, and <said> {it was over}.": "asserts",
    "[The port] <denied> {that it had not paid}.": "denies",
    "[The port] <said> {it would not pay}.": "asserts",
    "[The clerk] did <confirm> {that the vote was lost}.": "confirms",
}
"""Sentences with their [source], <cue> and {content}, and the stance, or `None` where nothing was said."""

REQUESTS = (
    "An aide [who] <asked> {not to be named} left.",
    "[Two cooks], who <asked to> {remain anonymous}, left.",
    "A pilot [who] <declined> {to be identified} left.",
    "[A nurse] <asking> {that her name not be printed} left.",
)
STATEMENTS = (
    "[The judge] <demanded> {that the officer be named}.",
    "[The judge] <asked> {that the file not be lost}.",
    "[The mayor] <said> {anonymity had been promised}.",
)


def record(marked: str) -> Record:
    """A record with the one statement that the marks show."""
    parts: dict[str, Span] = {}
    text = ""
    opened = {"[": "source", "<": "cue", "{": "content"}
    starts: dict[str, int] = {}
    for character in marked:
        if character in opened:
            starts[opened[character]] = len(text)
        elif character in "]>}":
            name = {"]": "source", ">": "cue", "}": "content"}[character]
            parts[name] = Span(starts[name], len(text))
        else:
            text += character
    words = {name: Words.of(text, [span]) for name, span in parts.items()}
    statement = Statement(
        "s1", Kind.INDIRECT, Stance.ASSERTS, words["content"], source=Source(words["source"]), cue=words["cue"]
    )
    return Record(article(text), (statement,))


def test_negated_acts_have_no_stance_of_the_bare_verb() -> None:
    """Not to deny is to leave open, not to accept is to deny, and what nobody said is no statement."""
    stance, polarity = StanceStage("en"), PolarityStage("en")
    found = {}
    for marked in CASES:
        statements = polarity(stance(record(marked))).statements
        found[marked] = statements[0].stance.value if statements else None
    assert found == CASES


@pytest.mark.parametrize(("sentences", "left"), [(REQUESTS, 0), (STATEMENTS, 1)])
def test_a_request_for_anonymity_is_no_statement(sentences: tuple[str, ...], left: int) -> None:
    """Who asks not to be named says nothing on record; who demands that another be named does."""
    stage = AnonymityRequestStage("en")
    found = {marked: len(stage(record(marked)).statements) for marked in sentences}
    assert found == dict.fromkeys(sentences, left)
