"""Section E of the STANDARD FORMAT: corroborative material, the decision and remarks."""

from __future__ import annotations

from functools import partial

from server.domain.schema.kinds import Field, FieldType, RecordKind, Sensitivity

__all__ = ["DETERMINATION_KINDS"]

_code = partial(Field, section="E", type=FieldType.CODE)
_text = partial(Field, section="E", type=FieldType.TEXT, sensitivity=Sensitivity.RESTRICTED)

_CORROBORATION = RecordKind(
    name="corroboration",
    label="Corroborative material",
    keys=("material",),
    fields=(
        _code(name="material", label="Material", codes="material", requirements=("R65",)),
        _code(name="present", label="Present", codes="yes_no_unknown", requirements=("R65",)),
        _text(name="specify", label="Which", requirements=("R65",)),
    ),
)

_DETERMINATION = RecordKind(
    name="determination",
    label="Determination",
    fields=(
        _code(
            name="outcome",
            label="Is the individual a victim of trafficking?",
            codes="outcome",
            requirements=("R66",),
            crosswalk={"htcds": "vic_TraffickingStatus"},
        ),
        _text(name="justification", label="Justification", requirements=("R66",)),
        _text(name="decided_by", label="Decision made by whom (names)", requirements=("R67",)),
        _code(
            name="organisation_type",
            label="Type of organisation that decided",
            codes="deciding_organisation",
            requirements=("R67",),
            crosswalk={"htcds": "vic_TraffickingStatusDecisionMakingOrg"},
        ),
        _code(
            name="decided_on",
            type=FieldType.DATE,
            label="Date of the decision",
            requirements=("R67",),
        ),
        _code(
            name="form_of_exploitation",
            type=FieldType.CODES,
            label="Form of exploitation",
            codes="exploitation",
            requirements=("R66",),
            crosswalk={
                "htcds": "vic_TypeOfExploitation",
                "ctdc": "typeOfExploitConcatenated",
                "glotip": "Category",
                "iccs": "0204",
            },
        ),
        _text(
            name="form_of_exploitation_other",
            label="Other form of exploitation",
            requirements=("R66",),
        ),
        _code(
            name="extent",
            label="Type of trafficking: in-country or transnational",
            codes="trafficking_extent",
            requirements=("R68",),
        ),
        _code(
            name="programme_eligible",
            label="Eligible for the IOM victim of trafficking assistance programme",
            codes="yes_no_unknown",
            requirements=("R69",),
        ),
        _code(
            name="needs_assistance",
            label="In need of assistance",
            codes="yes_no_unknown",
            requirements=("R70",),
        ),
        _code(
            name="situations",
            type=FieldType.CODES,
            label="Situation of the individual",
            codes="situation",
            requirements=("R70",),
        ),
        _text(name="situation_other", label="Other situation", requirements=("R70",)),
    ),
)

_REMARK = RecordKind(
    name="remark",
    label="Remark",
    fields=(_text(name="text", label="Additional remarks", requirements=("R71",)),),
)

DETERMINATION_KINDS = (_CORROBORATION, _DETERMINATION, _REMARK)
