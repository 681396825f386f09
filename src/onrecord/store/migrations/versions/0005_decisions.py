"""Rulings are called decisions, readings have a version, and ids of commitments are longer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Rename tables and columns, and have the ledger derived again with longer ids."""
    op.add_column("articles", sa.Column("reader", sa.String))
    op.drop_index("rulings_about", "rulings")
    op.rename_table("rulings", "decisions")
    op.create_index("decisions_about", "decisions", ["subject", "about"])
    op.drop_index("ledger_ruled", "ledger")
    op.alter_column("ledger", "ruled", new_column_name="decided")
    op.alter_column("ledger", "place", new_column_name="rank")
    latest = sa.text("due_end DESC")
    op.create_index("ledger_decided", "ledger", [latest, "rank"], sqlite_where=sa.text("decided IS NOT NULL"))
    op.execute("DELETE FROM ledger")
    op.execute("UPDATE counters SET value = value + 1 WHERE name = 'changes'")
