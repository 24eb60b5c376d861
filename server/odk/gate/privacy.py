"""Checks that a form said to hold no personal data asks for none (R3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.domain.forms import Question, QuestionType
from server.domain.schema.kinds import Field, Sensitivity
from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, Spot, error
from server.odk.outline import MAPPING, Entry

_FACES_AND_VOICES = {QuestionType.ATTACHMENT, QuestionType.GEOPOINT, QuestionType.GEOTRACE}
_FACES_AND_VOICES |= {QuestionType.GEOSHAPE, QuestionType.BARCODE}

_STAFF = {"agency"}  # the section of the schema for who fills the form, whose names it needs (R12)

# Words that ask who somebody is, in a question's name or in its label, in three languages.
_WHO = re.compile(
    r"\b("
    r"names?|surname|forename|nickname|alias|phone|telephone|mobile|whatsapp|e-?mail|address|"
    r"passport|id|identity|birth ?date|date of birth|dob|photo|picture|signature|fingerprint|"
    r"nombres?|apellidos?|tel[eé]fono|celular|correo|direcci[oó]n|pasaporte|c[eé]dula|foto|firma|"
    r"fecha de nacimiento|noms?|pr[eé]noms?|t[eé]l[eé]phone|courriel|adresse|passeport|"
    r"date de naissance|signature"
    r")\b",
    re.IGNORECASE,
)
# A thing may have a name: "Name of the agency", "nom du lieu", "place_name".
_OF_A_THING = re.compile(
    r"\b(agency|institution|organi[sz]ation|office|service|station|place|village|town|city|country|"
    r"district|region|school|hospital|company|form|instituci[oó]n|organizaci[oó]n|oficina|lugar|"
    r"ciudad|pueblo|pa[ií]s|agencia|institution|organisation|bureau|lieu|ville|pays|agence)\b",
    re.IGNORECASE,
)
_NO_NAMES = re.compile(
    r"\b(no|not|never|without|don.t|sin|ning[uú]n|nunca|pas|aucun|sans|jamais)\b.{0,60}"
    r"\b(names?|nombres?|noms?|personal|identif\w*|who (he|she|they)|personales?|personnelles?)\b",
    re.IGNORECASE | re.DOTALL,
)


def check_privacy(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which questions of a form without personal data could make somebody known."""
    if sheets.settings.has_personal_data:
        return
    for question in compiled.form.questions:
        field = _field(sheets, question)
        entry = sheets.outline.by_path.get(question.path)
        if field is not None and field.sensitivity is Sensitivity.IDENTIFYING:
            sentence = f"“{question.name}” fills a field that identifies a person."
            yield _refusal(sentence, sheets.spot(entry, MAPPING))
        elif question.is_asked and field is None:
            yield from _unmapped(sheets, question, entry)
        if _takes_any_words(question, entry, field) and not _warns_of_names(question):
            sentence = f"“{question.name}” takes any words, and nobody is told to write no names."
            mend = "Add a hint such as “Write no names.”."
            yield error(sentence, mend, sheets.spot(entry, "hint"))


def _unmapped(sheets: Sheets, question: Question, entry: Entry | None) -> Iterator[Message]:
    """Look at a question that no field of the schema says more about."""
    if question.type in _FACES_AND_VOICES:
        sentence = f"“{question.name}” takes a file, a place or a code that can show who it is."
        yield _refusal(sentence, sheets.spot(entry, "type"))
        return
    texts = {"name": question.name.replace("_", " ")}
    for language, label in question.labels.items():
        texts[f"label::{language}" if language else "label"] = label.partition("\n")[0]
    if _is_note(entry) or any(_OF_A_THING.search(text) for text in texts.values()):
        return
    for key, text in texts.items():
        if _WHO.search(text):
            sentence = f"“{question.name}” seems to ask who somebody is."
            yield _refusal(sentence, sheets.spot(entry, key))
            return


def _refusal(sentence: str, spot: Spot) -> Message:
    mend = "Remove it, map it to a field that identifies nobody, or say personal_data yes."
    return error(f"{sentence} The settings say that the form holds no personal data.", mend, spot)


def _is_note(entry: Entry | None) -> bool:
    return entry is not None and entry.type.lower() in {"note", "acknowledge"}


def _takes_any_words(question: Question, entry: Entry | None, field: Field | None) -> bool:
    """Say whether a person may write what they like, in a field not made for just that."""
    if not question.is_asked or question.type is not QuestionType.TEXT or _is_note(entry):
        return False
    if field is not None and (field.sensitivity is Sensitivity.CODED or field.section in _STAFF):
        return False
    row = entry.row if entry else None
    is_fixed = row is not None and (row.get("read_only") or row.get("calculation"))
    return not is_fixed and (row is None or "regex(" not in row.get("constraint"))


def _warns_of_names(question: Question) -> bool:
    said = [*question.labels.values(), *question.hints.values()]
    return any(_NO_NAMES.search(text) for text in said)


def _field(sheets: Sheets, question: Question) -> Field | None:
    mapping = question.mapping
    if mapping is None or mapping.field is None:
        return None
    return sheets.standards.schema.field(mapping.kind, mapping.field)
