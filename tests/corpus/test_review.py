"""Correcting the record: what a person sets stays set, whatever is read later."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import new_store, records
from onrecord.corpus.actors import ActorBook, Decision
from onrecord.corpus.ledger import Group, LedgerBook
from onrecord.corpus.review import Review
from onrecord.corrections import Action, Correction, corrected, quotes_of, subject_of
from onrecord.errors import MalformedInputError, NotFoundError
from onrecord.evaluation.gold import read_annotated
from onrecord.export.training import write_training
from onrecord.records import Record, ReviewStatus, Span, Stance, Statement, Words
from onrecord.store import Query, Store

ME = Decision("Ada", "2024-03-01T10:00:00+00:00", "heard it myself")
_STORED = Path(__file__).parents[1] / "stored" / "ferry.jsonl"
FERRY, FERRY_UPDATED = (Record.from_json(json.loads(line)) for line in _STORED.read_text("utf-8").splitlines())
"""An article, and a later version of it: the ferry is to sail in June, not in May."""
TEXT = FERRY.article.text


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one article, as the shipped model read it once."""
    store = new_store(tmp_path)
    store.writer().add(FERRY)
    ActorBook(store).update()
    return store


def _with(store: Store, words: str) -> Statement:
    return next(s for s in store.view().record("ferry").statements if words in s.content.text)


def _at(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"spans": [[start, start + len(words)]]}


def test_a_change_is_shown_everywhere_and_marked(store: Store) -> None:
    """A change shows in the record, in search and on the actor's page, with who made it."""
    review, statement = Review(store), _with(store, "unsafe")
    source = _at("the mayor") | {"kind": "person", "name": "Joris Vane"}
    review.change("ferry", statement.id, {"stance": "alleges", "source": source}, ME)
    changed = _with(store, "unsafe")
    assert (changed.stance, changed.source and changed.source.words.text) == (Stance.ALLEGES, "the mayor")
    assert changed.review is not None
    assert (changed.review.status, changed.review.by, changed.review.fields) == (
        ReviewStatus.CHANGED, "Ada", ("source", "stance"),
    )  # fmt: skip
    (hit,) = store.view().search(Query("unsafe", stance=Stance.ALLEGES))
    assert hit.actor == ActorBook(store).find("Joris Vane").id


def test_a_rejected_statement_is_gone_until_it_is_undone(store: Store) -> None:
    """A rejected statement is in no list; undoing restores it unchanged."""
    review, before = Review(store), store.view().record("ferry")
    key = review.reject("ferry", _with(store, "unsafe").id, ME)
    assert not store.view().search(Query("unsafe"))
    (gone, by) = store.view().article("ferry").corrected.rejected[0]
    assert ("unsafe" in gone.content.text, by.because) == (True, "heard it myself")
    review.undo(key, ME)
    assert store.view().record("ferry") == before
    review.redo(key)
    assert not store.view().search(Query("unsafe"))


def test_a_missed_statement_can_be_added_changed_and_undone(store: Store) -> None:
    """An added statement is like the others; undoing removes it with all its changes."""
    review, before = Review(store), store.view().record("ferry")
    source = _at("He") | {"kind": "person", "name": "Joris Vane", "how": "pronoun"}
    key = review.add("ferry", {"content": _at("the survey"), "cue": _at("publish"), "source": source}, ME)
    added = next(s for s in store.view().record("ferry").statements if s.review)
    assert (added.content.text, added.review and added.review.status) == ("the survey", ReviewStatus.ADDED)
    review.change("ferry", added.id, {"stance": "commits"}, ME)
    assert next(s for s in store.view().record("ferry").statements if s.review).stance is Stance.COMMITS
    review.undo(key, ME)
    assert store.view().record("ferry").statements == before.statements


def test_another_reading_overwrites_nothing(store: Store) -> None:
    """A reading with other statements in the same text leaves corrections alone."""
    review, record = Review(store), store.view().record("ferry")
    wrong, right = _with(store, "unsafe"), _with(store, "sail again")
    review.reject("ferry", wrong.id, ME)
    review.accept("ferry", right.id, ME)
    other = Statement("s1", wrong.kind, Stance.BELIEVES, wrong.content, wrong.source, wrong.cue)
    store.writer().add(replace(record, statements=(other,)))
    statements = store.view().record("ferry").statements
    assert [(s.content, s.stance, s.review is not None) for s in statements] == [(right.content, right.stance, True)]


def test_in_a_new_version_a_correction_holds_where_its_words_are(store: Store) -> None:
    """A correction follows its words into another version of the text; without them it is an orphan, not moved."""
    review = Review(store)
    kept, lost = _with(store, "unsafe"), _with(store, "sail again")
    review.change("ferry", kept.id, {"stance": "alleges"}, ME)
    review.change("ferry", lost.id, {"stance": "believes"}, ME)
    store.writer().add(FERRY_UPDATED)
    assert _with(store, "unsafe").stance is Stance.ALLEGES
    assert _with(store, "sail again").stance is not Stance.BELIEVES
    (orphan,) = store.view().article("ferry").corrected.orphans
    assert orphan.change == {"stance": "believes"}
    assert store.view().article("ferry", version=1).record.statements


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stance": "shouts"}, "stance"),
        ({"colour": "red"}, "no field"),
        ({"content": {"spans": [[5, 5]]}}, "not a span"),
        ({"content": {"spans": [[0, 10**9]]}}, "not a span"),
        ({"content": None}, "content"),
        ({"cue": {"spans": [[0, 9], [4, 12]]}}, "twice"),
        ({"source": {"spans": [[0, 9]], "kind": "robot"}}, "source"),
        ({"due": {"start": "2024-05-02", "end": "2024-05-01"}}, "last day"),
        ({"said": {"start": "soon", "end": "soon"}}, "said"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, change: Mapping[str, Any], why: str) -> None:
    """An invalid change is an error that says why, and changes nothing."""
    before = store.view().record("ferry")
    with pytest.raises(MalformedInputError, match=why):
        Review(store).change("ferry", before.statements[0].id, change, ME)
    assert store.view().record("ferry") == before
    with pytest.raises(NotFoundError):
        Review(store).accept("ferry", "s99", ME)


def test_a_commitment_is_decided_and_undone(store: Store) -> None:
    """A promise is in the ledger with its due day; decisions and undos show at once."""
    book, review = LedgerBook(store), Review(store)
    book.update()
    assert not book.is_stale
    (promise,) = [c for c in book.group(Group.OPEN, as_of=date(2024, 3, 1)) if "survey" in c.statement.content.text]
    assert promise.due is not None
    key = review.decide(promise.id, "kept", ME)
    assert [c.status.value for c in book.group(Group.DECIDED, as_of=date(2024, 6, 1))] == ["kept"]
    review.undo(key, ME)
    assert promise.id in {c.id for c in book.group(Group.OVERDUE, as_of=date(2024, 6, 1))}
    assert not book.is_stale


def test_a_merge_can_be_undone(store: Store) -> None:
    """Two merged actors are separate again, in later articles too."""
    book = ActorBook(store)
    before = {line.id for line in store.view().actors()}
    book.merge("Joris Vane", "Rhea Tolman", ME)
    assert len(store.view().actors()) == len(before) - 1
    Review(store).undo(store.view().log()[0]["key"], ME)
    assert {line.id for line in store.view().actors()} == before


@given(record=records(), data=st.data())
def test_corrections_hold_in_any_reading_of_the_text(record: Record, data: st.DataObject) -> None:
    """In any reading of a text, accepted statements are present and rejected ones are not; spans are valid."""
    if not record.statements:
        return
    target = data.draw(st.sampled_from(record.statements))
    what = data.draw(st.sampled_from([Action.ACCEPT, Action.REJECT]))
    fields = target.to_json() | {"parent": None}
    text = record.article
    correction = Correction(
        text.id, subject_of(text, fields), text.sha256, what, fields, "Ada", ME.at, {}, quotes_of(text, fields), key=7
    )
    other = replace(record, statements=data.draw(st.sampled_from([record.statements, (), record.statements[:1]])))
    found = corrected(other, [correction]).record
    same = [s for s in found.statements if (s.cue, s.content) == (target.cue, target.content)]
    assert bool([s for s in same if s.review]) is (what is Action.ACCEPT)
    for statement in found.statements:
        for words in (statement.cue, statement.content):
            assert words is None or words == Words.of(text.text, (Span(*span) for span in words.spans))


def test_corrections_are_articles_to_train_on(store: Store, tmp_path: Path) -> None:
    """Reviewed paragraphs, and no others, are exported as annotated articles that the trainer reads."""
    review = Review(store)
    review.accept("ferry", _with(store, "sail again").id, ME)
    review.reject("ferry", _with(store, "unsafe").id, ME)
    file = tmp_path / "corrections.jsonl"
    with file.open("wb") as out:
        write_training(store.view().corrected(), out)
    (found,) = read_annotated(file)
    assert found.text == "\n\n".join(TEXT.split("\n\n")[:2])
    (only,) = found.attributions
    assert "sail again" in found.text[only.content[0][0] : only.content[-1][1]]
    assert found.annotator == "Ada"
