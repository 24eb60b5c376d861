"""Code lists of the three report channels: screening, online report and hotline."""

from __future__ import annotations

from server.domain.vocabulary.lists import UNKNOWN, added, code_list, printed

CHANNEL = code_list(
    "channel",
    "Channel of a report",
    printed("screening", "Screening form"),
    printed("online", "Online report"),
    printed("hotline", "Hotline"),
)

CASE_STATUS = code_list(
    "case_status",
    "Occurred or potential",
    printed(
        "effectively_occurred",
        "The human trafficking effectively occurred",
        htcds="ActualVictimOfTrafficking",
    ),
    printed(
        "potential_detected",
        "A potential human trafficking situation was detected",
        htcds="PossibleVictimOfTrafficking",
    ),
)

PRIOR_REPORT = code_list(
    "prior_report",
    "Reported before",
    printed("none", "No report"),
    printed("ntf", "National Task Force"),
    printed("police", "Police Force"),
    printed("other", "Other agency"),
    UNKNOWN,
)

DATE_KIND = code_list(
    "date_kind",
    "One day or a period",
    printed("one_day", "One day"),
    printed("period", "A period"),
    UNKNOWN,
)

DATE_BASIS = code_list(
    "date_basis",
    "What a date stands for",
    printed("occurred", "The day it happened"),
    printed("noticed", "The day it was noticed"),
    UNKNOWN,
)

LOCATION_SCOPE = code_list(
    "location_scope",
    "In the country or abroad",
    added("in_country", "In Saint Lucia"),
    added("abroad", "Abroad"),
    UNKNOWN,
)

ORIGIN = code_list(
    "origin",
    "Origin of the victim",
    printed("national", "National"),
    printed("foreigner", "Foreigner"),
    UNKNOWN,
)

AGE_RANGE = code_list(
    "age_range",
    "Age range",
    added("under_9", "Under 9 years", ctdc="0--8", glotip="0 to 17 years"),
    added("9_17", "9 to 17 years", ctdc="9--17", glotip="0 to 17 years"),
    added("18_29", "18 to 29 years", glotip="18 years or over"),
    added("30_47", "30 to 47 years", glotip="18 years or over"),
    added("48_over", "48 years or older", ctdc="48+", glotip="18 years or over"),
    added("under_18", "Under 18 years, not known more exactly", glotip="0 to 17 years"),
    added("18_over", "18 years or older, not known more exactly", glotip="18 years or over"),
    added("mixed", "A group of several ages"),
    added("unknown", "Unknown", glotip="Unknown"),
)

VICTIM_PROFILE = code_list(
    "victim_profile",
    "Potential victims are",
    printed("female", "Female"),
    printed("male", "Male"),
    printed("transgender_male", "Transgender male"),
    printed("transgender_female", "Transgender female"),
    printed("under_18", "Under 18 years old"),
    printed("over_18", "18 years or older"),
    printed("individual_alone", "Individual alone"),
    printed("group", "Group of people"),
    printed("family", "Family"),
    printed("national", "National"),
    printed("foreigner", "Foreigner"),
    UNKNOWN,
)

REPORTER_MODE = code_list(
    "reporter_mode",
    "Whether the reporter stays anonymous",
    printed("anonymous", "Prefers to remain anonymous"),
    printed("contact", "May be contacted"),
)

REPORTER_SEX = code_list(
    "reporter_sex",
    "Sex of the reporter, for statistics",
    printed("male", "Male"),
    printed("female", "Female"),
    added("prefer_not_to_say", "Prefers not to say"),
)

URGENCY = code_list(
    "urgency",
    "Urgency",
    added("emergency", "Emergency"),
    added("not_urgent", "Not urgent"),
    UNKNOWN,
)

LISTS = (
    CHANNEL,
    CASE_STATUS,
    PRIOR_REPORT,
    DATE_KIND,
    DATE_BASIS,
    LOCATION_SCOPE,
    ORIGIN,
    AGE_RANGE,
    VICTIM_PROFILE,
    REPORTER_MODE,
    REPORTER_SEX,
    URGENCY,
)
