"""Who a statement's source refers to, as the article names them."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.records import Actor, How, Record, Source, SourceKind


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is behind a source.

    Attributes:
        name: The proper name; `None` if the article gives none.
        words: What the article calls them at the source, or first if the source is a pronoun.
        role: A person's office, as printed.
    """

    name: str | None
    words: str
    role: str | None = None


def actors_of(record: Record) -> dict[str, Actor]:
    """The actors of the record by id."""
    return {actor.id: actor for actor in record.actors}


def speaker(source: Source, actors: Mapping[str, Actor]) -> Speaker | None:
    """The speaker behind the source; `None` if only a pronoun is known."""
    actor = actors.get(source.actor) if source.actor else None
    explicit = source.how is How.EXPLICIT
    if actor is None:
        return None if source.how is How.PRONOUN else Speaker(None, source.words.text)
    role = actor.roles[0].words.text if actor.roles and actor.kind is SourceKind.PERSON else None
    return Speaker(
        actor.name if actor.names else None,
        source.words.text if explicit else actor.name,
        role,
    )
