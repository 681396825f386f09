"""The first tables: articles, statements, and the index of their words."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "articles",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("previous", sa.Integer, sa.ForeignKey("articles.key")),
        sa.Column("location", sa.String),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("url", sa.String),
        sa.Column("title", sa.String),
        sa.Column("bylines", sa.JSON, nullable=False),
        sa.Column("outlet", sa.String),
        sa.Column("language", sa.String),
        sa.Column("published", sa.JSON),
        sa.Column("published_start", sa.String),
        sa.Column("modified", sa.JSON),
        sa.Column("modified_start", sa.String),
        sa.Column("retrieved", sa.String),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("paragraphs", sa.JSON, nullable=False),
        sa.Column("actors", sa.JSON, nullable=False),
        sa.Column("times", sa.JSON, nullable=False),
        sa.UniqueConstraint("id", "version"),
        sa.CheckConstraint("latest IN (0, 1)"),
    )
    op.create_table(
        "statements",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("stance", sa.String, nullable=False),
        sa.Column("parent", sa.String),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("source_kind", sa.String),
        sa.Column("source_actor", sa.String),
        sa.Column("source_how", sa.String),
        sa.Column("cue", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("spans", sa.JSON, nullable=False),
        sa.Column("said", sa.JSON),
        sa.Column("said_start", sa.String),
        sa.Column("said_end", sa.String),
        sa.Column("due", sa.JSON),
        sa.Column("due_start", sa.String),
        sa.Column("due_end", sa.String),
        sa.UniqueConstraint("article", "id"),
    )
    op.create_index("articles_location", "articles", ["location"])
    op.create_index("articles_published", "articles", ["published_start"])
    op.create_index("articles_outlet", "articles", ["outlet"])
    op.create_index("articles_url", "articles", ["url"])
    op.create_index("statements_source", "statements", ["source"])
    op.create_index("statements_stance", "statements", ["stance"])
    op.execute(
        "CREATE VIRTUAL TABLE statement_words USING fts5("
        "content, source, content='statements', content_rowid='key', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("CREATE VIRTUAL TABLE statement_vocabulary USING fts5vocab(statement_words, row)")
    op.execute(
        "CREATE TRIGGER statements_added AFTER INSERT ON statements BEGIN "
        "INSERT INTO statement_words(rowid, content, source) VALUES (new.key, new.content, new.source); END"
    )
    op.execute(
        "CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN "
        "INSERT INTO statement_words(statement_words, rowid, content, source) "
        "VALUES ('delete', old.key, old.content, old.source); END"
    )
