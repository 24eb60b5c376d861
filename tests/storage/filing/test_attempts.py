"""What kills the process that opens it is set aside after two deaths, and stops no other."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from multiprocessing import active_children

import pytest
from sqlalchemy import func, select

from server.cli.filing.unsealing import Crew, Place
from server.errors import Refused
from server.services.filing.unseal import reopen, unseal_batch
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.filing.attempts import count_of, opening_attempt
from server.storage.tables import event
from tests.simulators.owed import NOTHING_OWED
from tests.storage.senders import NOON, Office, Tablet

_DEADLY = "deadly"
_WORKER = """
import os, signal, sys
from dataclasses import replace
from multiprocessing import active_children
from server.services.filing.opening import Opener
from server.services.publishing.form_library import FormLibrary
from server.services.filing.unseal import unseal_batch
from server.storage.engine import open_database, utc_now
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.vault import fixed_vault

class Deadly(FormLibrary):
    def version_of(self, connection, form_id, version):
        if version == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().version_of(connection, form_id, version)

database = open_database(sys.argv[1])
opener = replace(Opener.of(fixed_vault()), form_library=Deadly())
while unseal_batch(database, opener, now=utc_now(), owed=NOTHING_OWED).opened:
    pass
"""


def _run(url: str) -> int:
    return subprocess.run([sys.executable, "-c", _WORKER, url], timeout=60, check=False).returncode


@pytest.mark.requirement("R59")
def test_what_kills_twice_is_set_aside_and_stops_no_other(
    database_url: str, tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed(1, version=_DEADLY)
    for number in (2, 3):
        tablet.send_sealed(number)
    assert _run(database_url) == -signal.SIGKILL
    assert office.states() == [("sealed", None)] * 3
    tablet.send_sealed(4)
    assert _run(database_url) == -signal.SIGKILL
    assert office.states() == [("sealed", None)] * 3 + [("filed", None)]
    assert _run(database_url) == 0
    aside = ("needs_review", "could_not_be_processed")
    assert office.states() == [aside] + [("filed", None)] * 3
    assert office.books().received == 4


def test_what_was_set_aside_can_be_tried_again(
    database: Database, database_url: str, tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed(1, version=_DEADLY)
    assert [_run(database_url) for _ in range(3)] == [-signal.SIGKILL, -signal.SIGKILL, 0]
    with database.work() as work:
        assert reopen(work, actor="amina") == 1
        work.commit()
    assert office.unseal() == 1
    assert office.states() == [("needs_review", "unknown_version")]


def test_setting_aside_is_an_event(database: Database, database_url: str, tablet: Tablet) -> None:
    tablet.send_sealed(1, version=_DEADLY)
    for _ in range(3):
        _run(database_url)
    chosen = select(event.c.detail).where(event.c.action == "submission.needs_review")
    with database.reading() as connection:
        details = connection.scalars(chosen).all()
    assert details == [{"reason": "could_not_be_processed", "failure": "ProcessDied"}]


def _attempts(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(opening_attempt)) or 0


def test_what_is_filed_leaves_no_attempt_behind(
    database: Database, tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed(1)
    tablet.send_sealed(2)
    assert office.unseal() == 2
    assert _attempts(database) == 0


class _Interrupted:
    """Form versions that somebody does not want to wait for."""

    def version_of(self, *_: object) -> None:
        raise KeyboardInterrupt

    nearest = version_of


def test_orderly_end_is_no_attempt(database: Database, tablet: Tablet, office: Office) -> None:
    tablet.send_sealed()
    interrupted = Office(database, replace(office.opener, form_library=_Interrupted()))  # type: ignore[arg-type]  # a fake
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            interrupted.unseal()
    assert _attempts(database) == 0
    assert office.unseal() == 1


def test_attempt_is_counted_for_good_before_anything_is_opened(
    database: Database, tablet: Tablet, office: Office
) -> None:
    receipt = tablet.send_sealed()
    seen = []

    class Watching:
        def version_of(self, *_: object) -> None:
            with database.reading() as connection:
                seen.append(count_of(connection, receipt.submission_id))
            raise LookupError

    watched = replace(office.opener, form_library=Watching())  # type: ignore[arg-type]  # a fake
    unseal_batch(database, watched, now=NOON, owed=NOTHING_OWED)
    assert seen == [1]


def _kill_the_others(_done: int) -> None:
    for each in active_children():
        each.kill()


def test_worker_that_dies_is_one_sentence(
    database: Database, database_url: str, tablet: Tablet, vault: Vault, office: Office
) -> None:
    tablet.send_sealed()
    place = Place(url=database_url, owed=NOTHING_OWED)
    with (
        Crew(database, place, vault=vault, workers=2) as crew,
        pytest.raises(Refused, match="ended from outside"),
    ):
        crew.run(_kill_the_others)
    assert office.books().received == 1
