"""A whole installation worked by its commands, and tablets that fill, seal and send."""

from __future__ import annotations

import json
import random
import re
import threading
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from click.testing import CliRunner
from werkzeug.serving import make_server

from server.app import create_intake
from server.cli import main
from server.cli.house import House
from server.demo.fill import Filled, fill
from server.odk.keys import read_public_key
from server.odk.sealing import seal
from server.odk.xform import read_form
from server.settings import read_settings
from server.storage.engine import open_database
from server.web.intake.log import open_log
from tests.simulators.agreeing import agree_on_export
from tests.simulators.collect import Collect
from tests.simulators.office import TINY, open_custody
from tests.simulators.office import environ as signing_in
from tests.simulators.sending import Instance, Outcome
from tests.simulators.shelf import Decision, Installed

_ADDRESS = re.compile(r"https?://\S+/key/\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One installation: its folder, its database, and where its server listens."""

    folder: Path
    database_url: str
    address: str

    @property
    def environ(self) -> dict[str, str]:
        """The settings of its commands, which the first custodian runs."""
        return environ(self.folder, self.database_url) | signing_in(self.folder)

    def run(self, *words: object) -> str:
        """Run one `lespwa` command and return what it prints."""
        done = CliRunner().invoke(
            main, [str(each) for each in words], env=self.environ, obj=House(cost=lambda: TINY)
        )
        assert done.exit_code == 0, done.output
        return done.stdout

    def tablet(self, *audiences: str) -> Tablet:
        """Give out an access code and set up a tablet with it."""
        wanted = [word for each in audiences for word in ("--audience", each)]
        shown = self.run(
            *("agents", "add", "Bo Made-Up", "--agency", "Example Police Post"),
            *("--new-agency", "police", "--trained-on", datetime.now(UTC).date()),
            *("--url", self.address, *wanted),
        )
        found = _ADDRESS.search(shown)
        assert found is not None
        return Tablet(Collect(found[0], randomness=random.Random(7)))

    def export(self, *what: str) -> list[dict[str, Any]]:
        """Export as JSON, once two people have agreed, and return the records."""
        agree_on_export(self.database_url, *what)
        out = self.folder / "export.json"
        self.run("export", *what, "--format", "json", "--out", out, "--overwrite")
        records: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))["records"]
        return records


class Tablet:
    """One ODK Collect whose forms are filled by giving values for fields or question paths."""

    def __init__(self, collect: Collect) -> None:
        self.collect = collect
        self._random = random.Random(collect.server_url)
        self.forms: dict[str, Installed] = {}

    def refresh(self) -> dict[str, Decision]:
        """Fetch the forms that are offered; what was decided about each is returned."""
        decided = self.collect.match_exactly()
        self.forms = {each.blank.form_id: each for each in self.collect.shelf.live()}  # the last
        return decided

    def send(self, form_id: str, values: Mapping[str, str]) -> Outcome:
        """Fill the form as it is on this tablet, seal it and send it."""
        blank = self.forms[form_id].blank
        form = read_form(self.forms[form_id].content)
        instance_id = f"uuid:{UUID(int=self._random.getrandbits(128), version=4)}"
        sealed = seal(
            read_public_key(b64decode(blank.public_key or ""), name=form_id),
            form_id=form.form_id,
            version=form.version,
            instance_id=instance_id,
            xml=fill(form, Filled(values=values), instance_id),
            files=(),
        )
        instance = Instance(xml=sealed.envelope_xml, files=sealed.files, action=blank.action)
        (outcome,) = self.collect.send([instance])
        return outcome


@contextmanager
def open_station(folder: Path, database_url: str) -> Iterator[Station]:
    """Set up, and serve on a port of its own until leaving."""
    settings = read_settings(environ(folder, database_url))
    with closing(open_database(database_url)) as database, (folder / "log").open("w") as log:
        open_custody(database)
        app = create_intake(settings, database, log=open_log(lambda: datetime.now(UTC), log))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}"
            yield Station(folder=folder, database_url=database_url, address=address)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def environ(folder: Path, database_url: str) -> dict[str, str]:
    """Return the settings as environment variables."""
    return {"LESPWA_DATA": str(folder / "data"), "LESPWA_DATABASE_URL": database_url}
