"""What Collect sealed opens byte for byte; what was damaged ends with its reason."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from server.odk.envelope import Envelope, read_envelope
from server.odk.keys import read_private_key
from server.odk.seal import (
    Incomplete,
    Opened,
    Reason,
    SignatureState,
    Unreadable,
    open_attachment,
    open_key,
    open_sealed,
)
from server.odk.sealing import seal

_COLLECT = Path(__file__).parents[2] / "vectors" / "collect"
_OUTCOMES = {
    "d_swapped_media_order": Reason.BROKEN_SEAL,
    "f_badsig_otherid": Reason.BROKEN_SEAL,
    "g_flipbit": Reason.BROKEN_SEAL,
    "h_trunc": Reason.DAMAGED,
    "i_trunc16": Reason.BROKEN_SEAL,
    "j_otherInstanceID": Reason.BROKEN_SEAL,
    "k_nover": Reason.BROKEN_SEAL,
    "m_mediaflip": Reason.BROKEN_SEAL,
    "n_wrongkey_sigonly": Reason.BROKEN_SEAL,
}


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return read_private_key((_COLLECT / "private-key.pem").read_bytes(), name="the test key")


@pytest.fixture(scope="module")
def others() -> list[RSAPrivateKey]:
    return [generate_private_key(65537, bits) for bits in (3072, 2048)]


def _files(folder: Path) -> dict[str, Callable[[], Iterable[bytes]]]:
    def chunks(path: Path) -> Iterable[bytes]:
        content = path.read_bytes()
        return [content[start : start + 999] for start in range(0, len(content), 999)]

    return {path.name: partial(chunks, path) for path in folder.glob("*.enc")}


def _envelope(folder: Path) -> Envelope:
    return read_envelope(next(folder.glob("*.xml")).read_bytes())


def _open(folder: Path, *keys: RSAPrivateKey) -> Opened:
    return open_sealed(_envelope(folder), _files(folder), keys)


@pytest.mark.requirement("R82")
@pytest.mark.parametrize("number", range(12))
def test_collect_submission_opens_byte_for_byte(number: int, key: RSAPrivateKey) -> None:
    folder, plain = (_COLLECT / kind / f"{number:05}" for kind in ("sealed", "plain"))
    envelope, files, opened = _envelope(folder), _files(folder), _open(folder, key)
    assert opened.signature is SignatureState.VALID
    assert opened.xml == (plain / "submission.xml").read_bytes()
    for name, found in zip(envelope.media, opened.attachments, strict=True):
        clear = open_attachment(envelope, opened.content_key, name=name, chunks=files[name]())
        assert b"".join(clear) == (plain / found.name).read_bytes()
        assert found.size == (plain / found.name).stat().st_size


@pytest.mark.parametrize("name", sorted(_OUTCOMES))
def test_damaged_submission_is_unreadable(name: str, key: RSAPrivateKey) -> None:
    with pytest.raises(Unreadable) as caught:
        _open(_COLLECT / "damaged" / name, key)
    assert caught.value.reason is _OUTCOMES[name]


@pytest.mark.parametrize(
    ("name", "missing"),
    [("b_missing_media", "1718002726100.jpg.enc"), ("c_missing_xml", "submission.xml.enc")],
)
def test_submission_without_all_files_is_incomplete(
    name: str, missing: str, key: RSAPrivateKey
) -> None:
    with pytest.raises(Incomplete) as caught:
        _open(_COLLECT / "damaged" / name, key)
    assert caught.value.missing == (missing,)


def test_document_opens_while_an_attachment_is_missing(key: RSAPrivateKey) -> None:
    folder = _COLLECT / "damaged/b_missing_media"
    envelope = _envelope(folder)
    content_key, _ = open_key(envelope, [key])
    chunks = _files(folder)["submission.xml.enc"]()
    clear = open_attachment(envelope, content_key, name="submission.xml.enc", chunks=chunks)
    assert b"".join(clear) == (_COLLECT / "plain/00004/submission.xml").read_bytes()


def test_unsigned_submission_opens_and_says_so(key: RSAPrivateKey) -> None:
    opened = _open(_COLLECT / "damaged/e_nosig", key)
    assert opened.signature is SignatureState.ABSENT
    assert opened.identity.form_id == "enc_test"


def test_keys_are_tried_in_order(key: RSAPrivateKey, others: list[RSAPrivateKey]) -> None:
    assert _open(_COLLECT / "damaged/a_good", *others, key).key_index == 2


@pytest.mark.requirement("R82")
def test_other_keys_do_not_open(others: list[RSAPrivateKey]) -> None:
    with pytest.raises(Unreadable, match="None of the keys") as caught:
        _open(_COLLECT / "damaged/a_good", *others)
    assert caught.value.reason is Reason.WRONG_KEY
    assert caught.value.reason.sentence == str(caught.value)


def test_plain_submission_has_no_key(key: RSAPrivateKey) -> None:
    with pytest.raises(ValueError, match="plain"):
        _open(_COLLECT / "plain/00000", key)


def test_opened_submission_does_not_show_its_contents(key: RSAPrivateKey) -> None:
    shown = repr(_open(_COLLECT / "damaged/a_good", key))
    assert "<data" not in shown
    assert "content_key" not in shown


def test_document_with_two_ids_is_no_submission(key: RSAPrivateKey) -> None:
    twice = (
        b'<data id="tip"><meta><instanceID>a</instanceID><instanceID>b</instanceID></meta></data>'
    )
    sealed = seal(
        key.public_key(), form_id="tip", version="1", instance_id="a", xml=twice, files=()
    )
    files = {name: partial(iter, [content]) for name, content in sealed.files}
    with pytest.raises(Unreadable) as caught:
        open_sealed(read_envelope(sealed.envelope_xml), files, [key])
    assert caught.value.reason is Reason.NOT_A_SUBMISSION
