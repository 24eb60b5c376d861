"""Code lists about people: sex, origin, ethnicity, documents, guardians and companions."""

from __future__ import annotations

from server.domain.vocabulary.lists import UNKNOWN, added, code_list, printed

SEX = code_list(
    "sex",
    "Sex (ISO/IEC 5218)",
    printed("female", "Female", iso5218="2", htcds="Feminine", ctdc="Female", glotip="Female"),
    printed("male", "Male", iso5218="1", htcds="Masculine", ctdc="Male", glotip="Male"),
    added("unknown", "Unknown", iso5218="0", htcds="NonSpecifiedUnknown", glotip="Unknown"),
    added("mixed", "A group of several sexes", iso5218="9", glotip="Unknown"),
)

GENDER_NOTE = code_list(
    "gender_note",
    "Gender, where it says more than sex",
    printed("transgender_male", "Transgender male", htcds="TransgenderMasculine"),
    printed("transgender_female", "Transgender female", htcds="TransgenderFeminine"),
    added("non_conforming", "Neither male nor female", htcds="NonConforming"),
)

# No official Saint Lucia list was found; the task force replaces this one with the census's.
ETHNICITY = code_list(
    "ethnicity",
    "Ethnicity (to be confirmed by the task force)",
    added("african", "African descent / Black"),
    added("east_indian", "East Indian"),
    added("indigenous", "Indigenous / Amerindian"),
    added("mixed", "Mixed"),
    added("white", "White"),
    added("chinese", "Chinese"),
    added("hispanic", "Hispanic"),
    added("syrian_lebanese", "Syrian / Lebanese"),
    added("portuguese", "Portuguese"),
    added("other", "Other"),
    added("not_stated", "Prefers not to say"),
    UNKNOWN,
)

DOCUMENT_TYPE = code_list(
    "document_type",
    "Type of identity document",
    added("passport", "Passport"),
    added("national_id", "National identity card"),
    added("driving_licence", "Driving licence"),
    added("birth_certificate", "Birth certificate"),
    added("residence_permit", "Residence permit"),
    added("work_permit", "Work permit"),
    added("travel_document", "Emergency or refugee travel document"),
    added("other", "Other"),
    UNKNOWN,
)

GUARDIAN_RELATION = code_list(
    "guardian_relation",
    "Relation of the parent or guardian",
    added("mother", "Mother"),
    added("father", "Father"),
    added("grandparent", "Grandparent"),
    added("other_relative", "Other relative"),
    added("legal_guardian", "Legal guardian"),
    added("institution", "Institution or state care"),
    added("other", "Other"),
    UNKNOWN,
)

SAFETY = code_list(
    "safety",
    "Whether it is safe",
    added("safe", "Safe"),
    added("unsafe", "Unsafe"),
    UNKNOWN,
)

CONTACT_CHANNEL = code_list(
    "contact_channel",
    "Safe way to reach a person",
    added("phone_call", "Phone call"),
    added("text_message", "Text message"),
    added("messaging_app", "Messaging app"),
    added("email", "Email"),
    added("visit", "Visit"),
    added("trusted_person", "Through someone they trust"),
    added("none", "No safe way"),
    UNKNOWN,
)

PHONE_OWNER = code_list(
    "phone_owner",
    "Whose phone it is",
    added("own", "Their own"),
    added("shared", "Shared with others"),
    added("trusted_person", "Someone they trust"),
    added("other_person", "Someone else"),
    UNKNOWN,
)

COMPANION = code_list(
    "companion",
    "Who the individual travelled with",
    printed("husband", "Husband"),
    printed("wife", "Wife"),
    printed("partner", "Partner"),
    printed("relative", "Relative"),
    printed("friend", "Friend"),
    printed("recruiter", "Recruiter"),
    printed("transporter", "Transporter"),
    printed("unknown_persons", "Unknown persons"),
    printed("other", "Other"),
    added("unknown", "Not known"),
)

LISTS = (
    SEX,
    GENDER_NOTE,
    ETHNICITY,
    DOCUMENT_TYPE,
    GUARDIAN_RELATION,
    SAFETY,
    CONTACT_CHANNEL,
    PHONE_OWNER,
    COMPANION,
)
