"""Time expressions: the value and the days of each construction, by a table of cases; and what must always hold."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import article
from onrecord.reading.dates.calendar import days_of
from onrecord.reading.dates.stage import TimeStage
from onrecord.records import DateInterval, Kind, Origin, Record, Source, Span, Stance, Statement, TimeExpression, Words

CASES = tomllib.loads((Path(__file__).parent / "time_cases.toml").read_text(encoding="utf-8"))["case"]
STAGE = TimeStage("en")


def times(text: str, published: date | None = None) -> tuple[TimeExpression, ...]:
    """The time expressions of a text."""
    day = DateInterval(published, published, Origin.ARGUMENT) if published else None
    return STAGE(Record(article(text, published=day))).times


def test_an_expression_has_its_value_and_its_days() -> None:
    """Exact words, TIMEX3 value, first and last day, for every case of the table."""
    wrong = []
    for case in CASES:
        wanted = (case["words"], case["value"], case.get("start"), case.get("end"))
        found = [(time.text, time.value, time.start, time.end) for time in times(case["text"], case.get("published"))]
        if wanted not in found:
            wrong.append(f"{case['text']} (published {case.get('published')}): {wanted} not in {found}")
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_cases() -> None:
    """The table covers what news print."""
    assert len(CASES) >= 150


def test_ages_amounts_and_names_are_no_times() -> None:
    """Nothing is found where a number or a month's name means something else."""
    listed = [
        "He is a 44-year-old clerk.",
        "She was in her 30s.",
        "It cost $2000.",
        "They may march on.",
        "The 60 Minutes team.",
        "It was the last day of the trial.",
        "They signed the long-term plan.",
        "The March for peace was long.",
        "It killed 4 and 25 were hurt.",
    ]
    assert not [text for text in listed if times(text, date(2024, 1, 19))]


RELATIVE = [
    "yesterday", "last week", "last month", "last year", "next year", "two weeks ago",
    "three months from now", "this week",
    "last Friday", "next Friday", "last fall", "the end of the month", "tomorrow", "the day before yesterday",
    "the last day of the month", "the first week of next year", "Friday next week", "two weeks from today",
    "year's end",
]  # fmt: skip
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1))


@given(st.sampled_from(RELATIVE), DAYS, st.integers(0, 800))
def test_later_publication_never_means_earlier_days(words: str, published: date, more: int) -> None:
    """Relative expressions are monotone in the day of publication."""
    text = f"It opened {words}."
    first, later = (times(text, day)[0] for day in (published, published + timedelta(more)))
    assert first.start is not None
    assert later.start is not None
    assert later.start >= first.start


@given(st.sampled_from([case["text"] for case in CASES]), DAYS)
def test_days_are_those_of_the_value(text: str, published: date) -> None:
    """An interval is within the days that the value names, and in order."""
    for time in times(text, published):
        if time.start is not None and time.end is not None:
            assert time.start <= time.end
            whole = days_of(time.value)
            if whole is not None and "–" not in time.text and "-" not in time.text:
                assert whole[0] <= time.start <= time.end <= whole[1]


@given(st.sampled_from(RELATIVE))
def test_without_a_day_of_publication_it_stays_open(words: str) -> None:
    """And says why."""
    for time in times(f"It opened {words}."):
        assert time.start is None
        assert time.note == "no publication date"


@pytest.mark.parametrize(
    ("text", "value"), [("It opens on Monday, 4 June 2024.", "2024-06-04"), ("It opens on February 30.", "XXXX-XX-XX")]
)
def test_what_contradicts_itself_says_so(text: str, value: str) -> None:
    """A weekday that the date is not, and a date that no year has."""
    time = times(text, date(2024, 1, 19))[0]
    assert (time.value, time.note) == (value, "contradicts itself")


def test_a_happening_dates_what_is_counted_from_it() -> None:
    """Where the article says when it is; else it stays open, with its words."""
    known = times("They will sign after the winter games. The winter games open on February 4.", date(2024, 1, 19))
    event = next(time for time in known if time.note == "event")
    assert (event.text, event.mod, event.start, event.end) == (
        "after the winter games",
        "AFTER",
        date(2024, 2, 4),
        None,
    )
    event = next(time for time in times("They will sign before the vote.", date(2024, 1, 19)) if time.note == "event")
    assert (event.anchor, event.mod, event.start, event.end) == ("the vote", "BEFORE", None, None)


def said(text: str, cue: str, content: str, published: date | None, stance: Stance = Stance.ASSERTS) -> Statement:
    """The statement of a text with its times."""
    day = DateInterval(published, published, Origin.ARGUMENT) if published else None
    read = article(text, published=day)

    def words(part: str) -> Words:
        start = text.index(part)
        return Words.of(text, [Span(start, start + len(part))])

    source = Source(words(text.split(maxsplit=1)[0]))
    statement = Statement("s1", Kind.INDIRECT, stance, words(content), source, words(cue))
    return STAGE(Record(read, (statement,))).statements[0]


SAID_AND_DUE = [
    ("Nyland said in December that the report would come in the coming weeks.",
     "that the report would come in the coming weeks", ("2023-12-01", "2023-12-31"), ("2023-12-01", "2024-02-25")),
    ("Nyland said on Tuesday that the gate would open by Friday.", "that the gate would open by Friday",
     ("2024-01-16", "2024-01-16"), ("2024-01-16", "2024-01-19")),
    ("Nyland said that the money would be paid within 30 days.", "that the money would be paid within 30 days",
     ("2024-01-19", "2024-01-19"), ("2024-01-19", "2024-02-18")),
    ("Nyland said that the money would be paid in the weeks ahead.",
     "that the money would be paid in the weeks ahead",
     ("2024-01-19", "2024-01-19"), ("2024-01-19", "2024-03-15")),
    ("Nyland said that the money would be paid by year's end.", "that the money would be paid by year's end",
     ("2024-01-19", "2024-01-19"), ("2024-01-19", "2024-12-31")),
    ("Nyland said that the gate would open before Thursday's vote.",
     "that the gate would open before Thursday's vote",
     ("2024-01-19", "2024-01-19"), ("2024-01-19", "2024-01-24")),
    ("Nyland said that the treaty would be signed before the summer.",
     "that the treaty would be signed before the summer",
     ("2024-01-19", "2024-01-19"), ("2024-01-19", "2024-05-31")),
    ("Nyland said that it would open on February 4.", "that it would open on February 4",
     ("2024-01-19", "2024-01-19"), ("2024-02-04", "2024-02-04")),
    ("Nyland said that it had rained.", "that it had rained", ("2024-01-19", "2024-01-19"), None),
]  # fmt: skip


def test_when_it_was_said_and_when_it_is_due() -> None:
    """The time beside the cue is when it was said; a time in the content counts from there."""
    wrong = []
    for text, content, said_on, due in SAID_AND_DUE:
        statement = said(text, "said", content, date(2024, 1, 19))
        found = tuple(
            each and (each.start.isoformat(), each.end.isoformat()) for each in (statement.said, statement.due)
        )
        if found != (said_on, due):
            wrong.append(f"{text}: {found}")
    assert not wrong, "\n".join(wrong)


def test_without_a_date_nothing_is_guessed() -> None:
    """Neither when it was said nor when it is due."""
    found = said("Nyland said that the gate would open by Friday.", "said", "that the gate would open by Friday", None)
    assert (found.said, found.due) == (None, None)


def test_days_end_with_the_calendar() -> None:
    """Days that no calendar has stay open, and crash nothing."""
    day = date(9999, 12, 31)
    for words in (
        "within " + "9" * 310 + " days",
        "this week",
        "within 24 hours",
        "in the coming years",
        "9" * 310 + " weeks from tomorrow",
        "a week from today",
        "the day after today",
        "the last day of next year",
        "Friday next week",
    ):
        text = f"Anna Vane said it would open {words}."
        assert said(text, "said", f"it would open {words}", day).said is not None, words


def test_many_happenings_and_dates_are_read_in_time() -> None:
    """Each mention looks only at the dates beside it."""
    assert len(times("It closed before the election on May 1. " * 500, date(2024, 1, 19))) == 1_000


@pytest.mark.slow
def test_a_book_of_statements_and_happenings_is_read_in_time() -> None:
    """Each statement looks only at the times within it: going through all of them would take minutes."""
    one = "Anna Vane said that the quay would open before the vote on Monday.\n\n"
    read = article(one * 10_000, published=DateInterval(date(2024, 1, 19), date(2024, 1, 19), Origin.ARGUMENT))
    statements = []
    for n in range(10_000):
        start = n * len(one)
        words = [Words.of(read.text, [Span(start + a, start + b)]) for a, b in ((15, 64), (0, 9), (10, 14))]
        statements.append(Statement(f"s{n}", Kind.INDIRECT, Stance.ASSERTS, words[0], Source(words[1]), words[2]))
    began = process_time()
    found = STAGE(Record(read, tuple(statements)))
    assert process_time() - began < 30
    assert len(found.statements) == 10_000
