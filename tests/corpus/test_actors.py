"""Who is who across articles: what is one, what is not, what people rule, and that the order does not matter."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made import article, new_store
from onrecord.corpus.actors import ActorBook, Decision
from onrecord.corpus.grouping import Appearance, group
from onrecord.corpus.reconcile import Entity, read_entities, reconcile
from onrecord.errors import MalformedInputError, NotFoundError
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Actor, Kind, Record, Source, SourceKind, Span, Stance, Statement, Words
from onrecord.store import Store

DECISION = Decision("R. Okar", "2026-01-02T03:04:05+00:00", "same office")
STAGE = SourceStage("en")


@cache
def said(id_: str, *sources: str) -> Record:
    """An article in which each of some sources says that it rained."""
    text = "\n\n".join(f"{source} said that it rained in {id_}." for source in sources)
    read = article(text, id=id_)
    statements = []
    at = 0
    for number, source in enumerate(sources, 1):
        start = text.index(source, at)
        at = start + len(source)
        words = Words.of(text, [Span(start, at)])
        content = Words.of(text, [Span(text.index("that", at), text.index(".", at))])
        statements.append(Statement(f"s{number}", Kind.INDIRECT, Stance.ASSERTS, content, Source(words)))
    return STAGE(Record(read, tuple(statements)))


def book(folder: Path, *records: Record) -> tuple[Store, ActorBook]:
    """A store of some records, and its actors."""
    store = new_store(folder)
    for record in records:
        store.writer().add(record)
    actors = ActorBook(store)
    actors.update()
    return store, actors


def people(store: Store) -> dict[str, int]:
    """Each actor's name, with how many statements it has."""
    return {actor.name: actor.statements for actor in store.view().actors()}


def test_names_of_one_person_are_one_actor(tmp_path: Path) -> None:
    """Initials, a title or a family name alone belong to the only person whom they fit."""
    store, _ = book(
        tmp_path,
        said("one", "Dr. A. B. Vane"),
        said("two", "Anna Vane"),
        said("three", "Ms. Vane"),
        said("four", "Anna Vane"),
    )
    assert people(store) == {"Anna Vane": 4}


def test_two_people_of_one_name_are_never_one(tmp_path: Path) -> None:
    """With two people of one family name, a bare family name or an ambiguous initial is neither of them."""
    store, _ = book(
        tmp_path, said("one", "Anna Vane"), said("two", "Arno Vane"), said("three", "Mr. Vane"), said("four", "A. Vane")
    )
    assert people(store) == {"Anna Vane": 1, "Arno Vane": 1, "Vane": 1, "A. Vane": 1}


def test_sources_without_a_name_stay_in_their_article(tmp_path: Path) -> None:
    """Anonymous sources, groups and documents are not resolved across articles."""
    store, _ = book(tmp_path, said("one", "A senior official", "Critics"), said("two", "A senior official", "A letter"))
    assert people(store) == {}


def test_a_body_is_one_under_its_short_name(tmp_path: Path) -> None:
    """Legal forms are ignored, and initials count if an article explains them."""
    store, _ = book(
        tmp_path,
        said("one", "Casmir Steel Ltd", "Osk Harbour Board", "OHB"),
        said("two", "Casmir Steel"),
        said("three", "OHB"),
    )
    assert people(store) == {"Osk Harbour Board": 3, "Casmir Steel": 2}


def test_a_merge_is_remembered_for_later_articles(tmp_path: Path) -> None:
    """A judgement applies to articles read later, and survives deriving everything again."""
    store, actors = book(tmp_path, said("one", "Anna Vane"), said("two", "Anna Okar"))
    actors.merge("Anna Okar", "Anna Vane", DECISION)
    store.writer().add(said("three", "Anna Vane"))
    actors.update()
    assert people(store) == {"Anna Okar": 3}
    assert [(r["what"], r["by"], r["because"]) for r in store.view().decisions("actor")] == [
        ("merge", "R. Okar", "same office")
    ]


def test_a_split_and_a_new_name_are_remembered(tmp_path: Path) -> None:
    """The actor in one article becomes a different one, with a name of its own."""
    store, actors = book(tmp_path, said("one", "Anna Vane"), said("two", "Anna Vane"))
    actors.split("Anna Vane", ["two"], "Anna Vane the younger", DECISION)
    actors.rename("person-anna-vane", "Anna Vane the elder", DECISION)
    store.writer().add(said("three", "Anna Vane"))
    actors.update()
    assert people(store) == {"Anna Vane the elder": 2, "Anna Vane the younger": 1}


def test_an_impossible_judgement_is_an_error(tmp_path: Path) -> None:
    """Unknown and ambiguous names, and articles in which the actor says nothing, are errors that say so."""
    _, actors = book(tmp_path, said("one", "Anna Vane"), said("two", "Anna Okar"))
    with pytest.raises(NotFoundError, match="no actor matches 'Nobody'"):
        actors.merge("Anna Vane", "Nobody", DECISION)
    with pytest.raises(NotFoundError, match="several actors match 'Anna'"):
        actors.rename("Anna", "Ann", DECISION)
    with pytest.raises(NotFoundError, match="says nothing in two"):
        actors.split("Anna Vane", ["two"], "Another", DECISION)


def test_another_reading_and_another_version_replace_the_earlier(tmp_path: Path) -> None:
    """An actor who is no longer named disappears; nobody is counted twice."""
    store, actors = book(tmp_path, said("one", "Anna Vane"))
    record = said("one", "Anna Vane")
    store.writer().add(replace(record, statements=(), actors=()))
    actors.update()
    assert people(store) == {}
    store.writer().add(record)
    store.writer().add(said("one", "Anna Vane", "Peter Okar"))
    actors.update()
    assert people(store) == {"Anna Vane": 1, "Peter Okar": 1}


SOURCES = st.sampled_from([
    "Anna Vane", "Dr. A. Vane", "Ms. Vane", "Peter Vane", "Vane", "Casmir Steel", "Casmir Steel Ltd", "CS",
    "Osk Board", "OB",
])  # fmt: skip


@settings(max_examples=12)
@given(st.lists(st.lists(SOURCES, min_size=1, max_size=3), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, articles: list[list[str]], rng: Random
) -> None:
    """Actors, ids and names are the same in any order of articles and after any number of updates."""
    records = [said(f"n{number}", *dict.fromkeys(sources)) for number, sources in enumerate(articles)]
    shuffled = list(records)
    rng.shuffle(shuffled)
    at_once, _ = book(tmp_path_factory.mktemp("one"), *records)
    by_and_by = new_store(tmp_path_factory.mktemp("other"))
    for record in shuffled:
        by_and_by.writer().add(record)
        ActorBook(by_and_by).update()
    assert at_once.view().actors() == by_and_by.view().actors()


@given(st.lists(st.sampled_from(["anna vane", "a vane", "vane", "peter vane", "ann vane"]), max_size=8))
def test_no_group_has_two_given_names(keys: list[str]) -> None:
    """Anna and Peter are never grouped together."""
    found = group(Appearance(f"n{n}", "a1", SourceKind.PERSON, key.title(), (key,)) for n, key in enumerate(keys))
    assert sum(map(len, found)) == len(keys)
    for members in found:
        assert not {"anna vane", "peter vane"} <= {key for member in members for key in member.keys}


def test_adding_an_article_reads_no_text_of_another(tmp_path: Path) -> None:
    """New actors are derived even if the texts of stored articles are gone."""
    store, actors = book(tmp_path, *(said(f"n{n}", "Anna Vane", "Peter Okar") for n in range(5)))
    with store.writer().links() as links:
        links._connection.exec_driver_sql("UPDATE articles SET text = ''")
    store.writer().add(said("new", "Anna Vane"))
    actors.update()
    assert people(store) == {"Anna Vane": 6, "Peter Okar": 5}


def test_a_list_is_matched_by_name(tmp_path: Path) -> None:
    """The same name is a sure match; a near one is a candidate; two entities of one name leave it open."""
    store, _ = book(tmp_path, said("one", "Anna Vane", "Peter Okar", "Casmir Steel"))
    entities = [
        Entity("Q1", ("Anna Vane",), "Person"),
        Entity("Q2", ("Piet Okar",)),
        Entity("Q3", ("Casmir Steel",)),
        Entity("Q4", ("Casmir Steel",)),
    ]
    found = {
        actor.name: [(c.id, c.match) for c in candidates]
        for actor, candidates in reconcile(store.view().actors(), entities)
    }
    assert found == {
        "Anna Vane": [("Q1", True)],
        "Peter Okar": [("Q2", False)],
        "Casmir Steel": [("Q3", False), ("Q4", False)],
    }


def test_lists_come_as_csv_and_as_followthemoney(tmp_path: Path) -> None:
    """Both give the same entities; an invalid row is an error with its line."""
    table, lines = tmp_path / "people.csv", tmp_path / "people.json"
    table.write_text("id,name,type,aliases\nQ1,Anna Vane,Person,A. Vane;Ann Vane\n", encoding="utf-8")
    lines.write_text(
        '{"id": "Q1", "schema": "Person", "properties": {"name": ["Anna Vane"], "alias": ["A. Vane", "Ann Vane"]}}\n',
        encoding="utf-8",
    )
    assert (
        read_entities(table) == read_entities(lines) == [Entity("Q1", ("Anna Vane", "A. Vane", "Ann Vane"), "Person")]
    )
    for wrong in (
        '{"id": "Q1"}',
        '{"id": "Q1", "properties": {"name": "Anna Vane"}}',
        '{"id": "Q1", "schema": ["Person"], "properties": {"name": ["Anna Vane"]}}',
        '{"id": "Q1", "properties": {"name": [null]}}',
        '{"id": "Q1", "properties": {"name": ["\\ud800"]}}',
        "[" * 100_000,
    ):
        lines.write_text(wrong + "\n", encoding="utf-8")
        with pytest.raises(MalformedInputError, match="line 1"):
            read_entities(lines)
    table.write_text('id,name\nQ1,"Anna\nVane"\n', encoding="utf-8")
    assert read_entities(table) == [Entity("Q1", ("Anna\nVane",))]
    table.write_text(f"id,name\nQ1,{'a' * 200_000}\n", encoding="utf-8")
    with pytest.raises(MalformedInputError, match="field"):
        read_entities(table)
    table.write_text("id,label\nQ1,Anna\n", encoding="utf-8")
    with pytest.raises(MalformedInputError, match="no column `name`"):
        read_entities(table)


def test_an_appearance_is_made_from_an_actor() -> None:
    """Only people and bodies with a name are resolved across articles."""
    actor = Actor("a1", "Anna Vane", SourceKind.PERSON, (), (Span(0, 9),), ("Anna Vane", "Vane"))
    assert Appearance.of("one", actor) == Appearance("one", "a1", SourceKind.PERSON, "Anna Vane", ("anna vane",))
    assert Appearance.of("one", replace(actor, names=())) is None
    assert Appearance.of("one", replace(actor, kind=SourceKind.ANONYMOUS)) is None


def test_a_new_name_stays_when_a_later_article_gives_a_fuller_one(tmp_path: Path) -> None:
    """The id changes with the fuller name, and the decision still holds."""
    store, actors = book(tmp_path, said("d1", "J. Vane"))
    actors.rename("J. Vane", "The Mayor", Decision("Kim", "2024-05-01T10:00:00+00:00"))
    store.writer().add(said("d2", "Joris Vane"))
    actors.update()
    assert set(people(store)) == {"The Mayor"}


@pytest.mark.parametrize("names", [("Anna-Maria Vane", "Anna Maria-Vane"), ("Anna O'Neil", "Anna O-Neil")])
def test_names_of_the_same_letters_are_not_one(tmp_path: Path, names: tuple[str, str]) -> None:
    """Only a person can decide that they are."""
    store, _ = book(tmp_path, said("d1", names[0]), said("d2", names[1]))
    assert len({actor.id for actor in store.view().actors()}) == 2


@pytest.mark.parametrize("name", ["", "  ", "!!!", "\udcff"])
def test_a_name_without_letters_is_an_error(tmp_path: Path, name: str) -> None:
    """Nothing is stored, and the record is unchanged."""
    store, actors = book(tmp_path, said("d1", "Joris Vane"))
    for call in (
        lambda: actors.rename("Joris Vane", name, Decision("Kim", "2024-05-01T10:00:00+00:00")),
        lambda: actors.rename("Joris Vane", "Vane", Decision("\udcff", "2024-05-01T10:00:00+00:00")),
    ):
        with pytest.raises(MalformedInputError):
            call()
    assert store.view().decisions("actor") == []
    assert set(people(store)) == {"Joris Vane"}


def test_what_has_one_article_cannot_be_split(tmp_path: Path) -> None:
    """Nothing would be left."""
    _, actors = book(tmp_path, said("d1", "Joris Vane"))
    with pytest.raises(NotFoundError, match="rename"):
        actors.split("Joris Vane", ["d1"], "Ada Vane", Decision("Kim", "2024-05-01T10:00:00+00:00"))


def test_a_statement_of_two_voices_that_are_one_is_listed_once(tmp_path: Path) -> None:
    """A spokesperson may be merged with the actor they speak for."""
    one = said("d1", "Joris Vane", "Anna Okar")
    vane, okar = one.actors
    store, actors = book(tmp_path, replace(one, actors=(replace(vane, speaks_for=okar.id), okar)))
    for _ in range(2):
        assert [each.statement.id for each in store.view().said_by(actors.find("Anna Okar").id)] == ["s1", "s2"]
        if len(people(store)) == 2:
            actors.merge("Anna Okar", "Joris Vane", DECISION)
    assert len(people(store)) == 1
