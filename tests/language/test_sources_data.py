"""Every entry of the lists that sources are resolved by does its work. A test prints all entries that do not."""

import re

import pytest

from made import article
from onrecord.language import load
from onrecord.language.naming import places, plain
from onrecord.reading.sources.anonymity import AnonymityDetector
from onrecord.reading.sources.lexicon import lexicon
from onrecord.reading.sources.names import Name, NameFinder
from onrecord.reading.sources.phrases import Form, Phrase, PhraseParser
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
NOBODY_KNOWS = re.compile("(?!)")


def kind_of(words: str, text: str = "On Monday {} said that it would sign.") -> SourceKind | None:
    """The kind of the actor that words stand for, as a source or in another text."""
    start = text.index("{}")
    span = Span(start, start + len(words))
    return STAGE.analyse(article(text.format(words)), (), [span]).chains[span].kind


def parsed(text: str) -> Phrase:
    """A phrase that is all of a text."""
    return PhraseParser(LEXICON, text, [], NOBODY_KNOWS).parse(Span(0, len(text)))


def names_in(text: str) -> list[Name]:
    """The names of a text."""
    return FINDER.find(text, 0, len(text))


@pytest.mark.parametrize("field", ["names", "capitals", "seats", "bodies"])
def test_a_state_its_capital_and_its_seats_stand_for_the_government(field: str) -> None:
    """Each name by itself is a government source, except the seats of bodies of several states."""
    listed = [name for state in METONYMS["states"] for name in state[field] if plain(name) not in places("en").unions]
    assert not [name for name in listed if kind_of(name) is not SourceKind.GOVERNMENT]


def test_the_adjective_of_a_state_names_its_government() -> None:
    """The "Duvanian government" is a government."""
    listed = [f"the {adjective} government" for state in METONYMS["states"] for adjective in state["demonyms"]]
    assert not [words for words in listed if kind_of(words) is not SourceKind.GOVERNMENT]


def test_names_and_capitals_of_a_state_are_one_actor() -> None:
    """They share one key; a seat has its own."""
    key = places("en").body_key
    assert not [
        name
        for state in METONYMS["states"]
        for name in (*state["names"], *state["capitals"])
        if key(name, SourceKind.GOVERNMENT) != f"state {state['code']}"
    ]


def test_a_body_of_several_states_is_an_organisation() -> None:
    """By its name, its initials or its seat."""
    listed = [*METONYMS["unions"], *METONYMS["union_seats"]]
    assert not [name for name in listed if kind_of(name) is not SourceKind.ORGANISATION]


def test_a_part_of_a_state_stands_for_its_government() -> None:
    """Each name by itself, unless it is a given name too."""
    listed = [name for region in REGIONS.values() for name in region["names"] if plain(name) not in LEXICON.given]
    assert not [name for name in listed if kind_of(name) is not SourceKind.GOVERNMENT]
    assert all(region["names"] == sorted(set(region["names"])) for region in REGIONS.values())


def test_a_town_before_its_state_is_nobody() -> None:
    """The town in "Okar Falls, Calif." is a place, not a person."""
    listed = sorted(places("en").after_towns)
    assert not [
        short for short in listed if kind_of("Okar Falls", f"On Monday {{}}, {short}, was shut.") is SourceKind.PERSON
    ]


def test_a_word_that_begins_with_a_name_is_no_name() -> None:
    """A "Vane-style rally" names nobody."""
    assert not [e for e in load("en", "small_words")["hyphened"] if names_in(f"She saw a Vane-{e} rally.")]


def test_the_states_are_complete() -> None:
    """Every member and observer of the United Nations, in order, with a name and a capital."""
    codes = [state["code"] for state in METONYMS["states"]]
    assert codes == sorted(set(codes))
    assert len(codes) >= 195
    assert all(state["names"] and state["capitals"] for state in METONYMS["states"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_noun_tells_the_kind(kind: str) -> None:
    """In the singular, after an article; a noun for a person is then an anonymous source."""
    wanted = SourceKind.ANONYMOUS if kind == "person" else KINDS[kind]
    lists = (*KINDS, "spokesman", "insider", "kin")
    listed = [
        noun
        for noun in NOUNS[kind]
        if [name for name in lists if noun in NOUNS[name]] == [kind] and noun not in LEXICON.all_pronouns
    ]
    phrases = [noun if kind == "group" else f"a certain {noun}" for noun in listed]
    assert not [words for words in phrases if parsed(words).kind is not wanted]


def test_an_insider_is_anonymous_in_both_numbers() -> None:
    """One insider and several."""
    listed = [
        text
        for noun in NOUNS["insider"]
        for text in (f"a {noun}", f"three {noun}{'es' if noun.endswith('s') else 's'}")
    ]
    assert not [text for text in listed if parsed(text).kind is not SourceKind.ANONYMOUS]


def test_who_speaks_for_a_ministry_is_the_government() -> None:
    """And who speaks for a firm is an organisation."""
    bodies = (("the finance ministry", SourceKind.GOVERNMENT), ("the shipping firm", SourceKind.ORGANISATION))
    listed = [(f"the {noun} for {body}", kind) for noun in NOUNS["spokesman"] for body, kind in bodies]
    assert not [text for text, kind in listed if parsed(text).kind is not kind]


def test_a_relative_of_somebody_is_one_person() -> None:
    """Somebody called "her brother" is a person."""
    assert not [noun for noun in NOUNS["kin"] if parsed(f"her {noun}").kind is not SourceKind.PERSON]


def test_a_form_of_address_is_no_part_of_the_name() -> None:
    """With a full stop and without."""
    listed = [
        f"On Monday {title.title()}{stop} Ostrander said that it rained."
        for titles in TITLES["address"].values()
        for title in titles
        for stop in ("", ".")
    ]
    found = {text: names_in(text)[-1] for text in listed}
    assert not [t for t, name in found.items() if (name.text, name.kind) != ("Ostrander", SourceKind.PERSON)]


def test_an_office_before_a_name_is_its_title() -> None:
    """The name is what follows."""
    offices = [
        " ".join(word if word in {"of", "the"} else word.title() for word in office.split())
        for office in TITLES["office"]["words"]
    ]
    found = {office: names_in(f"On Monday {office} Joris Ostrander said that it rained.")[-1] for office in offices}
    assert not [o for o, name in found.items() if (name.text, name.kind) != ("Joris Ostrander", SourceKind.PERSON)]


def test_a_noun_tells_the_gender() -> None:
    """Of the person called by it."""
    listed = [(gender, noun) for gender in ("female", "male") for noun in TITLES["gender"][gender]]
    assert not [noun for gender, noun in listed if parsed(f"the {noun}").gender != gender]


@pytest.mark.parametrize("gender", ["female", "male", "both"])
def test_a_given_name_makes_a_person(gender: str) -> None:
    """Two words with a capital, the first a given name, name a person of that gender. About 400 names are tried."""
    names = [name for name in GIVEN[gender].split() if plain(name) not in LEXICON.small]
    wrong = []
    for given in names[:: max(1, len(names) // 400)]:
        found = [n for n in names_in(f"In the evening {given} Ostrander said that it rained.") if "Ostrander" in n.text]
        known = LEXICON.given[plain(given)]
        is_told = known and found[0].text.startswith(given) and not found[0].title
        if found[0].kind is not SourceKind.PERSON or (is_told and found[0].gender != known):
            wrong.append(given)
    assert not wrong


def test_a_reason_is_found_and_reaches_to_the_end_of_its_clause() -> None:
    """Each phrase, completed to a whole clause."""
    wrong = []
    for phrase in ANONYMITY["reasons"]:
        clause = phrase.replace("...", "matter was") + " named publicly for fear of reprisal"
        text = f"A senior official, {clause}, said that it rained."
        words = PhraseParser(LEXICON, text, [], NOBODY_KNOWS).parse(Span(0, 17))
        reason = AnonymityDetector("en").detect(text, words, Span(0, len(text))).reason
        start = phrase.split(" ... ", maxsplit=1)[0]
        if reason is None or not (reason.text.startswith(start) and reason.text.endswith("reprisal")):
            wrong.append(phrase)
    assert not wrong


def test_people_who_know_are_anonymous() -> None:
    """By the words that follow them."""
    knowing = AnonymityDetector("en").knowing
    listed = [f"people {phrase} the talks" for phrase in ANONYMITY["knowing"]]
    kinds = {text: PhraseParser(LEXICON, text, [], knowing).parse(Span(0, len(text))).kind for text in listed}
    assert not [text for text, kind in kinds.items() if kind is not SourceKind.ANONYMOUS]


def test_a_word_tells_how_many() -> None:
    """The determiner or the number before the noun."""
    numbers = ANONYMITY["numbers"]
    listed = [
        *((word, Number.ONE) for word in numbers["one"]),
        *((word, Number.SEVERAL) for word in numbers["several"]),
        *((word, Number.TWO if count == 2 else Number.SEVERAL) for word, count in numbers["counted"].items()),
    ]
    wrong = []
    for word, number in listed:
        words = f"{word} official{'' if number is Number.ONE else 's'}"
        text = f"{words} said that it rained."
        phrase = PhraseParser(LEXICON, text, [], NOBODY_KNOWS).parse(Span(0, len(words)))
        if AnonymityDetector("en").detect(text, phrase, Span(0, len(text))).number is not number:
            wrong.append(word)
    assert not wrong


def test_a_small_word_at_the_start_of_a_sentence_is_no_name() -> None:
    """Despite its capital."""
    assert not [word for word in LEXICON.small if names_in(f"{word.title()} rained.")]


def test_a_pronoun_is_one() -> None:
    """By itself it names nobody."""
    assert not [word for word in LEXICON.all_pronouns if parsed(word).form is not Form.PRONOUN]


def test_a_word_that_only_ends_like_one_is_no_person() -> None:
    """A river ends as a driver does."""
    assert not [word for word in NOUNS["not_people"] if LEXICON.is_person_noun(word)]


@pytest.mark.parametrize("kind", ["document", "government", "organisation", "group"])
def test_a_word_in_a_name_tells_what_it_names(kind: str) -> None:
    """As the last word of the name."""
    listed = [
        word
        for word in NOUNS["in_names"][kind]
        if word.isalpha()
        and word not in LEXICON.small
        and (word,) not in LEXICON.offices
        and LEXICON.in_names[word] is KINDS[kind]
    ]
    found = {word: names_in(f"On Monday the Ostrava {word.title()} said that it rained.") for word in listed}
    named = {word: [name for name in names if name.text.startswith("Ostrava")] for word, names in found.items()}
    assert not [word for word, names in named.items() if not names or names[0].kind is not KINDS[kind]]


def test_a_legal_form_does_not_part_two_names() -> None:
    """A firm is the same with and without it."""
    key = places("en").body_key
    wanted = key("Casmir Steel", SourceKind.ORGANISATION)
    listed = NOUNS["legal_forms"]
    assert not [f for f in listed if key(f"Casmir Steel {f.title()}", SourceKind.ORGANISATION) != wanted]


def test_the_singular_is_found() -> None:
    """By the spelling, and from a list for irregular nouns."""
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
