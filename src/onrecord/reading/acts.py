"""What is no act of its source: rules, accusations against it, and words addressed to it."""

from dataclasses import replace

from onrecord.language import load
from onrecord.records import Statement


class ActFilter:
    """Drops statements by those who did not speak, and sources that were spoken to."""

    def __init__(self, language: str) -> None:
        cues = load(language, "cues")
        self._rules = tuple(f"{phrase} " for phrase in cues["rules"])
        self._auxiliaries = frozenset(cues["passive"])
        self._accused, self._addressed = frozenset(cues["accused"]), frozenset(cues["addressed"])
        self._object_first = frozenset(cues["object_first"])
        self._infinitive = cues["infinitive"]

    def __call__(self, statement: Statement) -> Statement | None:
        """The statement, without its source if that was spoken to; `None` if it is no act of speech."""
        if statement.cue is None or statement.source is None:
            return statement
        if f"{statement.cue.text.lower()} ".startswith(self._rules):
            return None
        if statement.source.words.spans[-1].end > statement.cue.spans[0].start:
            return statement
        words = statement.cue.text.lower().split()
        participles = set(words[words.index(passive) + 1 :] if (passive := self._passive(words)) else [])
        if participles & self._accused:
            return None
        follows = statement.content.spans[-1].start > statement.cue.spans[0].start
        is_bare = len(words) == 1 and words[0] in self._object_first and follows and self._is_infinitive(statement)
        return replace(statement, source=None) if is_bare or participles & self._addressed else statement

    def _passive(self, words: list[str]) -> str | None:
        return next((word for word in words if word in self._auxiliaries), None)

    def _is_infinitive(self, statement: Statement) -> bool:
        """Whether the words after the cue begin with an infinitive: nobody is named to whom they are said."""
        start = statement.cue.spans[-1].end if statement.cue else 0
        after = [span for span in statement.content.spans if span.start >= start]
        offset = sum(span.end - span.start + 1 for span in statement.content.spans if span.end <= start)
        return bool(after) and statement.content.text[offset:].lower().startswith(f"{self._infinitive} ")
