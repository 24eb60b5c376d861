"""Code lists of the interview and of the decision: referral, material, outcome and assistance."""

from __future__ import annotations

from server.domain.vocabulary.lists import UNKNOWN, added, code_list, printed

REFERRING_TYPE = code_list(
    "referring_type",
    "Type of referring organization/individual",
    printed("ngo", "NGO", htcds="NGO"),
    printed("international_organization", "International organization"),
    printed("law_enforcement", "Law enforcement", htcds="LawEnforcement"),
    printed("immigration", "Immigration", htcds="ImmigrationService"),
    printed("government", "Government", htcds="CentralGovernmentOrganisation"),
    printed("embassy", "Embassy"),
    printed("iom_mission", "IOM mission"),
    printed("hotline", "Hotline"),
    printed("self_referral", "Self-referral (walk-in)"),
    printed("family", "Family"),
    printed("friend", "Friend"),
    printed("client", "Client"),
    printed("other", "Other"),
    UNKNOWN,
)

INTERVIEW_STATUS = code_list(
    "interview_status",
    "How far the interview got",
    added("complete", "Complete"),
    added("paused", "Paused, to be continued"),
    added("stopped", "Stopped because the individual wished it"),
)

SITTING = code_list(
    "sitting",
    "First or further record about a person",
    added("first", "First record about this person"),
    added("further", "Adds to a case already recorded"),
)

MATERIAL = code_list(
    "material",
    "Additional corroborative material",
    printed("official_reports", "Police or other official reports"),
    printed("identity_documents", "Identity documents"),
    printed("travel_documents", "Travel documents"),
    printed("medical_reports", "Medical reports"),
    printed("contract_or_offer", "Copies of employment contract or recruitment offer"),
    printed("personal_writings", "Personal writings by the individual"),
    printed("hotline_reports", "Hotline reports"),
    printed("other", "Other"),
)

OUTCOME = code_list(
    "outcome",
    "Whether the individual is a victim of trafficking",
    printed("victim", "Yes, a victim of trafficking", htcds="ActualVictimOfTrafficking"),
    printed("not_victim", "No, not a victim of trafficking", htcds="NotAVictimOfTrafficking"),
    added("undetermined", "Not determined yet", htcds="PossibleVictimOfTrafficking"),
)

DECIDING_ORGANISATION = code_list(
    "deciding_organisation",
    "Type of organisation that decided",
    added("ntf", "National Task Force", htcds="NonPoliceGovernmentalOrganization"),
    added("police", "Police", htcds="Police"),
    added("court_or_prosecution", "Court or prosecution", htcds="CourtOrProsecution"),
    added(
        "other_government",
        "Other government organisation",
        htcds="NonPoliceGovernmentalOrganization",
    ),
    added("ngo", "NGO", htcds="NGO"),
    added("international_organization", "International organization", htcds="Other"),
    added("other", "Other", htcds="Other"),
)

TRAFFICKING_EXTENT = code_list(
    "trafficking_extent",
    "In-country or transnational",
    printed("in_country", "In-country"),
    printed("transnational", "Transnational"),
    printed("both", "Both"),
    UNKNOWN,
)

# The source asks to "specify all that applies" and prints no list.
SITUATION = code_list(
    "situation",
    "Situation of an individual who is not a victim of trafficking",
    added("exploited_worker", "Exploited at work, without trafficking"),
    added("other_crime_victim", "Victim of another crime"),
    added("domestic_violence", "Victim of domestic violence"),
    added("smuggled_migrant", "Smuggled migrant"),
    added("stranded_migrant", "Stranded migrant"),
    added("asylum_seeker", "Asylum seeker or refugee"),
    added("stateless", "Stateless"),
    added("unaccompanied_child", "Unaccompanied or separated child"),
    added("homeless", "Without a home"),
    added("health_need", "Needs medical or mental health care"),
    added("other", "Other"),
    UNKNOWN,
)

LISTS = (
    REFERRING_TYPE,
    INTERVIEW_STATUS,
    SITTING,
    MATERIAL,
    OUTCOME,
    DECIDING_ORGANISATION,
    TRAFFICKING_EXTENT,
    SITUATION,
)
