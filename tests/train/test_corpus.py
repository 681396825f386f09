"""Annotated articles as the windows that training sees."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.reading.reader import shipped_model
from onrecord.train.corpus import AnnotatedArticle, Attribution, TrainingArticle, read_jsonl

TEXT = "Gate shut\n\n“It is shut,” said Ada Example, the mayor. “It stays shut.”\n\nThe port denied the report."


def at(part: str) -> tuple[int, int]:
    """Where a part of the text is."""
    return TEXT.index(part), TEXT.index(part) + len(part)


@pytest.fixture
def annotated() -> AnnotatedArticle:
    """A quotation split by its cue, and a denial."""
    return AnnotatedArticle(
        "a",
        TEXT,
        [
            Attribution([at("Ada Example, the mayor")], [at("said")], [at("“It is shut,”"), at("“It stays shut.”")]),
            Attribution([at("The port")], [at("denied")], [at("the report")]),
        ],
    )


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The shipped tokenizer."""
    return Tokenizer.from_file(str(shipped_model("en") / "tokenizer.json"))


@pytest.mark.parametrize("rng", [None, random.Random(3)], ids=["as read", "as trained"])
def test_labels_are_where_people_marked(
    annotated: AnnotatedArticle, tokenizer: Tokenizer, rng: random.Random | None
) -> None:
    """The pieces of each label cover the words that were marked, and each content is linked to its cue."""
    found = {role: set() for role in ("source", "cue", "content")}
    links = 0
    for example in TrainingArticle(annotated, tokenizer).examples(rng):
        for n, role in enumerate(found):
            for start in np.flatnonzero(example.tags == 2 * n + 1):
                last = int(start)
                while last + 1 < len(example.tags) and example.tags[last + 1] == 2 * n + 2:
                    last += 1
                found[role].add(TEXT[example.pieces.starts[start] : example.pieces.ends[last]])
        content_to_cue, _ = example.links
        assert (content_to_cue.answer < len(content_to_cue.heads)).all()
        links += len(content_to_cue.answer)
    assert found == {
        "source": {"Ada Example, the mayor", "The port"},
        "cue": {"said", "denied"},
        "content": {"“It is shut,”", "“It stays shut.”", "the report"},
    }
    assert links == 3


def test_annotations_are_read_from_json_lines(tmp_path: Path, annotated: AnnotatedArticle) -> None:
    """One article a line, with its attributions as offsets; a role that is missing is empty."""
    path = tmp_path / "gold.jsonl"
    attributions = [{"source": a.source, "cue": a.cue, "content": a.content} for a in annotated.attributions]
    attributions.append({"cue": [[0, 4]], "content": [[5, 9]]})
    path.write_text(json.dumps({"id": "a", "text": TEXT, "attributions": attributions}) + "\n", encoding="utf-8")
    (read,) = read_jsonl(path)
    assert read.attributions[:2] == annotated.attributions
    assert read.attributions[2].source == []
