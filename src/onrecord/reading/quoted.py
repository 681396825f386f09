"""Finds which words of an article are in quotation marks."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from onrecord.reading.quotes import Quotation, quotations
from onrecord.records import Article, Kind, Span


class QuotationIndex:
    """The quotations of an article, as offsets into its text."""

    def __init__(self, article: Article) -> None:
        self.found: list[Quotation] = []
        self.spans: list[Span] = []
        for start, end in article.paragraphs:
            for quotation in quotations(article.text[start:end]):
                self.found.append(quotation)
                self.spans.append(Span(quotation.start + start, quotation.end + start))
        self._text = article.text
        self._ends = [span.end for span in self.spans]

    def kind(self, spans: Sequence[Span]) -> Kind:
        """Direct, indirect or mixed: all, none or some of the letters and digits are in quotation marks."""
        inside = outside = False
        for start, end in spans:
            at = start
            for _, quoted in self._near(start, end):
                outside = outside or _has_word(self._text[at : quoted.start])
                inside = inside or _has_word(self._text[max(at, quoted.start) : min(end, quoted.end)])
                at = quoted.end
            outside = outside or _has_word(self._text[at:end])
        if inside:
            return Kind.MIXED if outside else Kind.DIRECT
        return Kind.INDIRECT

    def at(self, place: int) -> Span | None:
        """The quotation that starts at `place`."""
        return next((quoted for _, quoted in self._near(place, place + 1) if quoted.start == place), None)

    def to_end(self, span: Span) -> Span:
        """The span; if it starts with a quotation, extended to the end of the quotation."""
        for quotation, quoted in self._near(span.start, span.end):
            if quoted.start == span.start and quotation.closing is not None:
                return Span(span.start, max(span.end, quoted.end))
        return span

    def with_marks(self, span: Span) -> Span:
        """The span, extended to the quotation marks around a whole quotation in it."""
        start, end = span
        for quotation, quoted in self._near(start - 2, end):
            if quoted.start == start - quotation.opening.width:
                start = quoted.start
            if quotation.closing is not None and start <= quoted.start < end:
                before = quoted.end - quotation.closing.width
                if end <= before <= end + 1 and not _has_word(self._text[end:before]):
                    end = quoted.end
        return Span(start, end)

    def _near(self, start: int, end: int) -> Iterator[tuple[Quotation, Span]]:
        """The quotations that overlap the text from `start` to `end`."""
        for n in range(bisect_right(self._ends, start), len(self.spans)):
            if self.spans[n].start >= end:
                return
            yield self.found[n], self.spans[n]


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
