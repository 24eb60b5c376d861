"""Checks the codes of choices: safe to store and export, and which are additions to a standard."""

from __future__ import annotations

from collections.abc import Iterator

from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, did_you_mean, error, note
from server.odk.workbook import Row

LONGEST_CODE = 64
CODE_RULE = f"Write it without spaces, in at most {LONGEST_CODE} signs."


def is_usable(code: str) -> bool:
    """Say whether a code can be joined with others by spaces, and be stored and exported.

    Signs and letters of every script are: pyxform and JavaRosa carry "50+", "-99" and "été".
    """
    return 0 < len(code) <= LONGEST_CODE and code.isprintable() and " " not in code


def check_codes(sheets: Sheets) -> Iterator[Message]:
    """Say which codes on the choices sheet cannot be used."""
    choices = sheets.workbook.sheet("choices")
    for row in choices.rows:
        code = row.get("name")
        if code and row.get("list_name") and not is_usable(code):
            sentence = f"The code “{code[:LONGEST_CODE]}” is not usable."
            yield error(sentence, CODE_RULE, choices.spot(row.number, "name"))


def check_additions(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """List the codes that the standard list of a mapped field does not have: they are accepted."""
    said: set[tuple[str, str]] = set()
    for question in compiled.form.questions:
        mapping = question.mapping
        field = (
            sheets.standards.schema.field(mapping.kind, mapping.field or "") if mapping else None
        )
        known = sheets.standards.codes.get(field.codes or "") if field else None
        if field is None or known is None:
            continue
        entry = sheets.outline.by_path.get(question.path)
        list_name = (entry and entry.list_name) or ""
        if entry is not None and entry.row.get("choice_filter"):
            continue  # it offers a part of a longer list
        for choice in question.choices:
            if choice.code in known or (list_name, choice.code) in said:
                continue
            said.add((list_name, choice.code))
            hint = did_you_mean(choice.code, known)
            sentence = (
                f"“{choice.code}” is not on the standard list “{field.codes}” "
                f"and is taken as an addition."
            )
            row = _choice_row(sheets, list_name, choice.code)
            spot = sheets.workbook.sheet("choices").spot(row.number if row else None, "name")
            yield note(f"{sentence} {hint}".strip(), spot)


def _choice_row(sheets: Sheets, list_name: str, code: str) -> Row | None:
    rows = sheets.workbook.sheet("choices").rows
    return next(
        (row for row in rows if (row.get("list_name"), row.get("name")) == (list_name, code)), None
    )
