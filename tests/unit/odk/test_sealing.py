"""What is sealed here opens again, and no byte of it can change unnoticed."""

import tracemalloc
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from server.errors import Refused
from server.odk.envelope import Envelope, read_envelope
from server.odk.keys import read_private_key
from server.odk.seal import (
    Incomplete,
    Opened,
    Reason,
    SignatureState,
    Unreadable,
    open_attachment,
    open_sealed,
)
from server.odk.seal_format import key_padding
from server.odk.sealing import Sealed, seal

_PEM = (Path(__file__).parents[2] / "vectors/collect/private-key.pem").read_bytes()
_KEY = read_private_key(_PEM, name="the test key")
_PUBLIC = _KEY.public_key()
_WRITABLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
_VERSIONS = st.none() | st.text(_WRITABLE, min_size=1, max_size=40).filter(str.strip)
_NAMES = st.text(_WRITABLE.filter(lambda each: each not in "/\\"), min_size=1, max_size=50).filter(
    lambda name: name not in {".", "..", "submission.xml"} and len(name.encode()) < 250
)
_SIZES = st.sampled_from([0, 1, 15, 16, 17, 255, 4096, 65_536, 200_000]) | st.integers(0, 2000)
_CHUNKS = [1 << 20, 16, 1000, 17]


def _document(form_id: str, version: str | None, instance_id: str) -> bytes:
    root = etree.Element("data", {"id": form_id})
    if version is not None:
        root.set("version", version)
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance_id
    etree.SubElement(root, "words").text = "Zoë's answer & more"
    return etree.tostring(root, encoding="utf-8")


def _seal(*files: tuple[str, bytes], version: str | None = "1", xml: bytes | None = None) -> Sealed:
    document = _document("f", version, "uuid:1") if xml is None else xml
    return seal(
        _PUBLIC, form_id="f", version=version, instance_id="uuid:1", xml=document, files=files
    )


def _sources(
    files: Iterable[tuple[str, bytes]], size: int = 1 << 20
) -> dict[str, Callable[[], Iterable[bytes]]]:
    def cut(content: bytes) -> list[bytes]:
        return [content[start : start + size] for start in range(0, len(content), size)]

    return {name: partial(cut, content) for name, content in files}


def _open(sealed: Sealed, size: int = 1 << 20) -> Opened:
    return open_sealed(read_envelope(sealed.envelope_xml), _sources(sealed.files, size), [_KEY])


def _reason(envelope: Envelope, sealed: Sealed) -> Reason:
    with pytest.raises(Unreadable) as caught:
        open_sealed(envelope, _sources(sealed.files), [_KEY])
    return caught.value.reason


@settings(max_examples=60, deadline=None)
@given(
    files=st.lists(st.tuples(_NAMES, _SIZES), max_size=20, unique_by=lambda file: file[0]),
    version=_VERSIONS,
    ids=st.tuples(*[st.text(_WRITABLE, min_size=1, max_size=40).filter(str.strip)] * 2),
    size=st.sampled_from(_CHUNKS),
)
def test_sealed_submission_opens_again(
    files: list[tuple[str, int]], version: str | None, ids: tuple[str, str], size: int
) -> None:
    contents = [(name, (name.encode() * count)[:count]) for name, count in files]
    xml = _document(ids[0], version, ids[1])
    sealed = seal(
        _PUBLIC, form_id=ids[0], version=version, instance_id=ids[1], xml=xml, files=contents
    )
    opened = _open(sealed, size)
    assert (opened.xml, opened.signature) == (xml, SignatureState.VALID)
    assert [(each.name, each.size) for each in opened.attachments] == files
    assert opened.identity.version == version
    _check_attachments(sealed, opened, contents)


def _check_attachments(sealed: Sealed, opened: Opened, contents: list[tuple[str, bytes]]) -> None:
    envelope = read_envelope(sealed.envelope_xml)
    for (name, clear), (stored, content) in zip(contents, sealed.files[:-1], strict=True):
        assert stored == name + ".enc"
        pieces = open_attachment(envelope, opened.content_key, name=stored, chunks=[content])
        assert b"".join(pieces) == clear


def _flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


_WHOLE = _seal(("a.jpg", b"picture" * 9), ("b & c.csv", b""), ("d", b"exactly 16 bytes"))
_CLEAR = _open(_WHOLE)


@settings(max_examples=400, deadline=None)
@given(part=st.integers(-1, 3), spot=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_flipped_bit_never_opens_as_something_else(part: int, spot: float, bit: int) -> None:
    envelope_xml, files = _WHOLE.envelope_xml, list(_WHOLE.files)
    if part < 0:
        envelope_xml = _flipped(envelope_xml, int(spot * len(envelope_xml)), bit)
    else:
        name, content = files[part]
        files[part] = (name, _flipped(content, int(spot * len(content)), bit))
    try:
        opened = _open(Sealed(envelope_xml=envelope_xml, files=tuple(files)))
    except (Refused, Unreadable, Incomplete):
        return
    assert opened.signature is SignatureState.ABSENT or opened == _CLEAR


def test_seal_writes_collects_bytes() -> None:
    sealed = _seal(version='2026.1 "b"\'&<')
    assert sealed.envelope_xml.startswith(
        b'<data id="f" version=\'2026.1 "b"&apos;&amp;&lt;\' encrypted="yes" '
        b'xmlns="http://www.opendatakit.org/xforms/encrypted"><base64EncryptedKey>'
    )
    assert [name for name, _ in sealed.files] == ["submission.xml.enc"]


def test_seal_takes_its_content_key_from_the_random_it_is_given() -> None:
    sealed = seal(
        _PUBLIC,
        form_id="f",
        version=None,
        instance_id="uuid:1",
        xml=_document("f", None, "uuid:1"),
        random=lambda count: b"k" * count,
    )
    assert _open(sealed).content_key == b"k" * 32


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_keys_of_every_usual_size_open(bits: int) -> None:
    key = generate_private_key(65537, bits)
    xml = _document("f", "1", "uuid:1")
    sealed = seal(key.public_key(), form_id="f", version="1", instance_id="uuid:1", xml=xml)
    envelope = read_envelope(sealed.envelope_xml)
    assert open_sealed(envelope, _sources(sealed.files), [_KEY, key]).key_index == 1


@pytest.mark.parametrize(
    "inside", [("g", "1", "uuid:1"), ("f", "2", "uuid:1"), ("f", None, "uuid:1"), ("f", "1", "")]
)
def test_other_identity_inside_is_a_mismatch(inside: tuple[str, str | None, str]) -> None:
    sealed = _seal(xml=_document(*inside))
    assert _reason(read_envelope(sealed.envelope_xml), sealed) is Reason.IDENTITY_MISMATCH


def test_envelope_without_id_opens_and_gives_the_id_inside() -> None:
    xml = _document("f", "1", "uuid:inside")
    sealed = seal(_PUBLIC, form_id="f", version="1", instance_id="", xml=xml)
    assert _open(sealed).identity.instance_id == "uuid:inside"


@pytest.mark.parametrize("xml", [b"", b"not a form", b"<data><data>", b"<!DOCTYPE a><a/>"])
def test_sealed_document_that_is_no_form_is_unreadable(xml: bytes) -> None:
    sealed = _seal(xml=xml)
    assert _reason(read_envelope(sealed.envelope_xml), sealed) is Reason.NOT_A_SUBMISSION


def test_very_large_document_is_not_held_in_memory() -> None:
    sealed = _seal(xml=b"x" * (9 << 20))
    assert _reason(read_envelope(sealed.envelope_xml), sealed) is Reason.NOT_A_SUBMISSION


def test_large_attachment_is_streamed() -> None:
    envelope = read_envelope(_seal(("a.mp4", b"")).envelope_xml)
    chunks = (bytes(1 << 16) for _ in range(256))
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            deque(open_attachment(envelope, bytes(32), name="a.mp4.enc", chunks=chunks), maxlen=0)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_empty_file_is_damaged() -> None:
    sealed = _seal()
    emptied = replace(sealed, files=(("submission.xml.enc", b""),))
    assert _reason(read_envelope(sealed.envelope_xml), emptied) is Reason.DAMAGED


@pytest.mark.parametrize("wrapped", ["not base64!", "AAA"])
def test_key_that_is_not_base64_is_damaged(wrapped: str) -> None:
    sealed = _seal()
    envelope = replace(read_envelope(sealed.envelope_xml), wrapped_key=wrapped)
    assert _reason(envelope, sealed) is Reason.DAMAGED


def test_wrapped_key_of_another_length_is_damaged() -> None:
    sealed = _seal()
    short = b64encode(_PUBLIC.encrypt(b"k" * 16, key_padding())).decode()
    envelope = replace(read_envelope(sealed.envelope_xml), wrapped_key=short)
    assert _reason(envelope, sealed) is Reason.DAMAGED


@pytest.mark.parametrize("signature", ["not base64!", "AAAA", "other"])
def test_signature_that_does_not_open_breaks_the_seal(signature: str) -> None:
    sealed = _seal()
    envelope = read_envelope(sealed.envelope_xml)
    if signature == "other":
        other = b64decode(read_envelope(_seal().envelope_xml).wrapped_key or "")
        signature = b64encode(other).decode()
    assert _reason(replace(envelope, signature=signature), sealed) is Reason.BROKEN_SEAL
