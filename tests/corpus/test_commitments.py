"""The ledger of commitments: what binds, what is one thing, what later articles suggest, and what people rule."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import article
from onrecord.corpus.commitments import Commitment, Ledger, Status, status_of
from onrecord.corpus.promises import CommitmentClassifier, source_actor
from onrecord.corpus.timeline import Role, timeline
from onrecord.errors import MalformedInputError
from onrecord.evaluation.commitments import commitment_scores
from onrecord.evaluation.gold import AnnotatedArticle, Attribution
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.sources.stage import SourceStage
from onrecord.reading.stance import StanceStage
from onrecord.records import DateInterval, Kind, Origin, Record, Source, Span, Stance, Statement, Words

STAGES = (StanceStage("en"), SourceStage("en"), TimeStage("en"))
LEDGER = Ledger()
LATER = date(2024, 6, 1)


def record(day: date, source: str, cue: str, content: str, more: str = "") -> Record:
    """An article with one statement, and more text."""
    text = f"{source} {cue} {content}." + (f"\n\n{more}" if more else "")
    read = article(text, id=f"{day}-{source}", published=DateInterval(day, day, Origin.ARGUMENT))
    starts = [0, len(source) + 1, len(source) + len(cue) + 2]
    words = [Words.of(text, [Span(s, s + len(w))]) for s, w in zip(starts, (source, cue, content), strict=True)]
    kind = Kind.DIRECT if content.startswith("“") else Kind.INDIRECT
    found = Record(read, (Statement("s1", kind, Stance.ASSERTS, words[2], Source(words[0]), words[1]),))
    for stage in STAGES:
        found = stage(found)
    return found


def binds(source: str, cue: str, content: str) -> bool:
    """Whether a statement is classified as a commitment."""
    found = record(date(2024, 1, 19), source, cue, content)
    return CommitmentClassifier().is_commitment(found.statements[0], source_actor(found, found.statements[0]))


@pytest.mark.parametrize(
    ("source", "cue", "content"),
    [
        ("Anna Vane", "vowed", "to reopen the quay"),
        ("Anna Vane", "said", "that she would resign"),
        ("Anna Vane", "said", "“I will never sign it,”"),
        ("Anna Vane", "said", "“We are going to rebuild the bridge,”"),
        ("Anna Vane", "said", "she plans to visit the north"),
        ("The finance ministry", "said", "the report would be published in May"),
        ("Piet Arlov, a spokesman for the ministry,", "said", "the payments would begin by June"),
        ("The two sides", "agreed", "to meet again"),
        ("Casmir Steel", "said", "it will close the mill"),
        ("The ministry", "said", "the line had been tested and would open on Friday"),
        ("The water board", "said", "it expects to publish the maps by the end of May"),
        ("The finance minister", "said", "the payments would be made within 30 days"),
        ("Her", "plan", "to rebuild the northern pier"),
        ("Anna Vane", "said", "she has no plans to sign the pact"),
        ("Anna Vane", "said", "if elected “I will close the quarry”"),
        ("Aides to Anna Vane", "said", "she would visit the north on Friday"),
        ("A spokesman for the council", "said", "officers will close the bridge on Friday"),
        ("Anna Vane", "told", "reporters she planned to seek a new vote"),
    ],
)
def test_what_binds_the_source_is_a_commitment(source: str, cue: str, content: str) -> None:
    """Promises, plans and announced acts of the source's own side."""
    assert binds(source, cue, content)


@pytest.mark.parametrize(
    ("source", "cue", "content"),
    [
        ("Anna Vane", "said", "that Peter Okar would lose"),
        ("Anna Vane", "said", "that prices will rise"),
        ("Anna Vane", "demanded", "that he would resign"),
        ("Anna Vane", "said", "that she had resigned"),
        ("Anna Vane", "asked", "whether he would sign"),
        ("Anna Vane", "denied", "that she would resign"),
        ("Anna Vane", "said", "that she would not comment"),
        ("Critics", "said", "that it will fail"),
        ("Anna Vane", "said", "“I don't know what it's going to take,”"),
        ("Anna Vane", "said", "“I think you will like it,”"),
        ("40 percent", "plan", "to vote for Peter Okar"),
        ("Anna Vane", "has never said", "she would resign"),
        ("Anna Vane", "introduced a bill", "that would close the quarry"),
    ],
)
def test_what_is_said_of_others_is_not_a_commitment(source: str, cue: str, content: str) -> None:
    """Forecasts, demands and past acts are not commitments."""
    assert not binds(source, cue, content)


def test_a_repetition_that_says_it_was_done_suggests_kept() -> None:
    """Even if it shares too few key terms with the promise; the next clause is not part of it."""
    first = record(
        date(2024, 1, 19), "Anna Vane", "said", "she would ask the tribunal for leave to sell her barges in Estwick"
    )
    again = record(
        date(2024, 4, 2),
        "Anna Vane",
        "said",
        "then that she would ask the tribunal for leave; she did so in March, and it has not yet replied",
    )
    found = LEDGER.commitments([first, again], as_of=LATER)
    assert [[e.suggests for e in each.evidence] for each in found] == [[Status.KEPT], []]


def test_conditions_are_quoted_as_printed() -> None:
    """Each extends to the end of its clause."""
    found = record(date(2024, 1, 19), "Anna Vane", "promised", "to pay, provided that the court agrees, if asked")
    conditions = CommitmentClassifier().conditions(found.article.text, found.statements[0])
    assert [words.text for words in conditions] == ["provided that the court agrees", "if asked"]


PROMISE = record(date(2024, 1, 19), "Paul Nyland", "promised", "to publish the harbour report by the end of February")


def follow(*later: Record, as_of: date = LATER, decisions: list[dict[str, object]] | None = None) -> list[Commitment]:
    """The ledger of the promise and of later articles."""
    return LEDGER.commitments([PROMISE, *later], as_of=as_of, decisions=decisions or [])


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The harbour report was published on Tuesday.", Status.KEPT),
        ("The harbour report has not been published.", Status.MISSED),
        ("Nyland put off the harbour report.", Status.POSTPONED),
        ("Nyland will not publish the harbour report before May, weeks after the date he gave.", Status.POSTPONED),
        ("Nyland would not publish the harbour report until May, months late.", Status.POSTPONED),
        ("The harbour report was published in May, weeks after the date.", Status.MISSED),
        ("Nyland said he would publish the harbour report; he did so in May, and is not yet thanked.", Status.KEPT),
        ("Nyland scrapped the harbour report.", Status.WITHDRAWN),
        ("The harbour was full of ice.", None),
    ],
)
def test_later_articles_suggest_what_came_of_it(sentence: str, status: Status | None) -> None:
    """The words are shown as evidence; the status still depends on the days alone."""
    found = follow(record(date(2024, 4, 2), "Peter Okar", "said", "it rained", sentence))[0]
    assert [(e.suggests, e.words.text) for e in found.evidence] == ([(status, sentence)] if status else [])
    assert found.status is Status.OVERDUE


def test_earlier_articles_and_later_days_are_no_evidence() -> None:
    """Sentences before the promise, or after the day that was asked for, are no evidence."""
    told = "The harbour report was published on Tuesday."
    before = record(date(2023, 4, 2), "Peter Okar", "said", "it rained", told)
    after = record(date(2024, 4, 2), "Peter Okar", "said", "it rained", told)
    assert follow(before)[0].evidence == ()
    assert follow(after, as_of=date(2024, 3, 1))[0].evidence == ()


def test_a_postponement_is_a_later_link_of_one_chain() -> None:
    """The old and the new due days stand in it."""
    again = record(date(2024, 3, 5), "Paul Nyland", "promised", "to publish the harbour report by the end of April")
    first, second = follow(again)
    assert first.chain == second.chain == first.id
    assert first.due is not None
    assert second.due is not None
    assert (first.due.end, second.due.end) == (date(2024, 2, 29), date(2024, 4, 30))


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2024, 1, 20), Status.OPEN),
        (date(2024, 2, 20), Status.DUE_SOON),
        (date(2024, 2, 29), Status.DUE_SOON),
        (date(2024, 3, 1), Status.OVERDUE),
    ],
)
def test_the_status_is_that_of_the_day(as_of: date, status: Status) -> None:
    """Open, due soon, overdue."""
    assert follow(as_of=as_of)[0].status is status


def test_only_a_decision_settles_it() -> None:
    """The last decision counts; `open` withdraws it."""
    id_ = follow()[0].id
    made = [
        {"fields": {"commitment": id_, "status": s}, "by": "R.", "at": "2024", "because": "seen"}
        for s in ("kept", "open")
    ]
    assert follow(decisions=made[:1])[0].status is Status.KEPT
    assert follow(decisions=made)[0].status is Status.OVERDUE


@given(st.permutations(range(4)))
def test_the_order_of_articles_does_not_matter(order: list[int]) -> None:
    """The same ledger whatever comes first."""
    days = [date(2024, 2, 3), date(2024, 3, 5), date(2024, 4, 2)]
    records = [
        PROMISE,
        *(record(day, "Paul Nyland", "said", "he would publish the harbour report in June") for day in days),
    ]
    shuffled = LEDGER.commitments([records[n] for n in order], as_of=LATER)
    assert shuffled == LEDGER.commitments(records, as_of=LATER)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_nothing_is_overdue_before_its_day(end: date, as_of: date) -> None:
    """Whatever the days."""
    status = status_of(DateInterval(date(1999, 1, 1), end), as_of)
    assert (status is Status.OVERDUE) == (as_of > end)


def test_the_timeline_has_said_and_due() -> None:
    """By day; words and actors narrow it."""
    entries = timeline([PROMISE], words="harbour")
    assert [(e.role, e.days.end) for e in entries] == [(Role.SAID, date(2024, 1, 19)), (Role.DUE, date(2024, 2, 29))]
    assert timeline([PROMISE], words="tunnel") == []
    assert timeline([PROMISE], actors=frozenset({("another", "a1")})) == []


def test_labels_are_scored(tmp_path: Path) -> None:
    """One promise of two statements; a label of no statement is an error."""
    text = "Anna Vane vowed to go. Peter Okar said it rained."
    gold = AnnotatedArticle(
        "one",
        text,
        (Attribution(((0, 9),), ((10, 15),), ((16, 21),)), Attribution(((23, 33),), ((34, 38),), ((39, 48),))),
    )
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"id": "one", "set": "first", "cue": [[10, 15]], "content": [[16, 21]], "commitment": true}\n'
        '{"id": "one", "set": "second", "cue": [[34, 38]], "content": [[39, 48]], "commitment": false}\n',
        encoding="utf-8",
    )
    scores = commitment_scores([gold], labels)
    assert scores["first"].f1 == 100.0
    assert (scores["second"].gold, scores["second"].predicted) == (0, 0)
    for line in (
        '{"id": "one"}',
        '{"id": "one", "set": "first", "cue": [[0, 1]], "content": [[16, 21]], "commitment": true}',
    ):
        labels.write_text(line, encoding="utf-8")
        with pytest.raises(MalformedInputError, match="line 1"):
            commitment_scores([gold], labels)


BEFORE_THE_GAMES = ("Anna Vane", "said", "she would resign before the Winter Games")


@given(st.permutations(range(2)))
def test_what_another_article_dates_is_due_by_then(order: list[int]) -> None:
    """An event that one article counts from is dated by another, in any order."""
    promise = record(date(2024, 1, 19), *BEFORE_THE_GAMES)
    other = record(date(2024, 1, 10), "Ilse Brandt", "said", "the Winter Games will open on 4 February 2024")
    assert promise.statements[0].due is None
    records = [(promise, other)[n] for n in order]
    [found] = [c for c in LEDGER.commitments(records, as_of=LATER) if c.who == "Anna Vane"]
    assert found.due == DateInterval(date(2024, 1, 19), date(2024, 2, 4))
    assert found.status == Status.OVERDUE
    assert [e.days for e in timeline(records, words="resign") if e.role is Role.DUE] == [found.due]


@pytest.mark.parametrize(
    ("promised", "others"),
    [
        (BEFORE_THE_GAMES, []),
        (BEFORE_THE_GAMES, ["the Winter Games open on 4 February 2024", "the Winter Games open on 9 March 2024"]),
        (BEFORE_THE_GAMES, ["the Winter Games open on 4 February 2028"]),
        (("Anna Vane", "said", "she would resign before the vote"), ["the vote will be held on 4 February 2024"]),
        (
            ("Anna Vane", "said", "she would resign after the Winter Games"),
            ["the Winter Games open on 4 February 2024"],
        ),
    ],
)
def test_what_is_not_clearly_one_day_stays_open(promised: tuple[str, str, str], others: list[str]) -> None:
    """Nothing is guessed without a date, with two dates, with one years away, or for a common name."""
    records = [record(date(2024, 1, 19), *promised)]
    records += [record(date(2024, 1, 10 + n), "Ilse Brandt", "said", words) for n, words in enumerate(others)]
    [found] = [c for c in LEDGER.commitments(records, as_of=LATER) if c.who == "Anna Vane"]
    assert found.due is None


def test_what_the_same_article_dates_is_due_by_then() -> None:
    """The event is dated one sentence later."""
    found = record(
        date(2024, 1, 19), "Anna Vane", "said", "she would resign before the vote", "The vote is due on 4 March."
    )
    assert found.statements[0].due == DateInterval(date(2024, 1, 19), date(2024, 3, 4))


def test_a_decision_outlives_a_correction_of_the_text() -> None:
    """A corrected text gives another id; source and words are the same."""
    first = record(date(2024, 1, 19), "Anna Vane", "vowed", "to reopen the quay")
    corrected = record(date(2024, 1, 20), "Anna Vane", "vowed", "to reopen the quay", "Correction: a name was wrong.")
    [promise] = LEDGER.commitments([first], as_of=LATER)
    told = {"commitment": promise.id, "status": "kept", "who": promise.who, "words": promise.statement.content.text}
    decision = {"fields": told, "by": "Kim", "at": "2024-05-01T10:00:00+00:00", "because": "seen"}
    [again] = LEDGER.commitments([corrected], as_of=LATER, decisions=[decision])
    assert again.id != promise.id
    assert again.status == Status.KEPT


def test_two_promises_in_the_same_words_are_two() -> None:
    """Each has its own id and can be decided separately; a promise made twice in the same words is one."""
    names = ("Anna Vane", "Bo Sample", "Anna Vane")
    text = " ".join(f"{name} promised to pay." for name in names)
    day = date(2024, 1, 19)
    read = article(text, id="d1", published=DateInterval(day, day, Origin.ARGUMENT))
    statements, at = [], 0
    for n, name in enumerate(names):
        start, at = text.index(name, at), text.index(".", at) + 1
        places = ((at - 7, at - 1), (start, start + len(name)), (start + len(name) + 1, at - 8))
        words = [Words.of(text, [Span(*place)]) for place in places]
        statements.append(Statement(f"s{n}", Kind.INDIRECT, Stance.ASSERTS, words[0], Source(words[1]), words[2]))
    found = Record(read, tuple(statements))
    for stage in STAGES:
        found = stage(found)
    promises = LEDGER.commitments([found], as_of=LATER)
    assert sorted(c.who for c in promises) == ["Anna Vane", "Bo Sample"]
    assert len({c.id for c in promises}) == 2
