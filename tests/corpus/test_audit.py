"""The sourcing audit: what is counted, and what is pointed at."""

import pytest

from made import article
from onrecord.corpus.audit import Basis, audit
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Kind, Record, Source, Span, Stance, Statement, Words

STAGE = SourceStage("en")


def record(id_: str, *said: tuple[str | None, str, Stance]) -> Record:
    """An article of some statements: source, content, stance."""
    text = "\n\n".join(f"{source or 'It was'} said that {content}." for source, content, _ in said)
    read = article(text, id=id_)
    statements = []
    at = 0
    for number, (source, content, stance) in enumerate(said, 1):
        start = text.index(content, at)
        words = None
        if source is not None:
            begins = text.index(source, at)
            words = Source(Words.of(text, [Span(begins, begins + len(source))]))
        at = start + len(content)
        statements.append(Statement(f"s{number}", Kind.INDIRECT, stance, Words.of(text, [Span(start, at)]), words))
    return STAGE(Record(read, tuple(statements)))


@pytest.mark.parametrize(
    ("source", "basis"),
    [
        ("Anna Vane", Basis.NAMED),
        ("The mayor", Basis.ROLE),
        ("The harbour board", Basis.INSTITUTION),
        ("The finance ministry", Basis.INSTITUTION),
        ("A leaked letter", Basis.DOCUMENT),
        ("Critics", Basis.GROUP),
        ("A senior official", Basis.ANONYMOUS),
        (None, Basis.NOBODY),
    ],
)
def test_each_statement_is_counted_by_what_it_rests_on(source: str | None, basis: Basis) -> None:
    """One statement, three words."""
    found = audit([record("one", (source, "the quay sank", Stance.ASSERTS))])
    assert {each for each, number in found.statements.items() if number} == {basis}
    assert found.words[basis] == 3


def test_who_did_not_answer_is_listed() -> None:
    """Includes sources who did not respond and those who declined to comment."""
    found = audit([
        record(
            "one",
            ("The ministry", "a request for comment", Stance.NO_RESPONSE),
            ("Anna Vane", "comment on the loan", Stance.DECLINES),
            ("Peter Okar", "the quay sank", Stance.ASSERTS),
        )
    ])  # fmt: skip
    assert [finding.statement.stance for finding in found.unanswered] == [Stance.NO_RESPONSE, Stance.DECLINES]


def test_what_rests_on_one_anonymous_person_is_listed() -> None:
    """Unless another source says the same, in the same article or in another."""
    alone = record("one", ("A senior official", "the eastern quay sank in the storm", Stance.ASSERTS))
    two = record("two", ("Two officials", "the eastern quay sank in the storm", Stance.ASSERTS))
    borne_out = record("three", ("Anna Vane", "the eastern quay had sunk in that storm, quay and all", Stance.ASSERTS))
    assert [finding.article for finding in audit([alone]).single] == ["one"]
    assert audit([two]).single == ()
    assert audit([alone, borne_out]).single == ()


def test_the_json_has_every_basis() -> None:
    """Including those without statements."""
    fields = audit([record("one", ("Anna Vane", "the quay sank", Stance.ASSERTS))]).to_json()
    assert list(fields["statements"]) == [basis.value for basis in Basis]
    assert fields["articles"] == 1
