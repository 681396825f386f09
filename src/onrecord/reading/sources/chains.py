"""Groups the names of an article into chains, one for each person or body."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from onrecord.language.naming import plain
from onrecord.reading.sources.lexicon import Lexicon, one_of
from onrecord.reading.sources.names import Name
from onrecord.records import Role, SourceKind, Span

_AFTER = 120
_AHEAD = 3
"""How many times as often one is named in full as the next, who is meant by the family name alone."""
_JUST_BEFORE = 600
_CROWD, _WORDINGS = 50, 10
"""More people of one family name, and more wordings of one person's name, than an article has.

Beyond them a family name alone is unclear, only equal names belong to one person, and later wordings are not compared.
Without a limit the time to read a long list of names would grow with the square of its length.
"""


class Chain:
    """The mentions of one person, body or thing, growing as an article is read.

    `names` are all its names, in order, and `forms` the first name of each wording; `heads` the nouns that it is called
    by (president, company); `roles` what stands beside its names; `starts` where each mention begins, in order.
    """

    def __init__(self, kind: SourceKind | None, *, plural: bool = False) -> None:
        self.kind, self.plural = kind, plural
        self.gender: str | None = None
        self.names: list[Name] = []
        self.forms: dict[tuple[str, ...], Name] = {}
        self.heads: set[str] = set()
        self.roles: tuple[Role, ...] = ()
        self.mentions: dict[Span, Name | None] = {}
        self.starts: list[int] = []

    def add(self, span: Span, name: Name | None = None) -> None:
        """Add a mention."""
        if span not in self.mentions:
            self.mentions[span] = name
            insort(self.starts, span.start)
        if name is not None:
            self.names.append(name)
            self.forms.setdefault(name.words, name)
            self.gender = self.gender or name.gender
            self.heads |= _nouns_of(name.title)

    def last_before(self, place: int) -> int | None:
        """Where the last mention before `place` begins."""
        n = bisect_left(self.starts, place)
        return self.starts[n - 1] if n else None

    @property
    def full(self) -> Name | None:
        """The longest of its names; of equally long ones, the first."""
        return max(self.names, key=lambda name: (len(name.words), -name.core.start), default=None)


def _nouns_of(title: str) -> set[str]:
    words = title.split()
    return {" ".join(words[n:]) for n in range(len(words))}


class NameChains:
    """Groups the names of an article into chains, whatever their order."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._personal = one_of(lexicon.pronoun_words["personal"])
        self._impersonal = one_of(lexicon.pronoun_words["impersonal"])

    def build(self, text: str, names: Sequence[Name]) -> dict[Name, Chain]:
        """The chain of each name."""
        held: dict[Name, Chain] = {}
        people = [n for n in names if n.kind in {None, SourceKind.PERSON}]
        families = {name.family for name in people if len(name.words) > 1}
        # "Ohio" is a state, unless the article is about Ana Ohio.
        regions = self._lexicon.places.regions & families
        people += [n for n in names if n.key in regions]
        known = set(people)
        others = [n for n in names if n not in known]
        bodies = self._bodies(others, held)
        self._people(text, people, bodies, held)
        return held

    def _bodies(self, names: Iterable[Name], held: dict[Name, Chain]) -> "_BodyIndex":
        """Chains of bodies, places and documents; by the name, by its beginning, and by its initials."""
        bodies = _BodyIndex(self._lexicon.name_words["no_initial"])
        for name in sorted(names, key=lambda n: (-len(n.words), n.core.start)):
            key = self.body_key(name)
            chain = bodies.by_key.get(key)
            if chain is None and len(name.words) == 1:
                near = bodies.with_initials(key)
                if key not in self._lexicon.name_words["generic"]:
                    near |= bodies.with_first_word(key)
                chain = next(iter(near.values())) if len(near) == 1 else None
            if chain is None:
                chain = Chain(name.kind)
            bodies.add(key, chain)
            held[name] = chain
        for name in sorted(set(names) & held.keys(), key=lambda n: n.core.start):
            held[name].add(name.core, name)
        return bodies

    def body_key(self, name: Name) -> str:
        """What two names of one body have in common."""
        return self._lexicon.places.body_key(" ".join(name.words), name.kind or SourceKind.ORGANISATION)

    def _people(self, text: str, names: Sequence[Name], bodies: "_BodyIndex", held: dict[Name, Chain]) -> None:
        """Chains of people: those named in full first, then the short names; what may be several has none."""
        full = self._in_full([name for name in names if not self._is_short(name)], held)
        short = [name for name in names if self._is_short(name)]
        families = {name.key for name in short}
        for chain in full:
            if chain.kind is None and chain.names[0].family in families:
                # People are called by the last word of their name, bodies by the first.
                chain.kind = SourceKind.PERSON
        known = _NameIndex.of(full, bodies, short)
        alone: dict[str, Chain] = {}
        for name in short:
            person = self._by_family(name, known)
            if person is None and self._is_unclear(name, known):
                continue
            chain = person or self._by_first_word(name, known) or alone.setdefault(name.key, Chain(None))
            chain.kind = chain.kind or name.kind
            held[name] = chain
            chain.add(name.core, name)
        for chain in alone.values():
            chain.kind = chain.kind or self._guess(chain, text)

    def _in_full(self, names: Sequence[Name], held: dict[Name, Chain]) -> list[Chain]:
        """The chains of names of several words, in the order of the first of each."""
        by_family: dict[str, list[Chain]] = defaultdict(list)
        by_name: dict[str, Chain] = {}
        found: list[Chain] = []
        for name in names:
            family = by_family[name.family]
            if len(family) < _CROWD:
                fitting = [
                    c for c in family if (same_given(name, c) or self._is_double(name, c)) and _genders_agree(name, c)
                ]
                chain = fitting[0] if len(fitting) == 1 else None
            else:
                chain = by_name.get(name.key)
            if chain is None:
                chain = Chain(name.kind)
                family.append(chain)
                found.append(chain)
            by_name[name.key] = chain
            chain.kind = name.kind or chain.kind
            held[name] = chain
            chain.add(name.core, name)
        return found

    def _is_double(self, name: Name, chain: Chain) -> bool:
        """Whether one of two names is all of the other's family name: "Mr. Okar Polian" is Ana Okar Polian."""
        words = plain(" ".join(name.words)).split()
        for other in islice(chain.forms.values(), _WORDINGS):
            one, two = sorted((words, plain(" ".join(other.words)).split()), key=len)
            if 1 < len(one) < len(two) and two[-len(one) :] == one and one[0] not in self._lexicon.given:
                return True
        return False

    def _is_short(self, name: Name) -> bool:
        """Whether it is a single word, or a family name with its particle: "de Vane"."""
        return all(word.lower() in self._lexicon.particles for word in name.words[:-1])

    def _fitting(self, name: Name, known: "_NameIndex") -> list[Chain]:
        family = known.by_family.get(name.family, ())
        if len(family) > _CROWD:
            return list(family)
        fitting = [c for c in family if _genders_agree(name, c)]
        if len(fitting) > 1 and name.title:
            nouns = _nouns_of(name.title)
            return [c for c in fitting if c.heads & nouns] or fitting
        return fitting

    def _by_family(self, name: Name, known: "_NameIndex") -> Chain | None:
        """The person whose family name it is."""
        fitting = self._fitting(name, known)
        if len(fitting) > _CROWD:
            return None
        if len(fitting) > 1:
            holder = known.holders.get(name.family)
            return holder if holder in fitting else _likeliest(name, fitting)
        return fitting[0] if fitting else None

    def _is_unclear(self, name: Name, known: "_NameIndex") -> bool:
        return len(self._fitting(name, known)) > 1

    def _by_first_word(self, name: Name, known: "_NameIndex") -> Chain | None:
        """The person whose given name it is, or the body that is called so, by its first word or by its initials."""
        key = name.key
        is_given = key in self._lexicon.given
        people = known.by_first.get(key, [])
        only = people[0] if len(people) == 1 else None
        if only is not None and not is_given and only.kind is SourceKind.PERSON:
            return only  # in some countries the family name comes first
        if name.title:
            return None
        if is_given and only is not None:
            return only
        body = self._body_called(key, known)
        if body is None and not is_given and only is not None and only.kind is None:
            only.kind = SourceKind.ORGANISATION
            return only
        return body

    def _body_called(self, key: str, known: "_NameIndex") -> Chain | None:
        """The body that has a name, or whose first word or initials it is, if it is but one."""
        body = known.bodies.by_key.get(key)
        if body is not None and body.kind is not SourceKind.DOCUMENT:
            return body
        near = dict(known.bodies.with_initials(key)) if len(key) > 1 else {}
        first = known.bodies.with_first_word(key)
        near |= {n: chain for n, chain in first.items() if chain.kind is SourceKind.ORGANISATION}
        return next(iter(near.values())) if len(near) == 1 else None

    def _guess(self, chain: Chain, text: str) -> SourceKind:
        """The kind of a name of one word that nothing else tells of.

        A person is named in full at first, by the custom of newsrooms; so this is one only where the text goes on
        with "he" or "she" more often than with "it".
        """
        lexicon = self._lexicon
        for name in chain.names:
            start, end = name.core
            if lexicon.state_after.match(text, end) or lexicon.state_before.search(text[max(0, start - 30) : start]):
                return SourceKind.GOVERNMENT
        word = chain.names[0].words[0]
        if len(word) > 1 and word.isupper():
            return SourceKind.ORGANISATION
        people = things = 0
        for name in chain.names:
            after = text[name.core.end : name.core.end + _AFTER]
            people += len(self._personal.findall(after))
            things += len(self._impersonal.findall(after))
        known = plain(word) in self._lexicon.given
        return SourceKind.PERSON if people > things or (known and people == things) else SourceKind.ORGANISATION


class _BodyIndex:
    """Chains of bodies by name, by the first word of a name, and by its initials."""

    def __init__(self, no_initial: frozenset[str]) -> None:
        self._no_initial = no_initial
        self.by_key: dict[str, Chain] = {}
        self._by_first: defaultdict[str, dict[int, Chain]] = defaultdict(dict)
        self._by_initials: defaultdict[str, dict[int, Chain]] = defaultdict(dict)

    def add(self, key: str, chain: Chain) -> None:
        """Add a chain under one more name."""
        if key not in self.by_key:
            self.by_key[key] = chain
            self._by_first[key.partition(" ")[0]][id(chain)] = chain
            self._by_initials[self._initials(key)][id(chain)] = chain

    def with_first_word(self, word: str) -> dict[int, Chain]:
        """The chains with a name that begins with a word, by `id`."""
        return self._by_first.get(word, {})

    def with_initials(self, initials: str) -> dict[int, Chain]:
        """The chains with a name of these initials, by `id`."""
        return self._by_initials.get(initials, {})

    def _initials(self, key: str) -> str:
        words = [word for word in key.split() if word not in self._no_initial]
        return "".join(word[0] for word in words) if len(words) > 1 else ""


@dataclass(frozen=True, slots=True)
class _NameIndex:
    """What short names are compared with: people by family name and by first name, and bodies by name.

    `holders` are those whom a family name by itself means: the one who was named first, if the article calls somebody
    by it alone before it names another of the family.
    """

    by_family: Mapping[str, list[Chain]]
    by_first: Mapping[str, list[Chain]]
    bodies: "_BodyIndex"
    holders: Mapping[str, Chain]

    @classmethod
    def of(cls, full: Sequence[Chain], bodies: "_BodyIndex", short: Sequence[Name]) -> "_NameIndex":
        by_family: dict[str, list[Chain]] = defaultdict(list)
        by_first: dict[str, list[Chain]] = defaultdict(list)
        for chain in full:
            by_family[chain.names[0].family].append(chain)
            by_first[chain.names[0].given].append(chain)
        first_alone: dict[str, int] = {}
        for name in short:
            if not name.title:
                first_alone.setdefault(name.family, name.core.start)
        holders = {}
        for family, chains in by_family.items():
            ordered = sorted(chains, key=lambda chain: chain.names[0].core.start)
            if (
                len(ordered) > 1
                and first_alone.get(family, ordered[1].names[0].core.start) < ordered[1].names[0].core.start
            ):
                holders[family] = ordered[0]
        return cls(by_family, by_first, bodies, holders)


def _likeliest(name: Name, chains: Sequence[Chain]) -> Chain | None:
    """Of several people of one family name, the one whom the article is about, or who was named in full just before."""
    full = {id(c): [n.core.start for n in c.names if len(n.words) > 1] for c in chains}
    counts = sorted(((len(full[id(c)]), -full[id(c)][0], c) for c in chains), key=lambda item: item[:2], reverse=True)
    leader = counts[0][2]
    if counts[0][0] >= _AHEAD * counts[1][0]:
        return leader
    before = [(start, c) for c in chains for start in full[id(c)] if start < name.core.start]
    if not before:
        return leader if counts[0][0] > counts[1][0] else None
    start, recent = max(before, key=lambda item: item[0])
    return recent if recent is leader or name.core.start - start < _JUST_BEFORE else None


def same_given(name: Name, chain: Chain) -> bool:
    """Whether given names and initials may be those of one person."""
    for other in islice(chain.forms.values(), _WORDINGS):
        if len(other.words) == 1:
            continue
        one, two = name.given.rstrip("."), other.given.rstrip(".")
        if (
            one == two
            or (1 in {len(one), len(two)} and one[0] == two[0])
            or (min(len(one), len(two)) >= 3 and (one.startswith(two) or two.startswith(one)))
        ):
            return True
    return False


def _genders_agree(name: Name, chain: Chain) -> bool:
    return name.gender is None or chain.gender is None or name.gender == chain.gender
