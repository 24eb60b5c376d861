"""The portal in several processes: the work for one counts in all of them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.domain.forms import Audience
from server.settings import Settings
from server.storage.engine import open_database
from tests.simulators.reporter import solve
from tests.simulators.sending import Instance, multipart, part
from tests.web.office import MIB, Office
from tests.web.started import wait_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server with its office."""

    office: Office
    port: int
    errors: Path

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, object]]:
        """Ask on a connection of its own, which any process may take."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)) as wire:
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            wire.request(method, path, body, {"Accept": "application/json", **named})
            answer = wire.getresponse()
            return answer.status, json.loads(answer.read())

    def report(self, instance: Instance) -> int:
        """Do the work and send."""
        _, task = self.ask("GET", "/report/work")
        parts = [part("xml_submission_file", "submission.xml", instance.xml)]
        parts += [part(name, name, content) for name, content in instance.files]
        headers = {"Content_Type": "multipart/form-data; boundary=b", "X_Work": solve(task)}
        body = multipart("b", parts)
        return self.ask("POST", "/report/tip/submission", body, **headers)[0]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, private_key: RSAPrivateKey
) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("portal")
    url = f"sqlite:///{data / 'lespwa.sqlite3'}"
    settings = Settings(
        data=data, database_url=url, public_url=None, max_upload=4 * MIB, trusted_proxies=0
    )
    database = open_database(url)
    database.upgrade()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", "intake", "--workers", "3"]
    with (data / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            env=os.environ | {"LESPWA_DATA": str(data)},
            stderr=errors,
        )
    wait_for(port)
    office = Office(database=database, key=private_key, settings=settings)
    office.publish("tip", audience=Audience.PUBLIC)
    yield Served(office=office, port=port, errors=data / "errors")
    process.terminate()
    assert process.wait(timeout=30) == 0
    database.close()


def test_work_given_by_one_process_counts_in_another(served: Served) -> None:
    answers = [served.report(served.office.sealed(form_id="tip")) for _ in range(8)]
    assert answers == [201] * 8
    assert served.office.count() == 8


@pytest.mark.requirement("R26")
def test_address_of_who_reports_is_not_in_the_log_of_the_server(served: Served) -> None:
    assert served.report(served.office.sealed(form_id="tip")) == 201
    assert served.ask("POST", "/report/tip/submission")[0] == 428
    lines = served.errors.read_text(encoding="utf-8")
    assert '"route": "/report/<form_id>/submission"' in lines
    assert "127.0.0.1" not in lines.replace(f"http://127.0.0.1:{served.port}", "")
