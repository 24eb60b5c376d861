"""`lespwa export`: write submissions or case records to files, with the words that choose how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.export import export_requests
from server.cli.house import House
from server.cli.json_option import as_json_option

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.export.export_account import Exported
    from server.services.export.export_file import Wish

_FORMATS = ("csv", "xlsx", "json")  # exporters.formats.Format, without importing it
_ENDINGS = {"csv": ".zip", "xlsx": ".xlsx", "json": ".json"}


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that both exports have, and who runs them."""
    command = as_person(command)
    for option in (
        as_json_option,
        click.option(
            "--request",
            metavar="ID",
            help="The authorised request it is under. [default: the newest you made that stands]",
        ),
        click.option("--overwrite", is_flag=True, help="Replace the file if it is there."),
        click.option(
            "--formula-safe",
            is_flag=True,
            help="csv: put an apostrophe before texts that a spreadsheet may run as a formula.",
        ),
        click.option(
            "--out",
            required=True,
            type=click.Path(dir_okay=False, path_type=Path),
            help="The file to write.",
        ),
        click.option(
            "--format",
            "format_",
            required=True,
            type=click.Choice(_FORMATS),
            help="csv is a zip with one CSV file for each table.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def export() -> None:
    """Write what was received to files, each with its dictionary.

    The files hold what people said in clear: keep them as safe as the records themselves. For
    personal data it takes two people: one asks (request) and a Leader, somebody else, agrees
    (authorise). Only coded columns (cases --coded-only) need no request.
    """


for _command in (
    export_requests.request,
    export_requests.list_,
    export_requests.authorise,
    export_requests.refuse,
):
    export.add_command(_command)


@export.command()
@click.argument("form")
@_shared
@click.option(
    "--split-multiples", is_flag=True, help="Add a column of 1 and 0 for each choice of several."
)
@click.option("--attachments", is_flag=True, help="csv: put the attachments into the zip.")
@click.option(
    "--attachments-to",
    type=click.Path(path_type=Path),
    help="Put the attachments into this new folder.",
)
@click.pass_obj
def submissions(  # noqa: PLR0913 - click passes one argument for each option
    house: House,
    *,
    form: str,
    format_: str,
    out: Path,
    formula_safe: bool,
    overwrite: bool,
    as_json: bool,
    request: str | None,
    split_multiples: bool,
    attachments: bool,
    attachments_to: Path | None,
) -> None:
    """Write the answers to FORM, of all its versions, as they were sent.

    Columns are named as ODK Central names them. What has not been opened, or does not open, is
    counted in the summary.
    """
    from server.services.export.export_requests import submissions_of  # noqa: PLC0415
    from server.services.export.export_submissions import (  # noqa: PLC0415 - help stays quick
        Selection,
        export_submissions,
    )
    from server.services.filing.opening import Opener  # noqa: PLC0415

    wish = _wish(house, format_, out, formula_safe=formula_safe, overwrite=overwrite)
    wish = _under_request(house, wish, submissions_of(form), request)
    selection = Selection(
        form_id=form,
        split_multiples=split_multiples,
        attachments_in_zip=attachments,
        attachments_folder=attachments_to,
    )
    opener = Opener.of(house.unlock().opened_vault())
    with _progress(house) as tell:
        done = export_submissions(house.database, opener, wish, selection, tell=tell)
    _say(house, done, as_json=as_json)


@export.command()
@_shared
@click.option("--labels", is_flag=True, help="Add a column in words for each coded field.")
@click.option(
    "--split-multiples", is_flag=True, help="Add a column of 1 and 0 for each code of several."
)
@click.option(
    "--coded-only",
    is_flag=True,
    help="Leave out narratives, names and all else that is not coded.",
)
@click.pass_obj
def cases(  # noqa: PLR0913 - click passes one argument for each option
    house: House,
    *,
    format_: str,
    out: Path,
    formula_safe: bool,
    overwrite: bool,
    as_json: bool,
    request: str | None,
    labels: bool,
    split_multiples: bool,
    coded_only: bool,
) -> None:
    """Write the case records in the standard schema: one table for each kind of record.

    Coded columns alone can be written without a request and without a key to the vault.
    """
    from server.services.export.case_layout import CaseOptions  # noqa: PLC0415 - help stays quick
    from server.services.export.export_cases import export_cases  # noqa: PLC0415
    from server.services.export.export_requests import CASES  # noqa: PLC0415
    from server.services.filing.sealing import DataKeys  # noqa: PLC0415

    wish = _wish(house, format_, out, formula_safe=formula_safe, overwrite=overwrite)
    if coded_only:
        _require_coded(house)
    else:
        wish = _under_request(house, wish, CASES, request)
    data_keys = None if coded_only else DataKeys.of(house.unlock().opened_vault())
    options = CaseOptions(
        with_labels=labels, split_multiples=split_multiples, coded_only=coded_only
    )
    with _progress(house) as tell:
        done = export_cases(house.database, data_keys, wish, options, tell=tell)
    _say(house, done, as_json=as_json)


def _wish(house: House, format_: str, out: Path, *, formula_safe: bool, overwrite: bool) -> Wish:
    """Say where the export goes, and sign in who wishes for it."""
    from exporters.formats import Format  # noqa: PLC0415 - help stays quick
    from server.services.export.export_file import Wish  # noqa: PLC0415

    if format_ == "csv" and out.suffix.lower() == ".csv":
        why = f"a csv export is a zip of tables; name it {out.with_suffix('.zip').name}"
        raise click.BadParameter(why, param_hint="--out")
    if out.suffix.lower() in _ENDINGS.values() and out.suffix.lower() != _ENDINGS[format_]:
        why = f"this export is {format_}; name it {out.with_suffix(_ENDINGS[format_]).name}"
        raise click.BadParameter(why, param_hint="--out")
    return Wish(
        path=out,
        format=Format(format_),
        actor=house.actor.id,
        at=house.clock(),
        is_formula_safe=formula_safe,
        may_overwrite=overwrite,
    )


def _require_coded(house: House) -> None:
    from server.domain.access import Action, Sensitivity, Subject  # noqa: PLC0415 - see above

    coded = Subject(section="intake", sensitivity=Sensitivity.CODED)
    house.require(Action.RECORD_EXPORT, coded)


def _under_request(house: House, wish: Wish, what: str, request: str | None) -> Wish:
    """Go on only under a request for that to which two people agreed."""
    from server.services.export.export_requests import standing_request  # noqa: PLC0415 - see above

    actor = house.actor
    with house.database.reading() as connection:
        found = standing_request(connection, actor, what, at=wish.at, request_id=request)
    return replace(wish, request=found.id)


@contextmanager
def _progress(house: House) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import Progress  # noqa: PLC0415 - help stays quick

    is_shown = house.console.is_terminal
    with Progress(console=house.console, transient=True, disable=not is_shown) as progress:
        task = progress.add_task("Exporting", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _say(house: House, done: Exported, *, as_json: bool) -> None:
    if as_json:
        facts = done.account.as_json()
        house.say_json({"file": str(done.path), "sha256": done.sha256, **facts})
        return
    house.say(f"Written: {done.path}")
    for sentence in done.account.sentences():
        house.say(f"  {sentence}")
    house.say(f"  SHA-256 {done.sha256}")
