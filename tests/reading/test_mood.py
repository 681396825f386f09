"""Demands and commitments by the mood of the clause after the cue."""

from dataclasses import replace

from onrecord.language import load
from onrecord.readers.base import Overrides, make_article
from onrecord.reading.continued import continue_quotations
from onrecord.reading.mood import CommitmentStage
from onrecord.reading.stance import StanceStage
from onrecord.records import Kind, Record, Source, SourceKind, Span, Stance, Statement, Words

DEMANDS = [
    ("insisted that", "Orvane hold off on the toll"),
    ("insisted", "that the regent send back the bell"),
    ("insisted", "he not be named"),
    ("insists that", "he be paid"),
    ("insisted that", "the bank repay the loans by June"),
    ("insisted that", "the report on the mine be published"),
    ("insisted that", "Mr. Vale step down"),
    ("insisted", "that the guards follow the route"),
    ("was adamant that", "the parish must return it"),
    ("made clear", "that the parish must return it"),
    ("made clear to", "the agent that he must sell by June"),
    ("made it clear", "the parish should return it"),
    ("told", "the mayors that they were to close the markets"),
    ("told", "them they must leave"),
    ("reminded", "the tenants that they must pay"),
    ("asking", "her to release the tapes"),
]
NO_DEMANDS = [
    ("said", "there must be a vote"),
    ("said", "that the parish must return it"),
    ("insisted", "there must be an end to it"),
    ("insisted", "that the regent was right"),
    ("insisted", "it must have been an accident"),
    ("insisted", "we must act"),
    ("insisted that", "he knew nothing"),
    ("insisted that", "the state plan was sound"),
    ("insisted that", "the work stopped in May"),
    ("insisted that", "her trade policy helps farmers"),
    ("insists", "that her officers follow the law"),
    ("told", "reporters that the parish must return it"),
    ("told", "them that they had to leave"),
    ("has not made clear", "that he must go"),
]


def test_demands() -> None:
    """A bare verb after "insisted that", or a duty after a cue that imposes it, is a demand."""
    stage = StanceStage("en")
    found = {case: stage.stance(*case, Kind.INDIRECT) for case in [*DEMANDS, *NO_DEMANDS]}
    assert found == dict.fromkeys(DEMANDS, Stance.DEMANDS) | dict.fromkeys(NO_DEMANDS, Stance.ASSERTS)


GOVERNMENT, GROUP, PERSON, DOCUMENT = SourceKind.GOVERNMENT, SourceKind.GROUP, SourceKind.PERSON, SourceKind.DOCUMENT
COMMITS = [
    ("Three states", GROUP, "have said", "they will not send their judges"),
    ("The ministry", GOVERNMENT, "says", "it will publish the list"),
    ("The ministry", GOVERNMENT, "said that", "it would also publish the list"),
    ("The ministry", GOVERNMENT, "has said it will not", "publish the list"),
    ("Ada Vale", PERSON, "said", "she’ll sign it"),
    ("He", PERSON, "said", "he would formally issue it"),
]
NO_COMMITS = [
    ("The ministry", GOVERNMENT, "said", "she will publish the list"),
    ("The ministry", GOVERNMENT, "said", "it would be a mistake"),
    ("The ministry", GOVERNMENT, "said", "the mayor would publish the list"),
    ("Ada Vale", PERSON, "said", "they would publish the list"),
    ("Ada Vale", PERSON, "said", "she would win"),
    ("He", PERSON, "said", "she would sign it"),
    ("The report", DOCUMENT, "said", "it would publish more"),
    ("Ada Vale", PERSON, "did not say", "she would sign it"),
    ("Ada Vale", PERSON, "thinks", "she will sign it"),
]


def test_commitments() -> None:
    """A source that says that it will act, or will not, commits itself; not if it speaks of others or foresees."""
    stage = CommitmentStage("en")
    found = {}
    for source, kind, cue, content in [*COMMITS, *NO_COMMITS]:
        article = make_article(f"{source} {cue} {content}.", overrides=Overrides())
        ends = [len(source), len(f"{source} {cue}"), len(f"{source} {cue} {content}")]
        told, said, held = (
            Words.of(article.text, [Span(start, end)])
            for start, end in zip([0, ends[0] + 1, ends[1] + 1], ends, strict=True)
        )
        statement = Statement("s1", Kind.INDIRECT, Stance.ASSERTS, held, Source(told, kind), said)
        found[source, kind, cue, content] = stage(Record(article, (statement,))).statements[0].stance
    assert found == dict.fromkeys(COMMITS, Stance.COMMITS) | dict.fromkeys(NO_COMMITS, Stance.ASSERTS)


def test_a_quotation_is_no_commitment_by_its_cue() -> None:
    """What somebody says of themselves in quotation marks is left to the ledger of commitments."""
    text = "Ada Vale said “she will sign it”."
    article = make_article(text, overrides=Overrides())
    said, told, held = (Words.of(text, [Span(*span)]) for span in ((9, 13), (0, 8), (14, 32)))
    statement = Statement("s1", Kind.DIRECT, Stance.ASSERTS, held, Source(told, PERSON), said)
    record = Record(article, (statement,))
    assert CommitmentStage("en")(record) == record


def test_a_continued_quotation_asserts() -> None:
    """It has the source of the statement before, but not its stance."""
    text = "“Two pumps failed,” Brand admitted.\n\n“Our crews worked all night. The water is clean.”"
    article = make_article(text, overrides=Overrides())
    content, source, cue = (Words.of(text, [Span(*span)]) for span in ((0, 19), (20, 25), (26, 34)))
    statement = Statement("s1", Kind.DIRECT, Stance.CONFIRMS, content, Source(source), cue)
    found = continue_quotations(Record(article, (statement,))).statements
    assert [(each.source and each.source.words.text, each.stance) for each in found] == [
        ("Brand", Stance.CONFIRMS),
        ("Brand", Stance.ASSERTS),
    ]
    marked = StanceStage("en")(Record(article, tuple(replace(each, parent=None) for each in found)))
    assert [each.stance for each in marked.statements] == [Stance.CONFIRMS, Stance.ASSERTS]


def test_the_word_lists_are_sorted() -> None:
    """Every list of words is sorted, and no word stands twice in one."""
    data = load("en", "mood")
    lists = [*data.values(), *data["demanding"].values(), *data["committing"].values()]
    for words in [words for words in lists if isinstance(words, list)]:
        assert words == sorted(set(words))
