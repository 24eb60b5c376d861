"""The report: what a screening, an online report or a call to the hotline tells the task force."""

from __future__ import annotations

from dataclasses import dataclass

from server.domain.schema.kinds import Field, FieldType, RecordKind, Sensitivity

__all__ = ["REPORT"]

_TEXT, _CODE, _CODES = FieldType.TEXT, FieldType.CODE, FieldType.CODES
_DATE, _MOMENT, _INTEGER = FieldType.DATE, FieldType.MOMENT, FieldType.INTEGER


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of the report with one sensitivity; calling it declares a field of it."""

    name: str
    sensitivity: Sensitivity = Sensitivity.CODED

    def __call__(
        self, name: str, type_: FieldType, label: str, *, codes: str | None = None, **more: str
    ) -> Field:
        """Declare a field; `needs` holds requirement ids, other words are crosswalks."""
        needs = more.pop("needs", "")
        return Field(
            name=name,
            type=type_,
            label=label,
            section=self.name,
            sensitivity=self.sensitivity,
            requirements=tuple(needs.split()),
            codes=codes,
            crosswalk=more,
        )


_intake = _Section("intake")
_situation = _Section("situation")
_situation_sealed = _Section("situation", Sensitivity.RESTRICTED)
_victims = _Section("victims")
_victims_sealed = _Section("victims", Sensitivity.RESTRICTED)
_exploitation = _Section("exploitation")
_exploitation_sealed = _Section("exploitation", Sensitivity.RESTRICTED)
_trafficker = _Section("trafficker", Sensitivity.RESTRICTED)
_earlier = _Section("prior_report")
_earlier_sealed = _Section("prior_report", Sensitivity.RESTRICTED)
_reporter = _Section("reporter")
_reporter_sealed = _Section("reporter", Sensitivity.RESTRICTED)
_who = _Section("contact", Sensitivity.IDENTIFYING)
_contact = _Section("contact", Sensitivity.RESTRICTED)
_agency = _Section("agency", Sensitivity.RESTRICTED)

_FIELDS = (
    _intake("channel", _CODE, "Way the report came in", codes="channel", needs="R1"),
    _intake("reference", _TEXT, "Reference of this report, to quote later", needs="R14"),
    _intake("screening_reference", _TEXT, "Screening reference that is quoted", needs="R14"),
    _intake("started_at", _MOMENT, "When the call or the form began", needs="R15 R30"),
    _intake("ended_at", _MOMENT, "When the call or the form ended", needs="R30"),
    _intake(
        "register_date",
        _DATE,
        "Date of the register of the potential situation",
        needs="R8",
        htcds="cas_IncomingReferralDate",
    ),
    _intake("report_date", _DATE, "Date of this report", needs="R29"),
    _intake("report_language", _CODE, "Language of the call or report", codes="language"),
    _intake("urgency", _CODE, "Emergency or not urgent", codes="urgency", needs="R18"),
    _intake(
        "in_danger_now",
        _CODE,
        "The person is in danger now",
        codes="yes_no_unknown",
        needs="R18 R85",
    ),
    _situation(
        "case_status",
        _CODE,
        "Trafficking effectively occurred, or a potential situation was detected",
        codes="case_status",
        needs="R5",
    ),
    _situation(
        "date_kind",
        _CODE,
        "Dated by one day, a period or not at all",
        codes="date_kind",
        needs="R6",
    ),
    _situation(
        "date_basis",
        _CODE,
        "The date is when it occurred or was noticed",
        codes="date_basis",
        needs="R22",
    ),
    _situation(
        "situation_date_from",
        _DATE,
        "Date of the situation, or first day of the period",
        needs="R6 R22",
        htcds="hte_Date",
    ),
    _situation("situation_date_to", _DATE, "Last day of the period", needs="R6"),
    _situation(
        "location_scope", _CODE, "In the country or abroad", codes="location_scope", needs="R7"
    ),
    _situation(
        "country",
        _CODE,
        "Country of the situation, when abroad",
        codes="country",
        needs="R7",
        htcds="hte_Country",
        ctdc="CountryOfExploitation",
    ),
    _situation(
        "district",
        _CODE,
        "District of the situation",
        codes="district",
        needs="R7 R102",
        htcds="hte_State",
    ),
    _situation_sealed(
        "place", _TEXT, "City, village or place of the situation", needs="R7", htcds="hte_City"
    ),
    _situation_sealed(
        "description",
        _TEXT,
        "Description of the situation or incident",
        needs="R24 R42",
        htcds="hte_Description",
    ),
    _victims("victim_count", _INTEGER, "Number of potential victims", needs="R9"),
    _victims(
        "victim_sex",
        _CODE,
        "Sex of the victim",
        codes="sex",
        needs="R9",
        htcds="prs_Gender",
        ctdc="gender",
        glotip="Sex",
    ),
    _victims(
        "victim_age",
        _INTEGER,
        "Age of the victim in years",
        needs="R9",
        ctdc="ageBroad",
        glotip="Age",
    ),
    _victims(
        "victim_age_range",
        _CODE,
        "Age range of the victim",
        codes="age_range",
        needs="R9",
        ctdc="ageBroad",
        glotip="Age",
    ),
    _victims(
        "victim_origin",
        _CODE,
        "The victim is a national or a foreigner",
        codes="origin",
        needs="R21",
    ),
    _victims(
        "victim_country_of_birth",
        _CODE,
        "Country of birth of the victim",
        codes="country",
        needs="R9 R21",
    ),
    _victims_sealed(
        "victim_ethnicity", _CODE, "Ethnicity of the victim", codes="ethnicity", needs="R9"
    ),
    _victims_sealed("victim_ethnicity_other", _TEXT, "Other ethnicity of the victim", needs="R9"),
    _victims(
        "victim_profile",
        _CODES,
        "What the potential victims are",
        codes="victim_profile",
        needs="R23",
    ),
    _victims_sealed("victim_details", _TEXT, "More details about the victim", needs="R29"),
    _exploitation(
        "exploitation",
        _CODES,
        "Types of trafficking or exploitation",
        codes="exploitation",
        needs="R10",
        htcds="vic_TypeOfExploitation",
        glotip="Category",
    ),
    _exploitation_sealed("exploitation_other", _TEXT, "Other type of exploitation", needs="R10"),
    _exploitation_sealed(
        "exploitation_description", _TEXT, "Description of the exploitation", needs="R24 R29"
    ),
    _trafficker(
        "trafficker_information", _TEXT, "Information about the trafficker(s)", needs="R25"
    ),
    _earlier(
        "prior_report",
        _CODE,
        "Reported before this report, and to whom",
        codes="prior_report",
        needs="R11",
    ),
    _earlier_sealed("prior_report_other", _TEXT, "Other agency it was reported to", needs="R11"),
    _earlier("prior_report_date", _DATE, "Date of the earlier report", needs="R11"),
    _reporter(
        "reporter_mode",
        _CODE,
        "The reporter is anonymous or may be contacted",
        codes="reporter_mode",
        needs="R26 R28",
    ),
    _reporter(
        "reporter_sex",
        _CODE,
        "Sex of the anonymous reporter, for statistics",
        codes="reporter_sex",
        needs="R27 R32",
    ),
    _reporter(
        "reporter_district",
        _CODE,
        "District where the anonymous reporter lives, for statistics",
        codes="district",
        needs="R27 R32",
    ),
    _reporter_sealed(
        "reporter_locality",
        _TEXT,
        "City, village or neighbourhood of the anonymous reporter, for statistics",
        needs="R27 R32",
    ),
    _who("reporter_first_name", _TEXT, "First name of the reporter", needs="R28"),
    _who("reporter_last_name", _TEXT, "Last name of the reporter", needs="R28"),
    _who("reporter_address", _TEXT, "Address of the reporter", needs="R28"),
    _who("reporter_phone", _TEXT, "Phone number of the reporter", needs="R28"),
    _contact(
        "contact_channels",
        _CODES,
        "Safe ways to contact the reporter",
        codes="contact_channel",
        needs="R85",
    ),
    _contact("phone_owner", _CODE, "Whose phone it is", codes="phone_owner", needs="R85"),
    _contact(
        "may_leave_message",
        _CODE,
        "A message may safely be left",
        codes="yes_no_unknown",
        needs="R85",
    ),
    _contact("contact_times", _TEXT, "Safe times, and what to know before contact", needs="R85"),
    _contact(
        "contact_language", _CODE, "Language to use in contact", codes="language", needs="R28"
    ),
    _agency(
        "agency",
        _TEXT,
        "Agency of the public agent who reports",
        needs="R12 R28",
        htcds="cas_ReferringOrganisation",
    ),
    _agency(
        "agent_name",
        _TEXT,
        "Name of the public agent who reports",
        needs="R12",
        htcds="cas_ReferringPrimaryCaseWorker",
    ),
    _agency("agent_post", _TEXT, "Post of the public agent who reports", needs="R12"),
    _agency("call_taker", _TEXT, "Name of the person who took the call", needs="R30 R31"),
    _agency("data_manager", _TEXT, "Name of the Data Manager", needs="R29 R31"),
)

REPORT = RecordKind(name="report", label="Report", fields=_FIELDS, is_subject=True)
