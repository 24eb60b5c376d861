"""A form key is needed by what it alone opens, and by what cannot be tried at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.services.filing.key_needed import KeyNeeded
from server.services.trust.keys import FormKey, KeyRing, rotate
from server.services.trust.vault import Vault
from server.storage.tables import form_version, submission
from tests.storage.senders import ANSWERS, NOON, Office, Tablet, filled


@pytest.fixture
def late(office: Office, published: FormKey, vault: Vault) -> Tablet:
    """A tablet that has the form with a newer key."""
    with office.database.work() as work:
        new = rotate(work, vault, NOON + timedelta(days=1), actor="amina", bits=2048)
        work.connection.execute(form_version.update().values(key_fingerprint=new.fingerprint))
        work.note("amina", "form.published", "tip")
        work.commit()
    with office.database.reading() as connection:
        key = KeyRing(vault).key(connection, new.fingerprint)
    assert new.fingerprint != published.fingerprint
    return Tablet(office.database, key)


def needing(office: Office, key: FormKey, needed: KeyNeeded | None = None) -> list[str]:
    with office.database.reading() as connection:
        return list((needed or KeyNeeded(opener=office.opener))(connection, key.fingerprint))


def test_what_waits_to_be_opened_needs_its_key(
    tablet: Tablet, office: Office, published: FormKey
) -> None:
    sealed = tablet.send_sealed(1).submission_id
    boxed = tablet.send(filled(2, ANSWERS), {}).submission_id
    assert sorted(needing(office, published)) == sorted([sealed, boxed])


def test_what_was_opened_needs_it_no_more(
    tablet: Tablet, office: Office, published: FormKey
) -> None:
    tablet.send_sealed()
    office.unseal()
    assert needing(office, published) == []


def test_what_another_key_sealed_does_not_need_it(
    late: Tablet, office: Office, published: FormKey
) -> None:
    late.send_sealed(1)
    late.send(filled(2, ANSWERS), {})  # boxed with the new key
    assert needing(office, published) == []


def test_envelope_that_cannot_be_tried_counts(
    tablet: Tablet, office: Office, published: FormKey
) -> None:
    sent = tablet.send_sealed().submission_id
    with office.database.work() as work:
        work.connection.execute(submission.update().values(envelope=b"?"))
        work.note("cruz", "submission.reopened", sent)
        work.commit()
    assert needing(office, published) == [sent]


def test_only_what_came_since_is_tried(tablet: Tablet, office: Office, published: FormKey) -> None:
    tablet.send_sealed()
    later = KeyNeeded(opener=office.opener, since=NOON + timedelta(days=1))
    assert needing(office, published, later) == []


def test_progress_is_told(tablet: Tablet, office: Office, published: FormKey) -> None:
    for number in (1, 2):
        tablet.send_sealed(number)
    told: list[int] = []
    needing(office, published, KeyNeeded(opener=office.opener, tell=told.append))
    assert sum(told) == 2
