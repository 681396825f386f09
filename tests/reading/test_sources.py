"""On whose word: the kind of a source, who it is, and what stays open."""

import pytest

from made import article
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Actor, How, Kind, Number, Record, Source, SourceKind, Span, Stance, Statement, Words

STAGE = SourceStage("en")


def read(text: str, *sources: str) -> list[tuple[Source, Actor | None]]:
    """What is told of sources in a text, each the first after the one before; all of them say what follows."""
    read_article = article(text)
    statements = []
    at = 0
    for number, words in enumerate(sources, 1):
        start = read_article.text.index(words, at)
        at = start + len(words)
        stop = min(place for mark in ".”\n" if (place := (read_article.text + ".").find(mark, at)) >= 0)
        content = Words.of(read_article.text, [Span(at + 1, max(stop, at + 2))])
        source = Source(Words.of(read_article.text, [Span(start, at)]))
        statements.append(Statement(f"s{number}", Kind.INDIRECT, Stance.ASSERTS, content, source))
    record = STAGE(Record(read_article, tuple(statements)))
    actors = {actor.id: actor for actor in record.actors}
    return [(s.source, actors.get(s.source.actor or "")) for s in record.statements if s.source]


def names(text: str, *sources: str) -> list[str | None]:
    """The names of the actors of some sources."""
    return [actor.name if actor else None for _, actor in read(text, *sources)]


SOURCE_KINDS = [
    ("Joris Vane said that it rained.", "Joris Vane", SourceKind.PERSON),
    ("The mayor said that it rained.", "The mayor", SourceKind.PERSON),
    ("Ms Vane's husband said that it rained.", "Ms Vane's husband", SourceKind.PERSON),
    ("Rupert Example, a spokesman for the ministry, said so.", "Rupert Example, a spokesman for the ministry,",
     SourceKind.PERSON),
    ("The minister of water, Gerda Polian, said so.", "The minister of water, Gerda Polian,", SourceKind.PERSON),
    ("The finance ministry said it rained.", "The finance ministry", SourceKind.GOVERNMENT),
    ("A spokesman for the finance ministry said it rained.", "A spokesman for the finance ministry",
     SourceKind.GOVERNMENT),
    ("The Ministry of Bridges said it rained.", "The Ministry of Bridges", SourceKind.GOVERNMENT),
    ("The police said it rained.", "The police", SourceKind.GOVERNMENT),
    ("The dockers' union said it rained.", "The dockers' union", SourceKind.ORGANISATION),
    ("Casmir Steel Ltd said it rained.", "Casmir Steel Ltd", SourceKind.ORGANISATION),
    ("Her lawyers said it rained.", "Her lawyers", SourceKind.ORGANISATION),
    ("The Vane campaign said it rained.", "The Vane campaign", SourceKind.ORGANISATION),
    ("A leaked letter said it rained.", "A leaked letter", SourceKind.DOCUMENT),
    ("A poll of 900 villagers said it rained.", "A poll of 900 villagers", SourceKind.DOCUMENT),
    ("A senior official said it rained.", "A senior official", SourceKind.ANONYMOUS),
    ("Two people familiar with the talks said so.", "Two people familiar with the talks", SourceKind.ANONYMOUS),
    ("Officials said it rained.", "Officials", SourceKind.ANONYMOUS),
    ("One of the drivers said it rained.", "One of the drivers", SourceKind.ANONYMOUS),
    ("Critics said it rained.", "Critics", SourceKind.GROUP),
    ("Many in the village said it rained.", "Many in the village", SourceKind.GROUP),
    ("Any sailor can see that it rained.", "Any sailor", SourceKind.UNKNOWN),
    ("No driver said that it rained.", "No driver", SourceKind.UNKNOWN),
    ("Nobody said that it rained.", "Nobody", SourceKind.UNKNOWN),
    ("Most people familiar with the quay said so.", "Most people familiar with the quay", SourceKind.GROUP),
    ("Her advisers and friends said it rained.", "Her advisers and friends", SourceKind.ANONYMOUS),
    ("Virtually no one said it rained.", "Virtually no one", SourceKind.UNKNOWN),
    ("In the town, we said that it rained.", "we", SourceKind.GROUP),
    ("Former mayor says it rained.", "Former mayor", SourceKind.PERSON),
    ("Polia said it rained. The New Courier said so.", "The New Courier", SourceKind.ORGANISATION),
    ("The prime minister's spokesman said it rained.", "The prime minister's spokesman", SourceKind.GOVERNMENT),
    ("The Senate Bridges Committee said it rained.", "The Senate Bridges Committee", SourceKind.GOVERNMENT),
    ("Some outside groups said it rained.", "Some outside groups", SourceKind.ORGANISATION),
    ("One of the doodlers said it rained.", "One of the doodlers", SourceKind.ANONYMOUS),
    ("An angry army of clerks said it rained.", "An angry army of clerks", SourceKind.GROUP),
    ("Ontario said it rained.", "Ontario", SourceKind.GOVERNMENT),
    ("Polian-Americans said it rained.", "Polian-Americans", SourceKind.GROUP),
]  # fmt: skip


def test_the_kind_is_told_from_the_words() -> None:
    """Every kind, in the forms that news use."""
    found = [(text, source, read(text, source)[0][0].kind) for text, source, _ in SOURCE_KINDS]
    assert found == SOURCE_KINDS


def test_a_short_name_and_a_pronoun_are_the_person_named_in_full() -> None:
    """Title, family name and pronoun lead to one actor, with its role and every mention."""
    text = (
        "Mayor Joris Vane said the quay was shut.\n\nHe said it would stay so. Mr. Vane said no more.\n\n"
        "The mayor said he was tired."
    )
    found = read(text, "Mayor Joris Vane", "He", "Mr. Vane", "The mayor")
    actors = {actor.id for _, actor in found if actor}
    assert len(actors) == 1
    assert [source.how for source, _ in found] == [How.EXPLICIT, How.PRONOUN, How.EXPLICIT, How.EXPLICIT]
    actor = found[0][1]
    assert actor is not None
    assert actor.name == "Joris Vane"
    assert [role.words.text for role in actor.roles] == ["Mayor"]
    assert len(actor.mentions) >= 4


def test_she_is_not_a_man() -> None:
    """A pronoun goes to the one whose gender fits, though another was named last."""
    text = "Anna Vane met Peter Okar. She said the bridge would open."
    assert names(text, "She") == ["Anna Vane"]


def test_a_pronoun_that_may_be_either_stays_open() -> None:
    """Two men side by side, and nothing that tells them apart."""
    source, actor = read("The talks between Peter Okar and Joris Vane failed. He said so.", "He")[0]
    assert actor is None
    assert source.kind is SourceKind.PERSON


def test_two_people_of_one_family_name_stay_two() -> None:
    """The given name or the title tells which of them is meant."""
    text = "Anna Vane said yes. Her brother Peter Vane said no. Ms. Vane said it again."
    assert names(text, "Anna Vane", "Peter Vane", "Ms. Vane") == ["Anna Vane", "Peter Vane", "Anna Vane"]


def test_who_is_the_one_before_it() -> None:
    """A relative pronoun stands for what it follows, a name or not."""
    assert names("Anna Vane, who said it rained, left.", "who") == ["Anna Vane"]
    source, _ = read("A clerk in the ministry, who said it rained, left.", "who")[0]
    assert source.kind is SourceKind.ANONYMOUS


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Joris Vane, the head of the Tide Council, who said it rained, left.", "who", "Joris Vane"),
        ("Joris Vane, a lawyer in Ontario, who said it rained, left.", "who", "Joris Vane"),
        ("The letter praised Casmir Steel Ltd, which said it rained.", "which", "Casmir Steel Ltd"),
        ("They read a letter from a clerk that said it rained.", "that", "a letter from a clerk"),
    ],
)
def test_a_relative_pronoun_takes_up_what_it_fits(text: str, pronoun: str, name: str) -> None:
    """Only people are "who", beyond a role in apposition; a letter from a clerk is what speaks, not the clerk."""
    assert names(text, pronoun)[0] == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The tide operators who said it rained left.", SourceKind.GROUP),
        ("There were some who said it rained.", SourceKind.GROUP),
        ("An operator who said it rained left.", SourceKind.ANONYMOUS),
    ],
)
def test_who_is_never_a_thing(text: str, kind: SourceKind) -> None:
    """An operator may be a firm, but not one that is "who"."""
    assert read(text, "who")[0][0].kind is kind


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("President Okar Tin left. Mr. Okar said it rained.", "Mr. Okar", "Okar Tin"),
        ("Anna Okar Polian left. Ms. Okar Polian said it rained.", "Ms. Okar Polian", "Anna Okar Polian"),
        ("The mayor left. President Vane said it rained. So the president said.", "President Vane", "Vane"),
        ("Anna Ontario left. Ms. Ontario said it rained.", "Ms. Ontario", "Anna Ontario"),
    ],
)
def test_a_short_name_is_the_person_whatever_the_custom(text: str, short: str, full: str) -> None:
    """Family names that come first, that are two words, or that are also a state's; a title at a sentence's head."""
    source, actor = read(text, short)[0]
    assert actor is not None
    assert actor.name == full
    assert source.kind is SourceKind.PERSON


@pytest.mark.parametrize("source", ["The two", "Both men", "The senators"])
def test_two_who_are_named_are_people(source: str) -> None:
    """They are a person each, not a crowd; where nobody is named, they are one."""
    named = f"Senator Joris Vane met Senator Peter Okar. {source} said it rained."
    assert read(named, source)[0][0].kind is SourceKind.PERSON
    assert read(f"It was late. {source} said it rained.", source)[0][0].kind is not SourceKind.PERSON


def test_who_is_announced_in_the_lead_is_named_soon_after() -> None:
    """The first source of an article goes without a name until the next paragraph; a reporter there is not it."""
    text = "{} said on Monday that it rained.\n\n“It rained,” said Joris Vane. He was sure."
    found = read(text.format("A former quay warden"), "A former quay warden", "Joris Vane")
    assert found[0][1] == found[1][1]
    found = read(text.format("A reporter"), "A reporter", "Joris Vane")
    assert found[0][0].kind is SourceKind.ANONYMOUS


def test_a_pronoun_in_a_clause_in_front_may_mean_who_follows() -> None:
    """The subject after the comma is meant, though another was named before."""
    text = "Anna Vane met Joris Okar.\n\nIn her letter to the quay, Anna Vane said it rained. She said no more."
    assert names(text, "She") == ["Anna Vane"]


def test_who_spoke_last_is_who_goes_on_speaking() -> None:
    """The speaker of the sentence before is meant, not whom the speaker names."""
    text = "Joris Vane said that Peter Okar was late. “It rained,” he said. He said that it would stop."
    assert names(text, "Joris Vane", "he", "He") == ["Joris Vane"] * 3


def test_what_it_leaves_open_has_a_kind() -> None:
    """Two firms, and no telling which: it is a firm."""
    text = "In the quarrel between Casmir Steel Ltd and Polian Ropes Ltd, it said that it rained."
    source, actor = read(text, "it")[0]
    assert actor is None
    assert source.kind is SourceKind.ORGANISATION


def test_words_that_begin_with_a_name_are_none() -> None:
    """The style is no woman, and neither is the town of Ashport."""
    text = "Anna Vane spoke at a Vane-style rally in Ashport, Calif. She said it rained."
    assert names(text, "She") == ["Anna Vane"]


def test_i_is_who_speaks() -> None:
    """The first person within a quotation is the source of the quotation."""
    text = "“I said that it would rain,” said Anna Vane."
    read_article = article(text)
    start = text.index("Anna Vane")
    inner, outer = Words.of(text, [Span(1, 2)]), Words.of(text, [Span(start, start + 9)])
    record = Record(
        read_article,
        (
            Statement("s1", Kind.DIRECT, Stance.ASSERTS, Words.of(text, [Span(0, 30)]), Source(outer)),
            Statement("s2", Kind.DIRECT, Stance.ASSERTS, Words.of(text, [Span(8, 28)]), Source(inner), parent="s1"),
        ),
    )
    found = STAGE(record)
    assert found.statements[0].source is not None
    assert found.statements[1].source is not None
    assert found.statements[0].source.actor == found.statements[1].source.actor


def test_an_unnamed_source_keeps_its_number_and_the_reason() -> None:
    """The descriptor, how many, and why, each as printed."""
    text = (
        "A senior official briefed on the talks, who asked not to be identified because they are confidential, said "
        "it rained."
    )
    _, actor = read(text, "A senior official briefed on the talks")[0]
    assert actor is not None
    assert actor.name == "A senior official briefed on the talks"
    assert actor.anonymity is not None
    assert actor.anonymity.number is Number.ONE
    assert actor.anonymity.reason is not None
    assert actor.anonymity.reason.text == "who asked not to be identified because they are confidential"


def test_how_many_is_told() -> None:
    """By the determiner, or by the plural."""
    wanted = {
        "One official": Number.ONE,
        "An aide": Number.ONE,
        "Two officials": Number.TWO,
        "Officials": Number.SEVERAL,
        "Four people close to the talks": Number.SEVERAL,
    }
    actors = {source: read(f"{source} said it rained.", source)[0][1] for source in wanted}
    assert {s: actor and actor.anonymity and actor.anonymity.number for s, actor in actors.items()} == wanted


def test_the_official_is_the_one_from_before() -> None:
    """A second mention of an unnamed source is the same actor."""
    found = read(
        "A senior official said it rained.\n\nThe official added that it would stop.",
        "A senior official",
        "The official",
    )
    assert found[0][1] is not None
    assert found[0][1] == found[1][1]


def test_a_spokesman_speaks_for_somebody() -> None:
    """An unnamed spokesman is an actor of its own, tied to the one spoken for."""
    text = "Joris Vane was ill. A spokesman for Mr. Vane said it rained."
    record_source, actor = read(text, "A spokesman for Mr. Vane")[0]
    assert actor is not None
    assert actor.speaks_for is not None
    assert record_source.actor != actor.speaks_for


def test_role_and_affiliation_have_spans() -> None:
    """What stands after the name says for whom the person speaks."""
    text = "Rupert Example, a spokesman for the ministry, said it rained."
    _, actor = read(text, "Rupert Example")[0]
    assert actor is not None
    role = actor.roles[0]
    assert role.words.text == "a spokesman for the ministry"
    assert role.affiliation is not None
    assert text[slice(*role.affiliation.spans[0])] == role.affiliation.text == "the ministry"


def test_what_is_unclear_is_left_open() -> None:
    """A pronoun with nothing to refer to has no actor."""
    pronouns = ["they", "it", "others", "this", "you", "we"]
    assert not [each for each in pronouns if read(f"So {each} said that it rained.", each)[0][1] is not None]


def test_reading_is_the_same_each_time() -> None:
    """Actors and their order depend on the text alone."""
    text = "Anna Vane said yes. Peter Okar said no. She said so again. He did too."
    assert read(text, "Anna Vane", "Peter Okar", "She") == read(text, "Anna Vane", "Peter Okar", "She")


def test_a_word_without_end_is_read_in_time() -> None:
    """A file in base64, which is no text, takes time in proportion to its length: its square would take hours."""
    for word in ("a", "A", "é", "a-", "A'", "a."):
        text = word * (100_000 // len(word)) + " said it rained."
        assert len(read(text, text[:20])) == 1
