"""Section 5 of the source: the consent checklist, and consent to each service."""

from __future__ import annotations

from functools import partial

from server.domain.schema.kinds import Field, FieldType, RecordKind, Sensitivity

__all__ = ["CONSENT_KINDS"]

_code = partial(Field, section="consent", type=FieldType.CODE)
_told = partial(_code, codes="yes_no", requirements=("R72", "R76"))
_agreed = partial(_code, codes="consent_status", requirements=("R76",))
_text = partial(Field, section="consent", type=FieldType.TEXT, sensitivity=Sensitivity.RESTRICTED)
_reference = partial(Field, section="consent", type=FieldType.TEXT, requirements=("R72",))
_written = ("R78",)

_CONSENT = RecordKind(
    name="consent",
    label="Consent",
    is_subject=True,
    fields=(
        _reference(name="reference", label="Consent reference"),
        _reference(name="earlier_reference", label="Reference of the consent withdrawn"),
        _reference(name="case_reference", label="Case reference"),
        _code(
            name="action",
            label="New consent or withdrawal",
            codes="consent_action",
            requirements=_written,
        ),
        _code(
            name="language",
            label="Language in which consent was asked",
            codes="language",
            requirements=("R49", "R78"),
        ),
        _code(
            name="is_minor",
            label="The individual is a minor",
            codes="yes_no_unknown",
            requirements=("R74",),
        ),
        _told(name="sharing_informed", label="1.1 Informed: sharing for assistance"),
        _agreed(name="sharing", label="1.1 Consent: sharing for assistance"),
        _told(name="disclosure_informed", label="1.2 Informed: limited disclosure"),
        _agreed(name="disclosure", label="1.2 Consent: limited disclosure"),
        _told(name="research_informed", label="1.3 Informed: anonymous research"),
        _agreed(name="research", label="1.3 Consent: anonymous research"),
        _code(
            name="interview",
            label="1.4 Full and informed consent to the interview",
            codes="consent_status",
            requirements=("R72", "R73"),
            crosswalk={"htcds": "con_Consent"},
        ),
        _code(
            name="guardian",
            label="1.5 Consent of parent(s)/guardian(s)",
            codes="guardian_consent",
            requirements=("R72", "R74"),
        ),
        _text(
            name="best_interest_reason",
            label="Reason in the child's best interest",
            requirements=("R74",),
        ),
        _code(
            name="form",
            label="How consent was given",
            codes="consent_form",
            requirements=_written,
        ),
        Field(
            name="individual_mark",
            type=FieldType.ATTACHMENT,
            label="Signature or mark of the individual",
            section="consent",
            sensitivity=Sensitivity.IDENTIFYING,
            requirements=_written,
        ),
        _text(name="interviewer", label="Name of interviewer", requirements=("R75",)),
        _text(
            name="organisation",
            label="Name of the interviewer's organisation",
            requirements=("R75",),
        ),
        _text(name="interpreter", label="Name of interpreter", requirements=("R49",)),
        Field(
            name="signature",
            type=FieldType.ATTACHMENT,
            label="Signature of interviewer",
            section="consent",
            sensitivity=Sensitivity.RESTRICTED,
            requirements=("R75",),
        ),
        _code(name="date", type=FieldType.DATE, label="Date", requirements=("R75",)),
        _code(
            name="withdrawn_on",
            type=FieldType.DATE,
            label="Date of withdrawal",
            requirements=_written,
        ),
        _code(
            name="withdrawn_purposes",
            type=FieldType.CODES,
            label="What the individual withdraws from",
            codes="purpose",
            requirements=_written,
        ),
        _text(name="remarks", label="Remarks on consent", requirements=_written),
        # Enough for a statistical stub when the individual refuses the interview.
        _code(name="stub_sex", label="Sex", codes="sex", requirements=("R73",)),
        _code(
            name="stub_citizenships",
            type=FieldType.CODES,
            label="Citizenship",
            codes="country",
            requirements=("R73",),
        ),
        _code(
            name="stub_exploitation",
            type=FieldType.CODES,
            label="Suspected exploitation",
            codes="exploitation",
            requirements=("R73",),
        ),
    ),
)

_CONSENT_SERVICE = RecordKind(
    name="consent_service",
    label="Consent to a service",
    keys=("service",),
    fields=(
        _code(name="service", label="Service", codes="service", requirements=("R77",)),
        _code(name="consented", label="Consent", codes="consent_status", requirements=("R77",)),
        _text(name="specify", label="Which other service", requirements=("R77",)),
    ),
)

CONSENT_KINDS = (_CONSENT, _CONSENT_SERVICE)
