"""Checks that a form in several languages keeps in which of them it was filled in."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.vocabulary.places import language_code
from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, warning
from server.odk.outline import MAPPING
from server.odk.own_language import LANGUAGE_FIELD, language_rows
from server.odk.web_form.languages import read_language


def check_report_language(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say when nothing keeps the language, a tablet would guess it, or it has no code."""
    languages = compiled.form.languages
    rows = [path for path in language_rows(compiled.model) if path not in compiled.body.controls]
    survey = sheets.workbook.sheet("survey")
    if len(languages) > 1 and _keeps_no_language(compiled):
        sentence = f"The form is in {len(languages)} languages, and no report says in which."
        mend = f"Add a row of the type hidden with report.{LANGUAGE_FIELD} in {MAPPING}."
        yield warning(sentence, mend, survey.spot(1, MAPPING))
    for entry in map(sheets.outline.by_path.__getitem__, rows if len(languages) > 1 else ()):
        if entry.row.get("default"):
            sentence = "A tablet sends this language, whichever of them it shows."
            mend = "Clear the cell: a tablet then sends none."
            yield warning(sentence, mend, sheets.spot(entry, "default"))
    for language in languages if rows else ():
        if language and not language_code(read_language(language).code):
            sentence = f"“{language}” has no code of a language, so it cannot be kept."
            yield warning(sentence, "Write it like Kwéyòl (acf).", survey.spot(1))


def _keeps_no_language(compiled: Compiled) -> bool:
    """Whether a report is filled, and not the field of its language."""
    mappings = [each.mapping for each in compiled.form.questions if each.mapping]
    fields = {each.field for each in mappings if each.kind == "report"}
    return bool(fields) and LANGUAGE_FIELD not in fields
