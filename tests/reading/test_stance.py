"""Stances from the words of the cue."""

import pytest

from onrecord.language import load
from onrecord.reading.stance import StanceWords
from onrecord.records import Stance

ENGLISH = StanceWords.of("en")


@pytest.mark.parametrize(
    ("cue", "content", "stance"),
    [
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
        ("agreed", "that the bridge was weak", Stance.ASSERTS),
        ("called on", "the council to act", Stance.DEMANDS),
        ("called", "it a farce", Stance.ASSERTS),
        ("allegations of", "bribery", Stance.ALLEGES),
        ("dismissed", "the claim", Stance.DENIES),
        ("asked", "whether it was safe", Stance.ASKS),
        ("is understood", "to have signed", Stance.BELIEVES),
        ("acknowledged", "the delay", Stance.CONFIRMS),
        ("expects", "a vote", Stance.EXPECTS),
    ],
)
def test_stance(cue: str, content: str, stance: Stance) -> None:
    """The longest phrase that begins in the cue decides; without one, the source asserts."""
    assert ENGLISH.stance(cue, content) is stance


def test_the_word_list_is_sound() -> None:
    """Every stance is one of the closed list, its phrases are sorted, and no phrase stands under two."""
    table = load("en", "stances")["stances"]
    assert set(table) <= set(Stance)
    everything = [phrase for phrases in table.values() for phrase in phrases]
    assert len(everything) == len(set(everything))
    for name, phrases in table.items():
        assert phrases == sorted(phrases), name
