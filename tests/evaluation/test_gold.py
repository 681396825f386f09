"""Annotated articles in the forms that they come in."""

import json
from pathlib import Path

import pytest

from onrecord.errors import EmptyInputError, MalformedInputError
from onrecord.evaluation.gold import AnnotatedArticle, Attribution, read_annotated

TEXT = "“It is shut,” said Ada Example,\nthe mayor. “It stays shut.” The port denied the report.\n"
SPLIT = Attribution(source=((19, 41),), cue=((14, 18),), content=((0, 13), (43, 59)))
DENIAL = Attribution(source=((60, 68),), cue=((69, 75),), content=((76, 86),))
BRAT = """T1	Content 0 13;43 59	“It is shut,” “It stays shut.”
T2	Cue 14 18	said
T3	Source 19 41	Ada Example,
the mayor
T4	Attribution 14 18	said
E1	Attribution:T4 Source:T3 Cue:T2 Content:T1
T5	Source 60 68	The port
T6	Cue 69 75	denied
T7	Content 76 86	the report
#1	AnnotatorNotes T6	a note
A1	Certain T6
"""


def write_jsonl(folder: Path) -> Path:
    """The annotations as JSON Lines."""
    attributions = [
        {role: [list(span) for span in getattr(a, role)] for role in ("source", "cue", "content")}
        for a in (SPLIT, DENIAL)
    ]
    line = {"id": "gate", "text": TEXT, "attributions": attributions, "annotator": "b", "publisher": "The Lantern"}
    path = folder / "gold.jsonl"
    path.write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    return path


def write_brat(folder: Path) -> Path:
    """The annotations in brat's format, one attribution as an event and one by relations."""
    folder = folder / "brat"
    folder.mkdir()
    (folder / "gate.txt").write_bytes(TEXT.encode())
    (folder / "gate.ann").write_bytes((BRAT + "R1\tof Arg1:T6 Arg2:T5\nR2\tsays Arg1:T7 Arg2:T6\n").encode())
    return folder


def write_citron(folder: Path) -> Path:
    """The annotations in Citron's format."""

    def span(at: tuple[int, int]) -> dict[str, object]:
        return {"start": at[0], "end": at[1], "text": TEXT[at[0] : at[1]]}

    quotes = [
        {"cue": span(a.cue[0]), "sources": [span(s) for s in a.source], "contents": [span(s) for s in a.content]}
        for a in (SPLIT, DENIAL)
    ]
    path = folder / "gate.json"
    path.write_text(json.dumps({"text": TEXT, "quotes": quotes}), encoding="utf-8")
    return path


@pytest.mark.parametrize("write", [write_jsonl, write_brat, write_citron])
def test_three_forms_come_to_the_same(tmp_path: Path, write: object) -> None:
    """JSON Lines, brat and Citron give the same text and attributions."""
    (article,) = read_annotated(write(tmp_path))  # type: ignore[operator]
    assert (article.id, article.text, article.attributions) == ("gate", TEXT, (SPLIT, DENIAL))


def test_annotator_and_publisher_are_read(tmp_path: Path) -> None:
    """JSON Lines may name the annotator and the publisher."""
    (article,) = read_annotated(write_jsonl(tmp_path))
    assert article == AnnotatedArticle("gate", TEXT, (SPLIT, DENIAL), "b", "The Lantern")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "gold.jsonl",
            '{"text": "a", "attributions": []}\n{"text": 1, "attributions": []}',
            "line 2: text: expected a str",
        ),
        ("gold.jsonl", '{"text": "a", "attributions": [{"cue": [[0, 9]]}]}', "the cue 0-9 is not a span"),
        ("gold.jsonl", '{"text": "a", "attributions": [{"cue": [7]}]}', "7 is not a span"),
        ("gold.jsonl", "{", "line 1: not valid JSON"),
        ("gold.jsonl", '{"id": 1, "text": "a", "attributions": []}\n' * 2, "the article 1 occurs twice"),
        ("gold.jsonl", '{"text": " ", "attributions": []}', "line 1: text: empty"),
        (
            "gold.jsonl",
            '{"text": "a\\ud800", "attributions": []}',
            "line 1: text: empty, or with a lone surrogate",
        ),
        ("gold.jsonl", '{"text": "a", "attributions": [{"cue": [[true, 1]]}]}', "is not a span"),
        ("gold.jsonl", '{"text": "a", "attributions": [], "publisher": ["x"]}', "publisher: expected a string"),
        ("gold.json", '{"text": "a"}', "quotes: expected a list"),
        ("gold.json", '{"text": "a", "quotes": [{"cue": 5}]}', "quote 1: expected an object"),
        ("gold.json", '{"text": "a", "quotes": [{"cue": null, "sources": "x"}]}', "quote 1: expected a list"),
        ("gold.ann", "T1\tCue 0 1\ta\nE1\tX:T1 Cue:T1 Content:T9\n", "T9 is not among the annotations"),
    ],
)
def test_errors_name_the_file_and_position(tmp_path: Path, name: str, text: str, message: str) -> None:
    """A malformed annotation is an error that names the file and the place in it."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (tmp_path / "gold.txt").write_text("a", encoding="utf-8")
    with pytest.raises(MalformedInputError, match=message) as raised:
        read_annotated(path)
    assert str(tmp_path) in str(raised.value)


def test_a_folder_of_nothing_is_an_error(tmp_path: Path) -> None:
    """The error for a folder without annotations names the formats."""
    with pytest.raises(EmptyInputError, match="expected JSON Lines"):
        read_annotated(tmp_path)
