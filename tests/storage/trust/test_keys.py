from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.publishing.forms import republish
from server.services.trust.keys import (
    FormKey,
    KeyRing,
    add_key,
    current_public,
    ensure_current,
    find_public,
    import_key,
    list_keys,
    public_pem,
    rotate,
)
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.tables import form_key, form_version
from tests.simulators.office import loose_vault, open_custody, withdraw_private_keys
from tests.storage.senders import NOON, Office, Tablet, version_row


def _current(database: Database) -> FormKey | None:
    with database.reading() as connection:
        return current_public(connection)


def _keys(database: Database, vault: Vault, version: str | None) -> list[int]:
    with database.reading() as connection:
        found = KeyRing(vault).for_form(connection, "tip", version)
    return [key.public_key().public_numbers().n for key in found]


def test_first_key_is_made_on_demand_and_kept(database: Database, vault: Vault) -> None:
    keys = []
    for _ in range(2):
        with database.work() as work:
            keys.append(ensure_current(work, vault, NOON, bits=2048))
            work.commit()
    assert keys[0] == keys[1] == _current(database)
    assert len(_keys(database, vault, None)) == 1


def test_private_key_lies_in_the_database_sealed_only(
    database: Database, published: FormKey, private_key: RSAPrivateKey
) -> None:
    der = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    with database.reading() as connection:
        sealed = connection.scalar(select(form_key.c.private_sealed)) or b""
    prime = private_key.private_numbers().p.to_bytes(128, "big")
    assert published.fingerprint
    assert len(sealed) > len(der)
    assert prime not in sealed


def test_rotation_makes_a_key_of_3072_bits_current(
    database: Database, vault: Vault, published: FormKey
) -> None:
    with database.work() as work:
        new = rotate(work, vault, NOON, actor="amina")
        work.commit()
    assert _current(database) == new != published
    with database.reading() as connection:
        sizes = [key.key_size for key in KeyRing(vault).for_form(connection, "tip", None)]
    assert sorted(sizes) == [2048, 3072]


def test_keys_are_tried_own_first_then_newest(
    database: Database, vault: Vault, published: FormKey, private_key: RSAPrivateKey
) -> None:
    made = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    with database.work() as work:
        for days, key in enumerate(made, start=1):
            newest = add_key(work, vault, key, at=NOON + timedelta(days=days), actor="amina")
        work.connection.execute(form_version.insert(), version_row("2", newest))
        work.commit()
    first, second, third = (key.public_key().public_numbers().n for key in (private_key, *made))
    assert published != newest
    assert _keys(database, vault, "1") == [first, third, second]
    assert _keys(database, vault, "2") == [third, second, first]
    assert _keys(database, vault, None) == [third, second, first]


def test_imported_key_leaves_the_current_one(
    database: Database, vault: Vault, published: FormKey
) -> None:
    with database.work() as work:
        new = rsa.generate_private_key(65537, 2048)
        for _ in range(2):
            import_key(work, vault, new, at=NOON, actor="amina")
        work.commit()
    assert _current(database) == published
    assert len(_keys(database, vault, None)) == 2


def test_first_imported_key_is_current(
    database: Database, vault: Vault, private_key: RSAPrivateKey
) -> None:
    with database.work() as work:
        key = import_key(work, vault, private_key, at=NOON, actor="amina")
        work.commit()
    assert _current(database) == key


def test_key_of_a_size_no_tablet_uses_is_refused(database: Database, vault: Vault) -> None:
    odd = rsa.generate_private_key(65537, 2560)
    with database.work() as work, pytest.raises(Refused) as refused:
        import_key(work, vault, odd, at=NOON, actor="amina")
    assert refused.value.code is Code.KEY_UNUSABLE


def test_key_withdrawn_from_the_vault_is_passed_over(
    database: Database, vault: Vault, published: FormKey
) -> None:
    assert published.fingerprint
    withdraw_private_keys(database)
    with database.work() as work:
        add_key(work, vault, rsa.generate_private_key(65537, 2048), at=NOON, actor="amina")
        work.commit()
    assert len(_keys(database, vault, "1")) == 1


def test_withdrawn_key_comes_back_by_import(
    database: Database, vault: Vault, published: FormKey, private_key: RSAPrivateKey
) -> None:
    withdraw_private_keys(database)
    with database.work() as work:
        assert import_key(work, vault, private_key, at=NOON, actor="amina") == published
        work.commit()
    assert len(_keys(database, vault, "1")) == 1


def test_imported_key_becomes_current_when_told(
    database: Database, vault: Vault, published: FormKey
) -> None:
    new = rsa.generate_private_key(65537, 2048)
    for is_current in (False, True):
        with database.work() as work:
            key = import_key(work, vault, new, at=NOON, actor="amina", is_current=is_current)
            work.commit()
        assert (_current(database) == key) is is_current
    assert _current(database) != published


def test_no_private_key_at_all_is_said(database: Database, vault: Vault) -> None:
    with pytest.raises(Refused) as refused:
        _keys(database, vault, "1")
    assert refused.value.code is Code.NOT_SET_UP


def test_key_of_another_vault_is_said(database: Database, published: FormKey) -> None:
    assert published.fingerprint
    with pytest.raises(Refused) as refused:
        _keys(database, loose_vault(), "1")
    assert refused.value.code is Code.KEY_UNUSABLE


def test_private_keys_swapped_between_rows_do_not_open(
    database: Database, vault: Vault, published: FormKey
) -> None:
    assert published.fingerprint
    with database.work() as work:
        add_key(work, vault, rsa.generate_private_key(65537, 2048), at=NOON, actor="amina")
        sealed = select(form_key.c.private_sealed).where(form_key.c.is_current)
        swapped = form_key.update().values(private_sealed=sealed.scalar_subquery())
        work.connection.execute(swapped)
        work.commit()
    with pytest.raises(Refused) as refused:
        _keys(database, vault, "1")
    assert refused.value.code is Code.KEY_UNUSABLE


def test_rotation_publishes_every_form_anew_and_old_submissions_open(
    database: Database, vault: Vault, tablet: Tablet, office: Office
) -> None:
    tablet.send_sealed(1)
    with database.work() as work:
        new = rotate(work, vault, NOON, actor="amina", bits=2048)
        (again,) = republish(work, new, at=NOON, actor="amina")
        work.commit()
    tablet.send_sealed(2)  # by a tablet that has not fetched the new version
    with database.reading() as connection:
        carried = select(form_version.c.key_fingerprint).where(form_version.c.is_current)
        assert connection.scalar(carried) == new.fingerprint
    assert (again.is_new, office.unseal()) == (True, 2)
    assert office.states() == [("filed", None)] * 2


def test_keys_are_listed_with_what_they_are_used_for(
    database: Database, vault: Vault, published: FormKey
) -> None:
    with database.work() as work:
        rotate(work, vault, NOON + timedelta(days=1), actor="amina")
        work.commit()
    with database.reading() as connection:
        new, old = list_keys(connection)
    assert (new.bits, new.is_current, new.forms) == (3072, True, 0)
    assert (old.fingerprint, old.is_current, old.forms) == (published.fingerprint, False, 1)


def test_public_half_is_exported_as_pem(
    database: Database, vault: Vault, published: FormKey, private_key: RSAPrivateKey
) -> None:
    open_custody(database, vault=vault)
    with database.reading() as connection:
        for name in (None, published.fingerprint[:12].upper()):
            pem = public_pem(find_public(connection, name))
            assert load_pem_public_key(pem) == private_key.public_key()
        with pytest.raises(Refused):
            find_public(connection, "no")
