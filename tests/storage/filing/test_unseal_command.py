from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli.filing.books import books
from server.cli.filing.unseal import unseal
from server.cli.house import House
from server.errors import Code, Refused
from server.services.trust.keys import FormKey
from server.services.trust.vault import Vault
from server.settings import read_settings
from server.storage.engine import Database
from tests.simulators.office import machine_environ, open_custody, withdraw_private_keys
from tests.storage.senders import ANSWERS, Office, Tablet, filled


@pytest.fixture
def machine(database: Database, published: FormKey, vault: Vault, tmp_path: Path) -> dict[str, str]:
    """The settings of a machine that may open; the vault is that of the form `tip`."""
    assert published.fingerprint
    return machine_environ(database, open_custody(database, vault=vault), tmp_path)


@pytest.fixture
def house(database_url: str, machine: dict[str, str], tmp_path: Path) -> House:
    settings = read_settings(
        {"LESPWA_DATA": str(tmp_path), "LESPWA_DATABASE_URL": database_url, **machine}
    )
    return House(settings=lambda: settings)


def _run(house: House, command: object, *arguments: str) -> Result:
    with house:
        return CliRunner().invoke(command, arguments, obj=house, catch_exceptions=False)  # type: ignore[arg-type]  # either


def test_unseal_says_what_became_of_each(house: House, tablet: Tablet) -> None:
    tablet.send_sealed(1)
    tablet.send(filled(2, ANSWERS), {})
    result = _run(house, unseal)
    states = "0 incomplete + 0 sealed + 1 filed + 1 needs review + 0 unreadable + 0 disposed"
    assert result.stdout.splitlines() == [
        "2 opened.",
        "        1  filed",
        "        1  needs review: It came in without a seal; it was sealed on arrival.",
        f"2 received = {states}",
    ]


def test_unseal_with_nothing_to_do_says_so(house: House, published: FormKey) -> None:
    assert published.fingerprint
    assert _run(house, unseal).stdout.startswith("Nothing was waiting to be opened.\n0 received")


def test_unseal_speaks_json(house: House, tablet: Tablet) -> None:
    xml, _ = tablet.seal(1)
    tablet.send(xml, {"submission.xml.enc": b"0" * 16})
    said = json.loads(_run(house, unseal, "--json").stdout)
    assert said["opened"] == said["received"] == said["books"]["unreadable"] == 1
    outcome = {"state": "unreadable", "reason": "broken_seal", "count": 1}
    assert said["outcomes"] == [outcome]


def test_unseal_in_processes_files_each_once(house: House, tablet: Tablet) -> None:
    for number in range(30):
        tablet.send_sealed(number)
    said = json.loads(_run(house, unseal, "--workers", "2", "--json").stdout)
    assert said["opened"] == said["books"]["filed"] == 30


def test_unseal_again_tries_what_was_unreadable(house: House, tablet: Tablet) -> None:
    xml, _ = tablet.seal(1)
    tablet.send(xml, {"submission.xml.enc": b"0" * 16})
    for _ in range(2):
        assert "Nothing" not in _run(house, unseal, "--again").stdout
        assert "Nothing" in _run(house, unseal).stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_unseal_without_a_key_says_so(
    house: House, database: Database, tablet: Tablet, workers: str
) -> None:
    tablet.send_sealed()
    withdraw_private_keys(database)
    with pytest.raises(Refused) as refused:
        _run(house, unseal, "--workers", workers)
    assert refused.value.code is Code.NOT_SET_UP


def test_unseal_watches_until_told_to_stop(
    database_url: str, machine: dict[str, str], tmp_path: Path, tablet: Tablet, office: Office
) -> None:
    settings = {"LESPWA_DATABASE_URL": database_url, "LESPWA_DATA": str(tmp_path), **machine}
    watcher = subprocess.Popen(
        [sys.executable, "-c", "from server.cli import main; main()", "unseal", "--watch"],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert watcher.stdout is not None
    assert watcher.stdout.readline().startswith("Nothing was waiting")
    tablet.send_sealed()
    while office.states() != [("filed", None)]:
        time.sleep(0.1)
    watcher.terminate()
    watcher.communicate(timeout=20)
    assert watcher.returncode == 0


def test_books_account_for_every_submission(house: House, tablet: Tablet) -> None:
    tablet.send_sealed(1)
    xml, files = tablet.seal(2, files=[("a.jpg", b"a")])
    receipt = tablet.send(xml, {"a.jpg.enc": files["a.jpg.enc"]})
    tablet.send(filled(3, ANSWERS), {})
    _run(house, unseal)
    lines = _run(house, books).stdout.splitlines()
    assert lines[0].startswith("3 received = 1 incomplete + 0 sealed + 1 filed + 1 needs review")
    assert "came in without a seal" in lines[1]
    assert lines[2].startswith(f"  {receipt.submission_id} of tip has waited")


def test_books_of_one_form_speak_json(house: House, database: Database, tablet: Tablet) -> None:
    xml, _ = tablet.seal(1, files=[("a.jpg", b"a")])
    tablet.send(xml, {})
    said = json.loads(_run(house, books, "--form", "tip", "--json").stdout)
    assert said["books"]["incomplete"] == said["received"] == 1
    assert said["incomplete"][0]["missing"] == ["a.jpg.enc", "submission.xml.enc"]
    assert database.clock().tzinfo is not None
    with pytest.raises(Refused, match="There is no form named top"):
        _run(house, books, "--form", "top")
