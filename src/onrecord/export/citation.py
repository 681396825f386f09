"""A statement as one line of plain text, for a story or a footnote."""

from collections.abc import Iterator
from datetime import date

from onrecord.export.marks import GAP, closed, marked
from onrecord.export.speakers import actors_of, speaker
from onrecord.records import Actor, Article, DateInterval, Kind, Record, Source, Statement


def citation(about: Record | Article, statement: Statement, *, retrieved: date | str | None = None) -> str:
    """A statement as one line: who says it and how, the words, and where they are printed.

    Source and cue are in the order of the article, so that they make a sentence. Direct speech is in quotation marks,
    the article's own if it has them, with a pair for each fragment. Other content only has marks that are printed
    within it. Unknown facts are left out. A nested statement follows the source and cue of its parent.

    Args:
        about: The record, whose actors give names for pronouns and roles, or only the article.
        statement: A statement of this article.
        retrieved: The day or time of retrieval, instead of the article's own.
    """
    record = about if isinstance(about, Record) else Record(about)
    article, actors = record.article, actors_of(record)
    leads = (" ".join(filter(None, _lead(article, each, actors))) for each in _holders(record, statement))
    said = ": ".join([*filter(None, leads), _words(article, statement)])
    where = " ".join(_where(article, retrieved))
    return " ".join((f"{said} — {where}" if where else said).split())


def _holders(record: Record, statement: Statement) -> list[Statement]:
    """The statements that this one is nested in, outermost first, and itself."""
    by_id = {each.id: each for each in record.statements}
    chain = [statement]
    while (parent := by_id.get(chain[0].parent or "")) is not None and parent not in chain:
        chain.insert(0, parent)
    return chain


def _lead(article: Article, statement: Statement, actors: dict[str, Actor]) -> Iterator[str]:
    """Source and cue, in the article's order."""
    source, cue = statement.source, statement.cue
    if source is None:
        yield cue.text if cue else ""
        return
    who = _who(source, actors)
    if cue is None:
        yield who
    elif cue.spans < source.words.spans:
        yield from (cue.text, who)
    else:
        has_comma = who != source.words.text or article.text.startswith(",", source.words.spans[-1].end)
        yield from (f"{who}," if has_comma and "," in who else who, cue.text)


def _who(source: Source, actors: dict[str, Actor]) -> str:
    """The source as printed, with the name and role that the article gives elsewhere."""
    who = speaker(source, actors)
    if who is None:
        return source.words.text
    shown = who.words if who.name is None or who.name in who.words else who.name
    return f"{shown}, {who.role}" if who.role and who.role not in shown else shown


def _words(article: Article, statement: Statement) -> str:
    spans = statement.content.spans
    if statement.kind is Kind.DIRECT:
        return marked(article.text, spans)
    return closed(GAP.join(" ".join(article.text[start:end].split()) for start, end in spans))


def _where(article: Article, retrieved: date | str | None) -> Iterator[str]:
    """Title, outlet with date, and address with the date of retrieval."""
    if article.title:
        yield article.title if article.title.endswith((".", "?", "!", "…")) else f"{article.title}."
    printed = ", ".join(fact for fact in (article.outlet, _days(article.published)) if fact)
    if printed:
        yield f"{printed}."
    if article.url:
        yield article.url
    read = retrieved.isoformat() if isinstance(retrieved, date) else retrieved or article.retrieved
    if read:
        yield f"(retrieved {read[: len('2024-01-31')]})"


def _days(interval: DateInterval | None) -> str | None:
    if interval is None:
        return None
    start, end = interval.start.isoformat(), interval.end.isoformat()
    return start if start == end else f"{start} to {end}"
