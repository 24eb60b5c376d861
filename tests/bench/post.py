"""Submissions put into the database as the server receives them, but without the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from hashlib import sha256

from server.odk.envelope import read_envelope
from server.services.intake.receive import Arrival, ArrivedFile, receive
from server.storage.engine import open_database
from tests.bench.installation import Installation
from tests.bench.tablets import NOW, Order, XForms, pool, seal_some, shares
from tests.simulators.sending import Instance

_MOST = 5000  # submissions in the memory of a process
_WITHOUT_WAITING = "&options=-csynchronous_commit%3Doff"  # for the disk: this is not measured


def receive_many(installation: Installation, xforms: XForms, count: int, *, seed: int) -> None:
    """Fill, seal and receive so many submissions."""
    orders = list(_pieces(xforms, count, seed))
    with pool() as processes:
        if installation.database_pid:
            url = installation.database_url + _WITHOUT_WAITING
            list(processes.map(partial(_receive_some, url), orders))
            return
        for instances in processes.map(seal_some, orders):
            _receive(installation.database_url, instances)


def _pieces(xforms: XForms, count: int, seed: int) -> Iterator[Order]:
    for start in range(0, count, _MOST):
        yield from shares(xforms, min(_MOST, count - start), seed + start)


def _receive_some(database_url: str, order: Order) -> None:
    _receive(database_url, seal_some(order))


def _receive(database_url: str, instances: Iterable[Instance]) -> None:
    with closing(open_database(database_url)) as database:
        for instance in instances:
            with database.work() as work:
                receive(work, _arrival(instance))
                work.commit()


def _arrival(instance: Instance) -> Arrival:
    files = [
        ArrivedFile(
            name=name,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            chunks=partial(iter, [content]),
        )
        for name, content in instance.files
    ]
    envelope = read_envelope(instance.xml)
    return Arrival(envelope=envelope, xml=instance.xml, files=files, agent_id=None, at=NOW)
