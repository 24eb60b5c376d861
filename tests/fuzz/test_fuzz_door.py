"""Broken submissions of ODK Collect through the door: answered, held, opened, all accounted for."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.odk.keys import read_private_key
from server.services.filing.opening import Opener
from server.services.filing.unseal import unseal_all
from server.services.trust.keys import import_key
from server.settings import Settings
from server.storage.engine import Database
from tests.fuzz.memory import little_memory
from tests.fuzz.mutations import COLLECT, mutated, rearranged
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.sending import multipart, part
from tests.simulators.vault import fixed_vault
from tests.web.office import MIB, Office

ROUNDS = 2500
_OWN_IDS = 0.7  # the others conflict with what is held already
FORMS = ("enc_test", "data", "meta")
MARK = "0b5e"
KEY = read_private_key((COLLECT / "private-key.pem").read_bytes(), name="the test key")
FILES = [path.read_bytes() for path in sorted(COLLECT.glob("sealed/00004/*.enc"))]
NAMES = [path.name for path in sorted(COLLECT.glob("sealed/00004/*.enc"))]
ODD_NAMES = ("submission.xml.enc", "señal.enc", "a;b=c.enc", "..", "x" * 255, "\u202ea.enc")


@dataclass
class Outside:
    """Somebody with an access code who sends whatever comes to mind."""

    client: FlaskClient
    path: str
    dice: random.Random

    def send(self, xml: bytes) -> int:
        if self.dice.random() < _OWN_IDS:
            xml = xml.replace(b"uuid:", b"uuid:%d-" % self.dice.getrandbits(64))
        names = self.dice.sample([*NAMES, *ODD_NAMES], self.dice.randrange(len(NAMES)))
        files = [part(each, each, self.dice.choice(FILES)) for each in names]
        body = multipart(MARK, [part("xml_submission_file", "a.xml", xml), *files])
        kind = f"multipart/form-data; boundary={MARK}"
        return self.client.post(self.path, data=body, content_type=kind).status_code


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    settings = Settings(
        data=tmp_path, database_url="", public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    office = Office(database=database, key=KEY, settings=settings)
    for form_id in FORMS:
        office.publish(form_id)
    with database.work() as work:
        import_key(work, fixed_vault(), KEY, at=office.clock(), actor="amina")
        work.commit()
    return office


def unsealed(database: Database) -> Counter[tuple[str, str | None]]:
    opener = Opener.of(fixed_vault())
    found: Counter[tuple[str, str | None]] = Counter()
    for batch in unseal_all(database, opener, clock=lambda: datetime.now(UTC), owed=NOTHING_OWED):
        found += batch.tally
    return found


def reasons(tally: Counter[tuple[str, str | None]]) -> set[str]:
    return {each for _, reason in tally for each in (reason or "").split(",")}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_broken_submissions_are_answered_and_accounted_for(office: Office) -> None:
    dice, makers = random.Random(1847), (mutated, rearranged)
    path = f"/key/{office.add_agent()}/submission"
    outside = Outside(office.app().test_client(), path, dice)
    with little_memory():
        answers = Counter(outside.send(makers[turn % 2](dice)) for turn in range(ROUNDS))
        tally = unsealed(office.database)
    assert set(answers) <= {201, 400, 404, 409, 413}
    assert answers[201] > ROUNDS // 20
    assert office.count("sealed") == 0
    assert office.count() == office.count("incomplete") + tally.total()
    assert "could_not_be_processed" not in reasons(tally)
