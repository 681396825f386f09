"""Seasons, holidays, and times named by one word."""

from onrecord.reading.dates.expression import NOWHERE, Expression
from onrecord.reading.dates.scan import Match, Scan


class NamedRules(Scan):
    """Rules whose head is a season, a holiday, "daily", or "now"."""

    def _season(self, n: int) -> Match | None:
        code = self._w.seasons[self._tokens[n].word.removesuffix("'s")]
        first, direction, told = self._direction(n)
        year, after = self._year_after(n), n + 1
        if year is not None:
            after += 1
        elif self._after(n) in self._w.small["of"] and (year := self._year_at(n + 2)) is not None:
            after += 2
        before = self._before(first)
        if before in self._w.beside["every"]:
            return first, n + 1, Expression(NOWHERE, "DATE", "season", name=(code,))
        if direction is None and year is None and before not in self._w.beside["before_season"]:
            return None
        if (
            direction is None
            and year is None
            and code == "FA"
            and self._tokens[n].word in self._w.beside["also_seasons"]
            and before not in self._w.small["definite"]
        ):
            return None
        if direction is None and before in self._w.small["definite"]:
            first -= 1
        first, mod = self._mod(first)
        return (
            first,
            after,
            Expression(NOWHERE, "DATE", "season", year, name=(code,), direction=direction, told=told, mod=mod),
        )

    def _holiday(self, n: int) -> Match | None:
        for size in (3, 2, 1):
            name = tuple(self._tokens[m].word for m in range(n, min(n + size, len(self._tokens))))
            plain = (*name[:-1], name[-1].removesuffix("'s")) if name else name
            for words in (name, plain):
                if words in self._w.holidays and self._tokens[n].text[0].isupper():
                    first, direction, _ = self._direction(n)
                    after = n + len(words)
                    year = self._year_after(after - 1, ", ")
                    after += year is not None
                    form = "holiday"
                    if self._w.units.get(self._after(after - 1)) == "W":
                        after, form = after + 1, "holiday_week"
                    return first, after, Expression(NOWHERE, "DATE", form, year, name=words, direction=direction)
        return None

    def _set(self, n: int) -> Match | None:
        return n, n + 1, Expression(NOWHERE, "SET", "fixed", value=self._w.sets[self._tokens[n].word])

    def _length(self, n: int) -> Match | None:
        return n, n + 1, Expression(NOWHERE, "DURATION", "fixed", value=self._w.lengths[self._tokens[n].word])

    def _told_time(self, n: int) -> Match | None:
        """The words "that time" after a preposition of time: "by that time"."""
        if (
            self._before(n) not in self._w.beside["that"]
            or self._before(n - 1) not in self._w.beside["before_that_time"]
        ):
            return None
        return n - 1, n + 1, Expression(NOWHERE, "DATE", "told", told=True)

    def _reference(self, n: int) -> Match | None:
        three = tuple([token.word for token in self._tokens[n : n + 3]])
        for size in (3, 2, 1):
            words = three[:size]
            if words in self._w.references:
                first, after = n, n + len(words)
                following = self._after(after - 1)
                counted = following not in self._w.small["indefinite"] and self._number(following) is not None
                goes_on = (
                    self._w.heads.get(following, "reference") != "reference"
                    or following in self._w.vague
                    or counted
                    or following in self._w.beside["fiscal"]
                )
                is_noun = words[0] in self._w.beside["adjectives"] and (
                    not following or following in self._w.beside["no_noun"]
                )
                if self._before(first) in self._w.beside["before_reference"]:
                    first -= 1
                if goes_on or is_noun or self._is_hyphened(first, after) or self._dates_itself(after):
                    return None
                return first, after, Expression(NOWHERE, "DATE", "fixed", value=self._w.references[words])
        return None

    def _is_hyphened(self, first: int, after: int) -> bool:
        """Whether words are hyphenated as an adjective: "the long-term plan"."""
        inner = any(self._gap(n) == "-" for n in range(first, after - 1))
        return self._gap(after - 1) == "-" or (inner and self._after(after - 1) != "")

    def _dates_itself(self, after: int) -> bool:
        """Whether a date follows that says it more exactly: "most recently last May"."""
        return self._after(after - 1) in self._w.directions and self._after(after) in self._w.heads
