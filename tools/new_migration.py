"""Write the next migration: what the tables in the code have that the last migration has not.

Read what it wrote before committing it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from alembic import command

from server.storage.engine import open_database
from server.storage.migrations import configuration, known_revisions


def main() -> None:
    """Compare an upgraded SQLite database with the code and write the difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message", help='what changes, as in "Add a column"')
    message = parser.parse_args().message
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
