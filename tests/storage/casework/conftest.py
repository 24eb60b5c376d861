"""An office with two reports that were opened and filed, and those who work on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.domain.access import Actor, Role, Standing
from server.domain.casework.statements import Kind, Thing
from server.services.filing.sealing import DataKeys
from server.services.trust.keys import FormKey
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.tables import form_version
from tests.simulators.office import Custody, open_custody
from tests.storage.casework.desk import Desk
from tests.storage.casework.quoting import WITH_REFERENCES, Quoting
from tests.storage.senders import Office, Tablet


@pytest.fixture
def custody(database: Database) -> Custody:
    return open_custody(database)


@pytest.fixture
def vault(custody: Custody) -> Vault:
    return custody.vault


@pytest.fixture
def desk(database: Database, custody: Custody) -> Desk:
    return Desk(
        database=database,
        keys=DataKeys.of(custody.vault),
        actor=Actor(id=custody.account.id, role=Role.DATA_MANAGER, standing=Standing.GOOD),
    )


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> Callable[[int], Thing]:
    """What sends a report, and has it opened and filed."""

    def send(number: int) -> Thing:
        sent = tablet.send_sealed(number)
        office.unseal()
        return Thing(kind=Kind.REPORT, reference=sent.submission_id)

    return send


@pytest.fixture
def report(filed: Callable[[int], Thing]) -> Thing:
    return filed(1)


@pytest.fixture
def quoting(database: Database, published: FormKey, tablet: Tablet, office: Office) -> Quoting:
    """The small form, with a question for each reference that can be quoted."""
    with database.work() as work:
        work.connection.execute(form_version.update().values(xform=WITH_REFERENCES))
        work.note("amina", "form.published", published.fingerprint[:8])
        work.commit()
    return Quoting(tablet=tablet, office=office)
