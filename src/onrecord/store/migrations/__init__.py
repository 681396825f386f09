"""Migrations of the tables, run by Alembic when a database is opened for writing."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Migrate the database to the newest tables, in the transaction of `connection`.

    Two processes may call this at once: the second waits for the first, and then has nothing to do.
    """
    config = Config()
    config.set_main_option("script_location", "onrecord.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
