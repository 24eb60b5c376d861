"""What Alembic runs: our metadata against the connection we give it."""

from __future__ import annotations

from alembic import context

from server.storage.record_tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
