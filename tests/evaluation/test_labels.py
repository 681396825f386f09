"""The measures of polarity and nesting: labels as they are read, and figures on a known answer."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from onrecord.errors import MalformedInputError
from onrecord.evaluation.labels import nested_scores, polarity_scores, read_nested, read_polarity
from onrecord.readers.base import Overrides, make_article
from onrecord.records import Kind, Record, Span, Stance, Statement, Words

TEXT = "Ada did not deny that Bo said the gate was shut. Nobody confirmed it."
SHUT = "the gate was shut"


def at(words: str) -> Words:
    """The words in the text."""
    start = TEXT.index(words)
    return Words.of(TEXT, [Span(start, start + len(words))])


def statement(cue: str, content: str, stance: Stance, *, parent: str | None = None) -> Statement:
    """A statement that was read."""
    return Statement(cue, Kind.INDIRECT, stance, at(content), cue=at(cue), parent=parent)


def records(*statements: Statement) -> Mapping[str, Record]:
    """The record of the one article."""
    return {"one": Record(make_article(TEXT, overrides=Overrides(id="one")), statements)}


def label(cue: str, rest: str, *, article: str = "one", part: str = "development") -> str:
    """A line of labels."""
    span = at(cue).spans[0]
    return f'{{"article": "{article}", "cue": [{span.start}, {span.end}], "part": "{part}", {rest}}}\n'


def written(folder: Path, *lines: str) -> Path:
    """A file of labels."""
    path = folder / "labels.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def polarity(folder: Path, *statements: Statement) -> tuple[float, float, int]:
    """Share right, precision and opposites on two labels: "did not deny" and "nobody confirmed"."""
    path = written(folder, label("deny", '"answer": ["declines", "confirms"]'), label("confirmed", '"answer": "none"'))
    result = polarity_scores(records(*statements), read_polarity(path))["development"]
    return result.score.recall, result.score.precision, result.opposite


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ([("did not deny", Stance.DECLINES)], (100.0, 100.0, 0)),
        ([("did not deny", Stance.DENIES)], (50.0, 50.0, 1)),  # the opposite
        ([("did not deny", Stance.ASSERTS)], (50.0, 50.0, 0)),  # wrong, but not the opposite
        ([], (50.0, 100.0, 0)),  # missed: not right, and not in precision
        ([("did not deny", Stance.CONFIRMS), ("confirmed", Stance.CONFIRMS)], (50.0, 50.0, 1)),  # nobody did
        ([("said", Stance.DENIES)], (50.0, 100.0, 0)),  # another cue
    ],
)
def test_polarity_is_the_share_of_acceptable_stances(
    tmp_path: Path, read: list[tuple[str, Stance]], expected: tuple[float, float, int]
) -> None:
    """A stance is right if it is acceptable, and no statement is right where none is."""
    assert polarity(tmp_path, *[statement(cue, SHUT, stance) for cue, stance in read]) == expected


def test_no_statement_may_be_one_of_the_answers(tmp_path: Path) -> None:
    """Where none is acceptable beside a stance, both are right."""
    labels = read_polarity(written(tmp_path, label("deny", '"answer": ["declines", "none"]')))
    for read in ([], [statement("deny", SHUT, Stance.DECLINES)]):
        assert polarity_scores(records(*read), labels)["development"].score.recall == 100.0


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ([statement("said", SHUT, Stance.ASSERTS, parent="s1")], (1, 1, 1)),
        ([statement("said", "gate was shut", Stance.ASSERTS, parent="s1")], (1, 1, 1)),  # most of the content
        ([statement("said", "shut", Stance.ASSERTS, parent="s1")], (0, 1, 1)),  # less than half of it
        ([statement("said", SHUT, Stance.ASSERTS)], (0, 0, 1)),  # not nested
        ([statement("confirmed", "it", Stance.CONFIRMS, parent="s1")], (0, 1, 1)),  # invented at a cue that is none
        ([statement("deny", SHUT, Stance.DENIES, parent="s1")], (0, 0, 1)),  # at a cue without a label
        ([statement("said", SHUT, Stance.ASSERTS, parent="s1")] * 2, (1, 2, 1)),  # found once
    ],
)
def test_nested_statements_are_counted_at_labelled_cues(
    tmp_path: Path, read: list[Statement], expected: tuple[int, int, int]
) -> None:
    """Right ones have the label's cue and at least half of its content."""
    span = at(SHUT).spans[0]
    path = written(
        tmp_path,
        label("said", f'"content": [[{span.start}, {span.end}]], "outer_cue": null, "source": null'),
        label("confirmed", '"answer": "none"'),
    )
    score = nested_scores(records(*read), read_nested(path))["development"]
    assert (score.right, score.predicted, score.gold) == expected


def test_parts_are_apart_and_unread_articles_left_out(tmp_path: Path) -> None:
    """Each part has its own score, and labels of other articles count in none."""
    path = written(
        tmp_path,
        label("deny", '"answer": "none"'),
        label("said", '"answer": "none"', part="held-out"),
        label("confirmed", '"answer": "none"', article="two"),
    )
    scores = polarity_scores(records(), read_polarity(path))
    assert {part: result.score.gold for part, result in scores.items()} == {"development": 1, "held-out": 1}
    assert nested_scores({}, read_nested(path)) == {}


@pytest.mark.parametrize("read", [read_polarity, read_nested])
@pytest.mark.parametrize("line", ["{", "[]", '{"article": "one"}', label("deny", '"answer": ["king"], "content": []')])
def test_an_invalid_label_is_an_error(tmp_path: Path, read: Callable[[Path], object], line: str) -> None:
    """The message says which line."""
    with pytest.raises(MalformedInputError, match="line 1"):
        read(written(tmp_path, line))


def test_the_committed_labels_are_divided_by_article() -> None:
    """Each article is in one part only, over both files, so that nothing held out is seen during development."""
    folder = Path(__file__).parents[2] / "eval"
    labels = [*read_polarity(folder / "polarity.jsonl"), *read_nested(folder / "nested.jsonl")]
    parts = {(label.article, label.part) for label in labels}
    assert len({article for article, _ in parts}) == len(parts)
    assert {part for _, part in parts} == {"development", "held-out"}
