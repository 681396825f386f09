"""A pasted article: what is taken out, what is learnt from it, and what stays as it was."""

from datetime import date
from pathlib import Path
from textwrap import fill

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import FIRST, SECOND, THIRD
from onrecord.errors import EmptyInputError, NotTextError
from onrecord.readers.base import Overrides, clean
from onrecord.readers.text import read_text
from onrecord.records import Article, DateInterval, Origin
from table import cases

EXAMPLES = Path(__file__).parents[2] / "examples"


def read(*parts: str, between: str = "\n\n") -> Article:
    """The article of some lines."""
    return read_text(between.join(parts), overrides=Overrides())


def day(year: int, month: int, number: int) -> DateInterval:
    """A day that a text states."""
    return DateInterval(date(year, month, number), date(year, month, number), Origin.TEXT)


@cases(
    "line",
    [
        "By Anna Reyes",
        "BY ANNA REYES AND TOM OKAR",
        "By Meridian Wire",
        "By our Velmora correspondent",
        "Words by Anna Reyes",
        "Author: Anna Reyes, THE LANTERN",
        "(Reporting by Anna Reyes in Velmora; editing by Tom Okar)",
        "Share this article",
        "Facebook • X • WhatsApp • Email",
        "Share on Facebook",
        "Read more: The ramp that nobody wanted to pay for",
        "READ ALSO: Harbour dues to rise by a tenth",
        "Related: Who owns the ferry?",
        "Sign up for our newsletter",
        "Sign up to our free morning newsletter: five stories from the harbour.",
        "Subscribe to The Lantern for two marks a week.",
        "The day’s news in your inbox every evening.",
        "Photo: Osk Harrow/Meridian Wire",
        "(Image credit: Osk Harrow)",
        "Photograph by Osk Harrow",
        "The ramp at Osk on Monday. Picture: Jory Maslen",
        "© 2024 The Lantern. All rights reserved.",
        "Copyright 2024 The Lantern",
        "Tags: ferries, Osk, harbour",
        "Filed under: News",
        "4 min read",
        "Advertisement",
        "ADVERTISEMENT",
        "Continue reading",
        "Comments (12)",
        "Leave a comment",
        "The post Ferry cancelled appeared first on The Lantern.",
        "This article originally appeared in The Lantern.",
        "This post may earn us money, as it contains affiliate links.",
    ],
)
def test_a_line_that_is_no_text_goes(line: str) -> None:
    """A line that as a whole is something else than the article is removed, and the rest is laid out in paragraphs."""
    assert read("Ferry cancelled again", FIRST, line, SECOND).text == f"Ferry cancelled again\n\n{FIRST}\n\n{SECOND}"


@cases(
    "line",
    [
        "He told them to share this article with everyone they knew.",
        "By Monday the board had changed its mind.",
        "By contrast, Anna Reyes said nothing.",
        "By the numbers",
        "“Sign up for our newsletter,” she said, “and see what you get.”",
        "The newsletter, to which four hundred people subscribe, was founded in 1988.",
        "Related complaints were made against two other operators.",
        "Read aloud in court, the letter took four minutes.",
        "Photographs of the ramp were shown to the jury, and two of them wept.",
        "Copyright law does not protect the recipe, the judge said.",
        "Copyright law was changed in 2019.",
        "More on the ramp’s history",
        "Published figures show that the ramp was tested twice in ten years.",
        "Comment was not immediately available.",
        "Follow the money, he said.",
        "Videos: three. Witnesses: none.",
        "Source after source confirmed the account.",
        "Top officials were not told.",
        "Share prices fell by a tenth in Port Casmir.",
        "Brokers may earn a commission on each ticket, the regulator said.",
        "Users must enable JavaScript to see the timetable, the board said.",
        "This report was produced by a committee that met once.",
        "Tom Okar, of the union, said that he had been told of it by e-mail.",
        "The hotline can be reached at any hour, the ministry said.",
        "‘Also on the quay that night: a man with a barrow.’",
        "Updated plans for the ramp were due in March.",
        "Get out and stay out, the sign said.",
        "Email and post were both late.",
        "Twitter and who else?",
    ],
)
@cases("place", [1, 2, 3])
def test_prose_that_only_has_such_words_stays(line: str, place: int) -> None:
    """Prose is kept, wherever it stands, and the text comes back as it was."""
    lines = [FIRST, SECOND, THIRD]
    lines.insert(place, line)
    text = "Ferry cancelled again\n\n" + "\n\n".join(lines)
    assert read_text(text, overrides=Overrides()).text == text


@cases("between", ["\n", "\n\n", "\n \n\n", "\n\n\n\n"])
def test_nothing_to_remove(between: str) -> None:
    """A text in which nothing is removed keeps its layout."""
    text = between.join([FIRST, "   An indented line.", SECOND])
    assert read_text(f"\n{text}\n", overrides=Overrides()).text == text


@cases(
    "headlines",
    [
        ["Harbour dues to rise by a tenth", "‘I just kept rowing’: the postmistress who crossed the Sound"],
        ["Budget vote put back to January", "What the new timetable means for Osk", "Who pays for the ramp?"],
    ],
)
@cases("between", ["\n", "\n\n"])
def test_headlines_of_other_articles(headlines: list[str], between: str) -> None:
    """What stands under "You might also like" goes with it, at the end and in the middle."""
    others = between.join(["You might also like", *headlines])
    assert read(FIRST, SECOND, others).text == f"{FIRST}\n\n{SECOND}"
    assert read(FIRST, others, SECOND).text == f"{FIRST}\n\n{SECOND}"


def test_share_buttons_one_a_line() -> None:
    """A list of share buttons goes whole, with the ones that are common words."""
    buttons = "Share this article\nFacebook\nX\nWhatsApp\nCopy link"
    assert read(FIRST, SECOND, buttons).text == f"{FIRST}\n\n{SECOND}"


@cases(
    ("line", "names", "outlet"),
    [
        ("By Anna Reyes", ("Anna Reyes",), None),
        ("By Anna Reyes in Velmora and Tom Okar", ("Anna Reyes", "Tom Okar"), None),
        ("By Anna Reyes, Tom Okar and Mia van der Berg", ("Anna Reyes", "Tom Okar", "Mia van der Berg"), None),
        ("By Anna Reyes, Political Editor", ("Anna Reyes",), None),
        ("By Anna Reyes, Meridian Wire", ("Anna Reyes",), "Meridian Wire"),
        ("Author: Anna Reyes, The Lantern", ("Anna Reyes",), "The Lantern"),
        ("Author: Anna Reyes, LANTERN", ("Anna Reyes",), "LANTERN"),
        ("Author: Anna Reyes, Port Lantern", ("Anna Reyes",), "Port Lantern"),
        ("By Meridian Wire", (), None),
        ("(Reporting by Anna Reyes in Velmora; editing by Tom Okar)", ("Anna Reyes",), None),
    ],
)
@cases("first", [True, False])
def test_bylines(line: str, names: tuple[str, ...], outlet: str | None, *, first: bool) -> None:
    """A byline's people and outlet go to the metadata, from the head and from the end of a text."""
    article = read(*((line, FIRST, SECOND) if first else (FIRST, SECOND, line)))
    assert (article.bylines, article.outlet, article.text) == (names, outlet, f"{FIRST}\n\n{SECOND}")


@cases(
    ("line", "published", "modified"),
    [
        ("Published 3 March 2024", day(2024, 3, 3), None),
        ("Published: Sunday, March 3, 2024, 10:30 am", day(2024, 3, 3), None),
        ("3 March 2024", day(2024, 3, 3), None),
        ("By Anna Reyes | 3 March 2024", day(2024, 3, 3), None),
        ("Last updated on 5 March 2024 at 11.15", None, day(2024, 3, 5)),
        ("Updated 2 hours ago", None, None),
    ],
)
def test_date_lines(line: str, published: DateInterval | None, modified: DateInterval | None) -> None:
    """A line with a full date says when the text was published, or changed, and goes."""
    article = read("Ferry cancelled again", line, FIRST, SECOND)
    assert (article.published, article.modified) == (published, modified)
    assert line not in article.text


@cases(
    ("dateline", "published"),
    [
        ("VELMORA, March 3 (Meridian Wire) - ", None),
        ("VELMORA, March 3, 2024 (Meridian Wire) - ", day(2024, 3, 3)),
        ("PORT CASMIR, 3 March 2024 — ", day(2024, 3, 3)),
    ],
)
def test_datelines(dateline: str, published: DateInterval | None) -> None:
    """A dateline stays in the text; it says when that was published where it states the day in full."""
    article = read("Ferry cancelled again", dateline + FIRST, SECOND)
    assert article.published == published
    assert dateline in article.text


def test_a_chronology_keeps_its_days() -> None:
    """The days that stand as headings between paragraphs are text."""
    text = f"A year of the ramp\n\n{FIRST}\n\n3 March 2024\n\n{SECOND}\n\n4 March 2024\n\n{THIRD}"
    article = read_text(text, overrides=Overrides())
    assert article.text == text
    assert article.published is None


@cases(
    ("first", "title"),
    [
        ("Ferry cancelled again", "Ferry cancelled again"),
        ("Who will pay for the ramp?", "Who will pay for the ramp?"),
        ("‘Nobody’ to blame for ramp, inquiry finds", "‘Nobody’ to blame for ramp, inquiry finds"),
        ("The ferry was cancelled again.", None),
        ("To whom it may concern:", None),
        (FIRST, None),
    ],
)
def test_titles(first: str, title: str | None) -> None:
    """The first line is the title where it is short and no sentence."""
    assert read(first, SECOND, THIRD).title == title


def test_a_single_line_has_no_title() -> None:
    """A text of one line is all text."""
    assert read("Ferry cancelled again").title is None


@cases("width", [50, 64, 72, 99])
def test_hard_wrapped_text(width: int) -> None:
    """Lines that were broken at a width are joined into their paragraphs, hyphens kept."""
    paragraphs = [FIRST, SECOND, "The state-owned operator, which had declined to comment, said it would wait. " * 3]
    wrapped = "\n\n".join(["Ferry cancelled again", *(fill(paragraph, width) for paragraph in paragraphs)])
    article = read_text(wrapped, overrides=Overrides())
    assert article.text.split("\n\n") == ["Ferry cancelled again", *(paragraph.strip() for paragraph in paragraphs)]


def test_short_lines_are_not_joined() -> None:
    """A poem, and lines that each are a paragraph, stay lines."""
    text = (
        "The river stood up\nand walked into town,\nand nobody asked\nwhat it had come down\nto see or to say,\nor why."
    )
    assert read_text(text, overrides=Overrides()).text == text


def test_what_is_given_goes_first() -> None:
    """What the user says of an article goes before what its lines say."""
    said = Overrides(id="a1", title="T", outlet="O", bylines=("B",), published=day(2020, 1, 1), language="en")
    article = read_text(f"By Anna Reyes\n3 March 2024\n\n{FIRST}\n\n{SECOND}", overrides=said)
    assert (article.id, article.title, article.outlet, article.bylines) == ("a1", "T", "O", ("B",))
    assert (article.published, article.language) == (day(2020, 1, 1), "en")


@cases("data", [b"", b"  \n ", "", "By Anna Reyes", "Share this article\n\nFacebook"])
def test_no_text(data: bytes | str) -> None:
    """A text in which nothing is left is refused."""
    with pytest.raises(EmptyInputError):
        read_text(data, overrides=Overrides())


def test_an_image() -> None:
    """An image is refused, whatever its name."""
    with pytest.raises(NotTextError, match="PNG"):
        read_text(b"\x89PNG\r\n\x1a\n", overrides=Overrides())


def test_fetched_text_keeps_where_and_when() -> None:
    """A text that was fetched keeps its address, which its id is of, and the time."""
    first, second = (
        read_text(text, overrides=Overrides(), url="https://lantern.example/a.txt", retrieved="2024-03-05T12:00:00Z")
        for text in (FIRST, SECOND)
    )
    assert (first.url, first.retrieved) == ("https://lantern.example/a.txt", "2024-03-05T12:00:00Z")
    assert first.id == second.id


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_examples(path: Path) -> None:
    """Of the example texts, the headline comes first, and no byline, date, share or headline line is left."""
    article = read_text(path.read_bytes(), overrides=Overrides())
    lines = article.text.split("\n\n")
    assert lines[0] == article.title
    assert not [line for line in lines if line.startswith(("By ", "Author", "Published", "Share", "You might", "("))]
    assert len(lines) > 10
    assert all(line.endswith((".", "?", "’", "”", '"')) for line in lines[3:])


@given(st.lists(st.text(max_size=90) | st.sampled_from([FIRST, "By Anna Reyes", "Related", "Share", ""]), max_size=12))
def test_any_text(lines: list[str]) -> None:
    """Any text gives an article of its own lines, in their order, or none; what is learnt once is learnt again."""
    text = "\n".join(lines)
    try:
        article = read_text(text, overrides=Overrides())
    except EmptyInputError:
        return
    source = "".join(clean(text).split())
    at = 0
    for start, end in article.paragraphs:
        found = source.find("".join(article.text[start:end].split()), at)
        assert found >= 0
        at = found
    assert read_text(text, overrides=Overrides()) == article
