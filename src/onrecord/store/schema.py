"""The tables. A change here needs a migration beside the others in `migrations/versions`."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("previous", Integer, ForeignKey("articles.key")),
    Column("location", String),
    Column("latest", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("url", String),
    Column("title", String),
    Column("bylines", JSON, nullable=False),
    Column("outlet", String),
    Column("language", String),
    Column("published", JSON(none_as_null=True)),
    Column("published_start", String),
    Column("modified", JSON(none_as_null=True)),
    Column("modified_start", String),
    Column("retrieved", String),
    Column("text", Text, nullable=False),
    Column("paragraphs", JSON, nullable=False),
    Column("actors", JSON, nullable=False),
    Column("times", JSON, nullable=False),
    Column("linked", Integer, nullable=False, server_default="0"),
    Column("reading", JSON(none_as_null=True)),
    Column("origins", JSON(none_as_null=True)),
    Column("reader", String),
    UniqueConstraint("id", "version"),
    CheckConstraint("latest IN (0, 1)"),
)

statements = Table(
    "statements",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("article", Integer, ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("stance", String, nullable=False),
    Column("parent", String),
    Column("confidence", Float, nullable=False),
    Column("source", Text),
    Column("source_kind", String),
    Column("source_actor", String),
    Column("source_how", String),
    Column("cue", Text),
    Column("content", Text, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("said", JSON(none_as_null=True)),
    Column("said_start", String),
    Column("said_end", String),
    Column("due", JSON(none_as_null=True)),
    Column("due_start", String),
    Column("due_end", String),
    Column("review", JSON(none_as_null=True)),
    # Copied from the article and the actor, so that lists can be filtered and sorted by indexes.
    Column("latest", Integer, nullable=False, server_default="1"),
    Column("day", String, nullable=False, server_default=""),
    Column("outlet", String),
    Column("voice", String),
    Column("actor", String),
    UniqueConstraint("article", "id"),
)

actors = Table(
    "actors",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("names", Text, nullable=False, server_default=""),
    Column("articles", Integer, nullable=False, server_default="0"),
    Column("statements", Integer, nullable=False, server_default="0"),
)

appearances = Table(
    "appearances",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("article", Integer, ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
    Column("local", String, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("actor", String),
    Column("said", Integer, nullable=False, server_default="0"),
    Column("speaks_for", String),
    UniqueConstraint("article", "local"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("name", String, nullable=False),
    Column("appearance", Integer, ForeignKey("appearances.key", ondelete="CASCADE"), nullable=False),
)

stale_blocks = Table("stale_blocks", metadata, Column("name", String, primary_key=True))

decisions = Table(
    "decisions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("subject", String, nullable=False),
    Column("what", String, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("because", String),
    Column("about", String),
    Column("undone", JSON(none_as_null=True)),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", String, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("chain", String, nullable=False),
    Column("article", String, nullable=False),
    Column("statement", String, nullable=False),
    Column("who", String, nullable=False),
    Column("actor", String),
    Column("said_start", String),
    Column("due_start", String),
    Column("due_end", String),
    Column("decided", String),
    Column("fields", JSON, nullable=False),
    Column("published", String),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

_LISTED = text("latest = 1")


def _list_index(*columns: str) -> None:
    """An index for lists of statements in latest versions, newest first."""
    order = (statements.c[columns[-1]].desc(), statements.c.key)
    Index(f"statements_by_{columns[0]}", *(statements.c[c] for c in columns[:-1]), *order, sqlite_where=_LISTED)


_list_index("day")
_list_index("kind", "day")
_list_index("stance", "day")
_list_index("source_kind", "day")
_list_index("outlet", "day")
_list_index("actor", "day")
Index(
    "statements_by_due",
    statements.c.due_end,
    statements.c.key,
    *(statements.c[name] for name in ("actor", "stance", "kind", "source_kind", "outlet")),
    sqlite_where=text("latest = 1 AND due_end IS NOT NULL"),
)
Index(
    "statements_longer",
    statements.c.day.desc(),
    statements.c.key,
    statements.c.said_end,
    sqlite_where=text("latest = 1 AND said_end > day"),
)
Index("actors_statements", actors.c.statements.desc(), actors.c.id)
Index("appearances_actor", appearances.c.actor, appearances.c.article, appearances.c.local)
Index(
    "appearances_speaks",
    appearances.c.article,
    appearances.c.speaks_for,
    appearances.c.actor,
    sqlite_where=text("speaks_for IS NOT NULL"),
)
Index("blocks_name", blocks.c.name)
Index("blocks_appearance", blocks.c.appearance)
Index("ledger_due", ledger.c.due_end, ledger.c.rank)
Index("ledger_decided", ledger.c.due_end.desc(), ledger.c.rank, sqlite_where=text("decided IS NOT NULL"))
Index("ledger_chain", ledger.c.chain)
Index("ledger_article", ledger.c.article)
Index("ledger_actor", ledger.c.actor, ledger.c.due_end, ledger.c.rank)
Index("decisions_about", decisions.c.subject, decisions.c.about)
Index("articles_linked", articles.c.linked)
Index("articles_location", articles.c.location)
Index("articles_published", articles.c.published_start)
Index("articles_listed", articles.c.published_start.desc(), articles.c.id, sqlite_where=_LISTED)
Index("articles_title", articles.c.title)
Index("articles_outlet", articles.c.outlet)
Index("articles_url", articles.c.url)
