"""Names whose kind the words beside them tell."""

from made import article
from onrecord.reading.sources.stage import SourceStage
from onrecord.records import SourceKind, Span
from table import cases

STAGE = SourceStage("en")


@cases(
    ("text", "name", "kind"),
    [
        ("The environmental organisation Leave Lanta Alone met on Friday.", "Leave Lanta Alone", "organisation"),
        ("Brell Tovan is a charity, and it met with the others on the pier.", "Brell Tovan", "organisation"),
        ("Lundy Transit is the city’s department of trams.", "Lundy Transit", "government"),
        ("Lena Church, a nurse at the clinic, came.", "Lena Church", "person"),
        ("Mara Bank was the porter of the hotel.", "Mara Bank", "person"),
        ("Lena Church, a small town, is far.", "Lena Church", "organisation"),
        ("Mara Dunn, the party, the music: all was there.", "Mara Dunn", "person"),
    ],
)
def test_a_description_tells_what_a_name_is(text: str, name: str, kind: str) -> None:
    """A noun right before a name, or after a comma or a copula, tells its kind where its words alone do not."""
    start = text.index(name)
    found = STAGE.mentions(article(text), [Span(start, start + len(name))])
    ((_, actor),) = found.values()
    assert actor is not None
    assert actor.kind is SourceKind(kind)
