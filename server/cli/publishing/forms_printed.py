"""`lespwa forms print`, `card` and `poster`: what goes to paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from server.cli.house import House
from server.errors import Code, Refused

if TYPE_CHECKING:  # slow to import, and `--help` needs none of it
    from server.services.publishing.printing import FormToPrint
    from server.web.words.table import Table, Words

_Command = TypeVar("_Command", bound=Callable[..., object])
_NEW = click.Path(path_type=Path, dir_okay=False)
_FONT = click.Path(path_type=Path, exists=True, dir_okay=False)
_OWN_WORDS = "words.csv"
_MOST_SHOWN = 20
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def _prints(command: _Command) -> _Command:
    """Add the options of a command that prints."""
    for option in (
        click.option(
            "--font", type=_FONT, help="A .ttf or .otf font, for letters that ours does not have."
        ),
        click.option("--out", type=_NEW, help="The PDF to write; it must be a new file."),
    ):
        command = option(command)
    return command


def _address(_ctx: click.Context, _parameter: click.Parameter, url: str | None) -> str | None:
    if url is not None and not url.startswith(("https://", "http://")):
        raise click.BadParameter("it begins with https://, such as https://reports.example.org")
    return url


_url = click.option(
    "--url",
    metavar="ADDRESS",
    callback=_address,
    help="The portal's address, if not LESPWA_PUBLIC_URL.",
)


@click.command("print")
@click.argument("form", metavar="FORM")
@click.option("--language", help="One of the form's languages, such as es; else its first.")
@_prints
@click.pass_obj
def print_(
    house: House, *, form: str, language: str | None, out: Path | None, font: Path | None
) -> None:
    """Write FORM as a paper form (PDF, A4), with the rules and room for the answers.

    FORM is the id of a published form, or a spreadsheet that is not published yet.
    """
    from server.odk.paper.languages import language_code  # noqa: PLC0415 - slow to import
    from server.odk.paper.reading import read_paper  # noqa: PLC0415
    from server.web.print.paper_form import Printing, paper_form  # noqa: PLC0415 - slow to import

    found = _draft(house, Path(form)) if form.lower().endswith(".xlsx") else _live(house, form)
    paper = read_paper(found.xform, found.media, language=language)
    printing = Printing(table=_table(house), hotline=house.settings.hotline, at=found.at, font=font)
    printed = paper_form(paper, found.audience, printing)
    named = "-".join(each for each in (paper.form_id, language_code(paper.language)) if each)
    path = out or Path(f"{_NOT_IN_NAMES.sub('-', named.lower()).strip('-') or 'form'}.pdf")
    _write(path, printed.content)
    sheets = f"{printed.sheets} sheet{'' if printed.sheets == 1 else 's'}"
    house.say(f"{path}: {sheets} of A4{f' in {paper.language}' if paper.language else ''}")
    if paper.stands_in:
        house.say(f"Some of its words are not translated: they stand there in {paper.stands_in}.")
    _say_what_lacks(house, printed.lacking)


@click.command()
@click.option("--language", help="One language, such as es; without it, all there are.")
@_url
@_prints
@click.pass_obj
def card(
    house: House, *, language: str | None, url: str | None, out: Path | None, font: Path | None
) -> None:
    """Write the signs card: ten cards of 85.6 x 54 mm on a sheet, to print on both sides."""
    from server.web.print.poster import report_address  # noqa: PLC0415 - slow to import
    from server.web.print.signs_card import CardFacts, signs_cards  # noqa: PLC0415

    root = url or house.settings.public_url
    facts = CardFacts(
        hotline=house.settings.hotline,
        address=report_address(root).split("://", 1)[-1] if root else None,
        at=house.clock(),
        font=font,
    )
    path = out or Path("signs-card.pdf")
    content, lacking = signs_cards(_languages(house, language), facts)
    _write(path, content)
    house.say(f"{path}: print it on both sides, turned on the long edge, at 100 % (actual size).")
    house.say("Cut from mark to mark; each card is then as large as a bank card.")
    _say_what_lacks(house, lacking)


@click.command()
@click.option("--language", help="One language, such as es; without it, all there are.")
@_url
@_prints
@click.pass_obj
def poster(
    house: House, *, language: str | None, url: str | None, out: Path | None, font: Path | None
) -> None:
    """Write the poster (A4): the Hotline's number, and a QR code that leads to the online form."""
    from server.web.print.poster import PosterFacts, posters, report_address  # noqa: PLC0415

    root = url or house.settings.public_url
    if root is None:
        raise Refused(Code.NO_PUBLIC_ADDRESS)
    facts = PosterFacts(hotline=house.settings.hotline, root=root, at=house.clock(), font=font)
    path = out or Path("poster.pdf")
    content, lacking = posters(_languages(house, language), facts)
    _write(path, content)
    house.say(f"{path}: a poster for each language; the code leads to {report_address(root)}")
    _say_what_lacks(house, lacking)


def _table(house: House) -> Table:
    from server.web.words.table import read_table  # noqa: PLC0415 - slow to import

    return read_table(house.settings.data / _OWN_WORDS)


def _languages(house: House, language: str | None) -> list[Words]:
    known = _table(house).languages
    if language is None:
        return list(known.values())
    if language.lower() not in known:
        there = ", ".join(known)
        raise Refused(Code.NO_SUCH_LANGUAGE, language=language, known=there)
    return [known[language.lower()]]


def _live(house: House, form_id: str) -> FormToPrint:
    from server.services.publishing.printing import form_to_print  # noqa: PLC0415 - slow to import

    with house.database.reading() as connection:
        found = form_to_print(connection, form_id)
    if found is None:
        raise Refused(Code.UNKNOWN_FORM, form=form_id)
    return found


def _draft(house: House, path: Path) -> FormToPrint:
    from server.cli.publishing.form_files import read_source  # noqa: PLC0415 - slow to import
    from server.domain.forms import Audience  # noqa: PLC0415
    from server.odk.gate.inspection import inspect  # noqa: PLC0415
    from server.odk.gate.standards import standards  # noqa: PLC0415
    from server.services.publishing.printing import FormToPrint  # noqa: PLC0415

    inspection = inspect(read_source(path), standards(), None)
    draft = inspection.draft
    if draft is None:
        for message in inspection.messages:
            house.say(f"{path.name}: {message}")
        raise Refused(Code.FORM_REFUSED, why=f"{path.name} cannot be compiled")
    # Who does not say whom a form is for gets the strictest rules.
    audience = draft.settings.audience or Audience.AGENCY
    return FormToPrint(xform=draft.xform, media=draft.media, audience=audience, at=house.clock())


def _write(path: Path, content: bytes) -> None:
    from exporters.landing import reason  # noqa: PLC0415 - slow to import

    try:
        with path.open("xb") as out:
            out.write(content)
    except FileExistsError:
        why = "it is there already; name another file with --out, or remove it"
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from None
    except OSError as error:
        why = reason(error, "it cannot be written")
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from error


def _say_what_lacks(house: House, lacking: str) -> None:
    if lacking:
        some = lacking if len(lacking) <= _MOST_SHOWN else f"{lacking[:_MOST_SHOWN]}…"
        house.say(
            f"No letters for: {some} They are left out; give --font with a font that has them."
        )
