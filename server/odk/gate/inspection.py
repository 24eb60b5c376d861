"""The publish gate: takes a spreadsheet through every check and says what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from server.domain.forms import FormVersion
from server.errors import Refused
from server.odk.gate.bare_words import check_bare_words
from server.odk.gate.case import Compiled, FormSettings, Sheets, Standards
from server.odk.gate.cells import check_cells
from server.odk.gate.codes import check_additions, check_codes
from server.odk.gate.codes_used import check_codes_used
from server.odk.gate.columns import check_columns
from server.odk.gate.dates import check_dates
from server.odk.gate.expressions import check_expressions
from server.odk.gate.features import (
    check_audits,
    check_features,
    check_groups,
    check_others,
    check_photographs,
)
from server.odk.gate.files import FilesByName, check_files, files_named
from server.odk.gate.filters import check_filters
from server.odk.gate.headings import check_headings
from server.odk.gate.hotline import check_hotline
from server.odk.gate.instance_name import check_instance_name
from server.odk.gate.keys import check_keys
from server.odk.gate.labels import check_labels
from server.odk.gate.mappings import check_mappings
from server.odk.gate.message import Message, Severity, Spot, error
from server.odk.gate.namespaces import check_names, check_namespaces
from server.odk.gate.numbers import check_numbers
from server.odk.gate.order import check_order
from server.odk.gate.privacy import check_privacy
from server.odk.gate.report_language import check_report_language
from server.odk.gate.settings import check_settings, read_settings
from server.odk.gate.translations import check_translations
from server.odk.gate.types import check_types
from server.odk.gate.web import check_web
from server.odk.outline import read_outline
from server.odk.validate import Verdict
from server.odk.validate_words import explained
from server.odk.workbook import Workbook, read_workbook
from server.odk.xform import XFORM, form_of
from server.odk.xform_body import read_body
from server.odk.xform_model import read_model
from server.odk.xlsform import compile_form, unreadable
from server.odk.xml import parse

Validator = Callable[[bytes, Mapping[str, bytes]], Verdict]

_SHEET_CHECKS: tuple[Callable[[Sheets], Iterator[Message]], ...] = (
    check_settings,
    check_columns,
    check_headings,
    check_cells,
    check_features,
    check_audits,
    check_others,
    check_photographs,
    check_mappings,
    check_keys,
    check_codes,
    check_expressions,
    check_dates,
    check_numbers,
    check_bare_words,
    check_hotline,
    check_labels,
    check_order,
    check_translations,
    check_names,
)
_FORM_CHECKS: tuple[Callable[[Sheets, Compiled], Iterator[Message]], ...] = (
    check_groups,
    check_types,
    check_additions,
    check_codes_used,
    check_filters,
    check_privacy,
    check_instance_name,
    check_web,
    check_files,
    check_namespaces,
    check_report_language,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A spreadsheet with the files that lie beside it; `name` is what it is called."""

    name: str
    content: bytes
    media: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A compiled form that is not published; `media` are the files it names and has."""

    settings: FormSettings
    xform: bytes
    form: FormVersion
    media: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the gate found; `draft` is None when the spreadsheet could not be compiled."""

    messages: tuple[Message, ...]
    draft: Draft | None = None

    @property
    def passes(self) -> bool:
        """Whether nothing stands in the way of publishing."""
        errors = [each for each in self.messages if each.severity is Severity.ERROR]
        return self.draft is not None and not errors


def inspect(source: Source, standards: Standards, validator: Validator | None = None) -> Inspection:
    """Take a spreadsheet through the gate; `validator` is asked last, of a form without errors."""
    try:
        workbook = read_workbook(source.content, source.name)
    except Refused as refusal:
        mend = "Choose the spreadsheet of a form."
        return Inspection(messages=(error(refusal.sentence, mend),))
    return _inspect(workbook, source, standards, validator)


def _inspect(
    workbook: Workbook, source: Source, standards: Standards, validator: Validator | None
) -> Inspection:
    media = FilesByName(source.media)
    sheets = Sheets(
        workbook=workbook,
        outline=read_outline(workbook),
        settings=read_settings(workbook),
        standards=standards,
        media=media,
    )
    messages = [said for check in _SHEET_CHECKS for said in check(sheets)]
    conversion = compile_form(workbook)
    messages += _unsaid(messages, conversion.messages)
    compiled = _compiled(conversion.xform, media)
    if compiled is None:
        if not any(each.severity is Severity.ERROR for each in messages):
            messages += _unreadable(workbook)
        return Inspection(messages=_in_order(messages))
    messages += [said for check in _FORM_CHECKS for said in check(sheets, compiled)]
    used = files_named(compiled.xform)
    draft = Draft(
        settings=sheets.settings,
        xform=compiled.xform,
        form=compiled.form,
        media={name: media[name] for name in used if name in media},
    )
    if validator and not any(each.severity is Severity.ERROR for each in messages):
        verdict = validator(draft.xform, draft.media)
        messages += verdict.messages
        if verdict.refusal is not None:
            messages.append(explained(verdict.refusal, workbook, sheets.outline))
    return Inspection(messages=_in_order(messages), draft=draft)


def _compiled(xform: bytes | None, media: Mapping[str, bytes]) -> Compiled | None:
    """Return the compiled form as it reads; None when there is none or it does not read."""
    if xform is None:
        return None
    try:
        model = read_model(parse(xform, XFORM))
    except Refused:
        return None
    body = read_body(model)
    return Compiled(xform=xform, model=model, body=body, form=form_of(model, body, media))


def _unreadable(workbook: Workbook) -> Iterator[Message]:
    sentence = "The form compiles to something that no client can read."
    mend = "Clear the cell; an attribute has a name of letters and digits, such as bind::kind."
    yield error(sentence, mend, unreadable(workbook) or Spot(sheet="survey"))


def _unsaid(said: Iterable[Message], of_pyxform: Iterable[Message]) -> Iterator[Message]:
    """Yield what pyxform says of rows in which no check has found an error."""
    errors = {(each.sheet, each.row) for each in said if each.severity is Severity.ERROR}
    return (each for each in of_pyxform if each.row is None or (each.sheet, each.row) not in errors)


def _in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Put errors first, then by place; say the same thing once."""
    grave = list(Severity)
    return tuple(
        sorted(
            dict.fromkeys(messages),
            key=lambda each: (grave.index(each.severity), each.sheet or "", each.row or 0),
        )
    )
