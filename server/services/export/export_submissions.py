"""Export the decrypted answers of one form: every version, every opened submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from exporters.csvzip import CsvZip
from exporters.formats import Format
from exporters.landing import landing_folder
from exporters.tables import Sink
from server.errors import Code, Refused
from server.services.export.answer_layout import lay_out
from server.services.export.attachments_out import Store
from server.services.export.export_account import Account, Exported
from server.services.export.export_file import Wish, export_file
from server.services.export.submissions_run import SubmissionsRun
from server.services.filing.opening import Opener
from server.services.filing.reckoning import reckon
from server.storage.engine import Database
from server.storage.export import exporting

ACTION = "export.submissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which form's answers are exported, and what beside them as given."""

    form_id: str
    split_multiples: bool = False
    attachments_in_zip: bool = False
    attachments_folder: Path | None = None


def export_submissions(
    database: Database,
    opener: Opener,
    wish: Wish,
    selection: Selection,
    *,
    tell: Callable[[int, int], object] = lambda _done, _total: None,
) -> Exported:
    """Export every opened submission of a form; one that does not open now is counted.

    `tell` is given how many are done, and of how many.

    Raises:
        Refused: UNKNOWN_FORM, FILE_PROBLEM, or NOT_SET_UP and KEY_UNUSABLE when nothing can be
            opened here at all.
    """

    def export(store: Store | None) -> Exported:
        def write(sink: Sink) -> Account:
            with database.reading() as connection:
                run = _start(connection, opener, selection, wish)
                return run.write(sink, _store(sink, selection) or store, tell)

        return export_file(database, wish, ACTION, selection.form_id, write)

    if selection.attachments_in_zip and wish.format is not Format.CSV:
        why = "only a csv export is a zip that can hold attachments; name a folder for them"
        raise Refused(Code.FILE_PROBLEM, name=str(wish.path), why=why)
    if selection.attachments_folder is None:
        return export(None)
    with landing_folder(selection.attachments_folder) as folder:
        exported = export(folder.write)
        folder.land()
    return exported


def _store(sink: Sink, selection: Selection) -> Store | None:
    return sink.attach if selection.attachments_in_zip and isinstance(sink, CsvZip) else None


def _start(
    connection: Connection, opener: Opener, selection: Selection, wish: Wish
) -> SubmissionsRun:
    form_id = selection.form_id
    if not exporting.form_exists(connection, form_id):
        raise Refused(Code.UNKNOWN_FORM, form=form_id)
    found = (
        opener.form_library.version_of(connection, form_id, version)
        for version in exporting.versions(connection, form_id)
    )
    versions = [each for each in found if each is not None]
    return SubmissionsRun(
        connection=connection,
        opener=opener,
        layout=lay_out(form_id, versions, split_multiples=selection.split_multiples),
        about=(
            f"Made on {wish.at:%Y-%m-%d at %H:%M} UTC.",
            f"It holds the answers to the form {form_id} as they were sent.",
            f"Versions of the form, all together: {', '.join(each.version for each in versions)}.",
        ),
        title=f"Answers: {versions[0].title if versions else form_id}",
        account=Account(
            received=exporting.count_by_state(connection, form_id),
            reckoning=reckon(connection),
        ),
        form_id=form_id,
    )
