"""The names of people in bylines and in the author fields of pages."""

import re
from collections.abc import Iterable
from functools import cache

from onrecord.language import load

_NOT_NAMES = re.compile(r"\([^)]*\)|\[[^\]]*\]|\S+@\S+|@\w+|https?://\S+|www\.\S+")
_LONGEST = 200
_MOST_WORDS = 6
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
_SMALL_WORDS = ("particles", "roles", "organisations", "never_in_names")


def people(text: str, *, outlet: str | None = None, is_person: bool = False) -> list[str]:
    """The names of people in `text`, in order, without roles, outlets and agencies.

    A single word is a name only if the page says that it `is_person`.
    """
    names = [
        _person(part, first=number == 0, outlet=outlet, is_person=is_person) for number, part in enumerate(_parts(text))
    ]
    return list(dict.fromkeys(name for name in names if name))


def in_byline(line: str) -> list[str] | None:
    """The names in a line that is only a byline, such as "By Anna Reyes and Tom Okar"; `None` for other lines.

    A byline that names an agency or the staff gives an empty list.
    """
    if _starts("openers").match(line) is None:
        return None
    parts = _parts(line)
    if not parts or any(_reads_on(part) for part in parts):
        return None
    names = people(line, outlet=outlet_in_byline(line))
    return names if names or any(_is_any(word, "roles", "organisations") for word in parts[0].split()) else None


def outlet_in_byline(line: str) -> str | None:
    """The outlet after the last comma of a byline, as in "Author: Anna Reyes, The Meridian Post"."""
    before, comma, last = line.strip(" ().").rpartition(",")
    words = last.split()
    if not comma or not words or last.strip()[0].isdigit() or any(_is_any(word, "roles") for word in words):
        return None
    is_named = last.isupper() or any(_is_any(word, "organisations", "never_in_names") for word in words)
    after_colon = ":" in before and "," not in before and not {"and", "&"} & set(words)
    return " ".join(words) if is_named or after_colon else None


def _parts(text: str) -> list[str]:
    if len(text) > 2 * _LONGEST:
        return []
    text = _NOT_NAMES.sub(" ", text).strip()
    if len(text) > _LONGEST:
        return []
    if match := _starts("openers").match(text):
        text = text[match.end() :]
    parts = (part.strip(" ().") for part in _between().split(text))
    return [part for part in parts if part and not part[0].isdigit() and not _starts("others").match(part)]


def _reads_on(part: str) -> bool:
    """Whether a part has lower-case words, which names and roles do not have."""
    words = _after_name().sub("", part).split()
    if words and len(words) <= _MOST_WORDS and _is_any(words[-1], "roles"):
        return False
    return any(word[:1].islower() and not _is_any(word, *_SMALL_WORDS) for word in words)


def _person(part: str, *, first: bool, outlet: str | None, is_person: bool) -> str | None:
    """The name in a part of a byline. Only the first part may also contain a role, as in "Anna Reyes Staff Writer"."""
    words = _after_name().sub("", " ".join(part.split())).strip(" .,:").split()
    of_outlet = _lower((outlet or "").split())
    while first and len(words) > 2 and (_is_any(words[-1], "roles") or words[-1].lower() in of_outlet):
        words.pop()
    if not (1 if is_person else 2) <= len(words) <= _MOST_WORDS:
        return None
    if any(_is_any(word, "roles", "organisations", "never_in_names") for word in words):
        return None
    if of_outlet and (of_outlet <= _lower(words) or _lower(words) <= of_outlet):
        return None
    return " ".join(words) if all(map(_in_name, words)) and not _is_any(words[-1], "particles") else None


def _in_name(word: str) -> bool:
    letters = word.replace("-", "").replace("'", "").replace("’", "")
    if _is_any(word, "particles", "suffixes") or _INITIALS.fullmatch(word):
        return True
    return letters.rstrip(".").isalpha() and any(c == c.upper() for c in letters[:3])


def _lower(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def _is_any(word: str, *lists: str) -> bool:
    return any(word.lower().strip(".'’") in _words(name) for name in lists)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("en", "boilerplate")["byline"][name])


@cache
def _starts(name: str) -> re.Pattern[str]:
    """A pattern for a phrase of a list at the start, followed by a colon, which is optional after "by"."""
    phrases = "|".join(map(re.escape, sorted(_words(name), key=len, reverse=True)))
    bare = "|".join(rf"(?<=\b{re.escape(word)})" for word in sorted(_words("before_names")))
    return re.compile(rf"(?:{phrases})(?:\s*:\s*|(?:{bare})\s+)", re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    """A pattern for what separates the parts of a byline: a sign, a word such as "and", or a full stop."""
    joins = "|".join(sorted(_words("joins")))
    return re.compile(rf"\s*(?:[;,|/•·&\n–—]|\s-\s|\s(?i:{joins})\s|(?<=[a-z]{{2}})\.\s)\s*")


@cache
def _after_name() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(sorted(_words('ends')))})\s.*$", re.IGNORECASE | re.DOTALL)
