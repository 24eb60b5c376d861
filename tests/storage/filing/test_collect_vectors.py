"""What ODK Collect really sealed goes through the door and into the files, whole or damaged."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.trust.keys import add_key
from server.services.trust.vault import Vault
from server.storage.engine import Database
from server.storage.tables import form, form_version, submission
from tests.storage.senders import NOON, Office, Tablet, version_row

_VECTORS = Path(__file__).parents[2] / "vectors" / "collect"
_SAMPLES = sorted(each.name for each in (_VECTORS / "sealed").iterdir())


@pytest.fixture
def collect(database: Database, vault: Vault) -> Tablet:
    """A tablet beside a server that has published the vectors' form, also under another id."""
    key = load_pem_private_key((_VECTORS / "private-key.pem").read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    with database.work() as work:
        public = add_key(work, vault, key, at=NOON, actor="amina")
        for number, form_id in enumerate(["enc_test", "enc_tesu"], start=1):
            row = {"id": form_id, "audience": "agency", "title": form_id, "is_open": True}
            work.connection.execute(form.insert(), row)
            version = {
                "id": str(number) * 32,
                "form_id": form_id,
                "version": '2026.1 "b"\'',
                "xform": (_VECTORS / "form.xml").read_bytes(),
            }
            work.connection.execute(
                form_version.insert(), version_row(str(number), public) | version
            )
        work.note("amina", "form.published", "enc_test")
        work.commit()
    return Tablet(database, key)


def _read(folder: Path) -> tuple[bytes, dict[str, bytes]]:
    [envelope] = folder.glob("*.xml")
    return envelope.read_bytes(), {each.name: each.read_bytes() for each in folder.glob("*.enc")}


@pytest.mark.requirement("R59")
def test_every_sealed_sample_is_filed(collect: Tablet, office: Office) -> None:
    for name in _SAMPLES:
        collect.send(*_read(_VECTORS / "sealed" / name))
    assert office.unseal() == len(_SAMPLES)
    assert office.states() == [("filed", None)] * len(_SAMPLES)


@pytest.mark.parametrize("name", _SAMPLES)
def test_what_is_held_opens_to_what_was_filled(collect: Tablet, office: Office, name: str) -> None:
    receipt = collect.send(*_read(_VECTORS / "sealed" / name))
    plain = {each.name: each.read_bytes() for each in (_VECTORS / "plain" / name).iterdir()}
    with office.database.reading() as connection:
        opened = office.opener.find_and_open(connection, receipt.submission_id)
        found = {
            each: b"".join(office.opener.attachment(connection, opened, each))
            for each in opened.attachments
        }
    document = opened.seal.files[-1].digest
    assert document in {sha256(each).digest() for each in plain.values()}
    assert {each: plain[each] for each in found} == found


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("a_good", "filed", None),
        ("b_missing_media", "incomplete", None),
        ("c_missing_xml", "incomplete", None),
        ("d_swapped_media_order", "unreadable", "broken_seal"),
        ("e_nosig", "needs_review", "no_signature"),
        ("f_badsig_otherid", "unreadable", "broken_seal"),
        ("g_flipbit", "unreadable", "broken_seal"),
        ("h_trunc", "unreadable", "damaged"),
        ("i_trunc16", "unreadable", "broken_seal"),
        ("j_otherInstanceID", "unreadable", "broken_seal"),
        ("k_nover", "unreadable", "broken_seal"),
        ("m_mediaflip", "unreadable", "broken_seal"),
        ("n_wrongkey_sigonly", "unreadable", "broken_seal"),
    ],
)
def test_damaged_sample_ends_in_its_state(
    collect: Tablet, office: Office, name: str, state: str, reason: str | None
) -> None:
    collect.send(*_read(_VECTORS / "damaged" / name))
    office.unseal()
    assert office.states() == [(state, reason)]


def test_sample_without_a_key_is_refused_at_the_door(collect: Tablet, database: Database) -> None:
    with pytest.raises(Refused) as refused:
        collect.send(*_read(_VECTORS / "damaged" / "l_notEncryptedKey"))
    assert refused.value.code is Code.BAD_ENVELOPE
    with database.reading() as connection:
        assert connection.scalar(select(submission.c.id)) is None
