"""Records as attributions of the flat kind that annotated corpora hold."""

from onrecord.evaluation.gold import Attribution
from onrecord.records import How, Record, Span, Statement


def flat_attributions(record: Record, *, nested: bool = False) -> list[tuple[Attribution, float]]:
    """The record's statements as attributions, each with its confidence.

    In PolNeAR every word plays one role at most, so what is nested in another statement is left out, unless `nested`;
    and a quotation that goes on over paragraphs is one attribution there, so what continues a statement is put back
    into it.
    """
    found: list[tuple[Statement, list[Span]]] = []
    for statement in record.statements:
        if statement.parent is not None and not nested:
            continue
        source = statement.source
        if source is not None and source.how is How.CONTINUED:
            begun = [spans for other, spans in found if other.source and other.source.words == source.words]
            if begun:
                begun[-1].extend(statement.content.spans)
                continue
        found.append((statement, list(statement.content.spans)))
    return [
        (
            Attribution(
                source=statement.source.words.spans if statement.source else (),
                cue=statement.cue.spans if statement.cue else (),
                content=tuple(sorted(spans)),
            ),
            statement.confidence,
        )
        for statement, spans in found
    ]
