"""A sealed folder is written out in clear as it was sent, or as far as it is there."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.odk.envelope import read_envelope
from server.odk.opened import Incomplete, Reason, SignatureState, Unreadable
from server.odk.sealing import seal
from server.services.filing.opened_files import (
    SealedFolder,
    write_opened,
    write_unproved,
    write_what_is_there,
)
from tests.simulators.office import small_key

DOCUMENT = b'<data id="f" version="1"><a/><meta><instanceID>uuid:1</instanceID></meta></data>'
WHOLE = {"submission.xml": DOCUMENT, "a.jpg": b"1"}


@pytest.fixture
def sealed(tmp_path: Path) -> SealedFolder:
    """A document with one photograph."""
    made = seal(
        small_key().public_key(),
        form_id="f",
        version="1",
        instance_id="uuid:1",
        xml=DOCUMENT,
        files=[("a.jpg", b"1")],
    )
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in made.files:
        (folder / name).write_bytes(content)
    return SealedFolder(envelope=read_envelope(made.envelope_xml), folder=folder, key=small_key())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_submission_is_written_as_it_was_sent(sealed: SealedFolder, target: Path) -> None:
    assert write_opened(sealed, target) is SignatureState.VALID
    assert contents(target) == WHOLE


def test_what_is_written_is_for_its_owner_only(sealed: SealedFolder, target: Path) -> None:
    write_opened(sealed, target)
    assert {stat.S_IMODE(each.stat().st_mode) for each in target.iterdir()} == {0o600}


def test_submission_that_lacks_a_file_writes_nothing(sealed: SealedFolder, target: Path) -> None:
    (sealed.folder / "a.jpg.enc").unlink()
    with pytest.raises(Incomplete):
        write_opened(sealed, target)
    assert contents(target) == {}


@pytest.mark.parametrize(
    ("lost", "written"),
    [("a.jpg.enc", {"submission.xml": DOCUMENT}), ("submission.xml.enc", {})],
)
def test_what_is_there_is_written_with_its_document_or_not_at_all(
    sealed: SealedFolder, target: Path, lost: str, written: dict[str, bytes]
) -> None:
    (sealed.folder / lost).unlink()
    write_what_is_there(sealed, target)
    assert contents(target) == written


def test_broken_seal_is_written_as_not_proved(sealed: SealedFolder, target: Path) -> None:
    broken = replace(sealed, envelope=replace(sealed.envelope, signature="AAAA"))
    assert write_unproved(broken, target).words == DOCUMENT
    assert contents(target) == WHOLE


def test_a_file_that_changes_between_two_readings_is_not_trusted(
    sealed: SealedFolder, target: Path
) -> None:
    good = (sealed.folder / "a.jpg.enc").read_bytes()
    readings = iter([good, bytes([good[0] ^ 1]) + good[1:]])
    flaky = replace(sealed, read=lambda file: _once(readings, file))
    with pytest.raises(Unreadable) as raised:
        write_opened(flaky, target)
    assert raised.value.reason is Reason.DAMAGED


def _once(readings: Iterator[bytes], file: Path) -> Iterator[bytes]:
    yield next(readings) if file.name == "a.jpg.enc" else file.read_bytes()
