"""Questions by nobody who is named: "Asked whether it was safe, the mayor said …"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.language import load
from onrecord.language.stems import WORD
from onrecord.records import Record, Span, Stance, Statement

_REACH = 60
"""How many characters before a participle may tell that it is passive."""
_STARTS = re.compile(r"(?:^|[.!?:…\n“”\"‘])\W*$")


class QuestionStage:
    """Takes the source from each question that was put to it, not by it.

    A passive participle of asking names who was asked; who asked is told only by "by". The source of such a question is
    therefore nobody, unless it follows "by".
    """

    def __init__(self, language: str) -> None:
        words = {name: frozenset(listed) for name, listed in load(language, "questions").items()}
        self._participles, self._passive, self._between = words["participles"], words["passive"], words["between"]
        self._joining, self._openers = words["joining"], words["openers"]
        self._agent = re.compile(rf"\b(?:{'|'.join(sorted(words['agent']))})\b")

    def __call__(self, record: Record) -> Record:
        """The record, in which no one who was asked has asked."""
        text = record.article.text
        statements = record.statements
        return replace(record, statements=tuple(self._without_source(text, s, statements) for s in statements))

    def _without_source(self, text: str, statement: Statement, statements: Sequence[Statement]) -> Statement:
        participle = self._participle(text, statement)
        if participle is None or not self._is_passive(text, participle, statement, statements):
            return statement
        if statement.source and self._agent.search(text, participle.end, statement.source.words.spans[0].start):
            return statement
        stance = statement.stance if statement.stance is Stance.DEMANDS else Stance.ASKS
        return replace(statement, source=None, stance=stance)

    def _participle(self, text: str, statement: Statement) -> Span | None:
        """The first participle of asking in the cue."""
        if statement.cue is None:
            return None
        for span in statement.cue.spans:
            for match in WORD.finditer(text, *span):
                if match.group().lower() in self._participles:
                    return Span(*match.span())
        return None

    def _is_passive(self, text: str, participle: Span, asked: Statement, statements: Sequence[Statement]) -> bool:
        """Whether a participle is passive: by the word before, at the start of a sentence, or between two commas."""
        earliest = max(0, participle.start - _REACH)
        before = text[earliest : participle.start]
        words = list(WORD.finditer(before))
        while words and self._is_between(words[-1].group()) and before[words[-1].end() :].isspace():
            before = before[: words.pop().start()]
        if words and before[words[-1].end() :].isspace() and words[-1].group().lower() in self._passive:
            return True
        if not self._is_followed_by_question(text, participle):
            return False
        if text[participle.start].isupper() and _STARTS.search(before):
            return True
        return before.rstrip().endswith(",") and self._is_answered(text, participle, asked, statements)

    def _is_between(self, word: str) -> bool:
        return word.lower() in self._between or word.endswith("ly")

    def _is_followed_by_question(self, text: str, participle: Span) -> bool:
        """Whether "about", "whether" or the like follows, as it does not in "“Why?” asked the judge"."""
        following = WORD.search(text, participle.end)
        return following is not None and following.group().lower() in self._openers

    def _is_answered(self, text: str, participle: Span, asked: Statement, statements: Sequence[Statement]) -> bool:
        """Whether the same source answers in the same sentence: "the minister, asked if it was safe, said it was"."""
        last = max(span.end for span in asked.content.spans)
        for answer in statements:
            if answer is asked or answer.cue is None or answer.source is None:
                continue
            cue = answer.cue.spans[0].start
            between = text[last:cue]
            if last <= cue and answer.source.words.spans[0].start < participle.start and "\n" not in between:
                return not self._joining.intersection(WORD.findall(between.lower())) and not re.search("[.!?]", between)
        return False
