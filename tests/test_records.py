"""The vocabulary and its JSON."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
from made import records
from onrecord.records import Record, Span, Words


@given(records())
def test_a_record_survives_its_json(record: Record) -> None:
    """A record read back from its JSON equals itself, and gives the same bytes again."""
    again = Record.from_json(json.loads(record.dumps()))
    assert again == record
    assert again.dumps() == record.dumps()


@given(records())
def test_text_equals_spans(record: Record) -> None:
    """The text of words is the text at their spans, with fragments joined by spaces."""
    for statement in record.statements:
        for words in (statement.content, statement.cue, statement.source and statement.source.words):
            if words:
                assert words.text == " ".join(record.article.text[start:end] for start, end in words.spans)


def test_words_are_in_the_order_of_the_text() -> None:
    """Fragments are sorted, whatever order they come in."""
    assert Words.of("one two", [Span(4, 7), Span(0, 3)]).text == "one two"


def test_another_schema_is_refused() -> None:
    """A record with an unknown schema is an error."""
    with pytest.raises(ValueError, match="onrecord/1"):
        Record.from_json({"schema": "onrecord/99"})


def test_public_names_are_sorted_and_there() -> None:
    """Everything in `__all__` can be had, and the list is sorted."""
    assert onrecord.__all__ == sorted(onrecord.__all__)
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy import does not hide a misspelling."""
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        _ = onrecord.reed


def test_importing_is_light() -> None:
    """`import onrecord` loads no numerical, database or network library."""
    heavy = "numpy sqlalchemy onnxruntime lxml trafilatura httpx2 typer rich"
    code = f"import sys, onrecord; print([name for name in {heavy.split()} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@given(records(), st.floats(0, 1))
def test_what_is_left_at_a_confidence_stands_on_what_is_left(record: Record, least: float) -> None:
    """Exactly the statements below the confidence are removed, and no parent is missing."""
    kept = record.at_least(least)
    assert [s.id for s in kept.statements] == [s.id for s in record.statements if s.confidence >= least]
    names = {statement.id for statement in kept.statements}
    assert all(statement.parent is None or statement.parent in names for statement in kept.statements)
