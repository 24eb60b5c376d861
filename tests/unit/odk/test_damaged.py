"""What a broken seal holds can be looked at, and the damaged part told as far as it can be."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from server.odk.damaged import Looked, look
from server.odk.envelope import Envelope, read_envelope
from server.odk.keys import read_private_key
from server.odk.opened import Incomplete, Reason, SignatureState, Unreadable
from server.odk.sealing import seal

_COLLECT = Path(__file__).parents[2] / "vectors" / "collect"
KEY = read_private_key((_COLLECT / "private-key.pem").read_bytes(), name="the test key")
XML = (
    b'<data id="tip" version="1"><a>A word with someone</a>'
    b"<meta><instanceID>uuid:1</instanceID></meta></data>"
)
PHOTOS = (("a.jpg", b"\xff\xd8" + b"a" * 90), ("b.jpg", b"\xff\xd8" + b"b" * 90))


def sealed(files: Iterable[tuple[str, bytes]] = PHOTOS) -> tuple[Envelope, dict[str, bytes]]:
    made = seal(
        KEY.public_key(),
        form_id="tip",
        version="1",
        instance_id="uuid:1",
        xml=XML,
        files=list(files),
    )
    return read_envelope(made.envelope_xml), dict(made.files)


def looked_at(envelope: Envelope, files: Mapping[str, bytes]) -> Looked:
    def gives(content: bytes) -> Callable[[], Iterable[bytes]]:
        return lambda: [content]

    return look(envelope, {name: gives(content) for name, content in files.items()}, [KEY])


def flipped(content: bytes, place: int) -> bytes:
    at = place % len(content)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


ENVELOPE, FILES = sealed()


@settings(deadline=None)
@given(place=st.integers(0, 200), name=st.sampled_from(["a.jpg.enc", "b.jpg.enc"]))
def test_words_are_whole_whatever_byte_of_a_picture_is_wrong(place: int, name: str) -> None:
    looked = looked_at(ENVELOPE, FILES | {name: flipped(FILES[name], place)})
    assert (looked.words, looked.can_be_filed) == (XML, True)
    assert name.removesuffix(".enc") in looked.where


@pytest.mark.parametrize("place", range(len(FILES["submission.xml.enc"])))
def test_a_wrong_byte_in_the_words_is_told_apart(place: int) -> None:
    name = "submission.xml.enc"
    looked = looked_at(ENVELOPE, FILES | {name: flipped(FILES[name], place)})
    assert not looked.can_be_filed
    assert looked.where.startswith("The words")


def test_file_cut_short_is_named_alone() -> None:
    looked = looked_at(ENVELOPE, FILES | {"b.jpg.enc": FILES["b.jpg.enc"][:-3]})
    assert looked.where == "The words read as a whole form. Damaged: b.jpg."


def test_nothing_of_it_counts_as_proved() -> None:
    assert looked_at(ENVELOPE, FILES).seal.signature is SignatureState.BROKEN


def test_what_was_looked_at_opens_again_as_it_was() -> None:
    files = FILES | {"b.jpg.enc": FILES["b.jpg.enc"][:-3]}
    kept = looked_at(ENVELOPE, files).seal
    assert b"".join(kept.open_file(0, [files["a.jpg.enc"]])) == PHOTOS[0][1]
    assert b"".join(kept.open_file(1, [files["b.jpg.enc"]])).startswith(PHOTOS[1][1][:80])
    with pytest.raises(Unreadable):
        b"".join(kept.open_file(1, [FILES["b.jpg.enc"]]))


@pytest.mark.parametrize("signature", [None, "no base64", "AAAA"])
def test_damaged_seal_is_told_apart(signature: str | None) -> None:
    envelope = Envelope(
        form_id=ENVELOPE.form_id,
        version=ENVELOPE.version,
        instance_id=ENVELOPE.instance_id,
        encrypted=True,
        wrapped_key=ENVELOPE.wrapped_key,
        media=ENVELOPE.media,
        xml_file=ENVELOPE.xml_file,
        signature=signature,
    )
    assert "The seal itself is damaged." in looked_at(envelope, FILES).where


def test_words_alone_have_no_other_part_to_blame() -> None:
    assert looked_at(*sealed(())).where.endswith("the seal does not fit them.")


def test_form_that_its_envelope_calls_another_cannot_be_filed() -> None:
    folder = _COLLECT / "damaged" / "f_badsig_otherid"
    envelope = read_envelope((folder / "submission.xml").read_bytes())
    looked = looked_at(envelope, {each.name: each.read_bytes() for each in folder.glob("*.enc")})
    assert (looked.root is not None, looked.can_be_filed) == (True, False)
    assert "another one" in looked.where


def test_missing_file_is_said() -> None:
    with pytest.raises(Incomplete):
        looked_at(ENVELOPE, {"a.jpg.enc": b""})


def test_another_key_shows_nothing() -> None:
    other: RSAPrivateKey = generate_private_key(65537, 2048)
    with pytest.raises(Unreadable) as found:
        look(ENVELOPE, {name: lambda: [b""] for name in FILES}, [other])
    assert found.value.reason is Reason.WRONG_KEY
