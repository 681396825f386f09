"""Converts records to flat attributions, as in annotated corpora."""

from onrecord.evaluation.gold import Attribution
from onrecord.records import Record


def flat_attributions(record: Record, *, nested: bool = False) -> list[tuple[Attribution, float]]:
    """The record's statements as attributions, each with its confidence.

    In PolNeAR every attribution has a cue, and every word has at most one role. Statements without a cue, such as
    quotations that continue in another paragraph, are left out, and so are nested ones unless `nested` is set.
    """
    return [
        (
            Attribution(
                source=statement.source.words.spans if statement.source else (),
                cue=statement.cue.spans,
                content=statement.content.spans,
            ),
            statement.confidence,
        )
        for statement in record.statements
        if statement.cue is not None and (nested or statement.parent is None)
    ]
