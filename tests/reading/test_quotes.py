"""Quotation marks of every style."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.quotes import QuoteState, quotations, quote_states

QUOTATIONS = [
    ('He said "we go" and "no".', ['"we go"', '"no"']),
    ("He said “we go” and “no”.", ["“we go”", "“no”"]),
    ("‘We don’t yield,’ she said. ‘Never.’", ["‘We don’t yield,’", "‘Never.’"]),
    ("'We don't yield,' she said. 'Never.'", ["'We don't yield,'", "'Never.'"]),
    ("‘The workers’ rights are ours,’ she said.", ["‘The workers’ rights are ours,’"]),
    ("«Open the gate», read the banner.", ["«Open the gate»"]),
    ("''It is bad,'' he said.", ["''It is bad,''"]),
    ("“She called it ‘a farce’ twice,” he said.", ["“She called it ‘a farce’ twice,”"]),
    ("“It goes on", ["“It goes on"]),
    ("Dogs' and cats' food", []),
    ("The '90s were 'good' years", ["'good'"]),
    ('The beam is 5" wide', []),
    ('Said: "x"—then "y"', ['"x"', '"y"']),
    ("A stray ” closes nothing.", []),
    ("", []),
]


def test_outermost_quotations() -> None:
    """The outermost quotations are found; apostrophes and stray marks are not taken for any."""
    found = [(text, [text[q.start : q.end] for q in quotations(text)]) for text, _ in QUOTATIONS]
    assert found == QUOTATIONS


def test_an_open_quotation_reaches_to_the_end_of_the_paragraph() -> None:
    """A quotation that goes on in the next paragraph has no closing mark in this one."""
    (found,) = quotations("“It goes on")
    assert found.closing is None


@given(st.text(alphabet="ab .,s'\"“”‘’«»`\n"))
def test_any_text_is_taken(paragraph: str) -> None:
    """Whatever the marks, quotations lie inside the paragraph, in order, and do not overlap; states match."""
    at = 0
    for found in quotations(paragraph):
        assert at <= found.start < found.end <= len(paragraph)
        at = found.end
    states = quote_states(paragraph)
    assert len(states) == len(paragraph)
    assert set(states) <= set(QuoteState)


def test_a_genitive_may_be_the_last_of_a_paragraph() -> None:
    """It then closes the quotation."""
    for paragraph in ("'US’", "Ministry 'breached the rights of workers'"):
        assert [q.end for q in quotations(paragraph)] == [len(paragraph)]
