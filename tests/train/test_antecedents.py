"""Weights of antecedents: learnt from labels, the same each time, and no further than the labels go."""

from pathlib import Path

import pytest

from onrecord.evaluation.gold import AnnotatedArticle, Attribution
from onrecord.evaluation.sources import Label
from onrecord.reading.sources.salience import NOBODY, likelihoods
from onrecord.records import SourceKind
from onrecord.train.antecedents import Example, crossed, examples, fit, main

TEXT = "Anna Vane said it rained. She said so again."
ARTICLE = AnnotatedArticle(
    "one",
    TEXT,
    (
        Attribution(((0, 9),), ((10, 14),), ((15, 24),)),
        Attribution(((26, 29),), ((30, 34),), ((35, 43),)),
    ),
)
LABEL = Label("one", ((26, 29),), SourceKind.PERSON, (0, 9))


def test_an_example_has_whom_the_label_means() -> None:
    """The candidate with the label's name is meant; a label without a name means none of them."""
    (example,) = examples([ARTICLE], [LABEL])
    assert example.meant == 0
    assert example.candidates[0]["source"] == 1.0
    (open_one,) = examples([ARTICLE], [Label("one", ((26, 29),), SourceKind.PERSON, None)])
    assert open_one.meant is None


def test_without_statements_nobody_is_a_source() -> None:
    """With `alone`, features of sources are missing."""
    (example,) = examples([ARTICLE], [LABEL], alone=True)
    assert example.meant == 0
    assert "source" not in example.candidates[0]


def test_what_people_mean_gets_weight() -> None:
    """A feature of those who are meant speaks for a candidate; the same examples give the same weights."""
    learnt = [Example(str(n), [{"subject": 1.0}, {"quoted": 1.0}], 0) for n in range(10)]
    weights = fit(learnt, rounds=200)
    assert weights["subject"] > 0 > weights["quoted"]
    assert weights == fit(learnt, rounds=200)
    first, second = likelihoods(learnt[0].candidates, weights)
    assert first > second
    assert first + second < 1
    assert NOBODY in weights


def test_each_example_is_told_by_weights_of_other_articles() -> None:
    """All are told once."""
    learnt = [Example(str(n), [{"subject": 1.0}, {"quoted": 1.0}], 0) for n in range(5)]
    assert {example.article for example, _ in crossed(learnt)} == set("01234")


def test_the_weights_are_printed_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two tables of weights on stdout, and the precision on stderr."""
    articles, labels = tmp_path / "articles.jsonl", tmp_path / "labels.jsonl"
    marks = ", ".join(
        f'{{"source": [[{a}, {b}]], "cue": [[{b + 1}, {b + 5}]], "content": [[{b + 6}, {c}]]}}'
        for a, b, c in ((0, 9, 24), (26, 29, 43))
    )
    articles.write_text(
        "".join(f'{{"id": "{n}", "text": "{TEXT}", "attributions": [{marks}]}}\n' for n in range(5)), encoding="utf-8"
    )
    labels.write_text(
        "".join(f'{{"id": "{n}", "source": [[26, 29]], "kind": "person", "name": [0, 9]}}\n' for n in range(5)),
        encoding="utf-8",
    )
    main(articles, labels)
    printed = capsys.readouterr()
    assert "[people]" in printed.out
    assert "[alone]" in printed.out
    assert "precision" in printed.err
