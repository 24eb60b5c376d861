"""A folder of submissions as Collect sealed them opens offline; every one is accounted for."""

from __future__ import annotations

import csv
import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from server.cli import main
from server.odk.sealing import seal

VECTORS = Path(__file__).parents[2] / "vectors" / "collect"
KEY = VECTORS / "private-key.pem"


def run(*arguments: object, key: Path = KEY) -> Result:
    words = ["open-folder", "--private-key", str(key), *map(str, arguments)]
    return CliRunner().invoke(main, words)


def report(out: Path) -> dict[str, dict[str, str]]:
    with (out / "report.csv").open(newline="", encoding="utf-8") as file:
        return {line["folder"]: line for line in csv.DictReader(file)}


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.requirement("R82")
def test_every_sealed_sample_opens_byte_for_byte(tmp_path: Path) -> None:
    answer = run(VECTORS / "sealed", tmp_path / "out", "--json")
    expected = {each.name for each in (VECTORS / "plain").iterdir()}
    assert json.loads(answer.stdout)["opened"] == json.loads(answer.stdout)["found"] == 12
    assert {each.name for each in (tmp_path / "out").iterdir()} == {*expected, "report.csv"}
    for name in expected:
        assert contents(tmp_path / "out" / name) == contents(VECTORS / "plain" / name)


OUTCOMES = {
    "a_good": ("opened", ""),
    "b_missing_media": ("incomplete", "missing_files"),
    "c_missing_xml": ("incomplete", "missing_files"),
    "d_swapped_media_order": ("not_proved", "broken_seal"),
    "e_nosig": ("needs_review", "no_signature"),
    "f_badsig_otherid": ("not_proved", "broken_seal"),
    "g_flipbit": ("not_proved", "broken_seal"),
    "h_trunc": ("not_proved", "damaged"),
    "i_trunc16": ("not_proved", "broken_seal"),
    "j_otherInstanceID": ("not_proved", "broken_seal"),
    "k_nover": ("not_proved", "broken_seal"),
    "l_notEncryptedKey": ("refused", "bad_envelope"),
    "m_mediaflip": ("not_proved", "broken_seal"),
    "n_wrongkey_sigonly": ("not_proved", "broken_seal"),
}


def test_every_damaged_sample_ends_in_its_state(tmp_path: Path) -> None:
    answer = run(VECTORS / "damaged", tmp_path / "out")
    assert answer.exit_code == 0
    lines = report(tmp_path / "out")
    assert {name: (line["state"], line["code"]) for name, line in lines.items()} == OUTCOMES
    assert all(line["reason"] for name, line in lines.items() if name != "a_good")
    unproved = {name for name, (state, _) in OUTCOMES.items() if state == "not_proved"}
    opened = {"a_good", "b_missing_media", "e_nosig", "report.csv"}
    opened |= {f"{name}__NOT_PROVED" for name in unproved}
    assert {each.name for each in (tmp_path / "out").iterdir()} == opened


def test_what_a_broken_seal_holds_is_opened_as_not_proved(tmp_path: Path) -> None:
    run(VECTORS / "damaged", tmp_path / "out")
    good, flipped = (
        contents(tmp_path / "out" / name) for name in ("a_good", "m_mediaflip__NOT_PROVED")
    )
    assert flipped.keys() == good.keys()
    assert flipped["submission.xml"] == good["submission.xml"]
    assert "most likely one of: 1718" in report(tmp_path / "out")["m_mediaflip"]["reason"]


def test_an_incomplete_submission_opens_as_far_as_it_is_there(tmp_path: Path) -> None:
    run(VECTORS / "damaged", tmp_path / "out")
    good, partial = (
        contents(tmp_path / "out" / "a_good"),
        contents(tmp_path / "out" / "b_missing_media"),
    )
    missing = "1718002726100.jpg"
    assert partial == {name: data for name, data in good.items() if name != missing}
    assert f"Missing: {missing}.enc." in report(tmp_path / "out")["b_missing_media"]["reason"]


def test_the_report_names_instance_form_and_version(tmp_path: Path) -> None:
    run(VECTORS / "sealed", tmp_path / "out")
    line = report(tmp_path / "out")["00000"]
    assert line["instance"] == "uuid:97e69d45-fa84-4ead-a2ad-4337f93eccb5"
    assert (line["form"], line["version"]) == ("enc_test", '2026.1 "b"\'')
    assert (line["file"], line["opened_into"]) == ("instance-00000.xml", "00000")


@pytest.mark.requirement("R82")
def test_what_is_opened_is_for_its_owner_only(tmp_path: Path) -> None:
    run(VECTORS / "sealed", tmp_path / "out")
    modes = {
        (each.is_dir(), stat.S_IMODE(each.stat().st_mode))
        for each in [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    }
    assert modes == {(True, 0o700), (False, 0o600)}


def test_one_submission_folder_can_be_opened(tmp_path: Path) -> None:
    run(VECTORS / "sealed" / "00000", tmp_path / "out")
    assert contents(tmp_path / "out" / "00000") == contents(VECTORS / "plain" / "00000")


def test_a_whole_briefcase_folder_can_be_opened(tmp_path: Path) -> None:
    instances = tmp_path / "in" / "forms" / "One form" / "instances"
    shutil.copytree(VECTORS / "damaged" / "a_good", instances / "uuid1")
    shutil.copytree(VECTORS / "damaged" / "a_good", instances / "UUID1")
    shutil.copy(VECTORS / "form.xml", instances.parent / "One form.xml")
    run(tmp_path / "in", tmp_path / "out")
    states = {name: line["state"] for name, line in report(tmp_path / "out").items()}
    assert states == {
        "forms/One form": "refused",
        "forms/One form/instances/uuid1": "opened",
        "forms/One form/instances/UUID1": "opened",
    }
    assert len([each for each in (tmp_path / "out").iterdir() if each.is_dir()]) == 2


def test_several_envelopes_in_one_folder_all_open(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(VECTORS / "damaged" / "a_good", folder)
    shutil.copy(folder / "submission.xml", folder / ("again" * 30 + ".xml"))
    answer = run(folder, tmp_path / "out", "--json")
    assert json.loads(answer.stdout)["opened"] == 2


def test_a_submission_that_was_never_sealed_is_said_so(tmp_path: Path) -> None:
    run(VECTORS / "plain", tmp_path / "out")
    assert {line["state"] for line in report(tmp_path / "out").values()} == {"not_sealed"}


def test_a_file_that_is_no_xml_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=x.xml").write_bytes(b"\x00")
    run(tmp_path / "in", tmp_path / "out")
    line = report(tmp_path / "out")["."]
    assert (line["file"], line["state"], line["code"]) == ("'=x.xml", "refused", "not_xml")


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    shutil.copytree(VECTORS / "damaged" / "a_good", tmp_path / "in" / "good")
    (tmp_path / "in" / "gone.xml").symlink_to(tmp_path / "nowhere")
    run(tmp_path / "in", tmp_path / "out")
    lines = report(tmp_path / "out")
    assert (lines["."]["code"], lines["good"]["state"]) == ("file_problem", "opened")


STRANGE = (b"no text \xff", b"\x1b[31mred", "\u202egpj.exe".encode(), "😀".encode() * 60)


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_stops_nothing(tmp_path: Path, name: bytes) -> None:
    for each in (os.fsdecode(name), "plain"):
        shutil.copytree(VECTORS / "damaged" / "a_good", tmp_path / "in" / each)
    run(tmp_path / "in", tmp_path / "out")
    assert [line["state"] for line in report(tmp_path / "out").values()] == ["opened", "opened"]
    names = [each.name for each in (tmp_path / "out").iterdir()]
    assert len(names) == 3
    assert all(each.isprintable() for each in names)


def test_a_pipe_stops_nothing(tmp_path: Path) -> None:
    shutil.copytree(VECTORS / "damaged" / "a_good", tmp_path / "in" / "good")
    os.mkfifo(tmp_path / "in" / "pipe.xml")
    run(tmp_path / "in", tmp_path / "out")
    lines = report(tmp_path / "out")
    assert (lines["."]["code"], lines["good"]["state"]) == ("file_problem", "opened")
    assert "it is not a file" in lines["."]["reason"]


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    other = _write(tmp_path / "key.pem", rsa.generate_private_key(65537, 2048))
    run(VECTORS / "damaged" / "a_good", tmp_path / "out", key=other)
    assert report(tmp_path / "out")["."]["code"] == "wrong_key"
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["report.csv"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    answer = run(VECTORS / "sealed", tmp_path / "out")
    assert answer.exit_code == 1
    assert "it is not empty, and nothing is overwritten" in answer.stderr
    assert contents(tmp_path / "out") == {"mine": b"mine"}


def test_an_output_inside_the_input_is_not_read_again(tmp_path: Path) -> None:
    shutil.copytree(VECTORS / "sealed", tmp_path / "in")
    (tmp_path / "in" / "out").mkdir()
    answer = run(tmp_path / "in", tmp_path / "in" / "out", "--json")
    assert json.loads(answer.stdout)["found"] == 12


def test_an_empty_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    answer = run(tmp_path / "in", tmp_path / "out")
    assert answer.exit_code == 1
    assert "there is no submission in it" in answer.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = run(VECTORS / "sealed", tmp_path / "file" / "out")
    assert answer.exit_code == 1
    assert "a part of the path is not a folder" in answer.stderr


def _write(
    file: Path,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    lock: KeySerializationEncryption | None = None,
    format_: PrivateFormat = PrivateFormat.PKCS8,
) -> Path:
    file.write_bytes(key.private_bytes(Encoding.PEM, format_, lock or NoEncryption()))
    return file


def _sample_key() -> rsa.RSAPrivateKey:
    key = load_pem_private_key(KEY.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@pytest.mark.parametrize("format_", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("word", [None, b"four plain words"])
def test_a_key_opens_in_either_format(
    tmp_path: Path, format_: PrivateFormat, word: bytes | None
) -> None:
    lock = BestAvailableEncryption(word) if word else None
    key = _write(tmp_path / "key.pem", _sample_key(), lock, format_)
    (tmp_path / "word").write_bytes(b"four plain words\n")
    source, out = VECTORS / "damaged" / "a_good", tmp_path / "out"
    answer = run(source, out, "--json", "--passphrase-file", tmp_path / "word", key=key)
    assert json.loads(answer.stdout)["opened"] == 1


def test_a_wrong_passphrase_is_one_sentence(tmp_path: Path) -> None:
    key = _write(tmp_path / "key.pem", _sample_key(), BestAvailableEncryption(b"right"))
    (tmp_path / "word").write_bytes(b"wrong")
    answer = run(VECTORS, tmp_path / "out", "--passphrase-file", tmp_path / "word", key=key)
    assert answer.exit_code == 1
    assert "the passphrase is wrong or the file is damaged" in answer.stderr


def test_a_passphrase_that_nobody_can_type_is_one_sentence(tmp_path: Path) -> None:
    key = _write(tmp_path / "key.pem", _sample_key(), BestAvailableEncryption(b"right"))
    answer = run(VECTORS, tmp_path / "out", key=key)
    assert answer.exit_code == 1
    assert "give it in --passphrase-file" in answer.stderr


PUBLIC_KEY = _sample_key().public_key()
SPKI = PublicFormat.SubjectPublicKeyInfo
WRONG_KEYS = {
    "the private key is needed": PUBLIC_KEY.public_bytes(Encoding.PEM, SPKI),
    "it is not in PEM form": PUBLIC_KEY.public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ),
    "there is no private key in it": b"hello",
    "the file is damaged": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
}


@pytest.mark.parametrize("why", WRONG_KEYS)
def test_a_file_that_is_no_private_key_is_one_sentence(tmp_path: Path, why: str) -> None:
    (tmp_path / "key.pem").write_bytes(WRONG_KEYS[why])
    answer = run(VECTORS, tmp_path / "out", key=tmp_path / "key.pem")
    assert answer.exit_code == 1
    assert why in answer.stderr


def test_a_key_of_another_kind_is_one_sentence(tmp_path: Path) -> None:
    key = _write(tmp_path / "key.pem", ec.generate_private_key(ec.SECP256R1()))
    assert "but not an RSA key" in run(VECTORS, tmp_path / "out", key=key).stderr


def test_a_key_that_is_too_short_is_one_sentence(tmp_path: Path) -> None:
    key = _write(tmp_path / "key.pem", rsa.generate_private_key(65537, 1024))  # noqa: S505 - on purpose
    assert "it has only 1024 bits" in run(VECTORS, tmp_path / "out", key=key).stderr


DOCUMENT = b'<data id="f" version="1"><a/><meta><instanceID>uuid:1</instanceID></meta></data>'


def _seal(folder: Path, xml: bytes = DOCUMENT, instance: str = "uuid:1") -> None:
    """Seal a document with one photograph into a folder, and lose the photograph."""
    sealed = seal(
        PUBLIC_KEY, form_id="f", version="1", instance_id=instance, xml=xml, files=[("a.jpg", b"1")]
    )
    folder.mkdir()
    (folder / "envelope.XML").write_bytes(sealed.envelope_xml)
    for name, content in sealed.files:
        (folder / name).write_bytes(content)


LACKING = {
    "whole": (DOCUMENT, "uuid:1", "incomplete", "missing_files"),
    "no id outside": (DOCUMENT, "", "incomplete", "missing_files"),
    "another id inside": (DOCUMENT, "uuid:2", "unreadable", "identity_mismatch"),
    "no document inside": (b"\0", "uuid:1", "unreadable", "not_a_submission"),
    "too much inside": (b"<" * (9 * 1024 * 1024), "uuid:1", "unreadable", "not_a_submission"),
}


@pytest.mark.parametrize("what", LACKING)
def test_the_rest_of_an_incomplete_submission_is_checked(tmp_path: Path, what: str) -> None:
    xml, instance, state, code = LACKING[what]
    _seal(tmp_path / "in", xml, instance)
    (tmp_path / "in" / "a.jpg.enc").unlink()
    run(tmp_path / "in", tmp_path / "out")
    line = report(tmp_path / "out")["."]
    assert (line["state"], line["code"]) == (state, code)
    assert (tmp_path / "out" / "in").exists() == (state == "incomplete")


def test_a_submission_without_an_id_outside_needs_review(tmp_path: Path) -> None:
    _seal(tmp_path / "in", instance="")
    run(tmp_path / "in", tmp_path / "out")
    line = report(tmp_path / "out")["."]
    assert (line["state"], line["code"]) == ("needs_review", "no_instance_id")
    assert contents(tmp_path / "out" / "in") == {"submission.xml": DOCUMENT, "a.jpg": b"1"}
