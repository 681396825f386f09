"""Statements as tables and lines for people."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.records import Article, How, Record, Statement
from onrecord.store import ArticleLine

NOBODY = "(nobody named)"


def article_heading(article: Article) -> Text:
    """Title, outlet, date and id of an article, in two lines."""
    published = article.published
    return heading(
        article.title or article.text[article.paragraphs[0].start : article.paragraphs[0].end][:100],
        [article.outlet, str(published.start) if published else "no date", article.id],
    )


def line_heading(article: ArticleLine) -> Text:
    """The same, of an article in a list."""
    return heading(article.title or "(no title)", [article.outlet, article.published or "no date", article.id])


def heading(title: str, facts: Iterable[str | None]) -> Text:
    """A title over a dim line of facts."""
    return Text.assemble((title, "bold"), "\n", (" · ".join(fact for fact in facts if fact), "dim"))


def source_text(statement: Statement) -> Text:
    """Who said it, with a word on how the text says so."""
    if statement.source is None:
        return Text(NOBODY, style="dim italic")
    text = Text(statement.source.words.text, style="bold cyan")
    if statement.source.how is How.CONTINUED:
        text.append(" (continued)", style="not bold dim")
    return text


def _depths(record: Record) -> dict[str, int]:
    """How many statements each one is nested in."""
    parents = {statement.id: statement.parent for statement in record.statements}

    def depth(name: str | None) -> int:
        return 0 if name is None else 1 + depth(parents.get(name))

    return {statement.id: depth(statement.parent) for statement in record.statements}


def statement_table(record: Record) -> RenderableType:
    """An article's heading and a row for each of its statements."""
    if not record.statements:
        rows: RenderableType = Text("no statements found", style="dim italic")
    else:
        rows = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False, expand=True)
        rows.add_column("", justify="right", style="dim")
        rows.add_column("source", ratio=5)
        rows.add_column("cue", ratio=3, style="yellow")
        rows.add_column("content", ratio=11)
        rows.add_column("kind", style="dim", no_wrap=True)
        rows.add_column("stance", no_wrap=True)
        depths = _depths(record)
        for statement in record.statements:
            rows.add_row(
                statement.id,
                Text("↳ " * depths[statement.id], style="dim") + source_text(statement),
                Text(statement.cue.text if statement.cue else "—"),
                Text(statement.content.text),
                statement.kind.value,
                statement.stance.value,
            )
    return Group(article_heading(record.article), Padding(rows, (0, 0, 1, 0)))


def print_record(console: Console, record: Record) -> None:
    """Print a record's table."""
    console.print(statement_table(record))
