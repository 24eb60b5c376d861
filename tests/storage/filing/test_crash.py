"""A worker killed at any point leaves every submission as it was, or filed with all records."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from server.domain.states import State
from server.services.filing.unseal import reopen
from server.storage.engine import Database
from server.storage.filing.record_tables import RECORD_TABLES
from server.storage.tables import event, submission
from tests.storage.senders import Office, Tablet

_COUNT = 60
_WORKER = """
import sys
from server.services.filing.opening import Opener
from server.services.filing.unseal import unseal_batch
from server.storage.engine import open_database, utc_now
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.vault import fixed_vault

database = open_database(sys.argv[1])
opener = Opener.of(fixed_vault())
print("ready", flush=True)
while unseal_batch(database, opener, now=utc_now(), owed=NOTHING_OWED, limit=4).opened:
    pass
"""


def _start(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", _WORKER, url], stdout=subprocess.PIPE, text=True)


def _kill(worker: subprocess.Popen[str], after: float) -> None:
    assert worker.stdout is not None
    worker.stdout.readline()
    time.sleep(after)
    worker.kill()
    worker.wait()
    worker.stdout.close()


def _filed(database: Database) -> tuple[int, int, int]:
    report = RECORD_TABLES["report"]
    done = select(func.count()).select_from(submission).where(submission.c.state == "filed")
    told = select(func.count()).select_from(event).where(event.c.action == "submission.filed")
    with database.reading() as connection:
        records = connection.scalar(select(func.count()).select_from(report)) or 0
        return connection.scalar(done) or 0, records, connection.scalar(told) or 0


def _again(database: Database, office: Office) -> int:
    """Let what was being opened in two of the deaths be tried again; count what waits."""
    with database.work() as work:
        reopen(work, actor="amina")
        work.commit()
    return office.books().by_state[State.SEALED]


@pytest.mark.requirement("R59")
def test_killed_workers_lose_nothing_and_file_nothing_twice(
    database: Database, database_url: str, tablet: Tablet, office: Office
) -> None:
    for number in range(_COUNT):
        tablet.send_sealed(number)
    chance = random.Random(59)
    for _ in range(4):
        workers = [_start(database_url) for _ in range(2)]
        for worker in workers:
            _kill(worker, chance.uniform(0, 0.12))
        filed, records, told = _filed(database)
        assert filed == records == told
        assert office.books().received == _COUNT
    while _again(database, office):  # a killed worker's locks outlive it by a moment
        office.unseal()
    assert _filed(database) == (_COUNT, _COUNT, _COUNT)


def test_workers_share_the_work_and_file_each_once(
    database: Database, database_url: str, tablet: Tablet
) -> None:
    for number in range(_COUNT):
        tablet.send_sealed(number)
    workers = [_start(database_url) for _ in range(3)]
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert _filed(database) == (_COUNT, _COUNT, _COUNT)
