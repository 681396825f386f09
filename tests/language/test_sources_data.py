"""Each entry of the lists that sources are told by does what it is there for."""

import re

import pytest

from made import article
from onrecord.language import load
from onrecord.language.naming import places, plain
from onrecord.reading.sources.anonymity import AnonymityDetector
from onrecord.reading.sources.lexicon import lexicon
from onrecord.reading.sources.names import NameFinder
from onrecord.reading.sources.phrases import Form, PhraseParser
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import Number, SourceKind, Span

LEXICON = lexicon("en")
STAGE = SourceStage("en")
FINDER = NameFinder(LEXICON)
ANONYMITY = load("en", "anonymity")
METONYMS = load("en", "metonyms")
NOUNS = load("en", "nouns")
REGIONS = load("en", "regions")
TITLES = load("en", "titles")
GIVEN = load("en", "given_names")
KINDS = {name: SourceKind(name) for name in ("document", "government", "organisation", "group", "person")}


def told(text: str, words: str) -> tuple[SourceKind, str | None]:
    """The kind and the name of the actor that words of a text are read as."""
    start = text.index(words)
    span = Span(start, start + len(words))
    reading = STAGE.analyse(article(text), (), [span])
    chain = reading.chains[span]
    return chain.kind or SourceKind.UNKNOWN, chain.full.text if chain.full else None


@pytest.mark.parametrize("field", ["names", "capitals", "seats", "bodies"])
@pytest.mark.parametrize("state", METONYMS["states"], ids=lambda state: state["code"])
def test_a_state_its_capital_and_its_seats_stand_for_the_government(state: dict[str, list[str]], field: str) -> None:
    """Each name by itself, as the source of a statement."""
    for name in state[field]:
        if plain(name) not in places("en").unions:
            assert told(f"On Monday {name} said that it would sign.", name)[0] is SourceKind.GOVERNMENT, name


@pytest.mark.parametrize("state", METONYMS["states"], ids=lambda state: state["code"])
def test_an_adjective_of_a_state_tells_its_government(state: dict[str, list[str]]) -> None:
    """With a noun for a government after it."""
    for adjective in state["demonyms"]:
        words = f"the {adjective} government"
        assert told(f"On Monday {words} said that it would sign.", words)[0] is SourceKind.GOVERNMENT, adjective


@pytest.mark.parametrize("state", METONYMS["states"], ids=lambda state: state["code"])
def test_names_and_capitals_of_a_state_are_one_actor(state: dict[str, list[str]]) -> None:
    """They have one key; a seat has its own."""
    keys = {places("en").body_key(name, SourceKind.GOVERNMENT) for name in (*state["names"], *state["capitals"])}
    assert keys == {f"state {state['code']}"}


@pytest.mark.parametrize("name", [*METONYMS["unions"], *METONYMS["union_seats"]])
def test_a_body_of_several_states_is_an_organisation(name: str) -> None:
    """By its name, its initials or its seat."""
    assert told(f"On Monday {name} said that it would sign.", name)[0] is SourceKind.ORGANISATION


@pytest.mark.parametrize("state", REGIONS)
def test_a_part_of_a_state_stands_for_its_government(state: str) -> None:
    """Each name by itself; one that is a given name too is told by what the text says of it."""
    for name in REGIONS[state]["names"]:
        if plain(name) not in LEXICON.given:
            assert told(f"On Monday {name} said that it would sign.", name)[0] is SourceKind.GOVERNMENT, name
    assert REGIONS[state]["names"] == sorted(set(REGIONS[state]["names"]))


@pytest.mark.parametrize("short", sorted(places("en").after_towns))
def test_a_town_before_its_state_is_nobody(short: str) -> None:
    """It is a place, and "she" is somebody else."""
    kind, _ = told(f"On Monday Okar Falls, {short}, was shut.", "Okar Falls")
    assert kind is not SourceKind.PERSON


@pytest.mark.parametrize("ending", load("en", "small_words")["hyphened"])
def test_a_word_that_begins_with_a_name_is_none(ending: str) -> None:
    """The word names nobody."""
    text = f"She saw a Vane-{ending} rally."
    assert not FINDER.find(text, 0, len(text))


def test_the_states_are_complete() -> None:
    """Every member and observer of the United Nations, in order, each with all that is asked for."""
    codes = [state["code"] for state in METONYMS["states"]]
    assert codes == sorted(set(codes))
    assert len(codes) >= 195
    assert all(state["names"] and state["capitals"] for state in METONYMS["states"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_noun_tells_the_kind(kind: str) -> None:
    """Each in the singular, after an article; a noun for a person is an anonymous source then."""
    reader = PhraseParser(LEXICON, "", [], re.compile("(?!)"))
    wanted = SourceKind.ANONYMOUS if kind == "person" else KINDS[kind]
    for noun in NOUNS[kind]:
        text = noun if kind == "group" else f"a certain {noun}"
        phrase = PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, len(text)))
        known = {
            name
            for name in ("document", "government", "organisation", "group", "person", "spokesman", "insider", "kin")
            if noun in NOUNS[name]
        }
        if known == {kind} and noun not in LEXICON.all_pronouns:
            assert phrase.kind is wanted, noun
    assert reader.names_in(Span(0, 0)) == []


@pytest.mark.parametrize("noun", NOUNS["insider"])
def test_an_insider_is_anonymous_in_both_numbers(noun: str) -> None:
    """One of them and several."""
    for text in (f"a {noun}", f"three {noun}{'es' if noun.endswith('s') else 's'}"):
        phrase = PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, len(text)))
        assert phrase.kind is SourceKind.ANONYMOUS, text


@pytest.mark.parametrize("noun", NOUNS["spokesman"])
def test_who_speaks_for_a_ministry_is_the_government(noun: str) -> None:
    """And who speaks for a firm is an organisation."""
    for body, kind in (("the finance ministry", SourceKind.GOVERNMENT), ("the shipping firm", SourceKind.ORGANISATION)):
        text = f"the {noun} for {body}"
        phrase = PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, len(text)))
        assert phrase.kind is kind, text


@pytest.mark.parametrize("noun", NOUNS["kin"])
def test_a_tie_to_somebody_is_one_person(noun: str) -> None:
    """Nobody else is her brother."""
    text = f"her {noun}"
    phrase = PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, len(text)))
    assert phrase.kind is SourceKind.PERSON


@pytest.mark.parametrize(
    "title", [*TITLES["address"]["either"], *TITLES["address"]["male"], *TITLES["address"]["female"]]
)
def test_a_form_of_address_is_no_part_of_the_name(title: str) -> None:
    """With a full stop and without."""
    for printed in (title.title(), f"{title.title()}."):
        text = f"On Monday {printed} Ostrander said that it rained."
        name = FINDER.find(text, 0, len(text))[-1]
        assert name.text == "Ostrander", text
        assert name.kind is SourceKind.PERSON


@pytest.mark.parametrize("office", TITLES["office"]["words"])
def test_an_office_before_a_name_is_its_title(office: str) -> None:
    """The name is what follows."""
    printed = " ".join(word if word in {"of", "the"} else word.title() for word in office.split())
    text = f"On Monday {printed} Joris Ostrander said that it rained."
    name = FINDER.find(text, 0, len(text))[-1]
    assert name.text == "Joris Ostrander"
    assert name.kind is SourceKind.PERSON


@pytest.mark.parametrize("gender", ["female", "male"])
def test_a_noun_tells_the_gender(gender: str) -> None:
    """Of whoever is called so."""
    for noun in TITLES["gender"][gender]:
        text = f"the {noun}"
        assert PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, len(text))).gender == gender, noun


@pytest.mark.parametrize("gender", ["female", "male", "both"])
def test_a_given_name_makes_a_person(gender: str) -> None:
    """Of two words with a large letter, the first of which is a given name."""
    names = [name for name in GIVEN[gender].split() if plain(name) not in LEXICON.small]
    for given in names[:: max(1, len(names) // 400)]:
        text = f"In the evening {given} Ostrander said that it rained."
        found = [name for name in FINDER.find(text, 0, len(text)) if "Ostrander" in name.text]
        assert found[0].kind is SourceKind.PERSON, given
        if LEXICON.given[plain(given)] and found[0].text.startswith(given) and not found[0].title:
            assert found[0].gender == LEXICON.given[plain(given)], given


@pytest.mark.parametrize("phrase", ANONYMITY["reasons"])
def test_a_reason_is_found_and_reaches_to_the_end_of_its_clause(phrase: str) -> None:
    """Each phrase, filled up to a whole clause."""
    clause = phrase.replace("...", "matter was") + " named publicly for fear of reprisal"
    text = f"A senior official, {clause}, said that it rained."
    words = PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, 17))
    reason = AnonymityDetector("en").detect(text, words, Span(0, len(text))).reason
    assert reason is not None
    assert reason.text.startswith(phrase.split(" ... ", maxsplit=1)[0])
    assert reason.text.endswith("reprisal")


@pytest.mark.parametrize("phrase", ANONYMITY["knowing"])
def test_people_who_know_are_anonymous(phrase: str) -> None:
    """By what follows them."""
    text = f"people {phrase} the talks"
    reader = PhraseParser(LEXICON, text, [], AnonymityDetector("en").knowing)
    assert reader.parse(Span(0, len(text))).kind is SourceKind.ANONYMOUS


@pytest.mark.parametrize(("word", "number"), [
    *((word, Number.ONE) for word in ANONYMITY["numbers"]["one"]),
    *((word, Number.SEVERAL) for word in ANONYMITY["numbers"]["several"]),
    *((word, Number.TWO if count == 2 else Number.SEVERAL) for word, count in ANONYMITY["numbers"]["counted"].items()),
])  # fmt: skip
def test_a_word_tells_how_many(word: str, number: Number) -> None:
    """Before the noun."""
    text = f"{word} official{'' if number is Number.ONE else 's'} said that it rained."
    phrase = PhraseParser(LEXICON, text, [], re.compile("(?!)")).parse(Span(0, text.index(" said")))
    assert AnonymityDetector("en").detect(text, phrase, Span(0, len(text))).number is number


@pytest.mark.parametrize("word", LEXICON.small)
def test_a_small_word_at_the_start_of_a_sentence_is_no_name(word: str) -> None:
    """Though it has a large letter there."""
    text = f"{word.title()} rained."
    assert FINDER.find(text, 0, len(text)) == []


@pytest.mark.parametrize("word", sorted(set().union(*LEXICON.pronouns.values())))
def test_a_pronoun_is_one(word: str) -> None:
    """By itself it names nobody."""
    assert PhraseParser(LEXICON, word, [], re.compile("(?!)")).parse(Span(0, len(word))).form is Form.PRONOUN


@pytest.mark.parametrize("word", NOUNS["not_people"])
def test_a_word_that_only_ends_like_one_is_no_person(word: str) -> None:
    """A river ends as a driver does."""
    assert not LEXICON.is_person_noun(word)


@pytest.mark.parametrize("kind", ["document", "government", "organisation", "group"])
def test_a_word_in_a_name_tells_what_it_is_a_name_of(kind: str) -> None:
    """As its last word."""
    for word in NOUNS["in_names"][kind]:
        if (
            word.isalpha()
            and word not in LEXICON.small
            and (word,) not in LEXICON.offices
            and LEXICON.in_names[word] is KINDS[kind]
        ):
            text = f"On Monday the Ostrava {word.title()} said that it rained."
            found = [name for name in FINDER.find(text, 0, len(text)) if name.text.startswith("Ostrava")]
            assert found[0].kind is KINDS[kind], word


@pytest.mark.parametrize("form", NOUNS["legal_forms"])
def test_a_legal_form_does_not_part_two_names(form: str) -> None:
    """A firm is one with it and without."""
    key = places("en").body_key
    assert key(f"Casmir Steel {form.title()}", SourceKind.ORGANISATION) == key("Casmir Steel", SourceKind.ORGANISATION)


def test_the_singular_is_told() -> None:
    """By the spelling, and of irregular nouns by heart."""
    plurals = {
        "officials": "official",
        "agencies": "agency",
        "churches": "church",
        "women": "woman",
        "spokesmen": "spokesman",
        "wives": "wife",
        "news": "news",
        "press": "press",
    }
    assert {plural: LEXICON.singular(plural) for plural in plurals} == plurals
