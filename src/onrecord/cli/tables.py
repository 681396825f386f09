"""Articles and statements as people read them in a terminal."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.records import Article, DateInterval, How, Record, Statement

NO_SOURCE = "(no source)"
WIDE = 100
"""From this width on, tables have all their columns."""


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 article", "1,200 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def date_range(days: DateInterval) -> str:
    """A day, or the first and the last one."""
    return f"{days.start}" if days.start == days.end else f"{days.start} to {days.end}"


def plain_table(*columns: str, numbers: Iterable[str] = ()) -> Table:
    """A table without lines. The columns in `numbers` are aligned to the right."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, justify="right" if name in numbers else "left")
    return table


def article_heading(article: Article) -> Text:
    """Title, outlet, date and id of an article, in two lines."""
    published = article.published
    title = article.title or article.text[article.paragraphs[0].start : article.paragraphs[0].end][:100]
    facts = [article.outlet, str(published.start) if published else "no date", article.id]
    return Text.assemble((title, "bold"), "\n", (" · ".join(fact for fact in facts if fact), "dim"))


def source_text(statement: Statement) -> Text:
    """The source, marked where a quotation continues."""
    if statement.source is None:
        return Text(NO_SOURCE, style="dim italic")
    text = Text(statement.source.words.text, style="bold cyan")
    if statement.source.how is How.CONTINUED:
        text.append(" (continued)", style="not bold dim")
    return text


def statement_line(statement: Statement, who: str | None = None) -> Text:
    """Source (or `who` it is), cue and content in one line, with a colon before a whole sentence or a quotation."""
    source = Text(who, style="cyan") if who else source_text(statement)
    source.stylize("not bold")
    cue, content = statement.cue.text if statement.cue else "", statement.content.text
    if cue and not content[0].islower():
        cue += ":"
    return Text.assemble(source, " ", (f"{cue} " if cue else "", "yellow"), content)


def hanging(label: Text, body: Text, *, width: int, indent: int = 2) -> RenderableType:
    """A label with text to its right that stays there when it wraps."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=width, no_wrap=True)
    grid.add_column()
    grid.add_row(label, body)
    return Padding(grid, (0, 0, 0, indent), expand=False)


def statement_table(record: Record, *, width: int) -> RenderableType:
    """An article's heading and a row for each of its statements, for a terminal of so many columns."""
    if not record.statements:
        rows: RenderableType = Text("No statements found.", style="dim italic")
    else:
        rows = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False, expand=True)
        rows.add_column("", justify="right", style="dim", no_wrap=True)
        rows.add_column("source", ratio=5, overflow="fold")
        rows.add_column("cue", style="yellow", overflow="fold", max_width=14)
        rows.add_column("content", ratio=11)
        rows.add_column("stance", no_wrap=True)
        if width >= WIDE:
            rows.add_column("kind", style="dim", no_wrap=True)
        depths = _depths(record)
        for statement in record.statements:
            rows.add_row(
                statement.id,
                Text("↳ " * depths[statement.id], style="dim") + source_text(statement),
                Text(statement.cue.text if statement.cue else "—"),
                Text(statement.content.text),
                statement.stance.value,
                *((statement.kind.value,) if width >= WIDE else ()),
            )
    return Group(article_heading(record.article), Padding(rows, (0, 0, 1, 0)))


def _depths(record: Record) -> dict[str, int]:
    """How deep each statement is nested in others."""
    parents = {statement.id: statement.parent for statement in record.statements}

    def depth(name: str | None) -> int:
        return 0 if name is None else 1 + depth(parents.get(name))

    return {statement.id: depth(statement.parent) for statement in record.statements}
