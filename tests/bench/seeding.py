"""Set up one build's installation and fill it, by that build's own code (see tests.bench.builds).

It is run as a file, not as a module: an older build has no such module, but all it imports.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from server.storage.engine import open_database
from tests.bench import tablets
from tests.bench.installation import Installation
from tests.bench.post import receive_many
from tests.simulators.agreeing import agree_on_export


def seed(installation: Installation, form: str, count: int) -> None:
    """Publish the form where nothing is set up yet, and receive so many submissions to it."""
    if not installation.key_file.exists():
        installation.publish(Path("xlsforms", f"{form}.xlsx"))
        agree_on_export(installation.database_url, "cases")
        agree_on_export(installation.database_url, "submissions", form)
        sys.stdout.write(installation.add_agent())
    with closing(open_database(installation.database_url)) as database:
        receive_many(installation, tablets.published(database), count, seed=count)


if __name__ == "__main__":
    folder, database_url, port, database_pid, form, count = sys.argv[1:]
    seed(
        Installation(
            folder=Path(folder),
            database_url=database_url,
            port=int(port),
            database_pid=int(database_pid),
        ),
        form,
        int(count),
    )
