"""The measures of sources: labels as they are read, and figures on a known answer."""

from pathlib import Path

import pytest

from onrecord.errors import MalformedInputError
from onrecord.evaluation.gold import AnnotatedArticle, Attribution
from onrecord.evaluation.meantime import b_cubed, read_meantime
from onrecord.evaluation.sources import macro, source_scores

TEXT = "Anna Vane said it rained. She said so again. Critics said nothing."
ARTICLE = AnnotatedArticle(
    "one",
    TEXT,
    (
        Attribution(((0, 9),), ((10, 14),), ((15, 24),)),
        Attribution(((26, 29),), ((30, 34),), ((35, 43),)),
        Attribution(((45, 52),), ((53, 57),), ((58, 65),)),
    ),
)


def test_kinds_and_antecedents_are_scored(tmp_path: Path) -> None:
    """A person, her pronoun, and a group: all right."""
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"id": "one", "source": [[0, 9]], "kind": "person", "name": [0, 9], "second": "person"}\n'
        '{"id": "one", "source": [[26, 29]], "kind": "person", "name": [0, 9]}\n'
        '{"id": "one", "source": [[45, 52]], "kind": "group", "name": null}\n',
        encoding="utf-8",
    )
    scores = source_scores([ARTICLE], labels)
    assert scores["source.person"].gold == 2
    assert macro(scores) == 100.0
    assert (scores["whom.pronoun"].gold, scores["whom.pronoun"].right) == (1, 1)
    assert scores["source.second"].f1 == 100.0


def test_held_labels_are_counted_apart(tmp_path: Path) -> None:
    """A label of the held-out set counts under `held.`, and in no other figure."""
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"id": "one", "source": [[0, 9]], "kind": "person", "name": [0, 9], "set": "development"}\n'
        '{"id": "one", "source": [[45, 52]], "kind": "person", "name": null, "set": "held-out", "part": "random"}\n',
        encoding="utf-8",
    )
    scores = source_scores([ARTICLE], labels)
    assert (scores["source.person"].gold, scores["source.person"].right) == (1, 1)
    assert (scores["held.source.person"].gold, scores["held.source.person"].right) == (1, 0)
    assert (macro(scores), macro(scores, "held.")) == (100.0, 0.0)


@pytest.mark.parametrize(
    "line", ['{"id": "one"}', "[]", '{"id": "one", "source": [[0, 9]], "kind": "king", "name": null}']
)
def test_an_invalid_label_is_an_error(tmp_path: Path, line: str) -> None:
    """The message says which line."""
    labels = tmp_path / "labels.jsonl"
    labels.write_text(line, encoding="utf-8")
    with pytest.raises(MalformedInputError, match="line 1"):
        source_scores([ARTICLE], labels)


def test_a_label_of_no_article_or_no_source_is_an_error(tmp_path: Path) -> None:
    """Labels belong to the articles that they were made on."""
    labels = tmp_path / "labels.jsonl"
    for line, message in (
        ('{"id": "two", "source": [[0, 9]], "kind": "person", "name": null}', "no article has the id 'two'"),
        ('{"id": "one", "source": [[1, 9]], "kind": "person", "name": null}', "no source at"),
    ):
        labels.write_text(line, encoding="utf-8")
        with pytest.raises(MalformedInputError, match=message):
            source_scores([ARTICLE], labels)


def test_b_cubed_is_that_of_the_paper() -> None:
    """Bagga and Baldwin's example: two clusters of seven and five mentions of two, read as one wrongly joined."""
    gold = dict.fromkeys("12345", "a") | dict.fromkeys("67", "b") | dict.fromkeys("89ABC", "c")
    read = dict.fromkeys("12345", "x") | dict.fromkeys("6789ABC", "y")
    precision, recall, _ = b_cubed(gold, read)
    assert round(precision) == 76
    assert recall == 100.0


MEANTIME = """<?xml version="1.0" ?><Document doc_id="7" lang="en">
<token number="0" sentence="0" t_id="1">Rain</token><token number="1" sentence="1" t_id="2">May</token>
<token number="2" sentence="2" t_id="3">Anna</token><token number="3" sentence="2" t_id="4">Vane</token>
<token number="4" sentence="2" t_id="5">'s</token><token number="5" sentence="2" t_id="6">boat</token>
<Markables><ENTITY_MENTION m_id="1"><token_anchor t_id="3"/><token_anchor t_id="4"/></ENTITY_MENTION>
<ENTITY m_id="2" ent_type="PER" instance_id="PER1"/><ENTITY m_id="3" ent_type="LOC" instance_id="LOC1"/></Markables>
<Relations><REFERS_TO r_id="1"><source m_id="1"/><target m_id="2"/></REFERS_TO>
<REFERS_TO r_id="2"><source m_id="1"/><target m_id="3"/></REFERS_TO></Relations></Document>"""


def test_meantime_is_read(tmp_path: Path) -> None:
    """Tokens become a text, and mentions of people and bodies spans of it."""
    (tmp_path / "a.xml").write_text(MEANTIME, encoding="utf-8")
    article = read_meantime(tmp_path)[0]
    assert article.article.text == "Rain\n\nMay\n\nAnna Vane's boat"
    assert [article.article.text[slice(*m.span)] for m in article.mentions] == ["Anna Vane"]
    (tmp_path / "a.xml").write_text("<Document/>", encoding="utf-8")
    with pytest.raises(MalformedInputError, match=r"a\.xml"):
        read_meantime(tmp_path)
