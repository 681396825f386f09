"""What the source does with the content, told from the words of the cue."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.language import load
from onrecord.records import How, Record, Stance, Statement

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HEAD = 5
"""How many words of the content may belong to the phrase: "declined | to comment"."""


class StanceWords:
    """The phrases of one language that tell a stance, from `stances.toml`."""

    def __init__(self, table: Mapping[str, Sequence[str]], skipped: Sequence[str]) -> None:
        self._stances = {tuple(_words(p)): Stance(name) for name, phrases in table.items() for p in phrases}
        self._longest = max(map(len, self._stances))
        self._skipped = frozenset(skipped)

    @classmethod
    def of(cls, language: str) -> "StanceWords":
        """The phrases of `language`."""
        data = load(language, "stances")
        return cls(data["stances"], data["skipped"])

    def stance(self, cue: str, content: str) -> Stance:
        """The stance of the longest phrase that starts in the cue; `asserts` where none is known."""
        words = [word for word in _words(cue) if not self._is_skipped(word)]
        starts = len(words)
        words += [word for word in _words(content)[:_HEAD] if not self._is_skipped(word)]
        for length in range(self._longest, 0, -1):
            for start in range(min(starts, len(words) - length + 1)):
                if (found := self._stances.get(tuple(words[start : start + length]))) is not None:
                    return found
        return Stance.ASSERTS

    def _is_skipped(self, word: str) -> bool:
        return word in self._skipped or (word.endswith("ly") and word != "reply")


def _words(text: str) -> list[str]:
    words = []
    for match in _WORD.finditer(text.lower().replace("’", "'")):
        word = match.group()
        if word.endswith("n't") and len(word) > len("n't"):
            words += [{"ca": "can", "wo": "will"}.get(word[:-3], word[:-3]), "not"]
        else:
            words.append(word)
    return words


class StanceStage:
    """Gives each statement its stance; a continued quotation keeps that of the one it continues."""

    def __init__(self, language: str) -> None:
        self._words = StanceWords.of(language)

    def __call__(self, record: Record) -> Record:
        """The record with stances."""
        return replace(record, statements=tuple(self._mark(statement) for statement in record.statements))

    def _mark(self, statement: Statement) -> Statement:
        if statement.cue is None or (statement.source is not None and statement.source.how is How.CONTINUED):
            return statement
        return replace(statement, stance=self._words.stance(statement.cue.text, statement.content.text))
