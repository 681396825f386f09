"""Corrections in any order: the record stays whole, nothing is lost, and taking all back restores what was read."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made import article, new_store, records, words
from onrecord.corpus.actors import Decision
from onrecord.corpus.review import Review
from onrecord.corrections import ADDED, Action, CorrectedRecord, Correction, corrected, quotes_of, subject_of
from onrecord.errors import NotFoundError
from onrecord.records import Article, Kind, Record, ReviewStatus, Span, Stance, Statement, Words
from onrecord.store import Store
from onrecord.store.base import check_spans

ME = Decision("Ada", "2024-03-01T10:00:00+00:00", "heard it myself")
TEXT = "The mayor said the ferry would sail and the toll would rise. The board denied it."


def _words(text: str) -> Words:
    start = TEXT.index(text)
    return Words.of(TEXT, [Span(start, start + len(text))])


def _statement(id_: str, cue: str, content: str, **fields: Any) -> Statement:
    return Statement(id_, Kind.INDIRECT, Stance.ASSERTS, _words(content), cue=_words(cue), **fields)


def _correction(text: Article, target: Statement, what: Action, key: int, change: Any = None) -> Correction:
    fields, change = target.to_json() | {"parent": None}, change or {}
    quotes = quotes_of(text, fields, change)
    return Correction(
        text.id, subject_of(text, fields), text.sha256, what, fields, "Ada", ME.at, change, quotes, key=key
    )


def _whole(record: Record) -> None:
    """Spans have their words, ids are unique, and references resolve."""
    check_spans(record)
    ids = [statement.id for statement in record.statements]
    assert len(set(ids)) == len(ids)
    assert {statement.parent for statement in record.statements} <= {None, *ids}
    actors = [actor.id for actor in record.actors]
    assert len(set(actors)) == len(actors)
    assert {s.source.actor for s in record.statements if s.source} <= {None, *actors}


@settings(max_examples=15)
@given(record=records(), data=st.data())
def test_any_history_keeps_the_record_whole(
    tmp_path_factory: pytest.TempPathFactory, record: Record, data: st.DataObject
) -> None:
    """The record is whole after any sequence of corrections, undos, redos and readings."""
    store = new_store(tmp_path_factory.mktemp("history"))
    record = replace(record, article=replace(record.article, id="ferry"))
    store.writer().add(record)
    review, keys = Review(store), list[int]()
    steps = st.sampled_from(["accept", "reject", "change", "add", "undo", "undo", "redo", "re-read", "version"])
    for step in data.draw(st.lists(steps, max_size=9)):
        record = _step(step, store, review, record, keys=keys, data=data)
        kept = store.view().article("ferry")
        _whole(kept.record)
        assert kept.record == kept.corrected.record
        assert sorted(row["key"] for row in store.view().log(limit=100)) == sorted(keys)
    for key in data.draw(st.permutations(keys)):
        review.undo(key, ME)
    assert store.view().record("ferry") == record
    assert len(store.view().log(limit=100)) == len(keys)


def _step(step: str, store: Store, review: Review, record: Record, *, keys: list[int], data: st.DataObject) -> Record:
    """Take one step, and return the latest reading."""
    shown = store.view().record("ferry")
    if step in {"undo", "redo"}:
        if keys:
            key = data.draw(st.sampled_from(keys))
            _ = review.undo(key, ME) if step == "undo" else review.redo(key)
    elif step == "re-read":
        record = replace(record, statements=data.draw(st.sampled_from([record.statements, record.statements[:1], ()])))
        store.writer().add(record)
    elif step == "version":
        text = article(
            f"{data.draw(st.sampled_from(['An update.', 'More.', 'New.']))} {record.article.text}", id="ferry"
        )
        if text.text != record.article.text:
            newer = Record(replace(text, published=None))
            store.writer().add(newer)
            record = next((newer for _ in [0] if store.view().record("ferry").article.text == text.text), record)
    elif step == "add":
        source = {"spans": data.draw(words(record.article)).to_json()["spans"], "kind": "person", "name": "Joris Vane"}
        fields = {"content": data.draw(words(record.article)).to_json(), "source": source}
        keys += _tried(lambda: review.add("ferry", fields, ME))
    elif shown.statements:
        id_ = data.draw(st.sampled_from(shown.statements)).id
        change = {"stance": "denies", "source": {"spans": [[0, 1]], "kind": "group", "name": "The board"}}
        does = {"accept": review.accept, "reject": review.reject}.get(step)
        keys += _tried(lambda: does("ferry", id_, ME) if does else review.change("ferry", id_, change, ME))
    return record


def _tried(do: Any) -> Iterable[int]:
    """The key of a correction, or none if the chosen words are only white space."""
    try:
        return [do()]
    except ValueError:
        return []


@given(record=records(), data=st.data())
def test_the_order_of_independent_corrections_does_not_matter(record: Record, data: st.DataObject) -> None:
    """Corrections of different statements give the same record in any order."""
    groups: dict[str, list[Correction]] = {}
    keys = count(1)
    for statement in record.statements:
        what = data.draw(st.sampled_from(Action))
        made = _correction(record.article, statement, Action.CHANGE if what is Action.ADD else what, next(keys))
        groups.setdefault(made.subject, []).append(made)
    other = replace(record, statements=data.draw(st.permutations(record.statements)))
    in_order = corrected(record, [each for group in groups.values() for each in group])
    shuffled = data.draw(st.permutations(list(groups.values())))
    anyhow = corrected(record, [each for group in shuffled for each in group])
    assert _told(in_order) == _told(anyhow)
    _whole(replace(corrected(other, [each for group in shuffled for each in group]).record, actors=()))


def _told(found: CorrectedRecord) -> tuple[Any, ...]:
    statements = sorted((s.to_json() for s in found.record.statements), key=lambda s: str(s["id"]))
    return statements, sorted(c.key for _, c in found.rejected), sorted(c.key for c in found.orphans)


def test_two_contents_of_one_cue_are_two_statements() -> None:
    """Accepting one does not replace the other, even if a new reading has only one of them."""
    text = article(TEXT, id="ferry")
    one, other = _statement("s1", "said", "the ferry would sail"), _statement("s2", "said", "the toll would rise")
    done = [_correction(text, one, Action.ACCEPT, 1), _correction(text, other, Action.ACCEPT, 2)]
    for corrections in (done, done[::-1]):
        for read in ((one, other), (one,), (other,), ()):
            found = corrected(Record(text, read), corrections).record
            assert {s.content.text for s in found.statements} == {"the ferry would sail", "the toll would rise"}


def test_what_is_rejected_stays_rejected_when_that_holds_again(tmp_path: Path) -> None:
    """A rejection that was undone and restored overrides what was done in between."""
    store = new_store(tmp_path)
    store.writer().add(Record(article(TEXT, id="ferry"), (_statement("s1", "said", "the ferry would sail"),)))
    review = Review(store)
    key = review.reject("ferry", "s1", ME)
    review.undo(key, ME)
    review.accept("ferry", "s1", ME)
    review.redo(key)
    assert not store.view().record("ferry").statements
    review.undo(key, ME)
    (statement,) = store.view().record("ferry").statements
    assert statement.review is not None


def test_an_added_statement_is_another_one_than_that_in_the_same_words(tmp_path: Path) -> None:
    """A statement added over the words of another exists beside it, and rejecting one leaves the other."""
    store = new_store(tmp_path)
    read = _statement("s1", "said", "the ferry would sail")
    store.writer().add(Record(article(TEXT, id="ferry"), (read,)))
    review = Review(store)
    fields = {"cue": read.cue and read.cue.to_json(), "content": read.content.to_json()}
    keys = [review.add("ferry", fields, ME), review.add("ferry", fields, ME)]
    assert len(store.view().record("ferry").statements) == 3
    review.reject("ferry", "s1", ME)
    assert {s.id for s in store.view().record("ferry").statements} == {f"p{key}" for key in keys}
    assert all(row["fields"]["subject"].startswith(ADDED) for row in store.view().log() if row["what"] == "add")


def test_a_change_of_an_accepted_statement_outlives_that(store_of_one: Store) -> None:
    """A change to an accepted statement still holds when the statement is read again."""
    review, record = Review(store_of_one), store_of_one.view().record("ferry")
    key = review.accept("ferry", "s1", ME)
    store_of_one.writer().add(replace(record, statements=()))
    (held,) = store_of_one.view().record("ferry").statements
    review.change("ferry", held.id, {"stance": "denies"}, ME)
    review.undo(key, ME)
    store_of_one.writer().add(record)
    (again,) = store_of_one.view().record("ferry").statements
    assert (again.stance, again.review and again.review.status) == (Stance.DENIES, ReviewStatus.CHANGED)


@pytest.fixture
def store_of_one(tmp_path: Path) -> Store:
    """A store with one statement."""
    store = new_store(tmp_path)
    store.writer().add(Record(article(TEXT, id="ferry"), (_statement("s1", "said", "the ferry would sail"),)))
    return store


def test_taking_back_twice_keeps_who_did_it_first(store_of_one: Store) -> None:
    """The second undo changes nothing, and neither does a redo of what was never undone."""
    review = Review(store_of_one)
    key = review.change("ferry", "s1", {"stance": "denies"}, ME)
    review.redo(key)
    assert store_of_one.view().log()[0]["undone"] is None
    review.undo(key, ME)
    review.undo(key, Decision("Bo", ME.at))
    assert store_of_one.view().log()[0]["undone"]["by"] == "Ada"
    for wrong in (0, key + 1, 2**53):
        with pytest.raises(NotFoundError):
            review.undo(wrong, ME)


def test_a_file_that_gets_another_id_keeps_its_corrections(tmp_path: Path) -> None:
    """An article without an address is named by its text; another version from the same file is still that article."""
    store = new_store(tmp_path)
    first = Record(article(TEXT), (_statement("s1", "said", "the ferry would sail"),))
    store.writer().add(first, location="/osk/ferry.txt")
    review = Review(store)
    key = review.change(first.article.id, "s1", {"stance": "denies"}, ME)
    second = replace(first, article=article(f"{TEXT}\n\nMore soon."))
    assert second.article.id != first.article.id
    store.writer().add(second, location="/osk/ferry.txt")
    (line,) = store.view().articles()
    assert [s.stance for s in store.view().record(line.id).statements] == [Stance.DENIES]
    review.undo(key, ME)
    assert store.view().record(line.id) == second


def test_a_name_is_stored_in_one_line_without_hidden_characters(store_of_one: Store) -> None:
    """Invisible characters and those that reverse text are removed from names."""
    source = {"spans": [[0, 9]], "kind": "person", "name": "Jo\u202eris\u200b \n Vane\x00"}
    Review(store_of_one).change("ferry", "s1", {"source": source}, ME)
    assert [actor.name for actor in store_of_one.view().record("ferry").actors] == ["Joris Vane"]
