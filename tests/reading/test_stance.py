"""Stances from the words of the cue."""

from onrecord.language import load
from onrecord.reading.stance import StanceStage
from onrecord.records import Kind, Stance

ENGLISH = StanceStage("en")


CASES = [
    ("said", "it was so", Stance.ASSERTS),
    ("strongly denied", "the report", Stance.DENIES),
    ("did not deny", "the report", Stance.DECLINES),
    ("didn’t deny", "the report", Stance.DECLINES),
    ("declined", "to comment", Stance.DECLINES),
    ("declined to comment", "on the matter", Stance.DECLINES),
    ("refused", "to say whether she would stand", Stance.DECLINES),
    ("did not immediately respond to", "a request for comment", Stance.NO_RESPONSE),
    ("has not yet responded", "", Stance.NO_RESPONSE),
    ("vowed", "to rebuild the bridge", Stance.COMMITS),
    ("agreed", "to rebuild the bridge", Stance.COMMITS),
    ("agreed", "that the bridge was weak", Stance.CONFIRMS),
    ("called on", "the council to act", Stance.DEMANDS),
    ("called", "it a farce", Stance.ASSERTS),
    ("allegations of", "bribery", Stance.ALLEGES),
    ("dismissed", "the claim", Stance.DENIES),
    ("asked", "whether it was safe", Stance.ASKS),
    ("is understood", "to have signed", Stance.BELIEVES),
    ("acknowledged", "the delay", Stance.CONFIRMS),
    ("expects", "a vote", Stance.EXPECTS),
    ("told", "the crews to leave the quay", Stance.DEMANDS),
    ("told", "them that they had to leave", Stance.ASSERTS),
    ("asked", "the board to resign", Stance.DEMANDS),
    ("asked", "why the board had to resign", Stance.ASKS),
    ("has yet to respond", "to questions", Stance.NO_RESPONSE),
    ("could not immediately be reached for", "comment", Stance.NO_RESPONSE),
    ("is alleged", "to have taken the money", Stance.ALLEGES),
    ("never promised", "a bridge", Stance.ASSERTS),
    ("the denial", "that a deal was near", Stance.DENIES),
    ("a promise", "to rebuild it", Stance.COMMITS),
    ("refuses to say", "who paid", Stance.DECLINES),
    ("neither confirmed nor denied", "it", Stance.DECLINES),
    ("ruled out", "a toll", Stance.DENIES),
    ("thought", "it was shut", Stance.BELIEVES),
    ("according to", "the ramp is safe", Stance.ASSERTS),
    ("pleaded", "not guilty to theft", Stance.DENIES),
    ("pleaded", "guilty to theft", Stance.CONFIRMS),
    ("repeated", "her call for a toll", Stance.DEMANDS),
    ("made", "a promise to rebuild it", Stance.COMMITS),
    ("made", "the announcement in June", Stance.ASSERTS),
]


def test_stance() -> None:
    """The longest phrase that begins in the cue decides; without one, the source asserts."""
    found = [(cue, content, ENGLISH.stance(cue, content, Kind.INDIRECT)) for cue, content, _ in CASES]
    assert found == CASES


QUOTED = [
    ("said", "“Who signed it?”", Stance.ASKS),
    ("said", "“Who signed it? We do not know.”", Stance.ASSERTS),
    ("warned", "“We are going to have to close,”", Stance.ASSERTS),
    ("declined", "“to comment”", Stance.DECLINES),
]


def test_the_words_of_a_quotation_are_not_part_of_its_cue() -> None:
    """They are the source's own, and change no stance, unless they are one question."""
    found = [(cue, content, ENGLISH.stance(cue, content, Kind.DIRECT)) for cue, content, _ in QUOTED]
    assert found == QUOTED


def test_the_word_list_is_sound() -> None:
    """Every stance is one of the closed list, its phrases are sorted, and no phrase stands under two."""
    table = load("en", "stances")["stances"]
    assert set(table) <= set(Stance)
    everything = [phrase for phrases in table.values() for phrase in phrases]
    assert len(everything) == len(set(everything))
    for name, phrases in table.items():
        assert phrases == sorted(phrases), name
