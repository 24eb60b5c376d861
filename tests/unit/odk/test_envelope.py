"""An envelope is read whatever its order and namespace; what is unusable is refused by name."""

from pathlib import Path

import pytest

from server.errors import Code, Refused
from server.odk.envelope import Envelope, read_envelope
from server.odk.sealing import write_envelope

_COLLECT = Path(__file__).parents[2] / "vectors" / "collect"
_META = "<meta><instanceID>uuid:1</instanceID></meta>"
_KEY = "<base64EncryptedKey>AAAA</base64EncryptedKey>"
_XML = "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"


def _sealed(inside: str, attributes: str = 'id="f" encrypted="yes"') -> bytes:
    return f"<data {attributes}>{inside}</data>".encode()


def _media(*names: str) -> bytes:
    media = "".join(f"<media><file>{name}</file></media>" for name in names)
    return _sealed(_KEY + _META + media + _XML)


def _why(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_envelope(data)
    assert caught.value.code is Code.BAD_ENVELOPE
    return caught.value.words["why"]


def test_collect_envelope_is_read() -> None:
    envelope = read_envelope((_COLLECT / "sealed/00001/instance-00001.xml").read_bytes())
    assert (envelope.form_id, envelope.version) == ("enc_test", '2026.1 "b"\'')
    assert envelope.encrypted
    assert len(envelope.files) == len(envelope.media) + 1 == 6
    assert envelope.files[-1] == envelope.xml_file == "submission.xml.enc"


@pytest.mark.parametrize("number", range(12))
def test_envelope_is_written_as_collect_writes_it(number: int) -> None:
    written = (_COLLECT / f"sealed/{number:05}/instance-{number:05}.xml").read_bytes()
    assert write_envelope(read_envelope(written)) == written


def test_published_order_and_namespace_are_read_too() -> None:
    envelope = read_envelope(
        b'<x:data xmlns:x="http://opendatakit.org/submissions" version="3" id="f" encrypted="yes">'
        b"<x:base64EncryptedElementSignature>\nBBBB\n</x:base64EncryptedElementSignature>"
        b"<x:encryptedXmlFile>submission.xml.enc</x:encryptedXmlFile><x:later/>"
        b"<x:media><x:file>b.jpg.enc</x:file><x:file>a.jpg.enc</x:file></x:media>"
        b"<x:meta><x:instanceName>n</x:instanceName><x:instanceID> uuid:1 </x:instanceID></x:meta>"
        b"<x:base64EncryptedKey> AAAA </x:base64EncryptedKey></x:data>"
    )
    assert envelope == Envelope(
        form_id=envelope.form_id,
        version="3",
        instance_id=envelope.instance_id,
        encrypted=True,
        wrapped_key="AAAA",
        media=("b.jpg.enc", "a.jpg.enc"),
        xml_file="submission.xml.enc",
        signature="BBBB",
    )
    assert (envelope.form_id, envelope.instance_id) == ("f", " uuid:1 ")


@pytest.mark.parametrize("attributes", ['id="f"', 'id="f" version=" " encrypted="no"'])
def test_envelope_with_key_and_document_counts_as_sealed(attributes: str) -> None:
    envelope = read_envelope(_sealed(_KEY + _META + _XML, attributes))
    assert envelope.encrypted
    assert envelope.version is None
    assert envelope.signature is None


def test_plain_submission_is_read() -> None:
    envelope = read_envelope((_COLLECT / "plain/00000/submission.xml").read_bytes())
    assert not envelope.encrypted
    assert envelope.files == ()
    assert envelope.instance_id == "uuid:97e69d45-fa84-4ead-a2ad-4337f93eccb5"


def test_plain_submission_may_ask_about_media() -> None:
    plain = f'<data id="f"><media>radio</media><base64EncryptedKey/>{_META}</data>'
    assert not read_envelope(plain.encode()).encrypted


@pytest.mark.parametrize("meta", ["", "<meta/>", "<meta><instanceID/></meta>"])
def test_sealed_submission_without_id_is_accepted(meta: str) -> None:
    assert read_envelope(_sealed(_KEY + meta + _XML)).instance_id == ""


@pytest.mark.parametrize("meta", ["", "<meta/>", "<meta><instanceID>  </instanceID></meta>"])
def test_plain_submission_without_id_is_refused(meta: str) -> None:
    assert _why(f'<data id="f">{meta}</data>'.encode()) == "it has no instanceID"


@pytest.mark.parametrize("key", ["", "<base64EncryptedKey/>", "<base64EncryptedKey> \n"])
def test_sealed_submission_without_key_is_refused(key: str) -> None:
    closing = "" if key.endswith("/>") or not key else "</base64EncryptedKey>"
    assert "no wrapped key" in _why(_sealed(key + closing + _META + _XML))


@pytest.mark.parametrize("attributes", ['encrypted="yes"', 'id=" " encrypted="yes"'])
def test_envelope_without_form_is_refused(attributes: str) -> None:
    assert _why(_sealed(_KEY + _META + _XML, attributes)) == "it names no form"


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (_KEY + _META, "ending in .enc"),
        (_KEY + _KEY + _META + _XML, "more than one base64EncryptedKey"),
        (_KEY + _META + _XML + _XML, "more than one encryptedXmlFile"),
        (_KEY + _META + _META + _XML, "more than one instanceID"),
        (_KEY + "<meta><instanceID><b/></instanceID></meta>" + _XML, "only text"),
        (_KEY + _META + "<media/>" + _XML, "names no file"),
        (_KEY.replace("AAAA", "A" * 4097) + _META + _XML, "too long"),
        (_KEY + _META.replace("uuid:1", "x" * 256) + _XML, "longer than 255 characters"),
        (_KEY + _META.replace("uuid:1", "x\ny") + _XML, "control characters"),
    ],
)
def test_unusable_envelope_is_refused(inside: str, why: str) -> None:
    assert why in _why(_sealed(inside))


@pytest.mark.parametrize("name", ["a/b.enc", "a\\b.enc", "a\tb.enc", "a\x85b.enc"])
def test_file_name_with_slash_or_control_is_refused(name: str) -> None:
    assert "slash or control" in _why(_media(name))


@pytest.mark.parametrize("name", ["", "a.jpg", ".enc", "..enc", "...enc", "a.enc "])
def test_file_name_of_no_sealed_file_is_refused(name: str) -> None:
    assert "ending in .enc" in _why(_media(name))


def test_long_file_name_is_refused() -> None:
    assert read_envelope(_media("é" * 125 + ".enc")).encrypted
    assert "longer than 255 bytes" in _why(_media("é" * 126 + ".enc"))


def test_file_named_twice_is_refused() -> None:
    assert "twice" in _why(_media("a.enc", "a.enc"))
    assert "twice" in _why(_media("submission.xml.enc"))


def test_too_many_files_are_refused() -> None:
    assert "more than 2000" in _why(_media(*(f"{number}.enc" for number in range(2000))))


@pytest.mark.parametrize("name", ["naïve é 🐄.jpg.enc", "a.b.c.enc", "x.enc.enc", "no ext.enc"])
def test_unusual_file_names_are_kept(name: str) -> None:
    assert read_envelope(_media(name)).media == (name,)
