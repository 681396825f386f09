"""The docs say what the code does: references are complete, commands parse, Python runs, links resolve."""

import importlib.util
import re
import shlex
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.main import get_command

from onrecord import errors
from onrecord.cli.app import app
from onrecord.readers.base import MAX_BYTES, MAX_CHARACTERS
from onrecord.readers.fetch import FetchLimits
from onrecord.readers.inputs import SUFFIXES
from onrecord.reading.stance import StanceStage
from onrecord.records import Actor, How, Kind, Origin, Record, SourceKind, Span, Stance, TimeExpression
from onrecord.store.schema import metadata

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TOP = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]
REFERENCE = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)")
_EXAMPLE = re.compile(r"^- `(.*?onrecord .+?)`", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_STANCE_ROW = re.compile(r"^\| `([\w-]+)` \| .* \| (.*\*\*.*_.*_.*) \|$", re.MULTILINE)


def load(name: str) -> ModuleType:
    """A script of the docs as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OUTPUTS = load("outputs")


def name_of(path: Path) -> str:
    """A page's path from the root, as the name of a test."""
    return str(path.relative_to(ROOT))


def commands() -> list[str]:
    """Every `onrecord` command of the pages and of the commands' own help, each once."""
    pages = [page.read_text(encoding="utf-8") for page in [*PAGES, *TOP]]
    shown = [command for page in pages for command in OUTPUTS.commands(page)]
    shown += _EXAMPLE.findall(REFERENCE)
    found = [part.strip() for line in shown for part in re.split(r"\||&&|2?>|;", line)]
    return sorted({part for part in found if part.startswith("onrecord ")})


def test_the_command_reference_is_what_the_code_says() -> None:
    """`make docs` has been run since a command was last changed."""
    assert load("generate").cli_reference() == REFERENCE


@pytest.mark.parametrize("command", [name for name, _ in load("generate").commands()])
def test_every_command_is_in_the_reference_and_shown_at_work(command: str) -> None:
    """A command has a section of the reference, and an example with what it prints."""
    assert f"## onrecord {command}\n" in REFERENCE
    assert any(f"onrecord {command} " in f"{example} " for example in commands())


@pytest.mark.parametrize("example", commands())
def test_every_command_that_is_shown_parses(example: str) -> None:
    """Its options exist, and take the values that they are given."""
    _, name, *arguments = shlex.split(example)
    if name != "--version":
        found = getattr(get_command(app), "commands", {})[name]
        if arguments and arguments[0] in getattr(found, "commands", {}):
            name, *arguments = arguments
            found = found.commands[name]
        found.make_context(name, arguments)


@pytest.mark.parametrize("value", [*Kind, *Stance, *SourceKind, *How, *Origin])
def test_every_value_is_defined_in_the_glossary(value: StrEnum) -> None:
    """A row has the value and a sentence that says what it means."""
    assert re.search(rf"^\| `{value.value}` \| \w.+\.", GLOSSARY, re.MULTILINE)


@pytest.mark.parametrize(("stance", "example"), _STANCE_ROW.findall(GLOSSARY))
def test_the_example_of_a_stance_has_that_stance(stance: str, example: str) -> None:
    """The cue in bold and the content in italics give the stance by the word lists."""
    cue, content = re.search(r"\*\*(.+?)\*\*", example), re.search(r"_(.+?)_", example)
    assert cue is not None
    assert content is not None
    assert StanceStage("en").stance(cue.group(1), content.group(1), Kind.INDIRECT).value == stance


def test_every_stance_has_an_example() -> None:
    """Cue and content are marked in each."""
    assert [stance for stance, _ in _STANCE_ROW.findall(GLOSSARY)] == [stance.value for stance in Stance]


def test_every_column_of_the_database_is_documented() -> None:
    """Each is named in its table's section."""
    page = (DOCS / "reference" / "database.md").read_text(encoding="utf-8")
    for table in metadata.tables.values():
        section = page.split(f"## {table.name}\n")[1].split("\n## ")[0]
        assert [column.name for column in table.columns if f"`{column.name}`" not in section] == []


def test_every_field_of_the_json_is_documented(toll_record: Record) -> None:
    """Each field of a record, of an actor and of a time expression is in the table of its section."""
    page = (DOCS / "reference" / "json.md").read_text(encoding="utf-8")
    fields = toll_record.to_json()
    statement = fields["statements"][0]
    objects = {
        "The object": fields,
        "article": fields["article"],
        "statements": statement,
        "source": statement["source"],
        "words": statement["content"],
        "actors": Actor("a1", "Ilse Brandt", SourceKind.PERSON, (), ()).to_json(),
        "times": TimeExpression(Span(0, 1), "T", "DATE", "2024").to_json(),
    }
    for heading, names in objects.items():
        section = page.split(f"### {heading}\n")[1].split("\n##")[0]
        assert [name for name in names if f"`{name}`" not in section] == []


def test_the_bounds_are_those_of_the_code() -> None:
    """The page on limits has the figures that the readers, the fetch and the store keep to."""
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    limits = FetchLimits()
    assert f"| {MAX_BYTES // 2**20} MB |" in page
    assert f"| {MAX_CHARACTERS:,} characters |" in page
    assert f"| {limits.max_bytes // 2**20} MB |" in page
    assert f"| {limits.max_redirects}; {limits.step:.0f} and {limits.total:.0f} seconds |" in page
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in page] == []


def test_every_error_is_documented() -> None:
    """The tree of errors on the page is the one in the code."""
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    tree = (errors.__doc__ or "").split("\n\n")[1]
    assert tree in page


@pytest.mark.parametrize(
    "page", [page for page in [*PAGES, *TOP] if "```python" in page.read_text(encoding="utf-8")], ids=name_of
)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its blocks run from top to bottom in a folder that holds the bundled examples."""
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "docs"}
    for block in OUTPUTS.python_blocks(page.read_text(encoding="utf-8")):
        OUTPUTS.run_python(block, names)


@pytest.mark.parametrize("page", [*PAGES, *TOP], ids=name_of)
def test_every_link_within_the_project_resolves(page: Path) -> None:
    """The file is there, and has the heading."""
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        path = page.parent / target if target else page
        assert path.exists(), target
        if anchor:
            headings = _HEADING.findall(path.read_text(encoding="utf-8"))
            assert anchor[1:] in {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


def test_refreshing_keeps_what_was_cut(tmp_path: Path) -> None:
    """As many lines stay before and after the mark as there were, and Python's output goes into the next block."""
    page = "```console\n$ seq 5\n1\n…\nold\n$ echo é\n```\n\n```python\nprint(1 + 1)\n```\n\n```text\n```\n"
    expected = "```console\n$ seq 5\n1\n…\n5\n$ echo é\né\n```\n\n```python\nprint(1 + 1)\n```\n\n```text\n2\n```\n"
    assert OUTPUTS.refreshed(page, tmp_path) == expected
