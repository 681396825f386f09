"""Chains: what is one promise, however it is renewed; the same whatever the order, and as if all had been compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import article
from onrecord.corpus.chains import Topic, alike, chained
from onrecord.corpus.commitments import Commitment, Ledger
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.sources.stage import SourceStage
from onrecord.reading.stance import StanceStage
from onrecord.records import DateInterval, Kind, Origin, Record, Source, Span, Stance, Statement, Words

STAGES = (StanceStage("en"), SourceStage("en"), TimeStage("en"))
LEDGER = Ledger()
LATER = date(2031, 1, 1)


def told(day: date, text: str, *parts: tuple[str, str, str]) -> Record:
    """An article with a statement for each source, cue and content of it."""
    read = article(text, id=f"{day}-{len(text)}", published=DateInterval(day, day, Origin.ARGUMENT))
    statements, at = [], 0
    for n, part in enumerate(parts):
        starts = [read.text.index(each, at) for each in part]
        words = [Words.of(read.text, [Span(s, s + len(each))]) for s, each in zip(starts, part, strict=True)]
        at = max(words_.spans[0].end for words_ in words)
        source, cue, content = words
        statements.append(Statement(f"s{n}", Kind.INDIRECT, Stance.ASSERTS, content, Source(source), cue))
    record = Record(read, tuple(statements))
    for stage in STAGES:
        record = stage(record)
    return record


def follow(*records: Record) -> list[Commitment]:
    """The commitments of the articles."""
    return LEDGER.commitments(records, as_of=LATER)


FERRIES = told(
    date(2030, 3, 4),
    "The islands ministry said it would buy six electric ferries for the northern line. They would be sailing by the "
    "end of October, the ministry said.",
    ("The islands ministry", "said", "it would buy six electric ferries for the northern line"),
    ("the ministry", "said", "They would be sailing by the end of October"),
)


def test_what_points_back_is_of_the_sentence_before() -> None:
    """The due day of the ferries is in the second sentence."""
    first, second = follow(FERRIES)
    assert first.chain == second.chain == first.id
    assert second.due is not None
    assert second.due.end == date(2030, 10, 31)


def test_a_renewal_with_one_telling_word_is_chained_by_its_body() -> None:
    """The minister's "grants" are those of her ministry, although only another article gives her office."""
    promise = told(
        date(2030, 1, 7),
        "The Ministry of Harbour Works promised that the grants would be paid by the end of March.",
        ("The Ministry of Harbour Works", "promised", "that the grants would be paid by the end of March"),
    )
    renewal = told(
        date(2030, 4, 2),
        "The minister, Ilsa Tenn, said the grants would start by the end of June.",
        ("The minister, Ilsa Tenn,", "said", "the grants would start by the end of June"),
    )
    office = told(
        date(2030, 4, 9),
        "The harbour works minister, Ilsa Tenn, said it rained.",
        ("The harbour works minister, Ilsa Tenn,", "said", "it rained"),
    )
    assert len({c.chain for c in follow(promise, renewal)}) == 2
    first, second = follow(promise, renewal, office)
    assert first.chain == second.chain == first.id


def test_a_reprint_without_a_date_is_in_the_chain() -> None:
    """The same words are the same promise, even if their weights are unknown."""
    text = "Anna Vane vowed to reopen the quay at Hollin."
    dated = told(date(2030, 1, 7), text, ("Anna Vane", "vowed", "to reopen the quay at Hollin"))
    undated = Record(article(text, id="undated"), dated.statements)
    assert len({c.chain for c in follow(dated, TimeStage("en")(undated))}) == 1


def test_two_promises_of_one_person_are_two_chains() -> None:
    """Who says it is not what is said."""
    record = told(
        date(2030, 1, 7),
        "Anna Vane vowed to reopen the quay. Anna Vane vowed to lower the school fees.",
        ("Anna Vane", "vowed", "to reopen the quay"),
        ("Anna Vane", "vowed", "to lower the school fees"),
    )
    assert len({c.chain for c in follow(record)}) == 2


@pytest.mark.parametrize(
    ("later", "statuses"),
    [
        (
            "The electric ferries of the northern line sailed on Monday, days before the date that had been set.",
            ["kept"],
        ),
        ("The electric ferries for the northern line came late, the union said.", ["missed"]),
        ("The northern line, which the ministry closed in May, has a new timetable without ferries.", []),
        ("The electric buses were bought on time.", []),
    ],
)
def test_evidence_is_about_what_is_promised(later: str, statuses: list[str]) -> None:
    """Words of an outcome are ignored if they are far away or about something else."""
    first, *_ = follow(FERRIES, told(date(2030, 11, 5), later))
    assert [e.suggests for e in first.evidence] == statuses


def test_a_reprint_counts_once_as_evidence() -> None:
    """The first day on which it was printed."""
    words = "The electric ferries for the northern line came late, the union said."
    first, *_ = follow(FERRIES, *(told(date(2030, 11, day), words) for day in (5, 6, 7)))
    assert [e.published for e in first.evidence] == [date(2030, 11, 5)]


keys = st.frozensets(st.sampled_from("abcdefgh"), max_size=5)
topics = st.lists(st.builds(Topic, keys, st.sampled_from(["", "Vane", "Tenn"]), keys, st.booleans()), max_size=12)
weights = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 5.0))


@given(topics, weights)
def test_no_pair_is_passed_over(found: list[Topic], weigh: dict[str, float]) -> None:
    """Prefix filtering finds the same chains as comparing every pair."""
    chains = chained(found, weigh)
    for n, topic in enumerate(found):
        scores = [alike(topic, other, weigh) for other in found[:n]]
        if scores and max(scores) > 0.5 + 1e-9:
            assert chains[n] == chains[scores.index(max(scores))]
        if not scores or max(scores) < 0.5 - 1e-9:
            assert chains[n] <= n


@given(st.permutations(range(5)))
def test_the_order_of_articles_does_not_matter(order: list[int]) -> None:
    """Chains and evidence are the same in any order of articles."""
    records = [
        FERRIES,
        told(date(2030, 11, 5), "The electric ferries for the northern line came late, the union said."),
        *(
            told(date(2030, 5 + n, 6), f"Anna Vane vowed to {act}.", ("Anna Vane", "vowed", f"to {act}"))
            for n, act in enumerate(("buy the electric ferries", "reopen the quay", "reopen the old quay"))
        ),
    ]
    assert follow(*(records[n] for n in order)) == follow(*records)
