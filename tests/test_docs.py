"""The docs match the code: references are complete, commands parse, Python runs, links resolve."""

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from typer.main import get_command

from onrecord import errors
from onrecord.cli.app import app
from onrecord.readers.base import MAX_BYTES, MAX_CHARACTERS
from onrecord.readers.fetch import FetchLimits
from onrecord.readers.inputs import SUFFIXES
from onrecord.reading.reader import Reader
from onrecord.reading.stance import StanceStage
from onrecord.records import Actor, How, Kind, Origin, Record, SourceKind, Span, Stance, TimeExpression
from onrecord.store.schema import metadata

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
REFERENCE = TEXTS[DOCS / "reference" / "cli.md"]
GLOSSARY = TEXTS[DOCS / "glossary.md"]

# Turns of phrase that a native speaker would not use. They came into the docs once.
TRANSLATED = re.compile(
    r"\b(?:passed over|anew|is told|are told|at the most|but for its|what more have|is looked for|stands? in the)\b"
    r"|\ba (?:word|line|page|article|statement|second) (?:a|an) \w+",
    re.IGNORECASE,
)

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)")
_EXAMPLE = re.compile(r"^- `(.*?onrecord .+?)`", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
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
GENERATE = load("generate")


def shown_commands() -> list[str]:
    """Every `onrecord` command in the pages and in the help, once."""
    shown = [command for text in TEXTS.values() for command in OUTPUTS.commands(text)]
    shown += _EXAMPLE.findall(REFERENCE)
    found = [part.strip() for line in shown for part in re.split(r"\||&&|2?>|;", line)]
    return sorted({part for part in found if part.startswith("onrecord ")})


def parse(example: str) -> None:
    """Parse a command as the CLI does, without running it."""
    _, name, *arguments = shlex.split(example)
    if name != "--version":
        found = getattr(get_command(app), "commands", {})[name]
        if arguments and arguments[0] in getattr(found, "commands", {}):
            name, *arguments = arguments
            found = found.commands[name]
        found.make_context(name, arguments)


def test_the_command_reference_is_current() -> None:
    """`make docs` has been run since a command last changed."""
    assert GENERATE.cli_reference() == REFERENCE


def test_every_command_has_a_section_and_an_example() -> None:
    """The reference describes it, and a page shows it at work."""
    examples = [f"{example} " for example in shown_commands()]
    missing = [
        command
        for command, _ in GENERATE.commands()
        if f"## onrecord {command}\n" not in REFERENCE
        or not any(f"onrecord {command} " in example for example in examples)
    ]
    assert missing == []


def test_every_command_shown_parses() -> None:
    """Its options exist, and accept the values they are given."""
    examples, wrong = shown_commands(), []
    for example in examples:
        try:
            parse(example)
        except (click.ClickException, KeyError) as error:
            wrong.append(f"{example}: {error}")
    assert len(examples) > 50
    assert wrong == []


def test_every_value_is_in_the_glossary() -> None:
    """Each value of a closed list has a row with a sentence that defines it."""
    values = [value.value for kind in (Kind, Stance, SourceKind, How, Origin) for value in kind]
    assert [v for v in values if not re.search(rf"^\| `{v}` \| \w.+\.", GLOSSARY, re.MULTILINE)] == []


def test_the_example_of_every_stance_has_that_stance() -> None:
    """The word lists give the stance for the cue in bold and the content in italics."""
    rows, stage = _STANCE_ROW.findall(GLOSSARY), StanceStage("en")
    found = [
        stage.stance(re.findall(r"\*\*(.+?)\*\*", example)[0], re.findall(r"_(.+?)_", example)[0], Kind.INDIRECT)
        for _, example in rows
    ]
    assert [stance for stance, _ in rows] == [stance.value for stance in Stance]
    assert found == list(Stance)


def test_every_column_of_the_database_is_documented() -> None:
    """The section of a table names each of its columns."""
    page = TEXTS[DOCS / "reference" / "database.md"]
    missing = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if f"`{column.name}`" not in page.split(f"## {table.name}\n")[1].split("\n## ")[0]
    ]
    assert missing == []


def test_every_field_of_the_json_is_documented(story_records: list[tuple[str, Record]]) -> None:
    """The section of an object names each of its fields."""
    page = TEXTS[DOCS / "reference" / "json.md"]
    fields = story_records[0][1].to_json()
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
    missing = [
        f"{heading}: {name}"
        for heading, names in objects.items()
        for name in names
        if f"`{name}`" not in page.split(f"### {heading}\n")[1].split("\n##")[0]
    ]
    assert missing == []


def test_the_hard_limits_are_those_of_the_code() -> None:
    """The page has the limits of the readers and the fetch, and the file types."""
    page, limits = TEXTS[DOCS / "limits.md"], FetchLimits()
    assert f"| {MAX_BYTES // 2**20} MB |" in page
    assert f"| {MAX_CHARACTERS:,} characters |" in page
    assert f"| {limits.max_bytes // 2**20} MB |" in page
    assert f"| {limits.max_redirects}; {limits.step:.0f} and {limits.total:.0f} seconds |" in page
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in page] == []


def test_every_error_is_documented() -> None:
    """The tree of errors on the page is the one in the code."""
    tree = (errors.__doc__ or "").split("\n\n")[1]
    assert tree in TEXTS[DOCS / "reference" / "errors.md"]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```python" in TEXTS[page]], ids=lambda page: str(page.relative_to(ROOT))
)
def test_the_python_of_a_page_runs(page: Path, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its blocks run from top to bottom in a folder that contains the bundled examples."""
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("onrecord.api.default_reader", lambda: reader)
    names: dict[str, Any] = {"__name__": "docs"}
    for block in OUTPUTS.python_blocks(TEXTS[page]):
        OUTPUTS.run_python(block, names)


def test_every_link_within_the_project_resolves() -> None:
    """The file exists, and has the heading."""
    broken = [
        f"{page.relative_to(ROOT)}: {target}{anchor}"
        for page in PAGES
        for target, anchor in _LINK.findall(TEXTS[page])
        if not _resolves(page.parent / target if target else page, anchor)
    ]
    assert broken == []


def _resolves(path: Path, anchor: str) -> bool:
    if not path.exists() or not anchor:
        return path.exists()
    headings = _HEADING.findall(path.read_text(encoding="utf-8"))
    return anchor[1:] in {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


def test_the_prose_has_no_translated_phrases() -> None:
    """Outside examples, no page uses a phrase of the list."""
    found = [
        f"{page.relative_to(ROOT)}: {match}"
        for page, text in TEXTS.items()
        for match in TRANSLATED.findall(_BLOCK.sub("", text))
    ]
    assert found == []


def test_refreshing_keeps_what_was_cut(tmp_path: Path) -> None:
    """As many lines as before stay on either side of the mark, Python's output goes into the next block, make waits."""
    page = (
        "```console\n$ seq 5\n1\n…\nold\n$ echo é\n$ make love\nnot war\n```\n\n"
        "```python\nprint(1 + 1)\n```\n\n```text\n```\n"
    )
    expected = (
        "```console\n$ seq 5\n1\n…\n5\n$ echo é\né\n$ make love\nnot war\n```\n\n"
        "```python\nprint(1 + 1)\n```\n\n```text\n2\n```\n"
    )
    assert OUTPUTS.refreshed(page, tmp_path) == expected
