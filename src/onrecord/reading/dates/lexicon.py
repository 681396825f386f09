"""Looks up the time words of a language."""

from functools import cache
from typing import Any

from onrecord.language import load


class TimeWords:
    """The lists of `times.toml` and `months.toml`."""

    def __init__(self, language: str) -> None:
        data, self.months = load(language, "times"), load(language, "months")["months"]
        self.weekdays: dict[str, int] = {name: n for n, name in enumerate(data["weekdays"])}
        self.weekdays |= data["weekday_abbreviations"]
        self.units: dict[str, str] = {}
        for unit, letter in data["units"].items():
            plural = unit[:-1] + "ies" if unit.endswith("y") and unit != "day" else unit + "s"
            self.units |= {unit: letter, plural: letter}
        self.plural_units = frozenset(unit for unit in self.units if unit not in data["units"])
        self.numbers: dict[str, float] = data["numbers"]
        self.ordinals: dict[str, int] = data["ordinals"]
        self.vague = frozenset(data["vague"]["words"])
        self.seasons: dict[str, str] = data["seasons"]
        self.day_parts: dict[str, str] = data["day_parts"]
        self.clock_words = frozenset(word for word, part in self.day_parts.items() if ":" in part)
        self.half_days: dict[str, str] = data["half_days"]
        self.shifts: dict[str, int] = data["shifts"]
        self.directions = {word: name for name, words in data["directions"].items() for word in words}
        self.deictic: dict[str, int] = data["deictic"]
        self.deictic_parts = {word: f"T{part}" for word, part in data["deictic_parts"].items()}
        self.known_days: dict[str, str] = data["known_days"]
        self.halves: dict[str, int] = data["halves"]
        self.parts: dict[str, str] = data["parts"]
        self.sets: dict[str, str] = data["sets"]
        self.lengths: dict[str, str] = data["lengths"]
        self.told_times: list[str] = data["told_times"]
        self.small, self.tense, self.beside = (_sets(data[name]) for name in ("small", "tense", "beside"))
        self.linking = self.small["in"] | self.small["of"]
        self._read_phrases(data)
        self.heads = self._heads()

    def _read_phrases(self, data: dict[str, Any]) -> None:
        """The entries that are looked up by phrases."""
        self.references = {
            tuple(words.split()): f"{name.upper()}_REF"
            for name, listed in data["references"].items()
            for words in listed
        }
        self.told_after = {
            tuple(words.split()): (rule["side"], rule["told"]) for words, rule in data["told_after"].items()
        }
        self.after_units = {
            tuple(words.split()): (rule["side"] or None, rule["part"]) for words, rule in data["after_units"].items()
        }
        self.and_a_half = frozenset(tuple(words.split()) for words in data["and_a_half"])
        self.about = {tuple(words.split()): mod for words, mod in data["about"].items()}
        self.holidays = {tuple(words.split()): rule for words, rule in data["holidays"].items()}

    def _heads(self) -> dict[str, str]:
        """The kind of expression that each word can be the head of."""
        heads: dict[str, Any] = dict.fromkeys(self.sets, "set")
        heads |= dict.fromkeys(self.lengths, "length") | dict.fromkeys(self.told_times, "told_time")
        heads |= dict.fromkeys((words[0] for words in self.references), "reference")
        heads |= dict.fromkeys((words[0] for words in self.holidays), "holiday")
        heads |= dict.fromkeys(self.seasons, "season")
        heads |= dict.fromkeys(self.day_parts, "day_part")
        heads |= dict.fromkeys(self.units, "unit")
        heads |= dict.fromkeys(self.months, "month")
        heads |= dict.fromkeys(self.weekdays, "weekday")
        heads |= dict.fromkeys(self.deictic, "deictic")
        return heads


def _sets(lists: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in lists.items()}


@cache
def time_words(language: str) -> TimeWords:
    """The words of a language, loaded once."""
    return TimeWords(language)
