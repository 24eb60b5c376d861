"""What Alembic runs: our metadata against the connection we give it."""

from __future__ import annotations

from alembic import context

from server.storage.all_tables import metadata
from server.storage.migrations.rendering import render_item
from server.storage.migrations.steps import add_guards

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    render_item=render_item,
    process_revision_directives=add_guards,
)
with context.begin_transaction():
    context.run_migrations()
