"""`onrecord show`: an article's text with its statements marked."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from onrecord.cli.console import print_json, results
from onrecord.cli.options import Database, Format, Output
from onrecord.cli.tables import article_heading
from onrecord.records import Record, Span
from onrecord.store import Store

_STYLES = {"source": "bold cyan", "cue": "underline yellow", "content": "green"}
_BRACKETS = {"source": "[]", "cue": "<>", "content": "{}"}
"""What marks them where there are no colours."""


def show(
    article: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE", help="Words of its title, the start of its id, its file, or its address."),
    ],
    *,
    output: Output,
    db: Database,
) -> None:
    """Show an article with its sources, cues and contents marked.

    Words of the title can be in any order. If several articles match, they are listed. Without colours, the marks are
    brackets: `[source]`, `<cue>` and `{content}`.

    **Examples**

    - `onrecord show ferry inquiry` – by words of its title
    - `onrecord show 3f9c` – by the start of its id
    - `onrecord show article.html --format json`
    """
    record = Store(db).view().record(" ".join(article))
    if output is Format.JSON:
        print_json(record.dumps())
        return
    console = results()
    console.print(article_heading(record.article))
    console.print()
    for start, end in record.article.paragraphs:
        console.print(_marked(record, Span(start, end), console))
        console.print()
    console.print(_legend(console))


def _marked(record: Record, paragraph: Span, console: Console) -> Text:
    """One paragraph with its marks: colours, or brackets where there are none."""
    plain = console.color_system is None or console.no_color
    text = Text()
    at = paragraph.start
    marks = sorted(_marks(record, paragraph), key=lambda mark: (mark[0].start, -mark[0].end))
    if not plain:
        text.append(record.article.text[paragraph.start : paragraph.end])
        for span, role in marks:
            text.stylize(_STYLES[role], span.start - paragraph.start, span.end - paragraph.start)
        return text
    edges = [(span.end, 0, -span.start, _BRACKETS[role][1]) for span, role in marks]
    edges += [(span.start, 1, -span.end, _BRACKETS[role][0]) for span, role in marks]
    for end, _, _, bracket in sorted(edges):
        text.append(record.article.text[at:end] + bracket)
        at = end
    return text.append(record.article.text[at : paragraph.end])


def _marks(record: Record, paragraph: Span) -> Iterator[tuple[Span, str]]:
    """Each marked span once, however many statements share it."""
    seen = set()
    for statement in record.statements:
        parts = {
            "content": statement.content,
            "source": statement.source and statement.source.words,
            "cue": statement.cue,
        }
        for role, words in parts.items():
            for span in words.spans if words else ():
                mark = (Span(max(span.start, paragraph.start), min(span.end, paragraph.end)), role)
                if mark[0].start < mark[0].end and mark not in seen:
                    seen.add(mark)
                    yield mark


def _legend(console: Console) -> Text:
    if console.color_system is None or console.no_color:
        return Text("[source] <cue> {content}")
    return Text("  ").join(Text(role, style=style) for role, style in _STYLES.items())
