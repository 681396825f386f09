"""The door: what every text passes on its way in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import EmptyInputError
from onrecord.readers.base import Overrides, clean, make_article
from table import cases

anything = st.text(st.characters(exclude_categories=[])) | st.text(
    alphabet=" \t\r\n\u00a0\u2028\u200b\u202eé\u0301\ud800a"
)


@cases(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\u00a0b\tc\u3000d", "a b c d"),
        ("co\u00adoperate\u200b now\ufeff\u2060", "cooperate now"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("e\u0301", "é"),
        ("a\x00b\x1fc", "abc"),
        ("a\ud800b", "a\ufffdb"),
        ("سلام\u200cها", "سلام\u200cها"),
        ("“It’s” – fine… ", "“It’s” – fine… "),
    ],
)
def test_clean(text: str, expected: str) -> None:
    """Line ends and spaces are made plain, invisible characters go, and letters and marks stay."""
    assert clean(text) == expected


@given(anything)
def test_clean_is_settled(text: str) -> None:
    """What has been cleaned is in NFC, can be written as UTF-8, and is not changed by cleaning it again."""
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(anything.filter(lambda text: clean(text).strip()))
def test_paragraphs_cover_the_text(text: str) -> None:
    """Paragraphs are in order, hold no line break, and leave nothing but white space outside."""
    made = make_article(clean(text), overrides=Overrides())
    outside, at = "", 0
    for start, end in made.paragraphs:
        assert at <= start < end
        assert "\n" not in made.text[start:end]
        outside += made.text[at:start]
        at = end
    assert not (outside + made.text[at:]).strip()


def test_an_empty_text_is_no_article() -> None:
    """White space alone is refused."""
    with pytest.raises(EmptyInputError):
        make_article(" \n ", overrides=Overrides())


def test_facts_about_an_article_are_clean_lines() -> None:
    """No control character or line break gets in by way of the title, the outlet, a byline or the address."""
    hostile = "\x1b[31mRed\n\u202e title\x07"
    facts = Overrides(title=hostile, outlet=hostile, bylines=(hostile, " "), url=hostile, id=hostile)
    made = make_article("a", overrides=facts)
    assert made.title == made.outlet == made.url == made.id == "[31mRed title"
    assert made.bylines == ("[31mRed title",)


def test_ids_follow_the_address_and_else_the_text() -> None:
    """One address keeps one id through changes of the text; without one, another text has another id."""
    ids = [
        make_article(text, overrides=Overrides(url=url)).id
        for text in ("a", "b")
        for url in ("https://x.example", None)
    ]
    assert len(set(ids)) == 3
