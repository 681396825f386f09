"""Corrections, the ledger, and what lists are filtered and ordered by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_LISTED = sa.text("latest = 1")


def upgrade() -> None:
    """Add the columns and tables; actors are derived again at the next use, with counts."""
    _add_columns()
    op.create_table(
        "ledger",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("chain", sa.String, nullable=False),
        sa.Column("article", sa.String, nullable=False),
        sa.Column("statement", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("actor", sa.String),
        sa.Column("said_start", sa.String),
        sa.Column("due_start", sa.String),
        sa.Column("due_end", sa.String),
        sa.Column("ruled", sa.String),
        sa.Column("fields", sa.JSON, nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO counters VALUES ('changes', 1)")
    op.execute(
        "UPDATE statements SET (latest, day, outlet) = (SELECT a.latest, "
        "COALESCE(statements.said_start, a.published_start, ''), a.outlet FROM articles AS a "
        "WHERE a.key = statements.article)"
    )
    op.execute("UPDATE articles SET linked = 0")
    op.execute(
        "UPDATE rulings SET about = COALESCE(json_extract(fields, '$.commitment'), json_extract(fields, '$.actor'))"
    )
    _index()
    _index_beginnings()


def _add_columns() -> None:
    op.add_column("articles", sa.Column("reading", sa.JSON))
    op.add_column("articles", sa.Column("origins", sa.JSON))
    op.add_column("statements", sa.Column("review", sa.JSON))
    op.add_column("statements", sa.Column("latest", sa.Integer, nullable=False, server_default="1"))
    op.add_column("statements", sa.Column("day", sa.String, nullable=False, server_default=""))
    for name in ("outlet", "voice", "who"):
        op.add_column("statements", sa.Column(name, sa.String))
    op.add_column("actors", sa.Column("names", sa.Text, nullable=False, server_default=""))
    op.add_column("actors", sa.Column("articles", sa.Integer, nullable=False, server_default="0"))
    op.add_column("actors", sa.Column("statements", sa.Integer, nullable=False, server_default="0"))
    op.add_column("appearances", sa.Column("said", sa.Integer, nullable=False, server_default="0"))
    op.add_column("appearances", sa.Column("speaks_for", sa.String))
    op.add_column("rulings", sa.Column("about", sa.String))
    op.add_column("rulings", sa.Column("undone", sa.JSON))


def _index() -> None:
    for name in ("statements_source", "statements_stance", "statements_source_actor"):
        op.drop_index(name, "statements")
    newest = sa.text("day DESC")
    op.create_index("statements_by_day", "statements", [newest, "key"], sqlite_where=_LISTED)
    for name in ("stance", "source_kind", "outlet", "who"):
        op.create_index(f"statements_by_{name}", "statements", [name, newest, "key"], sqlite_where=_LISTED)
    dated = sa.text("latest = 1 AND due_start IS NOT NULL")
    due = ["due_start", "key", "who", "stance", "kind", "source_kind", "outlet"]
    op.create_index("statements_by_due", "statements", due, sqlite_where=dated)
    op.create_index("actors_statements", "actors", [sa.text("statements DESC"), "id"])
    newest = sa.text("published_start DESC")
    op.create_index("articles_listed", "articles", [newest, "id"], sqlite_where=_LISTED)
    op.create_index("articles_title", "articles", ["title"])
    op.create_index("ledger_due", "ledger", ["due_end", "place"])
    newest = sa.text("due_end DESC")
    op.create_index("ledger_ruled", "ledger", [newest, "place"], sqlite_where=sa.text("ruled IS NOT NULL"))
    op.create_index("ledger_actor", "ledger", ["actor", "due_end", "place"])
    for name in ("chain", "article"):
        op.create_index(f"ledger_{name}", "ledger", [name])
    speaks = sa.text("speaks_for IS NOT NULL")
    op.create_index("appearances_speaks", "appearances", ["article", "speaks_for", "actor"], sqlite_where=speaks)
    op.drop_index("appearances_actor", "appearances")
    op.create_index("appearances_actor", "appearances", ["actor", "article", "local"])
    op.create_index("rulings_about", "rulings", ["subject", "about"])


def _index_beginnings() -> None:
    """Rebuild the full-text index with an index of prefixes."""
    op.execute("DROP TABLE statement_vocabulary")
    op.execute("DROP TABLE statement_words")
    op.execute(
        "CREATE VIRTUAL TABLE statement_words USING fts5("
        "content, source, content='statements', content_rowid='key', tokenize='unicode61 remove_diacritics 2', "
        "prefix='1 2 3')"
    )
    op.execute("CREATE VIRTUAL TABLE statement_vocabulary USING fts5vocab(statement_words, row)")
    op.execute("INSERT INTO statement_words(statement_words) VALUES ('rebuild')")
