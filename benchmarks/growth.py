"""Measures how the time to read a text grows with its size, on texts that are hard for one part of the reading.

    python benchmarks/growth.py [--sizes 100000 300000 1000000] [--only names quotes]

Prints the CPU seconds at each size, and the exponent between the smallest and the largest: at 1, twice the text takes
twice the time. "Stages" is everything except the model's own pass, which is linear and would hide the rest. Exits with
status 1 if any exponent is above 1.15.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from math import log

from onrecord.readers.base import Overrides
from onrecord.readers.html import read_html
from onrecord.readers.text import read_text
from onrecord.reading.encoder import Encoder, Encoding
from onrecord.reading.pieces import Pieces
from onrecord.reading.reader import Reader
from onrecord.records import Article
from table import Table, print_command

MOST = 1.15
"""The largest exponent that passes."""
SIZES = (100_000, 300_000, 1_000_000)
"""Characters of each text."""
NOISE = 0.25
"""Seconds at the largest size below which an exponent says nothing."""

GIVEN = ("Ada", "Rhea", "Joris", "Mara", "Okar", "Ilse", "Tomas", "Vera", "Piet", "Nora")
PARTS = ("Van", "Tol", "Ost", "Kel", "Bran", "Mor", "Fal", "Dun", "Rey", "Sor", "Lin", "Pel", "Hav", "Cas", "Ber")
ENDS = ("man", "ova", "ik", "berg", "ander", "ley", "ström", "aro", "ett", "ushka", "ard", "ius", "olt", "eni")
BODIES = ("Harbour Board", "Ministry", "Steel Company", "Council", "University", "Party", "Court")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS = ("January", "March", "May", "July", "September", "November")


def _draw(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same texts each time


def _families() -> Iterator[str]:
    """Family names, no two the same."""
    for size in itertools.count(2):
        for parts in itertools.product(PARTS, repeat=size - 1):
            for end in ENDS:
                yield "".join(parts).capitalize() + end


def _fill(size: int, sentences: Iterator[str], *, per_paragraph: int = 4) -> str:
    """Sentences, some to a paragraph, up to a size."""
    parts: list[str] = []
    length = 0
    for n, sentence in enumerate(sentences, 1):
        parts.append(sentence + ("\n\n" if per_paragraph and n % per_paragraph == 0 else " "))
        length += len(parts[-1])
        if length >= size:
            break
    return "".join(parts)[:size]


def names(size: int) -> str:
    """People, each named once in full and once by the family name."""
    families, draw = _families(), _draw(1)

    def sentences() -> Iterator[str]:
        for family in families:
            yield f"{draw.choice(GIVEN)} {family} said the ramp was safe. {family} came back."

    return _fill(size, sentences())


def relatives(size: int) -> str:
    """Many people who share a few family names."""
    draw = _draw(2)
    families = list(itertools.islice(_families(), 20))

    def sentences() -> Iterator[str]:
        while True:
            yield f"{draw.choice(GIVEN)} {draw.choice(families)} told Mr. {draw.choice(families)} that it rained."

    return _fill(size, sentences())


def bodies(size: int) -> str:
    """Organisations, each named in full and by its first word."""
    families, draw = _families(), _draw(3)

    def sentences() -> Iterator[str]:
        for family in families:
            yield f"The {family} {draw.choice(BODIES)} denied the report. {family} will not appeal."

    return _fill(size, sentences())


def name_list(size: int) -> str:
    """One endless list of names."""
    draw = _draw(4)
    return _fill(size, (f"{draw.choice(GIVEN)} {family}," for family in _families()), per_paragraph=0)


def quotes(size: int) -> str:
    """Quotations of both styles, with and without a cue."""
    draw = _draw(5)

    def sentences() -> Iterator[str]:
        for family in itertools.cycle(itertools.islice(_families(), 50)):
            yield draw.choice(
                (
                    f"“The ramp is safe,” said {family}. “It stays open.”",
                    f"'We don't know,' {family} said. 'Nobody told us.'",
                    "“And so it went on.",
                    f"The workers' 'plan', as {family} put it, was 5\" wide.",
                )
            )

    return _fill(size, sentences())


def quotes_in_one_paragraph(size: int) -> str:
    """Quotations of both styles in a single paragraph."""
    return quotes(size).replace("\n\n", " ")


def nested_quotes(size: int) -> str:
    """Quotations within quotations."""
    return _fill(size, itertools.repeat("“She called it ‘a “grand” farce’ twice,” he said. ‘He said “no” to it.’"))


def opening_marks(size: int) -> str:
    """Quotation marks that are never closed."""
    return ("“‘ " * (size // 3 + 1))[:size]


def dates(size: int) -> str:
    """Dates and lengths of time."""
    draw = _draw(6)

    def sentences() -> Iterator[str]:
        while True:
            yield draw.choice(
                (
                    f"On {draw.randint(1, 28)} {draw.choice(MONTHS)} {draw.randint(1990, 2030)} the board met.",
                    f"Rhea Tolman said on {draw.choice(DAYS)} that it would open within {draw.randint(2, 30)} days.",
                    f"It promised to pay by the end of {draw.choice(MONTHS)}, before the {draw.choice(DAYS)} vote.",
                    "Two weeks ago, in the first half of last year, it closed after the election.",
                )
            )

    return _fill(size, sentences())


def pronouns(size: int) -> str:
    """Statements whose sources are pronouns, among a few people."""
    draw = _draw(7)

    def sentences() -> Iterator[str]:
        yield "Ada Vane met Joris Tolman and the Harbour Board."
        while True:
            yield draw.choice(
                (
                    "He said that she had left.",
                    "“It is shut,” she said of his plan.",
                    "The board, which owns it, said they would wait.",
                    "They told her it was too late, and it denied that.",
                    "The minister said her aide had told him so.",
                )
            )

    return _fill(size, sentences())


def paragraphs(size: int) -> str:
    """Very many very short paragraphs."""
    return _fill(size, itertools.cycle(("Rain fell.", "She said no.", "“Yes.”", "Vane:")), per_paragraph=1)


def he_said_she_said(size: int) -> str:
    """One endless run of cues."""
    return ("he said she said " * (size // 17 + 1))[:size]


def endless_sentence(size: int) -> str:
    """A sentence without a full stop."""
    return ("the minister who spoke to the board that runs the port said it was shut and " * (size // 75 + 1))[:size]


def endless_word(size: int) -> str:
    """One word and nothing else."""
    return "a" * size


def capitals(size: int) -> str:
    """All capitals."""
    return names(size).upper()


def nested_tags(size: int) -> str:
    """A page whose text lies deep, in many nested elements."""
    return _page(size, "<div>" * 40 + "<p>{} said the ramp was safe, and that it stays open.</p>" + "</div>" * 40)


def links(size: int) -> str:
    """A page of links."""
    return _page(size, '<p>{} <a href="/ramp">said the ramp</a> was <a href="/safe">safe for now</a>.</p>')


def page_paragraphs(size: int) -> str:
    """A page of short paragraphs."""
    return _page(size, "<p>Rain fell on the port, said {}, the harbour master.</p>")


def unclosed_tags(size: int) -> str:
    """A page whose elements are never closed."""
    return _page(size, "<div><p><b>Rain fell on the port, <i>said {}. ")


def _page(size: int, block: str) -> str:
    """A page of one block again and again, each time with another name in it."""
    body = "".join(block.format(f"Rhea {family}") for family in itertools.islice(_families(), size // len(block) + 1))
    head = "<html><head><title>Rain on the port</title></head>"
    return f"{head}<body><article>{body[:size]}</article></body></html>"


TEXTS: Sequence[Callable[[int], str]] = (
    names,
    relatives,
    bodies,
    name_list,
    quotes,
    quotes_in_one_paragraph,
    nested_quotes,
    opening_marks,
    dates,
    pronouns,
    paragraphs,
    he_said_she_said,
    endless_sentence,
    endless_word,
    capitals,
)
PAGES: Sequence[Callable[[int], str]] = (nested_tags, links, page_paragraphs, unclosed_tags)
CASES = {make.__name__: make for make in (*TEXTS, *PAGES)}


class ModelClock:
    """Adds up the CPU seconds of the model's own pass, in every encoder, from when it is made."""

    def __init__(self) -> None:
        self.seconds = 0.0
        run = Encoder.run

        def timed(encoder: Encoder, pieces: Pieces) -> Encoding:
            began = time.process_time()
            encoding = run(encoder, pieces)
            self.seconds += time.process_time() - began
            return encoding

        Encoder.run = timed  # type: ignore[method-assign]


def article_of(name: str, size: int) -> Callable[[], Article]:
    """A function that makes the article of a case, through the public function of its format."""
    source = CASES[name](size)
    if CASES[name] in PAGES:
        return lambda: read_html(source, overrides=Overrides())
    return lambda: read_text(source, overrides=Overrides())


def seconds_of(reader: Reader, clock: ModelClock, name: str, size: int) -> tuple[float, float]:
    """CPU seconds from text to record: in all, and without the model's pass."""
    make = article_of(name, size)
    before, began = clock.seconds, time.process_time()
    reader.read(make())
    whole = time.process_time() - began
    return whole, whole - (clock.seconds - before)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The power of the size that the time grows with; 0 where the time is too short to tell."""
    if seconds[-1] < NOISE:
        return 0.0
    return log(seconds[-1] / max(seconds[0], 1e-3)) / log(sizes[-1] / sizes[0])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="characters, in increasing order")
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES), help="cases to measure")
    given = parser.parse_args()
    clock, reader = ModelClock(), Reader()
    heads = [f"{size / 1e6:g} MB" for size in given.sizes]
    print_command()
    table = Table(
        ("CPU seconds", *heads, "exponent", *(f"stages {head}" for head in heads), "exponent"), first=18, others=8
    )
    steep = []
    for name in given.only:
        timed = [seconds_of(reader, clock, name, size) for size in given.sizes]
        cells = []
        for seconds in zip(*timed, strict=True):
            power = exponent(given.sizes, seconds)
            cells += [*(f"{each:.2f}" for each in seconds), f"{power:.2f}"]
            if power > MOST:
                steep.append(name)
        table.row(name.replace("_", " "), *cells)
    if steep:
        sys.exit(f"\nabove an exponent of {MOST}: {', '.join(dict.fromkeys(steep))}")


if __name__ == "__main__":
    main()
