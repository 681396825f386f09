"""The time that the stages after the model take grows with the length of a text, and no faster."""

import re
import time
from collections.abc import Callable, Iterator
from itertools import count, islice, product

import pytest

from made import article
from onrecord.reading.continued import continue_quotations
from onrecord.reading.dates.stage import TimeStage
from onrecord.reading.nested import nest
from onrecord.reading.quotes import quotations
from onrecord.reading.signed import SignatureStage
from onrecord.reading.sources.stage import SourceStage
from onrecord.reading.stance import StanceStage
from onrecord.records import Kind, Record, Source, Span, Stance, Statement, Words

STAGES = (StanceStage("en"), SignatureStage("en"), continue_quotations, nest, SourceStage("en"), TimeStage("en"))
SIZES = 6_000, 48_000
STEEPEST = 3.0
"""How many times as long as the growth of the text the time may grow: 8 where it is quadratic, 1 where it is linear."""
_SAID = re.compile(r"(?P<source>[^.,;“”\n]+?) (?P<cue>said|told) (?P<content>[^.\n]+)")


def families() -> Iterator[str]:
    """Family names, no two the same."""
    for size in count(2):
        for parts in product(("an", "or", "ek", "il", "um", "os", "yr"), repeat=size):
            yield "".join(parts).capitalize()


def read(text: str) -> Record:
    """A record with a statement for each "X said Y", without the model."""
    statements = [
        Statement(
            id=f"s{n}",
            kind=Kind.INDIRECT,
            stance=Stance.ASSERTS,
            source=Source(Words.of(text, [Span(*match.span("source"))])),
            cue=Words.of(text, [Span(*match.span("cue"))]),
            content=Words.of(text, [Span(*match.span("content"))]),
        )
        for n, match in enumerate(_SAID.finditer(text), 1)
    ]
    return Record(article(text), tuple(statements))


def seconds(make: Callable[[int], str], size: int) -> float:
    """CPU seconds of all stages on a text of a size."""
    record = read(make(size))
    quotations.cache_clear()
    began = time.process_time()
    for stage in STAGES:
        record = stage(record)
    return time.process_time() - began


def _sentences(form: str, between: str = "\n\n") -> Callable[[int], str]:
    """A text of one sentence again and again, each time with another name."""

    def make(size: int) -> str:
        names = islice(families(), size // len(form))
        return between.join(form.format(name=name, other=name[::-1].capitalize()) for name in names)[:size]

    return make


TEXTS = {
    "people": _sentences("Ada {name} said it rained. {name} came back."),
    "people of one family": _sentences("{name} Vane said it rained. Vane came back."),
    "people with one office": _sentences("Minister {name} said it rained. The minister said no."),
    "people with roles": _sentences("Ada {name}, the head of the {other} Board, who said it rained, came back."),
    "bodies": _sentences("The {name} Board said it rained. {name} will appeal."),
    "unnamed officials": _sentences("A senior official said it rained. The official said no."),
    "spokesmen": _sentences("A spokesman for {name} said it rained."),
    "pronouns among names": _sentences("Ada {name} met Ben {other}. In her letter, she said he had told it all."),
    "the first person": _sentences("Ada {name} said I said it rained."),
    "pronouns in one sentence": _sentences("Ada {name} who told him that she said it, and ", between=""),
    "quotations in one paragraph": _sentences("“No,” she said of the '{name}' plan. 'We don't know.'", between=" "),
    "happenings": _sentences("They said it would open before the {name} vote."),
    "paragraphs": _sentences("{name}:\n\nShe said no."),
}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_time_grows_with_length() -> None:
    """Eight times the text takes about eight times as long, whatever stands in it."""
    growth = SIZES[1] / SIZES[0]
    steep = {}
    for name, make in TEXTS.items():
        short, long = (seconds(make, size) for size in SIZES)
        if long / short > STEEPEST * growth:
            steep[name] = f"{short:.2f} s, then {long:.2f} s"
    assert not steep
