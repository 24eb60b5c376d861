"""What a browser seals is what Collect would have sealed: it opens here, byte for byte."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from playwright.sync_api import Error, Page

from server.cli import main
from server.odk.envelope import Envelope, read_envelope
from server.odk.keys import read_private_key
from server.odk.seal import SignatureState, open_attachment, open_sealed
from server.odk.sealing import write_envelope
from tests.browser.conftest import Serve
from tests.browser.sealing import Sealed, content_of, scripts, seal_in, stillness

_PEM = Path(__file__).parents[1] / "vectors/collect/private-key.pem"
_KEY = read_private_key(_PEM.read_bytes(), name="the test key")
_WRITABLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
_TEXTS = st.text(_WRITABLE, min_size=1, max_size=40).filter(str.strip)
_VERSIONS = st.sampled_from(["", " ", "1", '2026.1 "b"\'&<>', "'", '"']) | _TEXTS
_NAMES = st.text(_WRITABLE.filter(lambda each: each not in "/\\"), min_size=1, max_size=50).filter(
    lambda name: name not in {".", "..", "submission.xml"} and len(name.encode()) < 250
)
_SIZES = st.sampled_from([0, 1, 15, 16, 17, 4096, 65_535, 65_536, 65_537, 200_000])
_MIB = 1 << 20


@pytest.fixture
def ready(page: Page, serve: Serve) -> Page:
    page.goto(serve(scripts()))
    return page


def _public(key: RSAPublicKey) -> str:
    return b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def _filled(form_id: str = "f", version: str = "1", instance_id: str = "uuid:1") -> dict[str, str]:
    root = etree.Element("data", {"id": form_id, "version": version})
    etree.SubElement(etree.SubElement(root, "meta"), "instanceID").text = instance_id
    etree.SubElement(root, "words").text = "Zoë's answer 🌊 & more"
    xml = etree.tostring(root, encoding="unicode")
    key = _public(_KEY.public_key())
    return {"key": key, "formId": form_id, "version": version, "instanceId": instance_id} | {
        "xml": xml
    }


@pytest.mark.requirement("R82")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    files=st.lists(st.tuples(_NAMES, _SIZES), max_size=20, unique_by=lambda file: file[0]),
    version=_VERSIONS,
    form_id=_TEXTS,
    instance_id=_TEXTS,
)
def test_sealed_in_the_browser_opens_here(
    ready: Page, files: list[tuple[str, int]], version: str, form_id: str, instance_id: str
) -> None:
    filled = _filled(form_id, version, instance_id)
    sealed = seal_in(ready, filled, files)
    envelope = read_envelope(sealed.envelope)
    opened = open_sealed(envelope, sealed.sources(), [_KEY])
    assert (opened.xml.decode(), opened.signature) == (filled["xml"], SignatureState.VALID)
    assert [(each.name, each.size) for each in opened.attachments] == files
    for name, size in files:
        assert _clear(sealed, envelope, opened.content_key, name) == content_of(name, size)


def _clear(sealed: Sealed, envelope: Envelope, key: bytes, name: str) -> bytes:
    stored = f"{name}.enc"
    return b"".join(open_attachment(envelope, key, name=stored, chunks=sealed.sources()[stored]()))


@pytest.mark.parametrize("version", ["", '2026.1 "b"\'&<>', "it's", "2 > 1 & 1 < 2"])
def test_envelope_is_written_as_collect_writes_it(ready: Page, version: str) -> None:
    sealed = seal_in(ready, _filled('a "b" & c', version), [("a & b.jpg", 3), ("été's.png", 0)])
    assert write_envelope(read_envelope(sealed.envelope)) == sealed.envelope


def test_large_photograph_leaves_the_page_alive(ready: Page) -> None:
    assert stillness(ready, "seal", _filled() | {"size": 10 * _MIB}) < 1 / 3


def test_large_photograph_opens(ready: Page) -> None:
    sealed = seal_in(ready, _filled(), [("a.jpg", 5 * _MIB), ("empty", 0)])
    opened = open_sealed(read_envelope(sealed.envelope), sealed.sources(), [_KEY])
    assert [each.size for each in opened.attachments] == [5 * _MIB, 0]
    clear = _clear(sealed, read_envelope(sealed.envelope), opened.content_key, "a.jpg")
    assert clear == content_of("a.jpg", 5 * _MIB)


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_keys_of_every_usual_size_seal(ready: Page, bits: int) -> None:
    key = generate_private_key(65537, bits)
    sealed = seal_in(ready, _filled() | {"key": _public(key.public_key())})
    assert open_sealed(read_envelope(sealed.envelope), sealed.sources(), [_KEY, key]).key_index == 1


def test_key_and_vectors_are_new_each_time(ready: Page) -> None:
    first, second = (seal_in(ready, _filled(), [("a", 64)]) for _ in range(2))
    assert first.files["a.enc"] != second.files["a.enc"]
    assert first.envelope != second.envelope


@pytest.mark.requirement("R82")
def test_folder_from_the_browser_opens_offline(ready: Page, tmp_path: Path) -> None:
    seal_in(ready, _filled(), [("photo é.jpg", 100_000)]).write(tmp_path / "in" / "one")
    words = ["open-folder", "--private-key", str(_PEM), str(tmp_path / "in"), "--json"]
    answer = CliRunner().invoke(main, [*words, str(tmp_path / "out")])
    assert json.loads(answer.stdout)["opened"] == 1
    opened = tmp_path / "out" / "one"
    assert (opened / "submission.xml").read_text(encoding="utf-8") == _filled()["xml"]
    assert (opened / "photo é.jpg").read_bytes() == content_of("photo é.jpg", 100_000)


@pytest.mark.parametrize("key", ["", "AAAA", "not base64!"])
def test_key_that_is_none_seals_nothing(ready: Page, key: str) -> None:
    with pytest.raises(Error):
        seal_in(ready, _filled() | {"key": key})


_SPIED = """async (filled) => {
    const held = []
    const [random, encode] = [crypto.getRandomValues, TextEncoder.prototype.encode]
    const noted = (bytes) => { held.push(bytes); return bytes }
    crypto.getRandomValues = (bytes) => noted(random.call(crypto, bytes))
    TextEncoder.prototype.encode = function (text) {
        const bytes = encode.call(this, text)
        return text === filled.xml ? noted(bytes) : bytes
    }
    const {seal} = await import('/static/seal.js')
    await seal({...filled, files: []})
    return held.map((bytes) => [bytes.length, bytes.every((each) => each === 0)])
}"""


def test_key_and_document_are_overwritten_once_sealed(ready: Page) -> None:
    filled = _filled()
    held = ready.evaluate(_SPIED, filled)
    assert held == [[32, True], [len(filled["xml"].encode()), True]]
