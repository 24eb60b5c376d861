from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.errors import Code, Refused
from server.services.keys import (
    FormKey,
    KeyRing,
    add_key,
    current_public,
    ensure_current,
    import_key,
    private_file,
    rotate,
)
from server.storage.engine import Database
from server.storage.tables import form_version
from tests.storage.senders import NOON, version_row


def _current(database: Database) -> FormKey | None:
    with database.reading() as connection:
        return current_public(connection)


def _keys(database: Database, data: Path, version: str | None) -> list[int]:
    with database.reading() as connection:
        found = KeyRing(data).for_form(connection, "tip", version)
    return [key.public_key().public_numbers().n for key in found]


def test_first_key_is_made_on_demand_and_kept(database: Database, data: Path) -> None:
    keys = []
    for _ in range(2):
        with database.work() as work:
            keys.append(ensure_current(work, data, NOON, bits=2048))
            work.commit()
    assert keys[0] == keys[1] == _current(database)
    assert private_file(data, keys[0].fingerprint).exists()


def test_private_key_is_for_its_owner_only(data: Path, published: FormKey) -> None:
    file = private_file(data, published.fingerprint)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_rotation_makes_a_key_of_3072_bits_current(
    database: Database, data: Path, published: FormKey
) -> None:
    with database.work() as work:
        new = rotate(work, data, NOON, actor="amina")
        work.commit()
    assert _current(database) == new != published
    with database.reading() as connection:
        sizes = [key.key_size for key in KeyRing(data).for_form(connection, "tip", None)]
    assert sorted(sizes) == [2048, 3072]


def test_keys_are_tried_own_first_then_newest(
    database: Database, data: Path, published: FormKey, private_key: RSAPrivateKey
) -> None:
    made = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    with database.work() as work:
        for days, key in enumerate(made, start=1):
            newest = add_key(work, data, key, at=NOON + timedelta(days=days), actor="amina")
        work.connection.execute(form_version.insert(), version_row("2", newest))
        work.commit()
    first, second, third = (key.public_key().public_numbers().n for key in (private_key, *made))
    assert published != newest
    assert _keys(database, data, "1") == [first, third, second]
    assert _keys(database, data, "2") == [third, second, first]
    assert _keys(database, data, None) == [third, second, first]


def test_imported_key_leaves_the_current_one(
    database: Database, data: Path, published: FormKey
) -> None:
    with database.work() as work:
        new = rsa.generate_private_key(65537, 2048)
        for _ in range(2):
            import_key(work, data, new, at=NOON, actor="amina")
        work.commit()
    assert _current(database) == published
    assert len(_keys(database, data, None)) == 2


def test_first_imported_key_is_current(
    database: Database, data: Path, private_key: RSAPrivateKey
) -> None:
    with database.work() as work:
        key = import_key(work, data, private_key, at=NOON, actor="amina")
        work.commit()
    assert _current(database) == key


def test_key_of_a_size_no_tablet_uses_is_refused(database: Database, data: Path) -> None:
    odd = rsa.generate_private_key(65537, 2560)
    with database.work() as work, pytest.raises(Refused) as refused:
        import_key(work, data, odd, at=NOON, actor="amina")
    assert refused.value.code is Code.KEY_UNUSABLE


def test_key_withdrawn_from_this_machine_is_passed_over(
    database: Database, data: Path, published: FormKey
) -> None:
    with database.work() as work:
        add_key(work, data, rsa.generate_private_key(65537, 2048), at=NOON, actor="amina")
        work.commit()
    private_file(data, published.fingerprint).unlink()
    assert len(_keys(database, data, "1")) == 1


def test_no_private_key_at_all_is_said(database: Database, data: Path) -> None:
    with pytest.raises(Refused) as refused:
        _keys(database, data, "1")
    assert refused.value.code is Code.NOT_SET_UP


def test_damaged_key_file_is_said(database: Database, data: Path, published: FormKey) -> None:
    private_file(data, published.fingerprint).write_text("-----BEGIN PRIVATE KEY-----")
    with pytest.raises(Refused) as refused:
        _keys(database, data, "1")
    assert refused.value.code is Code.KEY_UNUSABLE
