"""Quotations whose source the words before name, without a cue."""

from made import article
from onrecord.reading.announced import AnnouncementStage
from onrecord.records import How, Kind, Record
from table import cases

STAGE = AnnouncementStage("en")


def sources(text: str) -> list[tuple[str, str]]:
    """Source and content of each statement that the stage adds to an article of which nothing else is known."""
    statements = STAGE(Record(article(text), ())).statements
    assert all(
        s.kind is Kind.DIRECT and s.cue is None and s.source and s.source.how is How.EXPLICIT for s in statements
    )
    return [(s.source.words.text, s.content.text) for s in statements if s.source]


QUOTED = "“We built it with our own hands.”"


@cases(
    ("announcement", "name"),
    [
        ("And from Chairwoman Dora Klem:", "Chairwoman Dora Klem"),
        ("Ilse Brandt’s statement in full:", "Ilse Brandt"),
        ("Here is the answer that came from Mayor Oren Falk on Friday:", "Mayor Oren Falk"),
        ("The statement of the Velmora Chamber of Commerce:", "Velmora Chamber of Commerce"),
    ],
)
def test_a_colon_announces_a_quotation(announcement: str, name: str) -> None:
    """The one person or body that is named before a colon is the source of the quotation after it."""
    for gap in ("\n\n", " "):
        assert sources(f"The pier opened on Friday.\n\n{announcement}{gap}{QUOTED}") == [(name, QUOTED)]


@cases(
    "text",
    [
        f"Ilse Brandt was defiant. {QUOTED}",
        f"The pier is shut. Engineer Ilse Brandt was tired on Friday. {QUOTED} The rain went on.",
        f"Ilse Brandt won the race in the rain on Sunday.\n\n{QUOTED}",
    ],
)
def test_a_sentence_on_one_person_names_the_source(text: str) -> None:
    """A quotation of whole sentences after a sentence with one person as its subject is hers."""
    ((name, content),) = sources(text)
    assert name.endswith("Ilse Brandt")
    assert content == QUOTED


def test_a_pronoun_names_the_source() -> None:
    """A pronoun does as well as a name."""
    assert sources(f"She shook her head. {QUOTED}") == [("She", QUOTED)]


@cases(
    "text",
    [
        f"Ilse Brandt met Oren Falk on the pier. {QUOTED}",
        f"Ilse Brandt met the widow of the pilot. {QUOTED}",
        f"A letter for Ilse Brandt came on Friday. {QUOTED}",
        f"Police arrested Ilse Brandt on Friday. {QUOTED}",
        f"Ilse Brandt’s house burnt down. {QUOTED}",
        f"The pier opened on Friday. {QUOTED}",
        f"Ilse Brandt and Oren Falk on the strike:\n\n{QUOTED}",
        "Ilse Brandt won the race on Sunday.\n\n“The pier is to be closed for the winter.”",
        "Ilse Brandt sang. “The Long Reach”",
        "Ilse Brandt was there. “A fine day for the port,” it said on the wall.",
        "Ilse Brandt was there. He, “we built it with our own hands.”",
        f"Note: {QUOTED}",
        f"The film of Ilse Brandt was sent with a threat to the town:\n\n{QUOTED}",
        f"They marched on Founders Day with a banner:\n\n{QUOTED}",
    ],
)
def test_where_it_is_unclear_nobody_is_guessed(text: str) -> None:
    """Two people, no person, a title, a quotation that is part of a sentence: no statement."""
    assert sources(text) == []
