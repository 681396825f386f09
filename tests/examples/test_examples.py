"""The bundled story, read end to end through the command."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from onrecord.corpus.commitments import Commitment, Ledger
from onrecord.records import How, Record
from onrecord.store import Query, Store
from onrecord.store.base import check_spans

EXAMPLES = Path(__file__).parents[2] / "examples"
SPB = "https://news.spb.example/world/2024/01/19/saldra-outline-deal"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A database of the whole folder."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    command = [sys.executable, "-m", "onrecord", "read", str(EXAMPLES), "--db", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "18 articles read" in done.stderr
    assert "passed over 1 file" in done.stderr
    return Store(path)


@pytest.fixture(scope="module")
def records(story: Store) -> list[Record]:
    """Every record of the story, superseded versions too."""
    return list(story.view().records(versions=True))


def test_every_article_is_there_with_its_outlet_and_date(records: list[Record]) -> None:
    """All eighteen are read; only the wire text, which has no year anywhere, stays without a date."""
    assert len(records) == 18
    undated = [record.article.text for record in records if record.article.published is None]
    assert len(undated) == 1
    assert "(Meridian Wire)" in undated[0]
    outlets = {record.article.outlet for record in records} - {None}
    assert {
        "Meridian Wire", "The Velmora Courier", "The Casmir Ledger", "SPB News", "The Long Reach", "The Basin Review",
    } <= outlets  # fmt: skip


def test_no_furniture_is_text(records: list[Record]) -> None:
    """Navigation, share buttons, related links, newsletter boxes, bios and copyright lines are left out."""
    furniture = (
        "cookie", "newsletter", "Share this", "You might also like", "Read more:", "Related", "©", "Facebook",
        "Author:", "Subscribe", "Sign up", "Advertisement", "Comments", "All rights reserved",
    )  # fmt: skip
    for record in records:
        for word in furniture:
            assert word.lower() not in record.article.text.lower(), (word, record.article.title)


def test_titles_and_bylines_are_metadata(records: list[Record]) -> None:
    """Every article has a title, which starts its text but in JSON Lines, and no paragraph is a byline."""
    for record in records:
        article = record.article
        assert article.title
        assert article.text.startswith(article.title) or article.id.startswith("mw-")
        for start, end in article.paragraphs:
            assert not (article.text[start:end].startswith("By ") and end - start < 60), article.text[start:end]
    assert any(record.article.bylines for record in records)


def test_a_file_in_another_encoding_reads_well(records: list[Record]) -> None:
    """The Windows-1252 file has its accents and quotation marks."""
    (found,) = (record for record in records if "slips again" in (record.article.title or ""))
    assert "Judge Irène Tarval" in found.article.text
    assert found.article.bylines == ("Renée Žalud",)
    assert "“in the coming weeks”" in found.article.text


def test_the_corrected_article_is_a_new_version(records: list[Record], story: Store) -> None:
    """Both versions are kept under one address, and the latest is the corrected one."""
    versions = [record for record in records if record.article.url == SPB]
    assert len(versions) == 2
    assert "confirmed that an agreement had been reached" in versions[0].article.text
    latest = story.view().record(SPB)
    assert latest == versions[1]
    assert "declined to comment" in latest.article.text


def test_every_row_has_its_words(records: list[Record]) -> None:
    """Each span of each record holds the words that it should."""
    for record in records:
        check_spans(record)
        assert record.statements


def test_a_quotation_over_three_paragraphs(records: list[Record]) -> None:
    """The negotiator's quotation goes on for two paragraphs without a cue, and they rest on the same source."""
    record = next(record for record in records if record.article.url == SPB)
    for opening in ('"Then somebody asked', '"After that it was'):
        (found,) = (s for s in record.statements if s.content.text.startswith(opening))
        assert found.cue is None
        assert found.source is not None
        assert found.source.words.text == "the negotiator"
        assert found.source.how is How.CONTINUED


@pytest.mark.parametrize(
    ("query", "source", "words"),
    [
        (Query('"coming weeks"', source="Nyland"), "Paul Nyland", "the report would come"),
        (Query("convention summer"), "three of them", "signed before the summer"),
        (Query("agreed principle", outlet="SPB"), "people familiar with the matter", "agreed in principle"),
    ],
)
def test_search_finds_who_said_it(story: Store, query: Query, source: str, words: str) -> None:
    """A reporter's questions find the row, its source and its words."""
    hits = story.view().search(query)
    assert any(
        hit.statement.source is not None
        and source in hit.statement.source.words.text
        and words in hit.statement.content.text
        for hit in hits
    )


def test_the_folder_reads_the_same_with_two_processes(tmp_path: Path, records: list[Record]) -> None:
    """Reading in parallel, and the files the other way round, gives the same records."""
    files = sorted((path for path in EXAMPLES.iterdir() if path.suffix != ".md"), reverse=True)
    command = [sys.executable, "-m", "onrecord", "read", *map(str, files), "--no-store", "-f", "json", "-w", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    again = [Record.from_json(json.loads(line)) for line in done.stdout.splitlines()]
    assert sorted(record.dumps() for record in again) == sorted(record.dumps() for record in records)


@pytest.fixture(scope="module")
def ledger(story: Store) -> list[Commitment]:
    """The commitments of the story as of April 2025."""
    return Ledger().commitments(story.view().records(), as_of=date(2025, 4, 1))


PROMISES = [
    # A word of who, words of the content, the due days, what is suggested, and words of the evidence.
    ("governments", "convention to a vote", "2024-12-13 2025-02-28", "postponed", "before its spring session"),
    ("Tremlow", "ask the court for leave", "2024-12-19 2025-01-31", "kept", "he did so on 29 January"),
    ("Duvania", "withdraw its case", "2024-12-13 2024-12-20", "kept", "withdrew its suit"),
    ("Linden Palace", "sign the law", "2025-02-26 2025-03-08", "kept", "signed it into law"),
    ("Hask", "handed over", "2024-01-30 2024-02-09", "kept", "were handed over in full"),
    ("river service", "publish evacuation maps", "2023-06-01 2023-08-31", "missed", "have not appeared"),
    ("foreign ministries", "publish its report", "2023-03-04 2023-12-31", "missed", "has still not appeared"),
    ("Morovan", "before the first of June", "2023-03-04 2023-05-31", "kept", "two days before the date"),
    ("minister", "money promised", "2023-07-05 2023-09-30", "", ""),
    ("Kestrel House", "will meet there", "2024-06-03 2024-06-07", "", ""),
    ("Nyland", "12–14 June", "2023-06-12 2023-06-14", "", ""),
]


@pytest.mark.parametrize("promise", PROMISES)
def test_promises_have_their_days_and_what_came_of_them(ledger: list[Commitment], promise: tuple[str, ...]) -> None:
    """The days in which a promise is due, and what a sentence suggests came of it, anywhere in its chain."""
    who, content, due, suggests, words = promise
    found = [c for c in ledger if who in c.who and content in c.statement.content.text and c.due is not None]
    assert due in {f"{c.due.start} {c.due.end}" for c in found if c.due}
    chains = {c.chain for c in found}
    told = [e for c in ledger if c.chain in chains for e in c.evidence]
    assert not suggests or any(e.suggests.value == suggests and words in e.words.text for e in told)


CHAINS = [
    (("convention to a vote", "before the end of February"), ("vote will take place", "no later than 30 June")),
    (("evacuation maps", "over the summer"), ("publish them", "early in the new year")),
    (("publish its report", "by the end of the year"), ("report would come", "in the coming weeks")),
    (("withdraw its case",), ("end the case",)),
    (("first payments", "within 120 days"), ("payments would begin", "by the end of September")),
]


@pytest.mark.parametrize(("first", "later"), CHAINS)
def test_renewals_are_in_the_chain_of_their_promise(
    ledger: list[Commitment], first: tuple[str, ...], later: tuple[str, ...]
) -> None:
    """A promise, and what was said of the same thing later."""
    one, other = (
        {c.chain for c in ledger if all(word in c.statement.content.text for word in words)} for words in (first, later)
    )
    assert one & other
