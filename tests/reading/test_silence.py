"""Who did not answer, in every word order."""

from made import article
from onrecord.reading.silence import SilenceStage
from onrecord.records import Record, Stance

SILENT = {
    "The quarry did not respond to a request for comment.": "The quarry",
    "The quarry did not immediately reply.": "The quarry",
    "Contacted by phone, the quarry had not replied by Friday evening.": "the quarry",
    "The mill has yet to respond to a letter sent in May.": "The mill",
    "Mr Orlan could not be reached for comment on Sunday.": "Mr Orlan",
    "After the vote, the union did not return calls.": "the union",
    "Ms Pell was not available for comment.": "Ms Pell",
    "Calls to the shipping agent went unanswered.": "the shipping agent",
    "A request for comment to the quarry was not immediately returned.": "the quarry",
    "There was no immediate response from the water company.": "the water company",
    "Nobody from the racecourse was available.": "the racecourse",
    "No one at the ferry office picked up the phone.": "the ferry office",
    "Attempts to reach the landlord were unsuccessful.": "the landlord",
    "The Lantern was unable to reach the trustees.": "the trustees",
    "Comment from the owners was not immediately available.": "the owners",
}
"""Sentences and the party that was silent."""

OTHER = (
    "The patients did not respond to treatment.",
    "The village could not be reached by road.",
    "The troops did not return to the fort.",
    "The mayor responded to a request for comment.",
    "Calls to the shipping agent were answered within a minute.",
    "The paper which runs the mill did not respond to the new prices of grain in the valley.",
)
"""Sentences in which nobody was asked, or somebody answered."""


def parties(text: str) -> list[str]:
    """The sources of the statements that the stage adds."""
    statements = SilenceStage("en")(Record(article(text), ())).statements
    assert all(statement.stance is Stance.NO_RESPONSE for statement in statements)
    return [statement.source.words.text for statement in statements if statement.source]


def test_silence_is_found_in_every_word_order() -> None:
    """The party that did not answer is the source, whatever the order of the words."""
    assert {text: parties(text) for text in SILENT} == {text: [party] for text, party in SILENT.items()}


def test_other_sentences_are_no_silence() -> None:
    """Verbs that mean something else, and answers, make no statement."""
    assert {text: parties(text) for text in OTHER} == {text: [] for text in OTHER}
