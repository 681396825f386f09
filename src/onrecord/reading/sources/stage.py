"""Resolves the sources of statements: the kind of each, who it is, and what the article says about them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.language.naming import plain
from onrecord.reading.quoted import QuotationIndex
from onrecord.reading.sources.anonymity import AnonymityDetector
from onrecord.reading.sources.chains import Chain, NameChains
from onrecord.reading.sources.coreference import Coreference
from onrecord.reading.sources.described import DescribedKinds
from onrecord.reading.sources.lexicon import lexicon, one_of
from onrecord.reading.sources.mentions import Mentions
from onrecord.reading.sources.names import Name, NameFinder
from onrecord.reading.sources.phrases import Form, Phrase, PhraseParser
from onrecord.reading.sources.roles import RoleExtractor
from onrecord.reading.sources.scene import AntecedentChoice, Scene
from onrecord.records import Actor, Article, How, Record, Source, SourceKind, Span, Statement

_SMALL = re.compile(r"(?<![\w'’])[a-z]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Analysis:
    """Phrases and chains found in one article, by span."""

    coreference: Coreference
    names: Sequence[Name]
    phrases: dict[Span, Phrase]
    chains: dict[Span, Chain]
    scene: Scene


class SourceStage:
    """Sets kind, actor and how of each source, and lists the actors of the article."""

    def __init__(self, language: str) -> None:
        self._lexicon = lexicon(language)
        self._finder, self._chains = NameFinder(self._lexicon), NameChains(self._lexicon)
        self._described = DescribedKinds(self._lexicon)
        self._anonymity = AnonymityDetector(language)
        self._roles = RoleExtractor(self._lexicon)
        self._subjects = one_of(self._lexicon.pronoun_words["subjects"])

    def __call__(self, record: Record) -> Record:
        """Set the sources of the statements, and list the actors."""
        if not any(statement.source for statement in record.statements):
            return record
        analysis = self.analyse(record.article, record.statements)
        return self._with_sources(record, analysis)

    def analyse(
        self,
        article: Article,
        statements: Sequence[Statement],
        mentions: Iterable[Span] = (),
        *,
        trace: list[AntecedentChoice] | None = None,
    ) -> Analysis:
        """Resolve the sources of `statements` and the words at `mentions`; append every choice to `trace`."""
        text = article.text
        names, scene = self._scene(article, statements, trace)
        phrases = PhraseParser(self._lexicon, text, names, self._anonymity.knowing)
        analysis = Analysis(Coreference(self._lexicon, scene, phrases), names, {}, {}, scene)
        asked: dict[Span, list[Statement]] = {Span(*span): [] for span in mentions}
        for statement in statements:
            if statement.source is not None and statement.source.how is not How.CONTINUED:
                spans = statement.source.words.spans
                asked.setdefault(Span(spans[0].start, spans[0].end), []).append(statement)
        pronouns = self._pronouns(text, asked, scene.quoted)
        first_person = []
        for span in sorted({*asked, *pronouns}, key=lambda s: (s.start, -s.end)):
            phrase = phrases.parse(span)
            analysis.phrases[span] = phrase
            if phrase.form is Form.PRONOUN and phrase.head in self._lexicon.pronouns["speaker"]:
                first_person.append(span)
                continue
            content = [s for statement in asked.get(span, ()) for s in statement.content.spans]
            found = analysis.coreference.resolve(phrase, is_source=bool(asked.get(span)), content=content)
            if found is not None:
                analysis.chains[span] = found
        for span, holders in _holders(first_person, statements):
            speaker = self._speaker(span, holders, analysis)
            if speaker is not None:
                analysis.chains[span] = speaker
                speaker.add(span)
        return analysis

    def _scene(
        self, article: Article, statements: Sequence[Statement], trace: list[AntecedentChoice] | None
    ) -> tuple[list[Name], Scene]:
        """The names of an article, and the scene before anything is resolved."""
        text = article.text
        named = [span for s in statements if s.source is not None for span in s.source.words.spans]
        found = self._names(article, frozenset(edge for span in named for edge in _edges(text, span)))
        names = self._described(text, found)
        held = self._chains.build(text, names)
        chains = list({id(chain): chain for chain in held.values()}.values())
        for chain in chains:
            self._take_roles(text, chain)
        quoted = [Span(*span) for span in QuotationIndex(article).spans]
        speaking = frozenset(place for start, end in named for place in range(start, end))
        return names, Scene(text, Mentions(chains), held, quoted, speaking, trace=trace)

    def _take_roles(self, text: str, chain: Chain) -> None:
        """Set the roles of a chain, and add the nouns by which "the mayor" or "the department" finds it."""
        chain.roles = tuple(self._roles.roles(text, chain))
        if chain.kind in {SourceKind.PERSON, None}:
            for role in chain.roles:
                words = role.words.text.lower().split()
                stop = next((n for n, word in enumerate(words) if n and word in self._lexicon.boundaries), len(words))
                chain.heads |= {" ".join(words[n:stop]) for n in range(stop)}
        else:
            for name in chain.names:
                chain.heads |= {word.lower() for word in name.words if word.lower() in self._lexicon.kinds}

    def names_of(self, chain: Chain) -> tuple[str, ...]:
        """The names of a chain as printed, each once, the fullest first; a person's single names get their title."""
        found = {name.text: len(name.words) for name in chain.names}
        for name in chain.names:
            if chain.kind is SourceKind.PERSON and name.title and len(name.words) == 1:
                found.setdefault(f"{name.title.title()} {name.text}", 2)
        return tuple(sorted(found, key=lambda name: (-found[name], name)))

    def _names(self, article: Article, edges: frozenset[int]) -> list[Name]:
        """The names of the article; in a headline, where every word is capitalised, only names found elsewhere."""
        text = article.text
        common = frozenset(_SMALL.findall(text))
        names: list[Name] = []
        headlines = []
        for start, end in article.paragraphs:
            words = _LONG_WORD.findall(text, start, end)
            if len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words):
                headlines.append((start, end))
                continue
            names += self._finder.find(text, start, end, common=common, edges=edges)
        known = {name.key: name for name in reversed(names)} | {
            name.family: replace(name, words=name.words[-1:], kind=SourceKind.PERSON)
            for name in reversed(names)
            if name.kind is SourceKind.PERSON
        }
        for start, end in headlines:
            for name in self._finder.find(text, start, end, common=common, edges=edges):
                if name.key in known:
                    names.append(replace(name, kind=known[name.key].kind))
                elif (
                    name.kind is SourceKind.PERSON
                    and len(name.words) < 4
                    and plain(name.words[0]) in self._lexicon.given
                ):
                    names.append(name)
                else:
                    names += self._part(name, text, known)
        return sorted(names, key=lambda name: name.core)

    def _part(self, name: Name, text: str, known: dict[str, Name]) -> Iterable[Name]:
        """The known names within a run of capitalised words."""
        words = [match.span() for match in re.finditer(r"[^\W_]+(?:[.&-][^\W_]+)*\.?", text[slice(*name.core)])]
        at = 0
        while at < len(words):
            for size in (4, 3, 2, 1):
                if at + size <= len(words):
                    start, end = name.core.start + words[at][0], name.core.start + words[at + size - 1][1]
                    if (found := known.get(plain(text[start:end]))) is not None:
                        yield Name(
                            Span(start, end),
                            Span(start, end),
                            text[start:end],
                            tuple(text[start:end].split()),
                            "",
                            found.kind,
                            None,
                        )
                        at += size - 1
                        break
            at += 1

    def _pronouns(self, text: str, asked: Iterable[Span], quoted: Sequence[Span]) -> list[Span]:
        """The spans of "he" and "she" outside quotations: they show whom the article is about."""
        starts = {span.start for span in asked}
        found = []
        for match in self._subjects.finditer(text):
            n = bisect_right(quoted, Span(match.start(), 1 << 60)) - 1
            if match.start() not in starts and not (n >= 0 and match.start() < quoted[n].end):
                found.append(Span(*match.span()))
        return found

    def _speaker(self, span: Span, sources: Iterable[Source], analysis: Analysis) -> Chain | None:
        """The chain of the first source around a span that is resolved, and is not the span itself."""
        for source in sources:
            first = source.words.spans[0]
            chain = analysis.chains.get(Span(first.start, first.end))
            if chain is not None and first.start != span.start:
                return chain
        return None

    def mentions(self, article: Article, spans: Sequence[Span]) -> dict[Span, tuple[Form, Actor | None]]:
        """The form and the actor of each mention; no actor if it is unclear."""
        analysis = self.analyse(article, (), spans)
        used = [chain for chain in map(analysis.chains.get, spans) if chain is not None]
        actors = self._actors(article.text, analysis, used)
        found = {}
        for span in spans:
            chain = analysis.chains.get(span)
            found[span] = analysis.phrases[span].form, actors[id(chain)] if chain is not None else None
        return found

    def _with_sources(self, record: Record, analysis: Analysis) -> Record:
        """The record with sources and actors."""
        sources = [s.source.words.spans[0] for s in record.statements if s.source is not None]
        used = [chain for chain in map(analysis.chains.get, sources) if chain is not None]
        actors = self._actors(record.article.text, analysis, used)
        statements = tuple(self._with_source(statement, analysis, actors) for statement in record.statements)
        return replace(record, statements=statements, actors=tuple(actors.values()))

    def _actors(self, text: str, analysis: Analysis, used: Iterable[Chain]) -> dict[int, Actor]:
        """The actors of chains and of those they speak for, by the chain's `id`, in the order of the text."""
        spoken_for = self._roles.spoken_for(analysis.phrases, analysis.chains, analysis.names, analysis.scene.chain_of)
        chains = {id(chain): chain for chain in used}
        chains |= {id(whom): whom for name, whom in spoken_for.items() if name in chains}
        ordered = sorted(chains.values(), key=lambda chain: (chain.starts[0], chain.starts))
        ids = {id(chain): f"a{n}" for n, chain in enumerate(ordered, 1)}
        phrases: dict[int, Phrase] = {}
        for span, chain in sorted(analysis.chains.items(), key=lambda item: item[0]):
            phrases.setdefault(id(chain), analysis.phrases[span])
        actors = {}
        for chain in ordered:
            actor = self._actor(text, analysis, chain, phrases.get(id(chain)))
            whom = ids.get(id(spoken_for.get(id(chain))))
            actors[id(chain)] = replace(actor, id=ids[id(chain)], speaks_for=whom)
        return actors

    def _actor(self, text: str, analysis: Analysis, chain: Chain, phrase: Phrase | None) -> Actor:
        """The actor of a chain, without id; `phrase` is the first that means it."""
        kind = kind_of(chain, phrase)
        anonymity = None
        if kind is SourceKind.ANONYMOUS and phrase is not None:
            sentence = analysis.coreference.layout.sentence(phrase.span.start)
            anonymity = self._anonymity.detect(text, phrase, sentence)
        return Actor(
            id="",
            name=actor_name(text, chain),
            kind=kind,
            roles=chain.roles,
            mentions=tuple(sorted(chain.mentions)),
            names=self.names_of(chain),
            anonymity=anonymity,
        )

    def _with_source(self, statement: Statement, analysis: Analysis, actors: Mapping[int, Actor]) -> Statement:
        source = statement.source
        if source is None:
            return statement
        span = source.words.spans[0]
        phrase, chain = analysis.phrases.get(span), analysis.chains.get(span)
        actor = actors[id(chain)] if chain is not None else None
        is_pronoun = source.how is How.EXPLICIT and phrase is not None and phrase.form is Form.PRONOUN
        told = replace(
            source,
            kind=actor.kind if actor else self._unresolved_kind(phrase, analysis),
            actor=actor.id if actor else None,
            how=How.PRONOUN if is_pronoun else source.how,
        )
        return replace(statement, source=told)

    def _unresolved_kind(self, phrase: Phrase | None, analysis: Analysis) -> SourceKind:
        """The kind of an unresolved pronoun or family name; for "it", the kind of the likeliest body."""
        if phrase is None or phrase.form is Form.NOUN:
            return SourceKind.UNKNOWN
        pronouns = self._lexicon.pronouns
        if phrase.form is Form.NAME or phrase.gender or phrase.head in pronouns["speaker"] or phrase.head == "who":
            return SourceKind.PERSON
        if phrase.head in pronouns["neuter"]:
            return analysis.coreference.antecedents.kind_of_thing(phrase.span.start) or SourceKind.UNKNOWN
        return SourceKind.GROUP if phrase.head in pronouns["plural"] else SourceKind.UNKNOWN


def _holders(spans: Iterable[Span], statements: Sequence[Statement]) -> Iterator[tuple[Span, list[Source]]]:
    """Each span, with the sources of the contents around it, the smallest content first. The spans are in order."""
    contents = sorted((*span, n) for n, s in enumerate(statements) if s.source is not None for span in s.content.spans)
    around: list[tuple[int, int, int]] = []
    at = 0
    for span in spans:
        while at < len(contents) and contents[at][0] <= span.start:
            around.append(contents[at])
            at += 1
        around = [content for content in around if content[1] > span.start]
        sizes = sorted((end - start, n) for start, end, n in around if end >= span.end)
        yield span, [source for _, n in sizes if (source := statements[n].source) is not None]


def _edges(text: str, span: Span) -> tuple[int, int]:
    """The start and end of a source, without a possessive ending."""
    end = span.end
    while end > span.start and not text[end - 1].isalnum():
        end -= 1
    return span.start, end - 2 if text[end - 2 : end] in {"'s", "’s"} else end


def kind_of(chain: Chain, phrase: Phrase | None) -> SourceKind:
    """The kind of source that a chain is."""
    if chain.kind is not None:
        return chain.kind
    name = chain.full
    is_called_the = phrase is not None and phrase.determiner == "the"
    is_bare = phrase is not None and phrase.name is not None and not phrase.head and not phrase.name.title
    if is_called_the and is_bare and not chain.gender:  # "the New Courier"
        return SourceKind.ORGANISATION
    if name is not None and (len(name.words) > 1 or name.title or chain.gender):
        return SourceKind.PERSON
    if is_called_the:
        return SourceKind.ORGANISATION
    return SourceKind.PERSON if name is not None else SourceKind.UNKNOWN


def actor_name(text: str, chain: Chain) -> str:
    """The fullest name of a chain; if it has none, the words of its first mention."""
    if (full := chain.full) is not None:
        return full.text
    first = min(chain.mentions)
    return text[first.start : first.end].strip(" ,")
