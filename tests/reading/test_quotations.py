"""Quotations in full: continued, signed, split, and what only looks like one."""

import pytest

from made import article
from onrecord.reading.reader import Reader
from onrecord.records import How, Kind, Record


def lines(record: Record) -> list[tuple[str, str]]:
    """Source and content of each statement."""
    return [(s.source.words.text if s.source else "", s.content.text) for s in record.statements]


def test_a_quotation_split_by_its_cue_is_one_statement(reader: Reader) -> None:
    """Both halves are its content."""
    (found,) = reader.read(article("“The ramp,” said Rhea Tolman, “will be shut until June.”")).statements
    assert found.content.text == "“The ramp,” “will be shut until June.”"
    assert len(found.content.spans) == 2
    assert found.kind is Kind.DIRECT


@pytest.mark.parametrize("close", ["", "”"], ids=["left open", "closed"])
def test_a_paragraph_of_quotation_has_the_speaker_of_the_one_before(reader: Reader, close: str) -> None:
    """Whether or not the marks were closed, a paragraph that is all quotation goes on with the same source."""
    text = (
        f"“We were told the ramp was safe,” said Rhea Tolman. “Nobody asked us.{close}\n\n"
        "“We read of it in the paper like everyone else.”\n\nThe port is small."
    )
    statements = reader.read(article(text)).statements
    assert [(s.source and s.source.words.text, s.source and s.source.how) for s in statements] == [
        ("Rhea Tolman", How.EXPLICIT),
        ("Rhea Tolman", How.CONTINUED),
    ]
    assert statements[1].cue is None
    assert statements[1].content.text == "“We read of it in the paper like everyone else.”"


def test_after_two_speakers_nobody_is_guessed(reader: Reader) -> None:
    """A quotation with no cue after a paragraph with two sources rests on nobody."""
    text = (
        "Rhea Tolman said the ramp was safe. Mr Okar said it was not.\n\n"
        "“Somebody ought to look at it before the winter.”"
    )
    assert not any(s.source and s.source.how is How.CONTINUED for s in reader.read(article(text)).statements)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“The river simply stood up, and nobody told us.” ― Joris Vane, Pellen", "Joris Vane, Pellen"),
        ("'We lost the barn, the boat and the road.'\n\n— Mara Dunn", "Mara Dunn"),
        ('"It will be dry by June, they say." -- Dr. A. Reyk', "Dr. A. Reyk"),
    ],
)
def test_a_name_under_a_quotation_is_its_source(reader: Reader, text: str, name: str) -> None:
    """A dash and a name after a quotation say whose it is."""
    (found,) = reader.read(article("Readers on the river\n\n" + text)).statements
    assert found.source is not None
    assert found.source.words.text == name
    assert found.kind is Kind.DIRECT


@pytest.mark.parametrize(
    "text",
    [
        "The film “The Long Reach” opens in Pellen on Friday.",
        "The so-called “river of gold” dried up in 1911.",
        "She wore a badge with the words “Harbour Board” on it.",
    ],
)
def test_titles_and_scare_quotes_are_no_statements(reader: Reader, text: str) -> None:
    """Marks around a title, a name or a doubtful word do not make a statement."""
    assert lines(reader.read(article(text))) == []


def test_a_heading_in_quotation_marks_has_no_source(reader: Reader) -> None:
    """It does not end as a sentence, so it does not continue the quotation before it."""
    text = (
        "“Odo Lenz went too soon. He died at his desk,” Solm said.\n\n‘WE MEANT TO GO FISHING’\n\n"
        "Halvard, an old friend of Lenz, saw him the night before."
    )
    assert not any("FISHING" in content for _, content in lines(reader.read(article(text))))


def test_a_question_by_nobody_does_not_end_a_quotation(reader: Reader) -> None:
    """Who answers a reporter's question in one paragraph goes on in the next one."""
    text = "Asked whether the ramp was safe, Rhea Tolman said it was.\n\n“We tested it twice before the winter set in.”"
    assert lines(reader.read(article(text)))[-1] == ("Rhea Tolman", "“We tested it twice before the winter set in.”")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“The river simply stood up, and nobody told us.”\n\nJoris Vane\n\nFerryman", "“The river simply stood up"),
        ("“The river simply stood up, and nobody told us.”\n\nJoris Vane, ferryman", "“The river simply stood up"),
        (
            "“I sold it,” said Joris Vane.\n\nThe river took it. People don’t speak of debts.\n\nJoris Vane\n\nBoatman",
            "The river took it.",
        ),
    ],
)
def test_a_pull_quote_has_the_source_under_it(reader: Reader, text: str, content: str) -> None:
    """Without marks, only if that person speaks elsewhere in the article."""
    name, found = lines(reader.read(article(text)))[-1]
    assert name == "Joris Vane"
    assert found.startswith(content)
