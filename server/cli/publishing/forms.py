"""`lespwa forms`: check, publish, compare, list and print forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.as_person import as_person
from server.cli.house import House
from server.cli.json_option import as_json_option
from server.cli.publishing.forms_printed import card, poster, print_
from server.errors import Code, Refused

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.cli.publishing.forms_shown import Checked

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

_files = click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=_FILE)


@click.group()
def forms() -> None:
    """Check, publish, compare, list and print forms."""


for _each in (print_, card, poster):
    forms.add_command(_each)


@forms.command()
@_files
@as_json_option
@click.pass_context
def check(ctx: click.Context, *, paths: tuple[Path, ...], as_json: bool) -> None:
    """Take spreadsheets through the publish gate without publishing them.

    Every message names sheet, row and column and proposes the mend. The exit code is 1 when
    something has to be corrected before a form can go live.
    """
    from server.cli.publishing import forms_shown  # noqa: PLC0415 - slow to import

    house: House = ctx.obj
    found = _inspect(house, paths)
    if as_json:
        house.say_json([each.as_json() for each in found])
    else:
        for each in found:
            forms_shown.show_check(house, each)
    if not all(each.inspection.passes for each in found):
        ctx.exit(1)


@forms.command()
@_files
@click.option("--yes", is_flag=True, help="Do not ask; what a Leader must agree to, you agree to.")
@as_json_option
@as_person
@click.pass_obj
def publish(house: House, *, paths: tuple[Path, ...], yes: bool, as_json: bool) -> None:
    """Make spreadsheets live, all of them or, when one cannot be published, none.

    It shows what will be other than now, and asks. To offer a form to more people, or to let one
    with personal_data: no ask who somebody is, takes a Leader, and in a script --yes. The server
    sets version, key and submission address. The same content again changes nothing.
    """
    from server.cli.publishing import forms_shown, publish_asked  # noqa: PLC0415 - slow to import
    from server.domain.access import Action  # noqa: PLC0415
    from server.services.publishing.forms import publish as publish_form  # noqa: PLC0415
    from server.services.trust.keys import require_current  # noqa: PLC0415

    with house.database.reading() as connection:
        require_current(connection)  # before anything else is asked or checked
    who = house.require(Action.FORM_PUBLISH)
    found = _inspect(house, paths)
    if not as_json:
        for each in found:
            forms_shown.show_messages(house, each)
    _require_all(found)
    versions = publish_asked.agreed(house, found, yes=yes, is_shown=not as_json)
    now, actor = house.clock(), who.account.id
    with house.database.work() as work:
        house.present(work)  # the check of a form takes seconds, an answer minutes
        key = require_current(work.connection)
        done = [publish_form(work, each, key, at=now, actor=actor) for each in versions]
        work.commit()
    if as_json:
        house.say_json([forms_shown.publication_json(each) for each in done])
        return
    for publication in done:
        forms_shown.show_publication(house, publication)


@forms.command()
@click.argument("path", metavar="FILE", type=_FILE)
@as_json_option
@click.pass_obj
def diff(house: House, *, path: Path, as_json: bool) -> None:
    """Say in words how a spreadsheet differs from the live version of its form."""
    from server.cli.publishing import forms_shown  # noqa: PLC0415 - slow to import
    from server.services.publishing.compared import compare  # noqa: PLC0415

    (found,) = _inspect(house, (path,), is_brief=True)
    if found.inspection.draft is None:
        forms_shown.show_messages(house, found)
        raise Refused(Code.FORM_REFUSED, why=f"{path.name} cannot be compiled")
    with house.database.reading() as connection:
        comparison = compare(connection, found.edition())
    forms_shown.show_difference(house, comparison, as_json=as_json)


@forms.command("list")
@as_json_option
@click.pass_obj
def list_(house: House, *, as_json: bool) -> None:
    """List the live forms with their versions."""
    from server.cli.publishing import forms_shown  # noqa: PLC0415 - slow to import
    from server.services.publishing.forms import list_forms  # noqa: PLC0415

    with house.database.reading() as connection:
        found = list_forms(connection)
    if as_json:
        house.say_json([forms_shown.form_json(each) for each in found])
    else:
        forms_shown.show_forms(house, found)


def _inspect(house: House, paths: tuple[Path, ...], *, is_brief: bool = False) -> list[Checked]:
    from server.cli.publishing.form_files import read_source  # noqa: PLC0415
    from server.cli.publishing.forms_shown import Checked  # noqa: PLC0415 - slow to import
    from server.odk.gate.inspection import inspect  # noqa: PLC0415
    from server.odk.gate.standards import standards  # noqa: PLC0415
    from server.odk.validate import find_odk_validate  # noqa: PLC0415

    validator = None if is_brief else find_odk_validate()
    found = []
    with house.console.status("Checking…") as status:
        for path in paths:
            status.update(f"Checking {path.name}…")
            source = read_source(path)
            inspection = inspect(source, standards(), validator)
            found.append(Checked(path=path, source=source.content, inspection=inspection))
    return found


def _require_all(found: list[Checked]) -> None:
    wrong = [each.path.name for each in found if not each.inspection.passes]
    if wrong:
        names = " and ".join(wrong)
        raise Refused(Code.FORM_REFUSED, why=f"correct {names} first; nothing was changed")
    ids = [each.form_id for each in found]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice:
        why = f"two of the spreadsheets have the id {twice}; nothing was changed"
        raise Refused(Code.FORM_REFUSED, why=why)
