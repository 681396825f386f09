"""Precision, recall and F1 of predicted attributions.

The measures are those used for PolNeAR: spans are compared as sets of words, so that white space, quotation marks and
punctuation at their edges make no difference.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.evaluation.gold import ROLES, AnnotatedArticle, Attribution, Fragments

_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPENING = frozenset('“"„«')
_MATCH = 0.5
"""Two contents match if they share at least this part of their words (Jaccard)."""

Tokens = frozenset[int]


@dataclass(slots=True)
class Score:
    """Counts of one measure: `right` of `predicted` statements are right, `found` of `gold` ones were found."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The part of predictions that are right, in percent."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The part of annotations that were found, in percent."""
        return 100 * self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in percent."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one prediction: its confidence, and whether it is linked to an annotation."""

    confidence: float
    linked: bool


@dataclass(slots=True)
class Evaluation:
    """Scores by name of the measure, and the outcome of each prediction."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    outcomes: list[Outcome] = field(default_factory=list)


Classify = Callable[[str, bool], str]
"""From the words of a cue, and whether the content is quoted, to the name of the cue's class."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An attribution as sets of words."""

    source: Tokens
    cue: Tokens
    content: Tokens
    direct: bool
    group: str


class _Text:
    """A text cut into words and symbols."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at: list[int] = [-1] * len(text)
        self.words: set[int] = set()
        for number, match in enumerate(_TOKEN.finditer(text)):
            self.at[match.start() : match.end()] = [number] * (match.end() - match.start())
            if any(character.isalnum() for character in match.group()):
                self.words.add(number)

    def tokens(self, fragments: Fragments) -> Tokens:
        """The words that the fragments touch, or the symbols if there are no words."""
        touched = {token for start, end in fragments for token in self.at[start:end]} - {-1}
        return frozenset(touched & self.words or touched)

    def is_direct(self, content: Fragments) -> bool:
        """Whether there is an opening quotation mark in the content or just before it."""
        return any(character in _OPENING for s, e in content for character in self.text[max(0, s - 1) : e])


def evaluate(
    gold: Iterable[AnnotatedArticle],
    predicted: Mapping[str, Sequence[tuple[Attribution, float]]],
    classify: Classify = lambda _cue, _direct: "all",
) -> Evaluation:
    """Score predictions against annotations; articles missing from `predicted` count as not found.

    The measures: `matched` (contents share at least half of their words, paired one to one, closest first);
    `linked` (matched, and the sources share a word or both are missing), `direct.linked` and `indirect.linked`
    (likewise, of contents with and without quotation marks), `cue.NAME` (likewise, by the class of the cue),
    `publisher.NAME`; `strict` (content and source have the same words exactly); `exact.ROLE` (distinct spans of the
    role with the same words exactly).
    """
    evaluation = Evaluation()
    for article in gold:
        text = _Text(article.text)
        pairs = [(attribution, 1.0) for attribution in article.attributions]
        marked = [item for item, _ in _items(text, pairs, classify)]
        read = _items(text, predicted.get(article.id, ()), classify)
        _score(article, marked, [item for item, _ in read], [confidence for _, confidence in read], evaluation)
    return evaluation


def _items(
    text: _Text, attributions: Iterable[tuple[Attribution, float]], classify: Classify
) -> list[tuple[_Item, float]]:
    found = []
    for attribution, confidence in attributions:
        if content := text.tokens(attribution.content):
            direct = text.is_direct(attribution.content)
            cue = " ".join(text.text[start:end] for start, end in attribution.cue)
            source, words = text.tokens(attribution.source), text.tokens(attribution.cue)
            found.append((_Item(source, words, content, direct, classify(cue, direct)), confidence))
    return found


def _score(
    article: AnnotatedArticle,
    marked: Sequence[_Item],
    read: Sequence[_Item],
    confidences: Sequence[float],
    evaluation: Evaluation,
) -> None:
    scores = evaluation.scores
    matched = _match(marked, read)
    linked = [(g, p) for g, p in matched if _agree(marked[g].source, read[p].source)]
    gold_linked, read_linked = {g for g, _ in linked}, {p for _, p in linked}
    for role in ROLES:
        gold_spans, read_spans = ({getattr(item, role) for item in items} - {frozenset()} for items in (marked, read))
        same = len(gold_spans & read_spans)
        _count(scores[f"exact.{role}"], same, len(read_spans), same, len(gold_spans))
    _count(scores["matched"], len(matched), len(read), len(matched), len(marked))
    strict = _same(marked, read)
    _count(scores["strict"], strict, len(read), strict, len(marked))
    for names, items, hits in (
        (("found", "gold"), marked, gold_linked),
        (("right", "predicted"), read, read_linked),
    ):
        for number, item in enumerate(items):
            groups = ["linked", "direct.linked" if item.direct else "indirect.linked", f"cue.{item.group}"]
            if article.publisher:
                groups.append(f"publisher.{article.publisher}")
            for name in groups:
                score = scores[name]
                setattr(score, names[0], getattr(score, names[0]) + (number in hits))
                setattr(score, names[1], getattr(score, names[1]) + 1)
    evaluation.outcomes += [Outcome(c, number in read_linked) for number, c in enumerate(confidences)]


def _count(score: Score, right: int, predicted: int, found: int, gold: int) -> None:
    score.right += right
    score.predicted += predicted
    score.found += found
    score.gold += gold


def _match(marked: Sequence[_Item], read: Sequence[_Item]) -> list[tuple[int, int]]:
    """Pairs of attributions with similar contents, one to one, the most similar first."""
    near = []
    for g, one in enumerate(marked):
        for p, other in enumerate(read):
            if shared := len(one.content & other.content):
                like = shared / len(one.content | other.content)
                if like >= _MATCH:
                    differ = not _agree(one.source, other.source), not _agree(one.cue, other.cue)
                    near.append((-like, *differ, g, p))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for *_, g, p in sorted(near):
        if g not in taken[0] and p not in taken[1]:
            taken[0].add(g)
            taken[1].add(p)
            pairs.append((g, p))
    return pairs


def _agree(one: Tokens, other: Tokens) -> bool:
    return bool(one & other) if one or other else True


def _same(marked: Sequence[_Item], read: Sequence[_Item]) -> int:
    """The number of attributions with the same content and source, each counted once."""
    gold, found = (Counter((item.content, item.source) for item in items) for items in (marked, read))
    return sum((gold & found).values())


def calibration_error(outcomes: Sequence[Outcome], *, bins: int = 10) -> float:
    """The expected calibration error (Naeini et al., 2015) in percent, over `bins` of equal width.

    The average difference between confidence and the part of predictions that are linked.
    """
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for outcome in outcomes:
        bin_ = sums[min(int(outcome.confidence * bins), bins - 1)]
        bin_[0] += outcome.confidence
        bin_[1] += outcome.linked
    return 100 * sum(abs(given - linked) for given, linked in sums.values()) / max(1, len(outcomes))
