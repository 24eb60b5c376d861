"""Paper: a spreadsheet read as a paper form, and the words and sizes of a printed PDF."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfReader

from server.domain.forms import Audience
from server.odk.paper.reading import read_paper
from server.odk.paper.sheet import PaperForm
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from server.web.print.paper_form import Printed, Printing, paper_form
from server.web.words.table import read_table
from tests.simulators.sheets import form

_QUOTES = str.maketrans("“”\u2018\u2019", "\"\"''")  # pyxform makes some of them plain
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
YES_NO = "| list_name | name | label |\n| yn | yes | Yes |\n| yn | no | No |"


def paper(
    survey: str, choices: str = YES_NO, *, settings: str | None = None, language: str | None = None
) -> PaperForm:
    """Return the paper form of a spreadsheet that is written as a table."""
    sheets = (survey, choices) if settings is None else (survey, choices, settings)
    conversion = compile_form(read_workbook(form(*sheets), "trial.xlsx"))
    assert conversion.xform is not None, conversion.messages
    return read_paper(conversion.xform, language=language)


def printed(
    sheet: PaperForm, audience: Audience = Audience.AGENCY, *, font: Path | None = None
) -> Printed:
    """Return a paper form as it is printed at a certain time."""
    printing = Printing(table=read_table(), hotline="847", at=AT, font=font)
    return paper_form(sheet, audience, printing)


def pages(content: bytes) -> list[str]:
    """Return the text of each page of a PDF, in the order in which it was written."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    """Return a text without spaces, which lines broken elsewhere change, and with plain quotes."""
    return re.sub(r"\s+", "", text.translate(_QUOTES))
