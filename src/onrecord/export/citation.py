"""One statement as a line of plain text, for a story or a footnote."""

from collections.abc import Iterator
from datetime import date

from onrecord.export.marks import GAP, closed, marked
from onrecord.export.speakers import actors_of, speaker
from onrecord.records import Actor, Article, DateInterval, Kind, Record, Source, Statement


def citation(about: Record | Article, statement: Statement, *, retrieved: date | str | None = None) -> str:
    """The statement as one line: who says it and how, the words, and where they are printed.

    Source and cue stand in the order of the article, which is the one in which they are a sentence. Direct speech is in
    quotation marks, those of the article where it has them, a pair for each fragment. What is not direct speech gets
    none but those that are printed within it. What is not known is left out. A statement within another comes after the
    source and cue of that one, on whose word it is.

    Args:
        about: The record, whose actors give names for pronouns and roles, or the article alone.
        statement: The statement, which is one of this article.
        retrieved: The day or time of the reading, instead of the article's own.
    """
    record = about if isinstance(about, Record) else Record(about)
    article, actors = record.article, actors_of(record)
    leads = (" ".join(filter(None, _lead(article, each, actors))) for each in _holders(record, statement))
    said = ": ".join([*filter(None, leads), _words(article, statement)])
    where = " ".join(_where(article, retrieved))
    return " ".join((f"{said} — {where}" if where else said).split())


def _holders(record: Record, statement: Statement) -> list[Statement]:
    """The statements that this one is nested in, the outermost first, and itself."""
    by_id = {each.id: each for each in record.statements}
    chain = [statement]
    while (parent := by_id.get(chain[0].parent or "")) is not None and parent not in chain:
        chain.insert(0, parent)
    return chain


def _lead(article: Article, statement: Statement, actors: dict[str, Actor]) -> Iterator[str]:
    """Source and cue, in the order of the article."""
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
    """The source as printed, with the name that the article gives for it and the role, where it has not got them."""
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
    """Title, outlet with day, and address with the day of the reading."""
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
