"""How long the check of a password takes, and how many fields are sealed and opened in a second."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from cryptography.hazmat.primitives.asymmetric import rsa

from server.services.trust.set_up import begin_vault, set_up
from server.services.trust.vault import unlock
from server.storage.engine import Database, open_database
from server.vault.cost import Cost, tuned_cost
from server.vault.data_keys import new_data_key
from server.vault.fields import FieldSealer, Place
from tests.bench.figures import Figure, Target
from tests.bench.installation import KEY_BITS, on_sqlite
from tests.bench.tablets import NOW
from tests.simulators.office import PASSWORD, person

_GUESS_SECONDS = 0.3  # what `lespwa init` tunes a guess to
_SIGN_INS = 20
_FIELDS = 100_000
_TEXT = "A made-up sentence of about the length that a short answer has. "
_MEMORY = Target(limit=64)
_SECONDS = Target(limit=0.6, is_ceiling=True)
_KIB = 1024


def measure(scale: float) -> Iterator[Figure]:
    """Measure with the cost that a new installation on this machine is given."""
    cost = tuned_cost(_GUESS_SECONDS, time.perf_counter)
    yield Figure(
        name="memory of one guess", value=cost.memory_kib / _KIB, unit="MiB", target=_MEMORY
    )
    count = max(3, int(_SIGN_INS * scale))
    with on_sqlite() as installation:
        installation.data.mkdir(mode=0o700)
        with closing(open_database(installation.database_url)) as database:
            _set_up(database, cost)
            times = sorted(_seconds(lambda: _sign_in(database), 1) for _ in range(count))
    # The quickest is the one that other programs disturbed least, as `init` tunes it.
    yield Figure(name="check of a right password", value=times[0], unit="s", target=_SECONDS)
    yield Figure(name="  half of them take no longer than", value=times[count // 2], unit="s")
    yield from _fields(int(_FIELDS * scale))


def _set_up(database: Database, cost: Cost) -> None:
    database.upgrade()
    new = begin_vault(cost)
    keys = [rsa.generate_private_key(65537, KEY_BITS)]
    with database.work() as work:
        set_up(work, new, person("amina"), typed=new.code.text, form_keys=keys, at=NOW)
        work.commit()


def _sign_in(database: Database) -> None:
    with database.reading() as connection:
        unlock(connection, "amina", PASSWORD, NOW)


def _fields(count: int) -> Iterator[Figure]:
    """Seal and open under one data key, as filing and exporting do."""
    data_key = new_data_key(secrets.token_bytes)
    sealer = FieldSealer(data_key, random=secrets.token_bytes)
    place = Place("filed_report", "a row", "narrative")
    sealed = sealer.seal(place, _TEXT)
    each_seal = _seconds(lambda: sealer.seal(place, _TEXT), count)
    each_open = _seconds(lambda: sealer.open(place, sealed), count)
    yield Figure(name="fields sealed, one process", value=1 / each_seal, unit="a second")
    yield Figure(name="fields opened, one process", value=1 / each_open, unit="a second")


def _seconds(act: Callable[[], object], count: int) -> float:
    began = time.perf_counter()
    for _ in range(count):
        act()
    return (time.perf_counter() - began) / count
