"""Section B of the STANDARD FORMAT: the referral, the interview and a minor's guardians."""

from __future__ import annotations

from functools import partial

from server.domain.schema.kinds import Field, FieldType, RecordKind, Sensitivity

__all__ = ["INTERVIEW_KINDS"]

_field = partial(Field, section="B", requirements=("R47",))
_staff = partial(_field, type=FieldType.TEXT, sensitivity=Sensitivity.RESTRICTED)
# The referring individual may be the victim's mother: as telling as the victim's own name.
_referrer = partial(_field, type=FieldType.TEXT, sensitivity=Sensitivity.IDENTIFYING)
_guardian = partial(
    Field,
    section="B",
    requirements=("R48",),
    type=FieldType.TEXT,
    sensitivity=Sensitivity.IDENTIFYING,
)
_talk = partial(Field, section="B", requirements=("R49",))

_INTERVIEW = RecordKind(
    name="interview",
    label="Case and interview",
    fields=(
        _field(
            name="referring_type",
            type=FieldType.CODE,
            label="Type of referring organization/individual",
            codes="referring_type",
            crosswalk={"htcds": "org_Type"},
        ),
        _staff(name="referring_type_other", label="Other type of referrer"),
        _referrer(
            name="referring_name",
            label="Name/location of referring organization/individual",
            crosswalk={"htcds": "cas_ReferringOrganisation"},
        ),
        _referrer(name="referring_address", label="Address of referring organization"),
        _referrer(
            name="referring_phone",
            label="Telephone number of referring organization",
            crosswalk={"htcds": "org_Phone"},
        ),
        _field(
            name="screening_date",
            type=FieldType.DATE,
            label="Screening date",
            crosswalk={"htcds": "cas_IncomingReferralDate"},
        ),
        _staff(name="screening_location", label="Screening location"),
        _staff(name="interviewer_name", label="Name of interviewer"),
        _staff(
            name="interviewer_organisation",
            label="Name of organization/institution",
            crosswalk={"htcds": "org_Name"},
        ),
        _staff(name="interviewer_contact", label="Contact details of interviewer"),
        _talk(
            name="languages",
            type=FieldType.CODES,
            label="Interviewee's language(s)",
            codes="language",
            crosswalk={"htcds": "prs_PrimaryLanguage"},
        ),
        _talk(
            name="languages_other",
            type=FieldType.TEXT,
            label="Other language(s) of the interviewee",
            sensitivity=Sensitivity.RESTRICTED,
        ),
        _talk(
            name="has_interpreter",
            type=FieldType.CODE,
            label="Interpreter?",
            codes="yes_no_unknown",
        ),
        _talk(
            name="interpreter_name",
            type=FieldType.TEXT,
            label="Name of interpreter",
            sensitivity=Sensitivity.RESTRICTED,
        ),
        Field(
            name="status",
            type=FieldType.CODE,
            label="How far the interview got",
            section="B",
            requirements=("R44", "R85"),
            codes="interview_status",
        ),
        Field(
            name="next_date",
            type=FieldType.DATE,
            label="Date agreed to go on",
            section="B",
            requirements=("R85",),
        ),
        Field(
            name="next_step",
            type=FieldType.TEXT,
            label="What is still to be asked",
            section="B",
            sensitivity=Sensitivity.RESTRICTED,
            requirements=("R41", "R85"),
        ),
    ),
)

_GUARDIAN = RecordKind(
    name="guardian",
    label="Parent or guardian",
    fields=(
        _guardian(
            name="contact_safety",
            type=FieldType.CODE,
            label="Is it safe to contact this parent or guardian?",
            codes="safety",
            sensitivity=Sensitivity.CODED,
        ),
        _guardian(
            name="relation",
            type=FieldType.CODE,
            label="Relation to the child",
            codes="guardian_relation",
            sensitivity=Sensitivity.RESTRICTED,
        ),
        _guardian(name="name", label="Name of parent or guardian"),
        _guardian(name="address", label="Address of parent or guardian"),
        _guardian(name="phone", label="Telephone number of parent or guardian"),
    ),
)

_LINKED_REPORT = RecordKind(
    name="linked_report",
    label="Linked report",
    fields=(
        Field(
            name="reference",
            type=FieldType.TEXT,
            label="Reference of a report about this person",
            section="B",
            requirements=("R14", "R37", "R65"),
        ),
    ),
)

INTERVIEW_KINDS = (_INTERVIEW, _GUARDIAN, _LINKED_REPORT)
