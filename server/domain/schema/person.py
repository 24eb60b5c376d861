"""Section A of the STANDARD FORMAT: who the individual is, and how to reach them safely."""

from __future__ import annotations

from functools import partial

from server.domain.schema.kinds import Field, FieldType, RecordKind, Sensitivity

__all__ = ["PERSON_KINDS"]

_IDENTIFYING, _RESTRICTED = Sensitivity.IDENTIFYING, Sensitivity.RESTRICTED

_coded = partial(Field, section="A", requirements=("R45",), type=FieldType.CODE)
_name = partial(
    Field, section="A", requirements=("R45",), type=FieldType.TEXT, sensitivity=_IDENTIFYING
)
_other = partial(
    Field, section="A", requirements=("R45",), type=FieldType.TEXT, sensitivity=_RESTRICTED
)
_age = partial(Field, section="A", requirements=("R46",))
_contact = partial(Field, section="safe_contact", requirements=("R85",), sensitivity=_RESTRICTED)
_reach = partial(
    Field,
    section="safe_contact",
    requirements=("R85",),
    type=FieldType.TEXT,
    sensitivity=_IDENTIFYING,
)

_PERSON = RecordKind(
    name="person",
    label="Person",
    is_subject=True,
    fields=(
        Field(
            name="reference",
            type=FieldType.TEXT,
            label="Case reference",
            section="A",
            requirements=("R44", "R108"),
        ),
        Field(
            name="sitting",
            type=FieldType.CODE,
            label="First or further record about this person",
            section="A",
            requirements=("R44",),
            codes="sitting",
        ),
        Field(
            name="consent_reference",
            type=FieldType.TEXT,
            label="Reference of the consent checklist",
            section="A",
            requirements=("R72",),
        ),
        _name(name="first_names", label="First name(s)", crosswalk={"htcds": "prs_FirstName"}),
        _name(name="family_names", label="Family name(s)", crosswalk={"htcds": "prs_SecondName"}),
        _coded(
            name="sex",
            label="Sex",
            codes="sex",
            crosswalk={"htcds": "prs_Gender", "ctdc": "gender", "glotip": "Sex"},
        ),
        _coded(
            name="gender_note",
            type=FieldType.CODES,
            label="Gender, where it says more than sex",
            codes="gender_note",
            crosswalk={"htcds": "prs_Gender"},
        ),
        _coded(name="country_of_birth", label="Country of birth", codes="country"),
        _name(name="place_of_birth", label="Place of birth"),
        _name(name="last_residence", label="Last place of residence in country of origin"),
        _age(
            name="birth_date",
            type=FieldType.DATE,
            label="Date of birth",
            sensitivity=_IDENTIFYING,
            crosswalk={"htcds": "prs_Birthdate"},
        ),
        _age(
            name="birth_date_is_estimate",
            type=FieldType.CODE,
            label="Is date of birth an estimate?",
            codes="yes_no_unknown",
        ),
        _age(
            name="age",
            type=FieldType.INTEGER,
            label="Age (in number of years)",
            crosswalk={"ctdc": "ageBroad", "glotip": "Age"},
        ),
        Field(
            name="is_minor",
            type=FieldType.CODE,
            label="Under 18 years old",
            section="A",
            requirements=("R48",),
            codes="yes_no_unknown",
            crosswalk={"ctdc": "majorityStatus"},
        ),
        _coded(
            name="citizenships",
            type=FieldType.CODES,
            label="Citizenship",
            codes="country",
            crosswalk={"htcds": "prs_Citizenship", "ctdc": "citizenship"},
        ),
        _coded(name="ethnicity", label="Ethnicity", codes="ethnicity", sensitivity=_RESTRICTED),
        _other(name="ethnicity_other", label="Other ethnicity"),
        _coded(
            name="has_documents",
            label="Any identity document to record",
            codes="yes_no_unknown",
        ),
    ),
)

_IDENTITY_DOCUMENT = RecordKind(
    name="identity_document",
    label="Identity document",
    fields=(
        _coded(name="type", label="Type of identity document", codes="document_type"),
        _other(name="type_other", label="Other type of identity document"),
        _coded(name="country", label="Country of the document", codes="country"),
        _name(
            name="number",
            label="Number of the document",
            crosswalk={"htcds": "prs_IdentityNumber"},
        ),
        _name(name="expiry_date", type=FieldType.DATE, label="Expiry date of the document"),
    ),
)

_SAFE_CONTACT = RecordKind(
    name="safe_contact",
    label="Safe contact",
    fields=(
        _contact(
            name="in_danger_now",
            type=FieldType.CODE,
            label="Is the individual in danger now?",
            codes="yes_no_unknown",
            sensitivity=Sensitivity.CODED,
        ),
        _contact(name="channels", type=FieldType.CODES, label="Safe ways", codes="contact_channel"),
        _reach(name="phone", label="Safe phone number", crosswalk={"htcds": "prs_MobilePhone"}),
        _contact(name="phone_owner", type=FieldType.CODE, label="Whose phone", codes="phone_owner"),
        _reach(name="email", label="Safe email address", crosswalk={"htcds": "prs_Email"}),
        _reach(name="trusted_person", label="Trusted person to go through"),
        _contact(
            name="may_leave_message",
            type=FieldType.CODE,
            label="Whether a message may safely be left",
            codes="yes_no_unknown",
        ),
        _contact(name="times", type=FieldType.TEXT, label="Safe times, and what to know"),
    ),
)

PERSON_KINDS = (_PERSON, _IDENTITY_DOCUMENT, _SAFE_CONTACT)
