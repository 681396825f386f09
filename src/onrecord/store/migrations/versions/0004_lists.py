"""What lists are found by: kind, the last day due, what was said over more days than one, when a promise came out."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Rename the column, add that of the ledger and the indexes."""
    op.add_column("ledger", sa.Column("published", sa.String))
    op.execute("UPDATE ledger SET published = json_extract(fields, '$.article.published')")
    op.alter_column("statements", "who", new_column_name="actor")
    listed = sa.text("latest = 1")
    newest = sa.text("day DESC")
    op.create_index("statements_by_kind", "statements", ["kind", newest, "key"], sqlite_where=listed)
    op.drop_index("statements_by_who", "statements")
    op.create_index("statements_by_actor", "statements", ["actor", newest, "key"], sqlite_where=listed)
    op.drop_index("statements_by_due", "statements")
    due = ["due_end", "key", "actor", "stance", "kind", "source_kind", "outlet"]
    dated = sa.text("latest = 1 AND due_end IS NOT NULL")
    op.create_index("statements_by_due", "statements", due, sqlite_where=dated)
    longer = sa.text("latest = 1 AND said_end > day")
    op.create_index("statements_longer", "statements", [newest, "key", "said_end"], sqlite_where=longer)
