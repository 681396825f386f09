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
    UniqueConstraint("article", "id"),
)

actors = Table(
    "actors",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
)

appearances = Table(
    "appearances",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("article", Integer, ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
    Column("local", String, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("actor", String),
    UniqueConstraint("article", "local"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("name", String, nullable=False),
    Column("appearance", Integer, ForeignKey("appearances.key", ondelete="CASCADE"), nullable=False),
)

stale_blocks = Table("stale_blocks", metadata, Column("name", String, primary_key=True))

rulings = Table(
    "rulings",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("subject", String, nullable=False),
    Column("what", String, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("because", String),
)

Index("appearances_actor", appearances.c.actor)
Index("blocks_name", blocks.c.name)
Index("blocks_appearance", blocks.c.appearance)
Index("statements_source_actor", statements.c.article, statements.c.source_actor)
Index("articles_linked", articles.c.linked)
Index("articles_location", articles.c.location)
Index("articles_published", articles.c.published_start)
Index("articles_outlet", articles.c.outlet)
Index("articles_url", articles.c.url)
Index("statements_source", statements.c.source)
Index("statements_stance", statements.c.stance)
