"""Write the next migration: what the tables in the code have that the last migration has not.

    python tools/new_migration.py "Add a column"

Read what it wrote before committing it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from server.storage.engine import open_database
from server.storage.migrations import configuration, known_revisions


def main() -> None:
    """Compare an upgraded SQLite database with the code and write the difference."""
    message = sys.argv[1]
    number = f"{len(known_revisions()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'lespwa.sqlite3'}")
        if known_revisions():
            database.upgrade()
        with database.engine.connect() as connection:
            command.revision(
                configuration(connection), message=message, rev_id=number, autogenerate=True
            )
        database.close()


if __name__ == "__main__":
    main()
