"""Setting up and caring for the vault by commands, as typed and by scripts, on both databases."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from sqlalchemy import select

from server.cli import main
from server.cli.house import House
from server.odk.keys import fingerprint
from server.storage.engine import open_database
from server.storage.tables import event
from server.storage.trust.trust_tables import key_slot
from tests.simulators.office import NOON, PASSWORD, TINY, small_key

NEW = "nine owls borrow a drum"
SIGNED = ("--signed-on", "2026-01-15")
_CODE = re.compile(r"(?:[2-9A-HJKMNP-Z]{5}-){8}[2-9A-HJKMNP-Z]{5}")


@dataclass
class Town:
    """One installation and what its people type; the clock stands at noon unless moved."""

    folder: Path
    url: str
    days: int = 0
    who: str = "amina"
    settings: dict[str, str] = field(default_factory=dict)

    def file(self, name: str, text: str = "") -> Path:
        path = self.folder / name
        if text:
            path.touch(mode=0o600)
            path.write_text(f"{text}\n", encoding="utf-8")
        return path

    def typed(self, *words: object, answers: Sequence[str] = (), can_ask: bool = False) -> Result:
        env = {"LESPWA_DATA": str(self.folder / "data"), "LESPWA_DATABASE_URL": self.url}
        env |= {"LESPWA_LOGIN": self.who, "LESPWA_PASSWORD_FILE": str(self.file(self.who))}
        house = House(clock=lambda: NOON, cost=lambda: TINY, can_ask=lambda: can_ask)
        return CliRunner().invoke(
            main,
            [str(each) for each in words],
            env=env | self.settings,
            obj=house,
            input="".join(f"{each}\n" for each in answers),
        )

    def run(self, *words: object) -> str:
        done = self.typed(*words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def fails(self, *words: object) -> str:
        done = self.typed(*words)
        assert done.exit_code == 1, done.output
        return done.stderr

    def set_up(self) -> None:
        words = ("--login", "amina", "--name", "Amina Made-Up", *SIGNED)
        files = ("--password-file", self.file("amina", PASSWORD))
        self.run("init", *words, *files, "--recovery-file", self.file("recovery"))

    def add(self, login: str, role: str) -> str:
        words = ("--name", f"{login.title()} Made-Up", "--role", role, *SIGNED)
        return self.run("people", "add", login, *words, "--password-out", self.file(login))

    def choose_own(self, login: str) -> None:
        """Let somebody choose PASSWORD in place of the one they were given."""
        given = self.file(login).replace(self.file(f"{login} given"))
        own = ("--as", login, "--password-file", given)
        new = ("--new-password-file", self.file(login, PASSWORD))
        self.run("people", "password", *new, *own)

    def acts(self) -> list[str]:
        with closing(open_database(self.url)) as database, database.reading() as connection:
            return list(connection.scalars(select(event.c.action).order_by(event.c.sequence)))


@pytest.fixture
def empty(tmp_path: Path, database_url: str) -> Town:
    return Town(folder=tmp_path, url=database_url)


@pytest.fixture
def town(empty: Town) -> Town:
    empty.set_up()
    return empty


@pytest.fixture
def pair(town: Town) -> Town:
    town.add("leon", "leader")
    town.choose_own("leon")
    return town


def test_set_up_by_a_script_leaves_the_code_in_a_file(empty: Town) -> None:
    empty.set_up()
    code = empty.file("recovery")
    assert _CODE.fullmatch(code.read_text(encoding="utf-8").strip())
    assert stat.S_IMODE(code.stat().st_mode) == 0o600
    assert "is set up already" in empty.fails("init")


def test_set_up_at_a_terminal_asks_shows_the_code_and_wants_it_back(empty: Town) -> None:
    answers = ["amina", "Amina Made-Up", "2026-01-15", PASSWORD, PASSWORD, "WRONG"]
    done = empty.typed("init", answers=answers, can_ask=True)
    assert (done.exit_code, "Lespwa is set up" in done.stdout) == (1, False)
    assert "This is not a recovery code" in done.stderr
    assert _CODE.search(done.stdout)
    assert "not set up" in empty.fails("keys", "list")


def test_set_up_without_anybody_to_ask_names_the_option(empty: Town) -> None:
    assert "Nobody is here to answer: give --login." in empty.fails("init")
    words = ("--login", "amina", "--name", "A", *SIGNED)
    assert "give --password-file" in empty.fails("init", *words)
    files = ("--password-file", empty.file("amina", PASSWORD))
    assert "give --recovery-file" in empty.fails("init", *words, *files)


def test_set_up_that_fails_leaves_no_code_behind(empty: Town) -> None:
    words = ("--login", "amina", "--name", "A", "--signed-on", "2030-01-01")
    files = ("--password-file", empty.file("amina", PASSWORD))
    said = empty.fails("init", *words, *files, "--recovery-file", empty.file("recovery"))
    assert "dated in the future" in said
    assert not empty.file("recovery").exists()


def test_recovery_code_is_not_written_over_a_file(empty: Town) -> None:
    empty.file("recovery", "something dear")
    words = ("--login", "amina", "--name", "A", *SIGNED)
    files = ("--password-file", empty.file("amina", PASSWORD))
    said = empty.fails("init", *words, *files, "--recovery-file", empty.file("recovery"))
    assert "it is there already" in said
    assert empty.file("recovery").read_text(encoding="utf-8") == "something dear\n"


def test_set_up_moves_key_files_into_the_vault(empty: Town) -> None:
    keys = empty.folder / "data" / "keys"
    keys.mkdir(parents=True)
    pem = small_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (keys / "old.pem").write_bytes(pem)
    empty.set_up()
    (found,) = json.loads(empty.run("keys", "list", "--json"))
    assert found["fingerprint"] == fingerprint(small_key().public_key())
    assert found["is_in_the_vault"]
    assert list(keys.iterdir()) == []


def test_people_are_added_approved_and_listed(pair: Town) -> None:
    assert "A Leader, not you, approves" in pair.add("bo", "case_worker")
    assert "does not allow this" in pair.fails("people", "approve", "bo")
    pair.who = "leon"
    said = pair.run("people", "approve", "bo")
    assert "Bo Made-Up can sign in until 2027-11-22." in said
    assert re.search("shown this once: (?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\n", said)
    rows = {each["login"]: each for each in json.loads(pair.run("people", "list", "--json"))}
    assert {login: row["holds_a_key"] for login, row in rows.items()} == dict.fromkeys(rows, True)
    assert rows["bo"]["state"] == "good"
    assert "access.refused" in pair.acts()


def test_people_are_renewed_and_closed(pair: Town) -> None:
    pair.who = "leon"
    said = pair.run("people", "renew", "amina", "--days", "10", "--signed-on", "2026-11-01")
    assert said == "Amina Made-Up can sign in until 2026-12-02.\n"
    assert "is not a date" in pair.fails("people", "renew", "amina", "--signed-on", "soon")
    assert "let another Leader come first" in pair.fails("people", "disable", "leon")
    assert "can no longer sign in" in pair.run("people", "disable", "amina")
    pair.who = "amina"
    assert pair.fails("people", "list") == "Error: The login or the password is wrong.\n"
    assert "sign_in.refused" in pair.acts()


def test_slot_of_somebody_closed_by_a_manager_waits_for_the_leader(pair: Town) -> None:
    pair.add("bo", "case_worker")
    pair.run("people", "approve", "bo", "--as", "leon", "--password-file", pair.file("leon"))
    assert "A Leader finds and removes it" in pair.run("people", "disable", "bo")


def test_password_is_changed_and_reset(pair: Town) -> None:
    new = pair.file("new", NEW)
    pair.run("people", "password", "--new-password-file", new)
    assert "wrong" in pair.fails("people", "list")
    pair.who = "leon"
    pair.file("amina").unlink()
    said = pair.run("people", "reset", "amina", "--password-out", pair.file("amina"))
    assert "do not count as two people" in said
    assert stat.S_IMODE(pair.file("amina").stat().st_mode) == 0o600
    pair.who = "amina"
    assert "First choose your own" in pair.fails("people", "list")
    pair.choose_own("amina")
    assert "amina" in pair.run("people", "list")


@pytest.mark.requirement("R86")
def test_password_that_was_given_is_not_chosen_again(town: Town) -> None:
    town.add("leon", "leader")
    own = ("--as", "leon", "--password-file", town.file("leon"))
    said = town.fails("people", "password", "--new-password-file", town.file("leon"), *own)
    assert "somebody else knows" in said


def test_password_is_shown_to_who_adds_the_second_person_or_to_a_script(town: Town) -> None:
    words = ("--name", "Leon Made-Up", "--role", "leader", *SIGNED)
    given = json.loads(town.run("people", "add", "leon", *words, "--json"))["password"]
    assert given not in town.run("people", "list")
    town.file("leon", given)
    town.choose_own("leon")
    words = ("--name", "Bo Made-Up", "--role", "operator", *SIGNED)
    assert "password" not in json.loads(town.run("people", "add", "bo", *words, "--json"))


def test_password_is_not_written_over_a_file_and_then_nothing_is_done(pair: Town) -> None:
    out = pair.file("dear", "something dear")
    said = pair.fails("people", "reset", "amina", "--password-out", out)
    assert "with `lespwa people password`" in said  # nobody resets their own
    pair.who = "leon"
    assert "there already" in pair.fails("people", "reset", "amina", "--password-out", out)
    pair.who = "amina"
    assert "amina" in pair.run("people", "list")


@pytest.mark.requirement("R86")
def test_leader_does_not_take_the_managers_place(pair: Town) -> None:
    why = ("--why", "To see whether this can be had.")
    pair.who = "leon"
    pair.file("amina").unlink()
    pair.run("people", "reset", "amina", "--password-out", pair.file("amina"))
    pair.choose_own("amina")
    pair.who = "amina"
    asked = re.search(
        r"lespwa export authorise (\w+)", pair.run("export", "request", "cases", *why)
    )
    assert asked is not None
    pair.who = "leon"
    said = pair.fails("export", "authorise", asked[1])
    assert "You count as two from 2026-11-29 12:00 UTC on" in said
    assert pair.acts()[-1] == "access.refused"


def test_password_can_be_asked(pair: Town) -> None:
    pair.settings = {"LESPWA_PASSWORD_FILE": "", "LESPWA_LOGIN": ""}
    done = pair.typed("people", "password", answers=["amina", PASSWORD, NEW, NEW], can_ask=True)
    assert done.stdout == "Your password was changed; the old one opens nothing more.\n"
    assert "give --as LOGIN" in pair.fails("people", "list")
    pair.settings["LESPWA_LOGIN"] = "amina"
    assert "give --password-file" in pair.fails("people", "list")
    own = ("--as", "leon", "--password-file", pair.file("leon"))
    assert "amina" in pair.run("people", "list", *own)


def test_recovery_by_a_script_gives_a_new_code(pair: Town) -> None:
    pair.settings = {"LESPWA_RECOVERY_FILE": str(pair.file("recovery"))}
    words = ("--new-password-file", pair.file("new", NEW), "--recovery-file")
    assert "can sign in" in pair.run("people", "recover", "amina", *words, pair.file("code 2"))
    said = pair.fails("people", "recover", "amina", *words, pair.file("code 3"))
    assert "does not open the vault" in said
    assert not pair.file("code 3").exists()
    pair.settings = {"LESPWA_PASSWORD_FILE": str(pair.file("new"))}
    assert "amina" in pair.run("people", "list")


def test_recovery_at_a_terminal(pair: Town) -> None:
    code = pair.file("recovery").read_text(encoding="utf-8").strip().lower()
    done = pair.typed("people", "recover", "leon", answers=[code, NEW, NEW, "?"], can_ask=True)
    assert done.exit_code == 1  # the new code was never typed back
    assert "give the code in LESPWA_RECOVERY_FILE" in pair.fails("people", "recover", "leon")
    pair.who = "leon"
    assert "leon" in pair.run("people", "list")


def test_keys_are_rotated_and_listed(town: Town) -> None:
    assert "New reports are sealed with the key" in town.run("keys", "rotate")
    new = json.loads(town.run("keys", "rotate", "--json"))
    found = json.loads(town.run("keys", "list", "--json"))
    assert [each["is_current"] for each in found] == [True, False, False]
    assert found[0]["fingerprint"] == new["fingerprint"]
    assert town.run("keys", "list").count("  3072  ") == 3


def test_keys_of_an_existing_project_are_imported(town: Town) -> None:
    lock = BestAvailableEncryption(b"for the key")
    pem = town.folder / "odk.pem"
    pem.write_bytes(small_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    words = ("keys", "import", pem)
    assert "nobody is here to type" in town.fails(*words)
    secret = ("--passphrase-file", town.file("phrase", "for the key"))
    assert "forms keep the one they have" in town.run(*words, *secret)
    said = json.loads(town.run(*words, *secret, "--make-current", "--json"))
    name = fingerprint(small_key().public_key())
    assert said == {"fingerprint": name, "is_current": True, "republished": []}


def test_import_that_leaves_the_current_key_answers_a_script(town: Town) -> None:
    pem = town.folder / "odk.pem"
    pem.write_bytes(small_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert json.loads(town.run("keys", "import", pem, "--json"))["is_current"] is False


def test_public_half_is_exported(town: Town) -> None:
    pem = town.run("keys", "export-public")
    assert pem.startswith("-----BEGIN PUBLIC KEY-----")
    town.run("keys", "export-public", "--out", town.file("public.pem"))
    assert town.file("public.pem").read_text(encoding="utf-8") == pem
    assert "no one form key" in town.fails("keys", "export-public", "none")


def test_machine_takes_two_once_there_are_two(pair: Town) -> None:
    words = ("keys", "add-machine", "worker 1", "--out", pair.file("machine"))
    assert "This takes two people at one desk" in pair.fails(*words)
    leon = ("--with", "leon", "--with-password-file", pair.file("leon"))
    assert "You count as two from" in pair.fails(*words, *leon)
    assert "give --with-password-file" in pair.fails(*words, *leon[:2])
    assert "The login or the password is wrong" in pair.fails(
        *words, *leon[:2], "--with-password-file", pair.file("wrong", NEW)
    )
    assert not pair.file("machine").exists()


def test_imported_key_takes_two_to_become_current(pair: Town) -> None:
    pem = pair.folder / "odk.pem"
    pem.write_bytes(small_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert "This takes two people at one desk" in pair.fails(
        "keys", "import", pem, "--make-current"
    )
    assert "key.imported" not in pair.acts()
    pair.run("keys", "import", pem)
    assert pair.acts()[-1] == "key.imported"


def test_machine_opens_submissions_until_its_slot_is_removed(town: Town) -> None:
    pair = town
    said = pair.run("keys", "add-machine", "worker 1", "--out", pair.file("machine"))
    pair.add("leon", "leader")
    pair.choose_own("leon")
    assert stat.S_IMODE(pair.file("machine").stat().st_mode) == 0o600
    machine = {"LESPWA_MACHINE_KEY_FILE": str(pair.file("machine")), "LESPWA_LOGIN": ""}
    pair.settings = machine
    assert "Nothing was waiting" in pair.run("unseal")
    assert "give --as" in pair.fails("keys", "list")  # a machine does nothing else
    pair.settings, pair.who = {}, "leon"
    pair.run(*said.splitlines()[1].split()[1:])
    pair.settings = machine
    assert "The machine's key does not open the vault" in pair.fails("unseal")


def test_administrator_needs_the_machines_key_to_open(pair: Town) -> None:
    pair.add("ada", "administrator")
    pair.who = "leon"
    pair.run("people", "approve", "ada", "--password-out", pair.file("ada"))
    pair.choose_own("ada")
    pair.who = "ada"
    assert "does not hold" in pair.fails("unseal")
    assert "does not allow this" in pair.fails("keys", "rotate")


def test_slots_show_what_is_damaged(pair: Town) -> None:
    with closing(open_database(pair.url)) as database, database.work() as work:
        damage = key_slot.update().where(key_slot.c.kind == "recovery").values(salt=b"")
        work.connection.execute(damage)
        work.note("cruz", "slot.removed", "vault")
        work.commit()
    assert "DAMAGED, no secret opens it: make another" in pair.run("keys", "slots")
    pair.who = "leon"
    pair.run("keys", "new-recovery", "--recovery-file", pair.file("code 2"))
    found = json.loads(pair.run("keys", "slots", "--json"))
    assert {each["whose"] for each in found} == {"amina", "leon", ""}
    assert not any(each["is_damaged"] for each in found)
