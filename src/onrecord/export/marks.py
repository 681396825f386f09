"""Quotation marks around words that leave their article: as printed, and whole where the words were cut out of them."""

import re
from collections.abc import Iterator, Sequence

from onrecord.reading.quotes import DOUBLE_CLOSE, DOUBLE_STRAIGHT, SINGLE_OPEN, quotations
from onrecord.records import Span

GAP = " … "
"""Stands between fragments that are not in marks of their own."""

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
    """The words of a quotation without the marks around them; `…` stands where the article breaks them off."""
    return GAP.join(" ".join(_stripped(piece)[0] for piece in _pieces(text, span)) for span in spans)


def marked(text: str, spans: Sequence[Span]) -> str:
    """The words of a quotation in marks, each fragment in its own: those that are printed around it, where there are.

    A mark that stands outside the words, or that opens a further paragraph, is made up for or left out.
    """
    return " ".join(_fragment(list(_pieces(text, span))) for span in spans)


def closed(words: str) -> str:
    """The words with each mark that lost its other half in the cut given one: at the end, or at the start."""
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
    """The marks that close and that nothing opens."""
    found = quotations(words)
    closers = _CLOSER.finditer(words)
    return [m.group() for m in closers if not any(q.start <= m.start() < q.end for q in found)]


def _pieces(text: str, span: Span) -> Iterator[str]:
    """The paragraphs of a fragment, each as one line."""
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
    """Whether quotations reach from the start of the piece to its end."""
    found = quotations(piece)
    return bool(found) and found[0].start == 0 and found[-1].end == len(piece) and found[-1].closing is not None


def _stripped(piece: str) -> tuple[str, str | None]:
    """The piece without the marks around it, or the half of them that is there, and the mark that opens them."""
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
