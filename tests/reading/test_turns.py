"""Interviews and transcripts."""

from made import article
from onrecord.reading.reader import Reader
from onrecord.reading.turns import TurnStage
from onrecord.records import How, Kind, Record, Stance
from table import cases

STAGE = TurnStage("en")


def turns(text: str) -> list[tuple[str, str]]:
    """Source and content of each statement that the stage adds to an article of which nothing else is known."""
    statements = STAGE(Record(article(text), ())).statements
    assert all(s.kind is Kind.DIRECT and s.cue is None for s in statements)
    return [(s.source.words.text if s.source else "", s.content.text) for s in statements]


TALKS = """The council published the talks on Friday.

OREN FALK: We have seen the plan and we do not like it.

MARA DUNN (chair): Then say what you would like.

FALK: A bridge that stays up in winter.

It will cost less, too.

DUNN: Is that all you want?"""


def test_a_transcript_has_a_statement_for_each_turn() -> None:
    """The label is the source; a paragraph without one continues the turn."""
    assert turns(TALKS) == [
        ("OREN FALK", "We have seen the plan and we do not like it."),
        ("MARA DUNN (chair)", "Then say what you would like."),
        ("FALK", "A bridge that stays up in winter."),
        ("FALK", "It will cost less, too."),
        ("DUNN", "Is that all you want?"),
    ]
    statements = STAGE(Record(article(TALKS), ())).statements
    assert [s.source.how for s in statements if s.source].count(How.CONTINUED) == 1
    assert statements[-1].stance is Stance.ASKS


def test_a_full_name_and_its_short_form_are_one_actor(reader: Reader) -> None:
    """The turns of a transcript have two speakers."""
    record = reader.read(article(TALKS))
    outer = [s.source.actor for s in record.statements if s.source and s.parent is None]
    assert len(set(outer)) == 2
    assert outer[0] == outer[2]
    assert outer[1] == outer[4]


@cases(
    "marks",
    [("Q: ", "A: "), ("Q. ", "A. "), ("", "")],
)
def test_answers_are_of_the_one_who_is_interviewed(marks: tuple[str, str]) -> None:
    """The questions are nobody's statements; the answers are of whom the words before name."""
    asked, answered = marks
    text = (
        "Mara Dunn built her first boat at twelve.\n\n"
        f"{asked}How did it begin?\n\n{answered}We had one boat. My father sold it.\n\n"
        f"{asked}What was the worst moment?\n\n{answered}The ice, I think.\n\n"
        f"{asked}Would you go back?\n\n{answered}Tomorrow, if I could."
    )
    assert turns(text) == [
        ("Mara Dunn", "We had one boat. My father sold it."),
        ("Mara Dunn", "The ice, I think."),
        ("Mara Dunn", "Tomorrow, if I could."),
    ]


def test_without_an_introduction_an_answer_has_no_source() -> None:
    """Nobody is guessed."""
    assert turns("Q: How did it begin?\n\nA: We had one boat.\n\nQ: And then?\n\nA: We had none.") == [
        ("", "We had one boat."),
        ("", "We had none."),
    ]


@cases(
    "text",
    [
        "The figures are out.\n\nNote: We rounded them.\n\nCorrection: You may have read otherwise.\n\nNote: We err.",
        "Photo: Oren Falk.\n\nPhoto: Mara Dunn.\n\nPhoto: Oren Falk.",
        "Red Line: The union leaves.\n\nDeal: The union stays.\n\nRed Line: No court.\n\nDeal: A court.",
        "Labour Party: The larger one.\n\nGreen Party: The smaller one.\n\nLabour Party: It fell.",
        "Oren Falk: The town is shut.\n\nMara Dunn: The port is open.\n\nIlse Brandt: It is late.",
        "The toll.\n\nWhat is it?\n\nA fee.\n\nWho pays it?\n\nEvery driver.\n\nWhen does it end?\n\nIn June.",
        "Mr Falk said: We know.\n\nMs Dunn said: You know.\n\nMr Falk said: We err.\n\nMs Dunn added: You do.",
        "One thing: We know it.\n\nAnother thing: You know it.\n\nOne thing: We said it.",
    ],
)
def test_lists_and_notes_are_no_conversations(text: str) -> None:
    """Notes, credits, lists of parties and questions that the article itself answers are nobody's words."""
    assert turns(text) == []
