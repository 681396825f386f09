"""Unnamed sources: how many people they are, and the reason given for not naming them."""

import re

from onrecord.language import load
from onrecord.reading.sources.phrases import Phrase
from onrecord.records import Anonymity, Number, Span, Words

_GAP = r"(?:\s+\S+){1,6}?\s+"
_CLAUSE_END = re.compile(r"[.;:!?”\"](?:\s|$)|,\s|\s[–—-]+\s|\)|\n")
_FAR = 250


class AnonymityDetector:
    """Detects how many people an unnamed source is, and the reason given for not naming them."""

    def __init__(self, language: str) -> None:
        data = load(language, "anonymity")
        self._reason = _any_of(data["reasons"])
        self._telling = frozenset(data["telling"])
        self._knowing = _any_of(data["knowing"])
        numbers = data["numbers"]
        self._one, self._several = frozenset(numbers["one"]), frozenset(numbers["several"])
        self._counted: dict[str, int] = numbers["counted"]

    @property
    def knowing(self) -> re.Pattern[str]:
        """What follows people who know: "familiar with the matter"."""
        return self._knowing

    def detect(self, text: str, phrase: Phrase, sentence: Span) -> Anonymity:
        """Number and reason of the unnamed source that `phrase` names, in its sentence."""
        return Anonymity(self._number(text, phrase), self._reason_in(text, phrase, sentence))

    def _number(self, text: str, phrase: Phrase) -> Number:
        first = re.match(r"(?:at least |about |more than |nearly )?(\w+)", text[slice(*phrase.span)].lower())
        word = first.group(1) if first else ""
        if self._counted.get(word) == 2:
            return Number.TWO
        if word in self._counted or word in self._several or phrase.plural:
            return Number.SEVERAL
        return Number.ONE

    def _reason_in(self, text: str, phrase: Phrase, sentence: Span) -> Words | None:
        """The words that say why, from the phrase on to the end of their clause."""
        start, end = phrase.span.start, min(sentence.end, phrase.span.end + _FAR)
        for match in self._reason.finditer(text, start, end):
            stop = match.end()
            while (found := _CLAUSE_END.search(text, stop, end)) is not None:
                stop = found.start()
                if self._tells(text[match.start() : stop]) or text[found.start()] != ",":
                    break
                stop = found.end()
            else:
                stop = end
            if found is None:
                stop = len(text[:end].rstrip(" \n.”\"’'"))
            if self._tells(text[match.start() : stop]):
                return Words.of(text, [Span(match.start(), stop)])
        return None

    def _tells(self, words: str) -> bool:
        return bool(self._telling & set(re.findall(r"\w+", words.lower())))


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    parts = (
        re.escape(phrase).replace(r"\ \.\.\.\ ", _GAP).replace(r"\ ", r"\s+")
        for phrase in sorted(phrases, key=len, reverse=True)
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)
