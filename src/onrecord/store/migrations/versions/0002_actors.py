"""Actors across articles: where each appears, under which keys, and what people ruled."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, and have every article's actors put in at the next use."""
    op.create_table(
        "actors",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
    )
    op.create_table(
        "appearances",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
        sa.Column("local", sa.String, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("actor", sa.String),
        sa.UniqueConstraint("article", "local"),
    )
    op.create_table(
        "blocks",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("appearance", sa.Integer, sa.ForeignKey("appearances.key", ondelete="CASCADE"), nullable=False),
    )
    op.create_table("stale_blocks", sa.Column("name", sa.String, primary_key=True))
    op.create_table(
        "rulings",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("because", sa.String),
    )
    op.create_index("appearances_actor", "appearances", ["actor"])
    op.create_index("blocks_name", "blocks", ["name"])
    op.create_index("blocks_appearance", "blocks", ["appearance"])
    op.create_index("statements_source_actor", "statements", ["article", "source_actor"])
    op.add_column("articles", sa.Column("linked", sa.Integer, nullable=False, server_default="0"))
    op.create_index("articles_linked", "articles", ["linked"])
