"""`lespwa doctor`: say what is wrong with files, disk, settings, Java or database, and its mend."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.publishing.public_pages import check_numbers, check_public_pages
from server.settings import Settings

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from sqlalchemy import Connection

    from server.services.upkeep.check_up import Ailment

_DRIFT = timedelta(minutes=2)
_SQLITE = "sqlite:///"
_START = "start it, or correct LESPWA_DATABASE_URL"
_AS_ITS_USER = (
    "run this as the user to whom LESPWA_DATA belongs; if the file in it is damaged, put the"
    " backup in its place"
)
_INIT = "run `lespwa init`; or, if it was set up elsewhere, let LESPWA_DATA name that place"
_DAMAGED = (
    "stop `lespwa serve`, keep the damaged database as it is, and put the newest copy in its place"
)
_LEAST_FREE = 1024  # MiB on the disk of the data folder
_UPGRADE = "run `lespwa books`, which brings it up to date, or install the newer Lespwa"


@click.command()
@as_json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Look at vault, people, keys, files, settings, database, Java and clock; change nothing.

    The database is read to its last page, and the books are held against the audit. The exit code
    is 1 when something must be mended. It needs no password, and tells of reports only their ids.
    """
    from server.services.upkeep.check_up import Grade  # noqa: PLC0415 - slow to import

    house: House = ctx.obj
    pages = check_public_pages(house.settings)
    free = shutil.disk_usage(_there(house.settings.data)).free
    found = [*_files(house.settings), *room_for(free), *pages, *_java(), *_database(house)]
    wrong = [each for each in found if each.grade is Grade.WRONG]
    if as_json:
        rows = [
            {
                "code": each.code,
                "grade": each.grade.value,
                "sentence": each.sentence,
                "mend": each.mend,
            }
            for each in found
        ]
        house.say_json({"is_well": not wrong, "found": rows})
    else:
        for each in found:
            house.say(f"{each.grade.value.upper()}: {each.sentence}")
            house.say(f"  Mend: {each.mend}.")
        house.say("Nothing has to be mended." if not wrong else f"{len(wrong)} to be mended.")
    if wrong:
        ctx.exit(1)


def _database(house: House) -> Iterator[Ailment]:
    """Look into the database without bringing it up to date."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow to import

    from server.services.upkeep.check_up import Ailment, check_records  # noqa: PLC0415
    from server.storage.engine import open_database  # noqa: PLC0415
    from server.storage.migrations import is_current, is_ours  # noqa: PLC0415

    url = house.settings.database_url
    try:
        if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists():
            why = "Lespwa is not set up: there is no database."
            yield Ailment(code="no_vault", sentence=why, mend=_INIT)
            return
        with closing(open_database(url)) as database, database.reading() as connection:
            if not is_ours(connection):
                why = "Lespwa is not set up: this is no database of a Lespwa."
                yield Ailment(code="no_vault", sentence=why, mend=_INIT)
                return
            yield from _damage(connection)
            if not is_current(connection):
                why = "The database's tables are not those of this version."
                yield Ailment(code="database_old", sentence=why, mend=_UPGRADE)
                return
            records = list(check_records(connection, house.clock()))
            yield from records
            if all(each.code != "database_other" for each in records):
                yield from check_numbers(connection, house.settings)
            yield from _server_clock(connection, house.clock())
    except (SQLAlchemyError, OSError):
        why = "The database cannot be reached or read."
        mend = _AS_ITS_USER if url.startswith(_SQLITE) else _START
        yield Ailment(code="database_unreachable", sentence=why, mend=mend)


def _damage(connection: Connection) -> Iterator[Ailment]:
    from server.services.upkeep.check_up import Ailment  # noqa: PLC0415 - slow to import
    from server.storage.soundness import damage  # noqa: PLC0415

    for found in damage(connection):
        why = f"The database is damaged: {found}."
        yield Ailment(code="database_damaged", sentence=why, mend=_DAMAGED)


def room_for(free: int) -> Iterator[Ailment]:
    """Say when the disk has so few bytes left that reports may soon find no room."""
    from server.services.upkeep.check_up import Ailment  # noqa: PLC0415 - slow to import

    left = free // 2**20
    if left < _LEAST_FREE:
        why = f"The disk of the data folder is nearly full: {left:,} MiB are free."
        mend = "make room at once: without it no report can be taken"
        yield Ailment(code="disk_full", sentence=why, mend=mend)


def _there(folder: Path) -> Path:
    """Return the folder, or the one above in which it is yet to be made."""
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())


def _server_clock(connection: Connection, now: datetime) -> Iterator[Ailment]:
    from sqlalchemy import text  # noqa: PLC0415 - slow to import

    from server.services.upkeep.check_up import Ailment  # noqa: PLC0415

    if connection.dialect.name != "postgresql":
        return
    theirs: datetime | None = connection.scalar(text("SELECT clock_timestamp()"))
    if theirs is not None and abs(theirs.astimezone(UTC) - now) > _DRIFT:
        why = "This machine's clock and that of the database differ by minutes."
        mend = "set both, best by a time service (NTP)"
        yield Ailment(code="clocks_differ", sentence=why, mend=mend)


def _files(settings: Settings) -> Iterator[Ailment]:
    from exporters.private_folder import left_over  # noqa: PLC0415 - slow to import
    from server.services.upkeep.check_up import Ailment  # noqa: PLC0415 - slow to import

    secrets = (settings.password, settings.machine_key, settings.recovery)
    named = [each.file for each in secrets if each is not None and each.file is not None]
    kept = [settings.data, *settings.data.glob("*.sqlite3*"), *settings.data.glob("keys/*.pem")]
    for path in (*kept, *named):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            why = f"Others on this machine may look into {path}."
            yield Ailment(code="weak_mode", sentence=why, mend=f"run `chmod go= {path}`")
    for path in settings.data.glob("keys/*.pem"):
        why = f"A form key lies in a file: {path}."
        mend = "take it in with `lespwa keys import`, then delete the file"
        yield Ailment(code="key_in_file", sentence=why, mend=mend)
    for path in {*left_over(settings.data.resolve()), *left_over(Path.cwd())}:
        why = f"An export that was killed may have left reports in clear in {path}."
        yield Ailment(code="left_over", sentence=why, mend=f"run `rm -r {path}`")


def _java() -> Iterator[Ailment]:
    from server.services.upkeep.check_up import Ailment, Grade  # noqa: PLC0415 - slow to import

    if shutil.which("java") is None:
        yield Ailment(
            code="no_java",
            sentence="Java is not here, so ODK Validate cannot check forms before publishing.",
            mend="install a Java runtime",
            grade=Grade.NOTE,
        )
