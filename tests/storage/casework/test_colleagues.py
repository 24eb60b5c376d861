"""Those who can be given something are of the task force and in order; everybody has a name."""

from __future__ import annotations

from server.domain.access import Role
from server.services.casework.colleagues import Colleagues
from server.storage.engine import Database
from tests.simulators.office import Custody
from tests.storage.senders import NOON


def test_only_the_task_force_can_be_given_something(database: Database, custody: Custody) -> None:
    for login, role in (("leon", Role.LEADER), ("bo", Role.CASE_WORKER), ("ola", Role.OPERATOR)):
        custody.add(database, login, role)
    with database.reading() as connection:
        found = Colleagues.read(connection, NOON)
        later = Colleagues.read(connection, NOON.replace(year=2036))
    assert len(found.names) == 4
    assert custody.account.name in found.tenders.values()
    assert len(found.tenders) == 2
    assert (later.names, later.tenders) == (found.names, {})
