"""The walk of docs/running.md: a copy, a disposal, the copy put back, and the newest ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from server.domain.states import State
from server.services.trust.vault import Vault
from server.storage.engine import Database
from tests.simulators.office import environ
from tests.storage.desks import Desk, open_desk
from tests.storage.senders import Office, Tablet, office

_WHY = "The time for keeping it is over."


@pytest.fixture
def desk(database_url: str, vault: Vault, tablet: Tablet, tmp_path: Path) -> Desk:
    return open_desk(tmp_path, database_url, tablet.database, vault)


@pytest.fixture
def ids(desk: Desk, tablet: Tablet, office: Office) -> list[str]:
    """Two reports that were received and filed."""
    assert desk.url
    found = [str(tablet.send_sealed(number).submission_id) for number in (1, 2)]
    office.unseal()
    return found


def dispose(desk: Desk, submission: str) -> None:
    desk.says("amina", "dispose", "request", submission, "--why", _WHY)
    desk.says("leon", "dispose", "authorise", submission, "--yes")


@pytest.mark.requirement("R86")
def test_copy_that_is_put_back_disposes_again_of_what_was_disposed_of(
    desk: Desk, ids: list[str], copied: Callable[[], Database], vault: Vault, tmp_path: Path
) -> None:
    ledger, copy = tmp_path / "keys.ledger", copied()
    dispose(desk, ids[0])
    desk.says("amina", "ledger", "write", ledger)
    restored = desk.at(copy)
    said = restored.says("leon", "ledger", "apply", ledger)
    assert [line.split()[0] for line in said.splitlines()[1:]] == ["1", "1", "0"]
    assert restored.says("leon", "audit", "verify").startswith("The chain is whole")
    books = json.loads(restored.says("ada", "books", "--json"))["books"]
    assert (books[State.FILED], books[State.DISPOSED]) == (1, 1)
    [remains] = json.loads(restored.says("amina", "dispose", "list", "--done", "--json"))
    assert (remains["submission"], remains["authorised_by"]) == (ids[0], "leon")
    assert len(office(copy, vault).records("report")) == 1


def test_copy_is_put_back_by_custodians_with_the_newest_ledger_only(
    desk: Desk, ids: list[str], copied: Callable[[], Database], tmp_path: Path
) -> None:
    new, copy = tmp_path / "new", copied()
    dispose(desk, ids[0])
    desk.says("amina", "ledger", "write", new)
    restored = desk.at(copy)
    assert "Your role does not allow this" in restored.is_told("ada", "ledger", "apply", new)
    changed = tmp_path / "changed"
    changed.write_bytes(b"".join(new.read_bytes().splitlines(keepends=True)[:-1]))
    assert "it is cut off" in restored.is_told("leon", "ledger", "apply", changed)
    changed.write_bytes(new.read_bytes().replace(b"gone\t", b"gone\t0", 1))
    assert "changed since it was written" in restored.is_told("leon", "ledger", "apply", changed)
    restored.says("amina", "ledger", "apply", new)
    restored.says("leon", "ledger", "apply", new)  # once more changes nothing


def test_unattended_machine_writes_the_ledger_with_its_key(
    desk: Desk, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ids
    key = tmp_path / "machine.key"
    leon = environ(desk.folder, "leon")["LESPWA_PASSWORD_FILE"]
    beside = ("--with", "leon", "--with-password-file", leon)
    desk.says("amina", "keys", "add-machine", "backup", "--out", key, *beside)
    monkeypatch.setenv("LESPWA_MACHINE_KEY_FILE", str(key))
    assert "holds 2 data keys" in desk.says("ada", "ledger", "write", tmp_path / "ledger")
    [event] = desk.says("leon", "audit", "show", "--action", "ledger.written").splitlines()[-1:]
    assert "machine" in event
