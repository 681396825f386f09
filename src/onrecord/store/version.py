"""Which version of the tables a database has."""

from sqlalchemy import Connection, inspect, text

HEAD = "0005"
"""The newest migration."""
KNOWN = ("0001", "0002", "0003", "0004", "0005")
"""Every migration, oldest first."""


def current(connection: Connection) -> str | None:
    """The migration that the database is at, or `None` where it has none of our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
