"""Reads the MEANTIME corpus (Minard et al., LREC 2016): coreference within and across articles."""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from onrecord.errors import EmptyInputError, MalformedInputError
from onrecord.readers.base import Overrides, make_article
from onrecord.records import Article, Span

_NO_SPACE_BEFORE = re.compile(r"[,.;:!?)%’”\]]+|'s|’s|n't|'\w{1,2}")
_NO_SPACE_AFTER = frozenset({"(", "$", "“", "[", "£", "€"})
KINDS = ("PER", "ORG")


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A marked mention of a person or organisation; `instance` identifies it across articles."""

    span: Span
    kind: str
    instance: str


@dataclass(frozen=True, slots=True)
class CoreferenceArticle:
    """An article with the mentions that people marked in it."""

    article: Article
    mentions: tuple[GoldMention, ...]


def read_meantime(folder: Path) -> list[CoreferenceArticle]:
    """Read the articles in a folder, with their mentions of people and organisations.

    Raises:
        EmptyInputError: There are none.
        MalformedInputError: A file is not in the corpus's format.
    """
    files = sorted(folder.rglob("*.xml"))
    if not files:
        msg = f"{folder}: no MEANTIME articles (*.xml)"
        raise EmptyInputError(msg)
    return [_read(file) for file in files]


def _read(path: Path) -> CoreferenceArticle:
    try:
        root = ET.parse(path).getroot()  # noqa: S314 - a corpus that the user names
        spans_of, text = _text(root)
        return CoreferenceArticle(
            make_article(text, overrides=Overrides(id=root.attrib["doc_id"])),
            tuple(_mentions(root, spans_of)),
        )
    except (ET.ParseError, KeyError, AttributeError, ValueError) as error:
        msg = f"{path}: not a MEANTIME article ({error})"
        raise MalformedInputError(msg) from error


def _text(root: ET.Element) -> tuple[dict[str, Span], str]:
    """The span of each token, and the text: a title, then one paragraph."""
    parts: list[str] = []
    spans_of: dict[str, Span] = {}
    length, last, sentence = 0, "", "0"
    for token in root.iter("token"):
        word = token.text or ""
        now = token.attrib["sentence"]
        if not parts:
            gap = ""
        elif now != sentence and sentence in {"0", "1"}:
            gap = "\n\n"
        elif now == sentence and (_NO_SPACE_BEFORE.fullmatch(word) or last in _NO_SPACE_AFTER):
            gap = ""
        else:
            gap = " "
        length += len(gap)
        parts += [gap, word]
        spans_of[token.attrib["t_id"]] = Span(length, length + len(word))
        length += len(word)
        last, sentence = word, now
    return spans_of, "".join(parts)


def _mentions(root: ET.Element, spans_of: dict[str, Span]) -> list[GoldMention]:
    markables, relations = root.find("Markables"), root.find("Relations")
    assert markables is not None
    spans: dict[str, Span] = {}
    entities: dict[str, tuple[str, str]] = {}
    for markable in markables:
        name = markable.attrib["m_id"]
        if markable.tag == "ENTITY_MENTION":
            where = [spans_of[anchor.attrib["t_id"]] for anchor in markable.iter("token_anchor")]
            if where:
                spans[name] = Span(min(where).start, max(where).end)
        elif markable.tag == "ENTITY":
            kind = markable.attrib.get("ent_type", "")
            entities[name] = kind, markable.attrib.get("instance_id") or f"{root.attrib['doc_id']}-{name}"
    found = []
    for relation in relations if relations is not None else ():
        target = relation.find("target")
        if relation.tag != "REFERS_TO" or target is None or target.attrib["m_id"] not in entities:
            continue
        kind, instance = entities[target.attrib["m_id"]]
        if kind in KINDS:
            found += [
                GoldMention(spans[s.attrib["m_id"]], kind, instance)
                for s in relation.findall("source")
                if s.attrib["m_id"] in spans
            ]
    return sorted(set(found), key=lambda mention: (mention.span, mention.instance))


def b_cubed(gold: dict[str, str], read: dict[str, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of clusters, in percent (Bagga and Baldwin, 1998).

    Args:
        gold: The marked cluster of each mention.
        read: The predicted cluster of each of these mentions.
    """
    groups: list[dict[str, set[str]]] = []
    for clusters in (gold, read):
        held: dict[str, set[str]] = {}
        for mention, cluster in clusters.items():
            held.setdefault(cluster, set()).add(mention)
        groups.append(held)
    precision = recall = 0.0
    for mention in gold:
        wanted, found = groups[0][gold[mention]], groups[1][read[mention]]
        both = len(wanted & found)
        precision += both / len(found)
        recall += both / len(wanted)
    precision, recall = 100 * precision / len(gold), 100 * recall / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0
