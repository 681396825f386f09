"""The version of the tables in a database."""

from sqlalchemy import Connection, inspect, text

HEAD = "0005"
"""The newest migration."""
KNOWN = ("0001", "0002", "0003", "0004", "0005")
"""Every migration, oldest first."""


def current(connection: Connection) -> str | None:
    """The last migration of a database, or `None` if it has none of our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
