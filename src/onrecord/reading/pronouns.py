"""Sources that are named by a pronoun only."""

from dataclasses import replace

from onrecord.language import load
from onrecord.records import How, Record, Statement


class PronounStage:
    """Says of each source whether it is named or stands as a pronoun; whom the pronoun means is left open."""

    def __init__(self, language: str) -> None:
        self._pronouns = frozenset(load(language, "pronouns")["pronouns"])

    def __call__(self, record: Record) -> Record:
        """The record with `how` set on sources that are pronouns."""
        return replace(record, statements=tuple(self._mark(statement) for statement in record.statements))

    def _mark(self, statement: Statement) -> Statement:
        source = statement.source
        if source is None or source.words.text.lower() not in self._pronouns:
            return statement
        return replace(statement, source=replace(source, how=How.PRONOUN))
