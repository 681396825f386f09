"""Records as attributions of the flat kind that annotated corpora hold."""

from onrecord.evaluation.gold import Attribution
from onrecord.records import Record


def flat_attributions(record: Record, *, nested: bool = False) -> list[tuple[Attribution, float]]:
    """The record's statements as attributions, each with its confidence.

    In PolNeAR every attribution has a cue, and every word plays one role at most. So what has no cue of its own (a
    quotation that goes on in another paragraph) is left out, and so is, unless `nested`, what stands in another
    statement.
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
