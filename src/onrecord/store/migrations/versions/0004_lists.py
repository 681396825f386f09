"""Indexes for lists of statements of one kind, and of those that were said over more days than one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the indexes."""
    listed = sa.text("latest = 1")
    newest = sa.text("day DESC")
    op.create_index("statements_by_kind", "statements", ["kind", newest, "key"], sqlite_where=listed)
    longer = sa.text("latest = 1 AND said_end > day")
    op.create_index("statements_longer", "statements", [newest, "key", "said_end"], sqlite_where=longer)
