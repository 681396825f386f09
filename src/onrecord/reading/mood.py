"""The mood of the clause that a cue introduces: "insisted that he resign" demands, "said it would pay" commits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.language import load
from onrecord.language.stems import stemmer, words_of
from onrecord.records import Kind, Record, Source, Stance, Statement

_SUBJECT = 9
"""How many words of a clause are searched for its verb."""
_LONG = 14
"""How many words of a clause are read."""
_TITLE = 5
"""How long an abbreviated title is at most, with its full stop."""


class DemandFinder:
    """Finds cues that demand by the clause they introduce, with the words in `mood.toml`."""

    def __init__(self, language: str) -> None:
        data = load(language, "mood")
        self._stem = stemmer(language)
        self._bare, self._obliged, self._telling = (
            [self._stems(phrase) for phrase in data["demanding"][name]] for name in ("bare", "obliged", "telling")
        )
        self._obliging = [phrase.split() for phrase in data["obliging"]]
        self._told_of = [phrase.split() for phrase in data["told_of"]]
        self._words = {name: frozenset(words) for name, words in data.items() if isinstance(words, list)}

    def demands(self, cue: str, content: str) -> bool:
        """Whether a cue with this content, which is not quoted, demands."""
        stems = self._stems(cue)
        if self._words["negations"].intersection(words_of(cue)):
            return False
        is_bare, is_obliged, is_telling = (
            any(_within(phrase, stems) for phrase in phrases) for phrases in (self._bare, self._obliged, self._telling)
        )
        if not (is_bare or is_obliged or is_telling):
            return False
        words = [*self._clause(f"{_after_that(cue)} {content}")]
        if is_telling:
            return self._obliges_addressee(words)
        is_past = any(word.endswith("ed") for word in words_of(cue))
        return self._obliges(words) or (is_bare and self._has_bare_verb(words, is_past=is_past))

    def _obliges(self, words: Sequence[str]) -> bool:
        """Whether the verb of the clause is one of duty, for somebody but the speaker."""
        for at in range(1, min(len(words), _SUBJECT)):
            if end := self._duty(words, at):
                is_nobody = at == 1 and words[0] in self._words["speaker"] | self._words["nobody"]
                return not is_nobody and self._words["guessing"].isdisjoint(words[end : end + 1])
            if words[at] in self._words["finite"]:
                return False
        return False

    def _obliges_addressee(self, words: Sequence[str]) -> bool:
        """Whether the verb of the clause is one of duty, and its subject a pronoun."""
        for at in range(1, min(len(words), _SUBJECT)):
            if (end := self._duty(words, at)) and words[at - 1] in self._words["addressees"]:
                is_told_of = list(words[at:end]) in self._told_of
                return not is_told_of and self._words["guessing"].isdisjoint(words[end : end + 1])
        return False

    def _duty(self, words: Sequence[str], at: int) -> int:
        """The end of the verb phrase of duty that starts at a word, or 0."""
        for first, *rest in self._obliging:
            if words[at] == first:
                end = at + 1
                while end < len(words) and words[end] in self._words["between"]:
                    end += 1
                if list(words[end : end + len(rest)]) == rest:
                    return end + len(rest)
        return 0

    def _has_bare_verb(self, words: Sequence[str], *, is_past: bool) -> bool:
        """Whether the verb of the clause is in the subjunctive: "he resign", "the bishop not be heard".

        After a plural a bare verb may also be in the present, unless the cue is in the past.
        """
        if not words or words[0] in self._words["speaker"] or self._words["finite"].intersection(words[1:]):
            return False
        for at in range(1, min(len(words), _SUBJECT)):
            verb = at + (words[at] == "not")
            is_noun = at == 1 and words[0] in self._words["following"] and words[0] not in self._words["singular"]
            if self._is_bare_verb(words, verb) and not is_noun:
                subject = words[at - 1]
                return is_past or not (subject in self._words["plural"] or subject.endswith("s"))
            if words[0] in self._words["singular"]:
                return False
        return False

    def _is_bare_verb(self, words: Sequence[str], at: int) -> bool:
        if at >= len(words):
            return False
        after = words[at + 1 : at + 2]
        is_followed = not after or after[0] in self._words["following"] or after[0].endswith("ly")
        return words[at] == "be" or (words[at] in self._words["verbs"] and is_followed)

    def _clause(self, text: str) -> Iterator[str]:
        """The words of the clause that a content begins with, without an addressee and "that"."""
        words = [word for part in text.split() for word in _cut(part)]
        if "that" in words[:_SUBJECT]:
            words = words[words.index("that") + 1 :]
        for word in words[:_LONG]:
            if word in self._words["barriers"] or not word:
                return
            yield word

    def _stems(self, text: str) -> list[str]:
        return [self._stem(word) for word in words_of(text)]


class CommitmentStage:
    """Sets `commits` where a source says that it will do something, or will not: "have said they will not send".

    Runs once the kinds of the sources are known, since they decide whom "it" and "they" may mean.
    """

    def __init__(self, language: str) -> None:
        words = load(language, "mood")
        data = words["committing"]
        self._stem = stemmer(language)
        self._saying = frozenset(map(self._stem, data["saying"]))
        self._promising, self._no_act = frozenset(data["promising"]), frozenset(data["no_act"])
        self._between, self._negations = frozenset(words["between"]), frozenset(words["negations"])
        self._pronouns = {name: frozenset(pronouns) for name, pronouns in data["pronouns"].items()}
        self._all_pronouns = frozenset[str]().union(*self._pronouns.values())

    def __call__(self, record: Record) -> Record:
        """The record with these stances."""
        return replace(record, statements=tuple(map(self._mark, record.statements)))

    def _mark(self, statement: Statement) -> Statement:
        return replace(statement, stance=Stance.COMMITS) if self._commits(statement) else statement

    def _commits(self, statement: Statement) -> bool:
        if statement.stance is not Stance.ASSERTS or statement.kind is Kind.DIRECT:
            return False
        if statement.cue is None or statement.source is None:
            return False
        cue = _words(statement.cue.text)
        told = max((n for n, word in enumerate(cue) if self._stem(word) in self._saying), default=None)
        if told is None or not self._negations.isdisjoint(cue[:told]):
            return False
        words = [*cue[told + 1 :], *_words(statement.content.text)[:_SUBJECT]]
        words = words[1:] if words[:1] == ["that"] else words
        return self._is_source(words, statement.source) and self._promises(words[1:])

    def _is_source(self, words: Sequence[str], source: Source) -> bool:
        """Whether the clause begins with a pronoun that may mean the source."""
        own = source.words.text.lower()
        allowed = {own} if own in self._all_pronouns else self._pronouns.get(source.kind, frozenset[str]())
        return bool(words) and words[0] in allowed

    def _promises(self, words: Sequence[str]) -> bool:
        if not words or words[0] not in self._promising:
            return False
        left = [word for word in words[1:] if word not in self._between and not word.endswith("ly")]
        return bool(left) and left[0] not in self._no_act


def _cut(part: str) -> list[str]:
    """The words of a run of letters, and an empty one where a clause ends after it."""
    words = [*words_of(part)]
    is_title = part[:1].isupper() and part.endswith(".") and len(part) <= _TITLE
    return [*words, ""] if part[-1] in ",.;:!?)—–" and not is_title else words


def _words(text: str) -> list[str]:
    """The words of a text; "won't" gives "will" and "not", and "they'll" gives "they" and "'ll"."""
    return [part for word in words_of(text) for part in word.replace("'", " '").split()]


def _within(phrase: Sequence[str], words: Sequence[str]) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words)))


def _after_that(cue: str) -> str:
    """The words of a cue that belong to the clause it introduces: "insisted that | he resign"."""
    _, that, after = cue.partition(" that")
    return that + after
