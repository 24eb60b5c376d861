"""An export of answers, and the rows that are in it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from server.services.export.export_account import Exported
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from tests.storage.senders import Office

TIP = Selection(form_id="tip")


def export(office: Office, wish: Wish, selection: Selection = TIP) -> Exported:
    return export_submissions(office.database, office.opener, wish, selection)


def rows(path: Path, table: str = "tip") -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(f"{table}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))
