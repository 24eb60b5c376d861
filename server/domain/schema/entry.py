"""Section C of the STANDARD FORMAT: entry into trafficking, and the journey."""

from __future__ import annotations

from functools import partial

from server.domain.schema.kinds import Field, FieldType, RecordKind, Sensitivity

__all__ = ["ENTRY_KINDS"]

_code = partial(Field, section="C", type=FieldType.CODE)
_codes = partial(Field, section="C", type=FieldType.CODES)
_number = partial(Field, section="C", type=FieldType.DECIMAL, requirements=("R53",))
_text = partial(Field, section="C", type=FieldType.TEXT, sensitivity=Sensitivity.RESTRICTED)
_leg = ("R58",)

_ENTRY = RecordKind(
    name="entry",
    label="Entry into trafficking",
    fields=(
        _codes(
            name="modes",
            label="How the individual entered the process",
            codes="entry_mode",
            requirements=("R50",),
        ),
        _text(name="mode_other", label="Other way of entry", requirements=("R50",)),
        _code(
            name="involved_recruitment",
            label="Did entry into the process involve recruitment?",
            codes="yes_no_unknown",
            requirements=("R51",),
        ),
        _code(
            name="contact",
            label="How the contact with the recruiter was initiated",
            codes="contact",
            requirements=("R51",),
            crosswalk={"htcds": "vic_MethodOfRecruitment"},
        ),
        _text(name="contact_other", label="Other way of contact", requirements=("R51",)),
        _code(
            name="recruiter_relationship",
            label="Relationship of the recruiter to the individual",
            codes="recruiter_relationship",
            requirements=("R51",),
            crosswalk={"htcds": "vic_RelationshipToTrafficker", "ctdc": "RecruiterRelationship"},
        ),
        _codes(
            name="believed_activities",
            label="Activity the individual believed to be going to",
            codes="activity_believed",
            requirements=("R52",),
        ),
        _text(name="believed_activity_other", label="Other activity", requirements=("R52",)),
        _number(name="promised_salary_usd", label="Promised salary, US$ per month"),
        _number(name="promised_salary_xcd", label="Promised salary, EC$ per month"),
        _text(name="promised_benefits", label="Other promised benefits", requirements=("R53",)),
        Field(
            name="month",
            type=FieldType.MONTH,
            label="Month/year of entry into the process",
            section="C",
            requirements=("R54",),
            crosswalk={"htcds": "hte_Date"},
        ),
        _code(
            name="was_minor",
            label="Minor at the time of entry into the process?",
            codes="yes_no_unknown",
            requirements=("R55",),
            crosswalk={"ctdc": "majorityEntry"},
        ),
        _text(
            name="origin_place",
            label="Place from which the individual entered the process",
            requirements=("R56",),
            crosswalk={"htcds": "hte_City"},
        ),
        _code(
            name="origin_country",
            label="Country from which the individual entered the process",
            codes="country",
            requirements=("R56",),
            crosswalk={"htcds": "hte_Country"},
        ),
        _text(
            name="destination_place",
            label="Place of the last (or intended) destination",
            requirements=("R56",),
            crosswalk={"htcds": "hte_City"},
        ),
        _code(
            name="destination_country",
            label="Country of the last (or intended) destination",
            codes="country",
            requirements=("R56",),
            crosswalk={"htcds": "hte_Country", "ctdc": "CountryOfExploitation"},
        ),
        _code(
            name="travelled_alone",
            label="Did the individual travel alone?",
            codes="yes_no_unknown",
            requirements=("R57",),
        ),
        _codes(
            name="companions",
            label="Who the individual travelled with",
            codes="companion",
            requirements=("R57",),
        ),
        _text(name="companion_other", label="Other companion", requirements=("R57",)),
        _code(
            name="had_transit",
            label="Did the individual spend any time in transit?",
            codes="yes_no_unknown",
            requirements=_leg,
        ),
    ),
)

_JOURNEY_LEG = RecordKind(
    name="journey_leg",
    label="Journey leg",
    keys=("stage",),
    fields=(
        _code(
            name="stage",
            label="Stage of the journey",
            codes="journey_stage",
            requirements=_leg,
            crosswalk={"htcds": "hte_Type"},
        ),
        _text(name="place", label="Place", requirements=_leg, crosswalk={"htcds": "hte_City"}),
        _code(
            name="country",
            label="Country",
            codes="country",
            requirements=_leg,
            crosswalk={"htcds": "hte_Country"},
        ),
        _codes(
            name="companions",
            label="Who the individual travelled with",
            codes="companion",
            requirements=_leg,
        ),
        _text(name="companion_other", label="Other companion", requirements=_leg),
        _code(
            name="had_activity",
            label="Did he or she engage in any activity there?",
            codes="yes_no_unknown",
            requirements=_leg,
        ),
        _codes(
            name="activities",
            label="Activity in this place",
            codes="activity_transit",
            requirements=_leg,
        ),
        _text(name="activity_other", label="Other activity", requirements=_leg),
    ),
)

ENTRY_KINDS = (_ENTRY, _JOURNEY_LEG)
