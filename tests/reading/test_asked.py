"""Questions that are put to somebody by nobody who is named."""

from dataclasses import replace

from made import article
from onrecord.reading.asked import QuestionStage
from onrecord.reading.reader import Reader
from onrecord.records import Kind, Record, Source, Span, Stance, Statement, Words
from table import cases

STAGE = QuestionStage("en")


def told(text: str, *parts: tuple[str | None, str, str]) -> Record:
    """A record of statements, each given as source, cue and content: words of the text, the first of their kind."""

    def words(part: str) -> Words:
        start = text.index(part)
        return Words.of(text, [Span(start, start + len(part))])

    statements = [
        Statement(
            id=f"s{n}",
            kind=Kind.INDIRECT,
            stance=Stance.ASKS if "ask" in cue.lower() else Stance.ASSERTS,
            content=words(content),
            source=None if source is None else Source(words(source)),
            cue=words(cue),
        )
        for n, (source, cue, content) in enumerate(parts, 1)
    ]
    return Record(article(text), tuple(statements))


@cases(
    ("text", "source", "cue", "content"),
    [
        ("Asked whether the road was safe, Mr Orley said it was.", "Mr Orley", "Asked", "whether the road was safe"),
        ("When pressed about the fire, the warden left.", "the", "pressed about", "the fire"),
        ("Challenged over the lost barge, Nora Kesh laughed.", "Nora", "Challenged over", "the lost barge"),
        ("The tide rose. Quizzed on who knew, Falk left.", "Falk", "Quizzed on", "who knew"),
        ("Ms Dunn was repeatedly asked if she would go.", "Ms Dunn", "asked", "if she would go"),
        ("Oren Falk, when asked how it ended, wept.", "Oren Falk", "asked", "how it ended"),
        ("The bursar did not answer on being questioned about the loan.", "bursar", "questioned about", "the loan"),
        ("Being grilled on the ledger, the bursar left.", "the bursar", "grilled on", "the ledger"),
    ],
)
def test_who_was_asked_has_not_asked(text: str, source: str, cue: str, content: str) -> None:
    """A passive question has no source, and is a question."""
    (found,) = STAGE(told(text, (source, cue, content))).statements
    assert found.source is None
    assert found.stance is Stance.ASKS


@cases(
    ("text", "source", "cue", "content"),
    [
        ("A reporter asked whether the road was safe.", "A reporter", "asked", "whether the road was safe"),
        ("Mr Orley also asked why it had been shut.", "Mr Orley", "asked", "why it had been shut"),
        ("Asked by Nora Kesh if it was safe, Mr Orley left.", "Nora Kesh", "Asked", "if it was safe"),
        ("He was pressed by members about the fire.", "members", "was pressed", "about the fire"),
        ("“Why?” asked Mr Orley about the road.", "Mr Orley", "asked", "“Why?”"),
        ("The judge, an old hand, asked who had come.", "The judge", "asked", "who had come"),
        ("The mayor had asked about the road.", "The mayor", "asked about", "the road"),
        ("Ms Dunn, who asked if it was safe, left.", "who", "asked", "if it was safe"),
    ],
)
def test_who_asks_is_the_source(text: str, source: str, cue: str, content: str) -> None:
    """An active question keeps its source, and so does a passive one with "by"."""
    record = told(text, (source, cue, content))
    assert STAGE(record) == record


def test_who_is_asked_between_commas_is_who_answers() -> None:
    """What stands between two commas before the answer is passive, unless a second verb is joined to it."""
    text = "The abbot, asked whether it was for sale, said nothing was."
    parts = ("The abbot", "asked", "whether it was for sale"), ("The abbot", "said", "nothing was")
    question, answer = STAGE(told(text, *parts)).statements
    assert question.source is None
    assert answer.source is not None
    joined = told(text.replace(", said", ", and said"), *parts)
    assert STAGE(joined) == joined


def test_a_request_that_nobody_makes_stays_a_demand() -> None:
    """Who is asked to leave demands nothing; the stance stays."""
    record = told("The crews were asked to leave the quay.", ("The crews", "asked", "leave the quay"))
    demand = replace(record, statements=(replace(record.statements[0], stance=Stance.DEMANDS),))
    (found,) = STAGE(demand).statements
    assert found.source is None
    assert found.stance is Stance.DEMANDS


def test_the_answer_is_of_whoever_was_asked(reader: Reader) -> None:
    """The reader gives the answer to the minister, and the question to nobody."""
    text = "The minister, asked whether he would publish the list, said lawyers were reading it."
    found = {s.content.text: s.source and s.source.words.text for s in reader.read(article(text)).statements}
    assert found["lawyers were reading it"] == "The minister"
    assert not found.get("whether he would publish the list")


def test_who_answers_a_reporter_is_not_the_reporter(reader: Reader) -> None:
    """The mayor of the answer is another actor than the reporter of the question."""
    text = "When a reporter asked whether he had read the report, the mayor said he had skimmed it."
    question, answer = reader.read(article(text)).statements
    assert question.source is not None
    assert answer.source is not None
    assert question.source.words.text == "a reporter"
    assert question.source.actor != answer.source.actor
