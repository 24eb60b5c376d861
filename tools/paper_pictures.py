"""Draws the pictures of what goes to paper: docs/pictures/paper-*.png, with poppler's pdftoppm."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from server.domain.forms import Audience
from server.odk.paper.reading import read_paper
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from server.web.print.paper_form import Printing, paper_form
from server.web.print.poster import PosterFacts, posters
from server.web.print.signs_card import CardFacts, signs_cards
from server.web.words.table import read_table

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PORTAL = "https://reports.example.org"
ONE_CARD = ("-r", "150", "-x", "105", "-y", "70", "-W", "525", "-H", "350")


def main() -> int:
    """Draw every picture anew."""
    program = shutil.which("pdftoppm")
    if program is None:
        print("pdftoppm is missing; it comes with the package poppler-utils")
        return 1
    words = read_table().words_for("en")
    card, _ = signs_cards([words], CardFacts(hotline="847", address=None, at=AT))
    poster, _ = posters([words], PosterFacts(hotline="847", root=PORTAL, at=AT))
    screening, record = form("screening", Audience.AGENCY), form("case_record", Audience.EXPERT)
    draw(program, screening, "paper-form", 1)
    draw(program, record, "paper-table", 11)
    draw(program, poster, "paper-poster", 1, "-r", "60")
    draw(program, card, "paper-card-front", 1, *ONE_CARD)
    draw(program, card, "paper-card-back", 2, *ONE_CARD)
    return 0


def form(name: str, audience: Audience) -> bytes:
    """Return one of the project's forms on paper, as if it were published."""
    path = ROOT / "xlsforms" / f"{name}.xlsx"
    xform = compile_form(read_workbook(path.read_bytes(), path.name)).xform
    paper = replace(read_paper(xform or b""), version="20261122120000")
    printing = Printing(table=read_table(), hotline="847", at=AT)
    return paper_form(paper, audience, printing).content


def draw(program: str, pdf: bytes, name: str, page: int, *options: str) -> None:
    """Draw one page of a PDF as a picture."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        chosen = ("-f", str(page), "-l", str(page), "-singlefile", "-gray", "-png")
        size = options or ("-r", "80")
        subprocess.run(  # noqa: S603 - a program of our choice, on a file of ours
            [program, *chosen, *size, file.name, str(PICTURES / name)], check=True
        )
    print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
