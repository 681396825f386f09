"""A citation is one line that has the words as printed, in marks that are whole."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import TOLL, article, records
from onrecord.export.citation import citation
from onrecord.export.marks import bare, closed, marked
from onrecord.records import (
    Actor,
    DateInterval,
    How,
    Kind,
    Record,
    Role,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    Words,
)

DAY = DateInterval(date(2024, 2, 5), date(2024, 2, 5))
MARKS = "“”„‟«»〝〞❝❞\"＂‘’‚‛'`"


def words(text: str, *parts: str) -> Words:
    """The first occurrences of the parts in the text."""
    return Words.of(text, [Span(text.index(part), text.index(part) + len(part)) for part in parts])


def toll() -> tuple[Record, Statement]:
    """The toll article, with a statement that goes on over three paragraphs."""
    read = article(
        TOLL, title="Talks on river toll stall", outlet="The Lantern", url="https://lantern.example/toll", published=DAY
    )
    start, end = (
        TOLL.index('"It is') if '"It is' in TOLL else TOLL.index("It is"),
        TOLL.index("story.") + len('story."'),
    )
    content = Words.of(TOLL, [Span(TOLL.index('"We'), TOLL.index(" said Ilse")), Span(start, end)])
    source = Source(words(TOLL, "Ilse Brandt, a spokeswoman for the dockers' union"), SourceKind.PERSON)
    return Record(read), Statement("s1", Kind.DIRECT, Stance.ASSERTS, content, source, words(TOLL, "said"))


def test_a_quotation_over_paragraphs_is_one_line_in_whole_marks() -> None:
    """The marks that open each further paragraph are left out; each fragment has a pair."""
    record, statement = toll()
    assert citation(record, statement, retrieved=date(2024, 2, 6)) == (
        "said Ilse Brandt, a spokeswoman for the dockers' union: "
        '"We were told the money would be there," '
        '"It is not there. Nobody in this town believes it any more. And that is the whole story." — '
        "Talks on river toll stall. The Lantern, 2024-02-05. https://lantern.example/toll (retrieved 2024-02-06)"
    )


def test_a_pronoun_gets_the_name_and_the_role() -> None:
    """As the article gives them."""
    text = 'Deputy Mayor Oren Falk denied it. "I never met them," he said.'
    role = Role(words(text, "Deputy Mayor"))
    actor = Actor("a1", "Oren Falk", SourceKind.PERSON, (role,), (), ("Oren Falk",))
    source = Source(words(text, "he said"), SourceKind.PERSON, "a1", How.PRONOUN)
    source = replace(source, words=Words.of(text, [Span(source.words.spans[0].start, source.words.spans[0].start + 2)]))
    statement = Statement(
        "s1", Kind.DIRECT, Stance.ASSERTS, words(text, '"I never met them,"'), source, words(text, "said")
    )
    record = Record(article(text), (statement,), (actor,))
    assert citation(record, statement) == 'Oren Falk, Deputy Mayor, said: "I never met them,"'
    assert citation(record.article, statement) == 'he said: "I never met them,"'


def test_indirect_speech_has_no_marks_and_shows_its_gaps() -> None:
    """Source and cue are in the article's order."""
    text = "The toll, according to two people familiar with the matter, will be suspended."
    source = Source(words(text, "two people familiar with the matter"), SourceKind.ANONYMOUS)
    content = words(text, "The toll", "will be suspended")
    statement = Statement("s1", Kind.INDIRECT, Stance.ASSERTS, content, source, words(text, "according to"))
    assert citation(article(text), statement) == (
        "according to two people familiar with the matter: The toll … will be suspended"
    )


def test_a_statement_within_another_comes_after_its_holder() -> None:
    """It follows the source and cue of that one."""
    text = "A clerk said the mayor knew of it."
    outer = Statement(
        "s1", Kind.INDIRECT, Stance.ASSERTS, words(text, "the mayor knew of it"), Source(words(text, "A clerk")),
        words(text, "said"),
    )  # fmt: skip
    inner = Statement(
        "s2", Kind.INDIRECT, Stance.ASSERTS, words(text, "of it"), Source(words(text, "the mayor")),
        words(text, "knew"), parent="s1",
    )  # fmt: skip
    assert citation(Record(article(text), (outer, inner)), inner) == "A clerk said: the mayor knew: of it"


def test_what_is_not_known_is_left_out() -> None:
    """Words alone make a citation; intervals and times are accepted as dates."""
    text = "Nobody came"
    statement = Statement("s1", Kind.INDIRECT, Stance.ASSERTS, words(text, text))
    assert citation(article(text), statement) == text
    dated = article(text, title="Who came?", published=DateInterval(date(2024, 2, 1), date(2024, 2, 29)))
    assert citation(dated, statement, retrieved="2024-03-01T08:00:00+00:00") == (
        "Nobody came — Who came? 2024-02-01 to 2024-02-29. (retrieved 2024-03-01)"
    )


@pytest.mark.parametrize(
    ("printed", "shown", "inside"),
    [
        ('"The toll is dead,"', '"The toll is dead,"', "The toll is dead,"),
        ("‘Don’t go,’", "‘Don’t go,’", "Don’t go,"),
        ("“She said ‘no’ twice.”", "“She said ‘no’ twice.”", "She said ‘no’ twice."),
        ("“The toll is dead.", "“The toll is dead.”", "The toll is dead."),
        ("the toll is dead,”", "“the toll is dead,”", "the toll is dead,"),
        ("‘The toll is dead.", "‘The toll is dead.’", "The toll is dead."),
        ("the toll is dead,’", "‘the toll is dead,’", "the toll is dead,"),
        ("The toll is dead", "“The toll is dead”", "The toll is dead"),
        ("She said “no” twice", '"She said “no” twice"', "She said “no” twice"),
        ('She said "no" twice', '“She said "no" twice”', 'She said "no" twice'),
        ("„Der Zoll ist weg.", "„Der Zoll ist weg.“", "Der Zoll ist weg."),
        ("«Le péage", "«Le péage»", "Le péage"),
        ("“One.\n\n“Two.”", "“One. Two.”", "One. Two."),
        ("“One,” “Two.”", "“One,” “Two.”", "“One,” “Two.”"),
    ],
)
def test_direct_speech_is_in_whole_marks(printed: str, shown: str, inside: str) -> None:
    """Those printed around it, or others that do not occur in it."""
    spans = [Span(0, len(printed))]
    assert marked(printed, spans) == shown
    assert bare(printed, spans) == inside


def test_words_without_marks_show_where_they_are_broken_off() -> None:
    """Fragments do not run into one sentence."""
    assert bare('"No siren," he said. "None."', [Span(0, 12), Span(22, 29)]) == "No siren, … None."


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("he would leave “on the day it", "he would leave “on the day it”"),
        ('over the summer" if asked', '"over the summer" if asked'),
        ("no” and “yes", "“no” and “yes”"),
        ("they would be ‘before the first", "they would be ‘before the first’"),
        ("the first of June.’", "‘the first of June.’"),
        ("the dockers’ union’s toll of the ’90s", "the dockers’ union’s toll of the ’90s"),
        ("that it was “dead” and ‘buried’", "that it was “dead” and ‘buried’"),
        ("", ""),
    ],
)
def test_marks_that_were_cut_in_two_are_made_whole(cut: str, whole: str) -> None:
    """Apostrophes are not mistaken for quotation marks."""
    assert closed(cut) == whole


@given(text=st.text(alphabet=MARKS + "ab .,\n", max_size=30), direct=st.booleans())
def test_no_word_is_added_or_lost(*, text: str, direct: bool) -> None:
    """Only marks and white space change, and white space ends as single spaces."""
    shown = marked(text, [Span(0, len(text))]) if direct else closed(text)
    left = str.maketrans("", "", MARKS + " \n")
    assert shown.translate(left) == text.translate(left)


@given(records())
def test_every_record_can_be_cited(record: Record) -> None:
    """In one line, with each word of the content, the same for the same record."""
    for statement in record.statements:
        line = citation(record, statement)
        assert line == citation(Record.from_json(record.to_json()), statement)
        assert "\n" not in line
        for span in statement.content.spans:
            for word in record.article.text[span.start : span.end].split():
                assert word.strip(MARKS) in line
