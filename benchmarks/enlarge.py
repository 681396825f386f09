"""Makes a large database of a small one, by copies of its rows: what is measured on it are pages, not the reading.

A copy of the articles stands under other ids and in other outlets, and lies some days before the one before it, so that
the copies cover ten years. Every second copy names the same people; in the others they have one of a hundred further
names. The commitments of the ledger are copied with the rest, and all counts are taken again.
"""

import sqlite3
from pathlib import Path

YEARS = 10
_PLACES = ("", " North", " South", " Coast", " Valley", " Harbour", " Plains", " Islands")
_FIRST = ("Bal", "Cor", "Dan", "Fen", "Gar", "Hol", "Kel", "Mor", "Tal", "Ves")
_LAST = ("ac", "berg", "dor", "ene", "ford", "ich", "man", "ow", "quist", "ram")
RARE = ("siren", "bugle")
"""A word of the story, and one as long that stands in its place in one copy only."""

_COPIES = """
CREATE TEMP TABLE copies AS
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies)
SELECT n, 'c' || n || '-' AS mark, '-' || (n * :days / :copies) || ' days' AS earlier,
  (SELECT name FROM places WHERE place = n % 8) AS edition,
  CASE WHEN n % 2 THEN (SELECT name FROM families WHERE family = n / 2 % 100) ELSE '' END AS family
FROM numbers
"""
_STEPS = (
    """
    INSERT INTO articles SELECT a.key + n * :articles, mark || a.id, version, previous + n * :articles,
      location || '#' || n, latest, digest, sha256, url || '?' || n, title || ' ' || n, bylines, outlet || edition,
      language, json_set(published, '$.start', date(published ->> 'start', earlier),
        '$.end', date(published ->> 'end', earlier)), date(published_start, earlier),
      json_set(modified, '$.start', date(modified ->> 'start', earlier), '$.end', date(modified ->> 'end', earlier)),
      date(modified_start, earlier), retrieved, iif(n = 7, replace(text, :word, :rare), text),
      paragraphs, a.actors, times, linked, reading, origins, reader
    FROM copies CROSS JOIN articles AS a WHERE a.key <= :articles
    """,
    """
    INSERT INTO statements SELECT s.key + n * :statements, article + n * :articles, id, kind, stance, parent,
      confidence, source, source_kind, source_actor, source_how, cue,
      iif(n = 7, replace(content, :word, :rare), content), spans,
      json_set(said, '$.start', date(said_start, earlier), '$.end', date(said_end, earlier)),
      date(said_start, earlier), date(said_end, earlier),
      json_set(due, '$.start', date(due_start, earlier), '$.end', date(due_end, earlier)),
      date(due_start, earlier), date(due_end, earlier), review, latest, iif(day = '', '', date(day, earlier)),
      outlet || edition, voice, actor || lower(family)
    FROM copies CROSS JOIN statements AS s WHERE s.key <= :statements AND s.key + n * :statements <= :wanted
    """,
    """
    INSERT INTO appearances SELECT p.key + n * :appearances, article + n * :articles, local,
      json_set(fields, '$.article', mark || (fields ->> 'article'), '$.name', (fields ->> 'name') || family),
      actor || lower(family), said, speaks_for
    FROM copies CROSS JOIN appearances AS p WHERE p.key <= :appearances
    """,
    """
    INSERT INTO blocks SELECT b.name || family, appearance + n * :appearances
    FROM copies CROSS JOIN blocks AS b WHERE b.appearance <= :appearances
    """,
    """
    INSERT INTO actors SELECT DISTINCT a.id || lower(family), a.name || replace(family, '-', ' '), kind,
      a.names || replace(family, '-', ' '), 0, 0 FROM copies CROSS JOIN actors AS a WHERE family != ''
    """,
    """
    INSERT INTO ledger SELECT mark || l.id, rank + n * :ledger, mark || chain, mark || article, statement,
      who || replace(family, '-', ' '), actor || lower(family), date(said_start, earlier), date(due_start, earlier),
      date(due_end, earlier), decided, json_set(fields, '$.id', mark || l.id, '$.chain', mark || chain,
        '$.article.id', mark || article, '$.article.published', date(published, earlier),
        '$.who', who || replace(family, '-', ' '), '$.statement.said', iif(said_start IS NULL, json('null'),
          json_object('start', date(said_start, earlier), 'end', date(fields ->> '$.statement.said.end', earlier))),
        '$.statement.due', iif(due_start IS NULL, json('null'),
          json_object('start', date(due_start, earlier), 'end', date(due_end, earlier))), '$.evidence', json('[]')),
      date(published, earlier)
    FROM copies CROSS JOIN ledger AS l WHERE l.rank < :ledger
    """,
    """
    UPDATE actors SET (articles, statements) = (SELECT count(DISTINCT p.article), sum(p.said)
      FROM appearances AS p WHERE p.actor = actors.id)
    """,
)


def grow(path: Path, wanted: int) -> None:
    """Copy what is in the database at `path` until it has `wanted` statements."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;")
    have = {name: _first(connection, f"SELECT max(key) FROM {name}") for name in ("articles", "statements")}  # noqa: S608
    numbers = have | {
        "appearances": _first(connection, "SELECT max(key) FROM appearances"),
        "ledger": _first(connection, "SELECT count(*) FROM ledger"),
        "wanted": wanted,
        "copies": -(-wanted // have["statements"]) - 1,
        "days": YEARS * 365,
        "word": RARE[0],
        "rare": RARE[1],
    }
    connection.executescript("CREATE TEMP TABLE places (place, name); CREATE TEMP TABLE families (family, name)")
    connection.executemany("INSERT INTO places VALUES (?, ?)", enumerate(_PLACES))
    families = [f"-{one}{other}" for one in _FIRST for other in _LAST]
    connection.executemany("INSERT INTO families VALUES (?, ?)", enumerate(families))
    connection.execute("BEGIN")
    connection.execute(_COPIES, numbers)
    for step in _STEPS:
        connection.execute(step, numbers)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _first(connection: sqlite3.Connection, query: str) -> int:
    found: int = connection.execute(query).fetchone()[0]
    return found
