"""Runs the migrations over the connection that `onrecord.store.migrations.upgrade` hands in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
