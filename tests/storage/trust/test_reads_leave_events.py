"""Whatever opens what is sealed leaves an event, and nothing opens it that is not named here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import server
from exporters.formats import Format
from server.domain.audit_actions import ACTIONS
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.storage.engine import Database
from server.storage.tables import event
from tests.storage.senders import NOON, Office, Tablet

ROOT = Path(server.__file__).parent.parent
# What gives clear text, or the means to get it.
OPENS = {"Opener", "DataKeys", "Contents", "KeyRing", "KeyNeeded", "FieldSealer", "Keyring"}
# Whoever imports one of these: the events that tell of it.
READS = {
    "server.services.filing.unseal": {"submission.filed", "submission.needs_review"},
    "server.services.filing.keeping": {"seals.kept"},
    "server.services.filing.damaged": {"submission.looked_at", "submission.accepted"},
    "server.cli.filing.damaged": {"submission.looked_at", "submission.accepted"},
    "server.cli.filing.unsealing": {"submission.filed", "submission.needs_review"},
    "server.services.export.export_cases": {"export.cases_begun", "export.cases"},
    "server.services.export.export_submissions": {
        *("export.submissions_begun", "export.submissions"),
    },
    "server.services.export.submissions_run": {"export.submissions_begun"},
    "server.services.export.case_rows": {"export.cases_begun"},
    "server.cli.export.export": {"export.cases_begun", "export.submissions_begun"},
    "server.services.casework.reports": {"submission.filed", "submission.needs_review"},
    "server.services.casework.report": {"report.read", "report.file_read"},
    "server.services.casework.filed_fields": {"report.read"},
    "server.web.console.casework.report_page": {"report.read"},
    "server.web.console.casework.typed": {"statement.said", "case.read"},
    "server.services.casework.quoting": {"case.opened"},
    "server.services.casework.saying": {"statement.said", "statement.withdrawn"},
    "server.web.console.casework.reports": {"report.read", "report.file_read"},
    "server.cli.trust.key_destruction": {"key.destroyed"},
}
# The code that opens, which nobody runs but those above; and what handles keys and the secrets of
# second steps, not what was reported.
MEANS = {
    "server.services.casework.sealed_words",
    "server.services.filing.opening",
    "server.services.filing.sealing",
    "server.services.filing.key_needed",
    "server.services.entrance.enrolment",
    "server.services.entrance.second_factors",
    "server.services.trust.vault",
    "server.services.trust.ledger",
}


def _importers() -> Iterator[str]:
    for file in sorted((ROOT / "server").rglob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        names = {
            alias.name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("server.")
            for alias in node.names
        }
        if names & OPENS:
            yield module


def test_nothing_opens_what_is_sealed_but_what_is_named_here() -> None:
    assert set(_importers()) == {*READS, *MEANS}
    assert {each for told in READS.values() for each in told} <= ACTIONS.keys()


def _unseal(office: Office, _wish: Wish) -> None:
    office.unseal()


def _cases(office: Office, wish: Wish) -> None:
    export_cases(office.database, office.opener.data_keys, wish, CaseOptions())


def _submissions(office: Office, wish: Wish) -> None:
    export_submissions(office.database, office.opener, wish, Selection(form_id="tip"))


def _told(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(event.c.action).order_by(event.c.sequence)))


RUNS: dict[str, tuple[Callable[[Office, Wish], None], list[str]]] = {
    "opening": (_unseal, ["submission.filed"]),
    "cases": (_cases, ["export.cases_begun", "export.cases"]),
    "submissions": (_submissions, ["export.submissions_begun", "export.submissions"]),
}


@pytest.mark.requirement("R84")
@pytest.mark.parametrize("what", RUNS)
def test_reading_leaves_its_events(
    tablet: Tablet, office: Office, tmp_path: Path, what: str
) -> None:
    run, expected = RUNS[what]
    tablet.send_sealed()
    if what != "opening":
        office.unseal()
    before = _told(office.database)
    run(office, Wish(path=tmp_path / "out", format=Format.CSV, actor="amina", at=NOON))
    assert _told(office.database)[len(before) :] == expected


def _stop(_done: int, _total: int) -> None:
    raise KeyboardInterrupt


def test_export_that_is_stopped_has_left_its_event_before(
    tablet: Tablet, office: Office, tmp_path: Path
) -> None:
    tablet.send_sealed()
    office.unseal()
    keys = office.opener.data_keys
    wish = Wish(path=tmp_path / "out", format=Format.CSV, actor="amina", at=NOON)
    with pytest.raises(KeyboardInterrupt):
        export_cases(office.database, keys, wish, CaseOptions(), tell=_stop)
    assert _told(office.database)[-1] == "export.cases_begun"
    assert not wish.path.exists()
