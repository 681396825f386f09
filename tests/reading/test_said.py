"""When a statement was said, and by when it is due, where the sentence has times of other things."""

from datetime import date

import pytest

from made import article
from onrecord.reading.dates.stage import TimeStage
from onrecord.records import DateInterval, Kind, Origin, Record, Source, Span, Stance, Statement, Words

STAGE = TimeStage("en")
DAY = date(2030, 6, 14)  # a Friday


def dated(text: str, source: str, cue: str, content: str, *, stance: Stance = Stance.COMMITS) -> Statement:
    """The statement of an article of the 14th of June, with its times."""
    read = article(text, id="one", published=DateInterval(DAY, DAY, Origin.ARGUMENT))
    words = [Words.of(text, [Span(text.index(each), text.index(each) + len(each))]) for each in (source, cue, content)]
    statement = Statement("s1", Kind.INDIRECT, stance, words[2], Source(words[0]), words[1])
    return STAGE(Record(read, (statement,))).statements[0]


@pytest.mark.parametrize(
    ("text", "cue", "content", "said"),
    [
        (
            "On 3 June Vane had vowed to reopen the quay, and on 10 June two ships moored there.",
            "had vowed",
            "to reopen the quay",
            (date(2030, 6, 3), date(2030, 6, 3)),
        ),
        (
            "The quay opened on 10 June; Vane vowed to keep it open.",
            "vowed",
            "to keep it open",
            (DAY, DAY),
        ),
        (
            "The quay opened five months after Vane had vowed to reopen it.",
            "had vowed",
            "to reopen it",
            (date(2030, 1, 1), date(2030, 1, 31)),
        ),
        ("Vane, who had vowed to reopen the quay, did not come.", "had vowed", "to reopen the quay", None),
        ("Vane vowed then to reopen the quay before the end of May.", "vowed", "to reopen the quay", None),
        ("On 3 June, Vane vowed to reopen the quay.", "vowed", "to reopen the quay", (date(2030, 6, 3),) * 2),
    ],
)
def test_said_is_the_time_of_its_own_clause(text: str, cue: str, content: str, said: tuple[date, date] | None) -> None:
    """Not that of the next clause, nor the day on which it is told again."""
    found = dated(text, "Vane", cue, content).said
    assert (found and (found.start, found.end)) == said


@pytest.mark.parametrize(
    ("text", "content", "due"),
    [
        ("Vane vowed to reopen the quay, by 20 June.", "to reopen the quay", date(2030, 6, 20)),
        ("Vane vowed to “reopen the quay” by Wednesday.", "to “reopen the quay”", date(2030, 6, 19)),
        ("Vane vowed by 20 June to reopen the quay.", "to reopen the quay", date(2030, 6, 20)),
        ("Vane vowed to reopen the quay. By 20 June it had rained.", "to reopen the quay", None),
        (
            "Vane vowed to reopen the quay that was closed on Monday.",
            "to reopen the quay that was closed on Monday",
            None,
        ),
    ],
)
def test_a_deadline_next_to_the_content_counts(text: str, content: str, due: date | None) -> None:
    """Right after it, or between a promise's cue and it; no day of what is past."""
    found = dated(text, "Vane", "vowed", content).due
    assert (found and found.end) == due


def test_nothing_is_counted_from_an_unknown_day() -> None:
    """Of what was said then, "within ten days" has no end."""
    statement = dated(
        "Vane had vowed to reopen it within ten days.", "Vane", "had vowed", "to reopen it within ten days"
    )
    assert (statement.said, statement.due) == (None, None)
