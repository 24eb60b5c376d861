"""Code lists of the consent checklist: answers, forms of consent, services and purposes."""

from __future__ import annotations

from server.domain.vocabulary.lists import added, code_list, printed

CONSENT_STATUS = code_list(
    "consent_status",
    "State of a consent",
    printed("given", "Yes, given"),
    printed("refused", "No, refused"),
    added("not_asked", "Not asked yet"),
    added("withdrawn", "Withdrawn"),
)

GUARDIAN_CONSENT = code_list(
    "guardian_consent",
    "Consent of parent or guardian",
    printed("given", "Yes, given"),
    printed("refused", "No, refused"),
    added("not_asked", "Not asked yet"),
    added("best_interest", "Not asked, in the child's best interest"),
    added("withdrawn", "Withdrawn"),
)

CONSENT_FORM = code_list(
    "consent_form",
    "How consent was given",
    added("written", "In writing, signed"),
    added("thumbprint", "With a thumbprint or mark"),
    added("oral", "In spoken words"),
)

CONSENT_ACTION = code_list(
    "consent_action",
    "What a consent record is for",
    added("new", "Ask for consent"),
    added("withdrawal", "Record a withdrawal"),
)

SERVICE = code_list(
    "service",
    "Service that needs consent of its own",
    printed("medical", "Medical examination and procedure"),
    printed("health_assessment", "Health assessments"),
    printed("assisted_return", "Assisted voluntary return"),
    printed("reintegration", "Reintegration assistance"),
    added("other", "Other service"),
)

PURPOSE = code_list(
    "purpose",
    "Purpose of a consent",
    printed("assistance", "Sharing individual data for assistance (1.1)"),
    printed("law_enforcement", "Limited disclosure to law enforcement (1.2)"),
    printed("research", "Anonymous research (1.3)"),
    printed("interview", "Interview (1.4)"),
    printed("services", "Services"),
)

LISTS = (CONSENT_STATUS, GUARDIAN_CONSENT, CONSENT_FORM, CONSENT_ACTION, SERVICE, PURPOSE)
