"""Quotation marks around words that are shown outside their article: as printed, and completed if cut off."""

import re
from collections.abc import Iterator, Sequence

from onrecord.reading.quotes import DOUBLE_CLOSE, DOUBLE_STRAIGHT, SINGLE_OPEN, quotations
from onrecord.records import Span

GAP = " … "
"""Joins fragments that are not in separate quotation marks."""

_PAIRS = {
    "“": "”", '"': '"', "‘": "’", "«": "»", "„": "“", "‟": "”", "»": "«", "〝": "〞", "❝": "❞", "‚": "‘", "‛": "’",
    "＂": "＂", "``": "''", "‘‘": "’’", "'": "'", "''": "''",
}  # fmt: skip
_OPENING = {"”": "“", "»": "«", "〞": "〝", "❞": "❝", "’": "‘", "’’": "‘‘", "''": "``"}
# What closes at the end of words: a double mark, or a single one that is not the apostrophe of a word.
_LAST = re.compile(f"(?:''|’’|[{DOUBLE_CLOSE}{DOUBLE_STRAIGHT}]|(?<=[^\\w\\s])[’'])$")
_CLOSER = re.compile(f"''|’’|[{DOUBLE_CLOSE}{DOUBLE_STRAIGHT}]|(?<=[.,!?…])[’'](?!\\w)")
_SINGLE_OPENS = re.compile(rf"(?:^|(?<=\s))[{SINGLE_OPEN}](?=[^\W\d])(?!.*’(?!\w))", re.DOTALL)


def bare(text: str, spans: Sequence[Span]) -> str:
    """The words of a quotation without the marks around them; fragments are joined by `…`."""
    return GAP.join(" ".join(_stripped(piece)[0] for piece in _pieces(text, span)) for span in spans)


def marked(text: str, spans: Sequence[Span]) -> str:
    """The words of a quotation, each fragment in quotation marks: those printed around it, if there are any.

    Marks outside the words are added; marks that open further paragraphs are left out.
    """
    return " ".join(_fragment(list(_pieces(text, span))) for span in spans)


def closed(words: str) -> str:
    """The words with unpaired quotation marks completed, at the end or at the start."""
    while loose := _loose(words):
        opened = _OPENING.get(loose[0], loose[0]) + words
        if len(_loose(opened)) >= len(loose):
            break
        words = opened
    found = quotations(words)
    if found and found[-1].closing is None:
        opening = found[-1].opening
        return words + _PAIRS[words[opening.start : opening.end]]
    single = _SINGLE_OPENS.search(words)
    if single is not None and not any(quotation.start <= single.start() < quotation.end for quotation in found):
        return words + _PAIRS[single.group()]
    return words


def _loose(words: str) -> list[str]:
    """Closing marks without an opening one."""
    found = quotations(words)
    closers = _CLOSER.finditer(words)
    return [m.group() for m in closers if not any(q.start <= m.start() < q.end for q in found)]


def _pieces(text: str, span: Span) -> Iterator[str]:
    """The paragraphs of a fragment, each on one line."""
    lines = (" ".join(line.split()) for line in text[span.start : span.end].split("\n"))
    return filter(None, lines)


def _fragment(pieces: Sequence[str]) -> str:
    if len(pieces) == 1 and _is_whole(pieces[0]):
        return pieces[0]
    found = [_stripped(piece) for piece in pieces]
    words = " ".join(words for words, _ in found)
    own = [mark for _, mark in found if mark is not None]
    for opening in (*own, *_PAIRS):
        closing = _PAIRS[opening]
        if opening not in words and (closing not in words or closing == "’"):
            return f"{opening}{words}{closing}"
    return words


def _is_whole(piece: str) -> bool:
    """Whether quotations extend from the start of the piece to its end."""
    found = quotations(piece)
    return bool(found) and found[0].start == 0 and found[-1].end == len(piece) and found[-1].closing is not None


def _stripped(piece: str) -> tuple[str, str | None]:
    """The piece without the marks, or half pair, around it, and the opening mark."""
    found = quotations(piece)
    if found and found[0].start == 0:
        first = found[0]
        if first.closing is None or first.end == len(piece):
            end = first.end if first.closing is None else first.closing.start
            return piece[first.opening.end : end].strip(), piece[: first.opening.end]
        return piece, None
    last = _LAST.search(piece)
    if last is not None and not any(quotation.end == len(piece) for quotation in found):
        return piece[: last.start()].rstrip(), _OPENING.get(last.group(), last.group())
    if piece[0] in SINGLE_OPEN and not (found and found[0].start == 0):
        return piece[1:].lstrip(), piece[0]
    return piece, None
