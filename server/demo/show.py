"""The demonstration: the commands an officer types, run one after another on made-up data."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from random import Random

from server.demo.cases import sample_cases
from server.demo.fill import fill
from server.demo.reports import sample_reports
from server.demo.tablet import Tablet
from server.domain.two_people import APART
from server.errors import Code, Refused
from server.services.trust.accounts import known_account
from server.storage.engine import open_database
from server.storage.trust import people

FORMS = ("screening", "online_report", "hotline", "case_record", "consent")
_AUDIENCES = ("agency", "public", "hotline", "expert")
_ADDRESS = re.compile(r"https?://\S+/key/\S+")
_REQUEST = re.compile(r"lespwa export authorise (\w+)")
_CREATED = 201
_XLSFORMS = Path(__file__).parents[2] / "xlsforms"  # beside the package, installed or not
_START_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody made up who can sign in."""

    login: str
    name: str
    role: str


PEOPLE = (
    Person(login="amina", name="Amina Made-Up", role="data_manager"),
    Person(login="leon", name="Leon Made-Up", role="leader"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Where the demonstration lives: its folder, its address, and how it speaks."""

    folder: Path
    host: str
    port: int
    say: Callable[[str], None]

    @property
    def url(self) -> str:
        """The address of the demonstration's server."""
        return f"http://{self.host}:{self.port}"

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment of its commands: ours, with none of the settings of a real system."""
        ours = {name: text for name, text in os.environ.items() if not name.startswith("LESPWA_")}
        return {**ours, **self.settings}

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings of the made-up system; no password is among them."""
        return {"LESPWA_DATA": str(self.folder / "data"), "LESPWA_PUBLIC_URL": self.url}

    @property
    def manager(self) -> Mapping[str, str]:
        """The settings with which the made-up Data Manager runs a command."""
        first = PEOPLE[0]
        return {"LESPWA_LOGIN": first.login, "LESPWA_PASSWORD_FILE": str(self.password_file(first))}

    def password_file(self, person: Person) -> Path:
        """Return where the password of a made-up person lies."""
        return self.folder / f"{person.login}.password"

    @property
    def machine_key(self) -> Path:
        """Where the key lies with which this computer opens submissions unattended."""
        return self.folder / "machine.key"

    def run(self, *arguments: str, shows: bool = True) -> str:
        """Run one command, show it and what it prints unless told not to, and return that."""
        self.say(f"\n$ lespwa {' '.join(_quoted(each) for each in arguments)}")
        done = subprocess.run(  # noqa: S603 - our own commands, with arguments made here
            _command(*arguments),
            env={**self.environ, **self.manager},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Refused(Code.DEMO_FAILED, command=arguments[0], why=done.stderr.strip())
        if shows:
            self.say(done.stdout.rstrip())
        return done.stdout


def free_port(host: str) -> int:
    """Return a port that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def set_up(demo: Demo, *, now: datetime) -> None:
    """Set up with made-up people, whose passwords and recovery code lie in files of the folder."""
    first, second = PEOPLE
    chosen = demo.folder / "chosen.password"  # in place of the one that was handed over
    for file in (demo.password_file(first), chosen):
        file.touch(mode=0o600)
        file.write_text(f"{secrets.token_hex(12)}\n", encoding="ascii")
    signed = ("--signed-on", now.date().isoformat())
    demo.run(
        *("init", "--login", first.login, "--name", first.name, "--role", first.role, *signed),
        *("--password-file", str(demo.password_file(first))),
        *("--recovery-file", str(demo.folder / "recovery-code")),
    )
    demo.run("keys", "add-machine", "This computer", "--out", str(demo.machine_key))
    demo.run(
        *("people", "add", second.login, "--name", second.name, "--role", second.role, *signed),
        *("--password-out", str(demo.password_file(second))),
    )
    demo.run("people", "password", "--new-password-file", str(chosen), *_by(demo, second))
    chosen.replace(demo.password_file(second))
    _let_a_week_pass(demo, second, now=now)


def _let_a_week_pass(demo: Demo, person: Person, *, now: datetime) -> None:
    """Pretend that a made-up person has had a password of their own for the time that it takes."""
    url = f"sqlite:///{demo.folder / 'data' / 'lespwa.sqlite3'}"
    with closing(open_database(url)) as database, database.work() as work:
        account = known_account(work.connection, person.login)
        people.change(work.connection, account.id, {"apart_from": now})
        work.note("demo", "demo.week_passed", account.id)
        work.commit()
    demo.say(
        f"\n(Two people decide together only {APART.days} days after one was handed a password by"
        " the other. Here these are over already, as everything is made up.)"
    )


def prepare(demo: Demo, *, now: datetime) -> tuple[str, str]:
    """Publish the five forms and add an agent; return its address, and the code to scan.

    The code is not shown yet: who tries it out finds it at the end, where it is needed.
    """
    demo.run("forms", "publish", *(str(_XLSFORMS / f"{name}.xlsx") for name in FORMS))
    audiences = chain.from_iterable(("--audience", each) for each in _AUDIENCES)
    shown = demo.run(
        *("agents", "add", "Sample tablet", "--agency", "Example Police Post"),
        *("--new-agency", "police", "--trained-on", now.date().isoformat()),
        *audiences,
        shows=False,
    )
    demo.say("(The code for a tablet comes at the end.)")
    found = _ADDRESS.search(shown)
    if found is None:
        raise Refused(Code.DEMO_FAILED, command="agents", why="it printed no address")
    return found[0], shown.rstrip()


@contextmanager
def serving(demo: Demo) -> Iterator[subprocess.Popen[bytes]]:
    """Serve in the background until leaving."""
    address = ("--host", demo.host, "--port", str(demo.port), "--workers", "1")
    demo.say(f"\n$ lespwa serve {' '.join(address)} &")
    with (demo.folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command, with arguments made here
            _command("serve", *address), env=demo.environ, stdout=log, stderr=log
        )
        try:
            _wait_for(demo, process)
            yield process
        finally:
            process.terminate()
            process.wait()


def send_samples(demo: Demo, address: str, *, random: Random, now: datetime) -> Counter[str]:
    """Fill, seal and send every sample as a tablet would; return how many of each form arrived."""
    tablet = Tablet(server_url=address, device_id=f"demo:{secrets.token_hex(8)}")
    blanks = {form_id: tablet.download(form_id) for form_id in FORMS}
    sent: Counter[str] = Counter()
    for sample in chain(sample_reports(random, now), sample_cases(random, now)):
        blank = blanks[sample.form_id]
        instance_id = f"uuid:{secrets.token_hex(16)}"
        xml = fill(blank.form, sample.filled, instance_id)
        status = tablet.send(blank.seal(xml, instance_id, sample.attachments))
        if status != _CREATED:
            raise Refused(Code.DEMO_FAILED, command="serve", why=f"a report got answer {status}")
        sent[sample.form_id] += 1
    counts = ", ".join(f"{count} {form_id}" for form_id, count in sent.items())
    demo.say(f"\nSealed and sent {sent.total()} samples, as a tablet does: {counts}.")
    return sent


def file_and_export(demo: Demo) -> Sequence[Path]:
    """Open, file, show the books and export; return the files written."""
    demo.run("unseal")
    demo.run("books")
    exports = demo.folder / "exports"
    exports.mkdir(mode=0o700, exist_ok=True)
    for what in (("cases",), ("submissions", "screening"), ("submissions", "case_record")):
        _agree(demo, *what)
    wanted = (
        (("export", "cases"), "xlsx", exports / "cases.xlsx"),
        (("export", "cases"), "csv", exports / "cases.csv.zip"),
        (("export", "submissions", "screening"), "csv", exports / "screening.csv.zip"),
        (("export", "submissions", "case_record"), "json", exports / "case_record.json"),
    )
    for command, kind, path in wanted:
        demo.run(*command, "--format", kind, "--out", str(path))
    return [path for _, _, path in wanted]


def _agree(demo: Demo, *what: str) -> None:
    """Let the Data Manager ask for an export of personal data, and the Leader authorise it."""
    asked = demo.run("export", "request", *what, "--why", "To show what an export looks like.")
    found = _REQUEST.search(asked)
    if found is None:
        raise Refused(Code.DEMO_FAILED, command="export", why="it printed no request")
    demo.run("export", "authorise", found[1], "--yes", *_by(demo, PEOPLE[1]))


def _by(demo: Demo, person: Person) -> tuple[str, ...]:
    return "--as", person.login, "--password-file", str(demo.password_file(person))


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "server", *arguments]


def _quoted(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument


def _wait_for(demo: Demo, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((demo.host, demo.port)) == 0:
                return
        time.sleep(0.05)
    raise Refused(Code.DEMO_FAILED, command="serve", why="the server did not start")
