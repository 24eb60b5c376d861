"""Roles and actions in plain words."""

from __future__ import annotations

from typing import Final

from server.domain.access import Action, Role

ROLES: Final = {
    Role.LEADER: "Leader",
    Role.DATA_MANAGER: "Data Manager",
    Role.CASE_WORKER: "Case worker",
    Role.OPERATOR: "Hotline operator",
    Role.ADMINISTRATOR: "Administrator",
}

DEEDS: Final = {
    "Records and cases": {
        Action.RECORD_READ: "Read records",
        Action.RECORD_WRITE: "Write records",
        Action.RECORD_EXPORT: "Export records",
        Action.RECORD_SEARCH: "Search records",
        Action.REPORT_LIST: "See the reports that came in, and read them as far as your role may",
        Action.REPORT_TRIAGE: "Say what a report is, whose it is and by when something is due",
        Action.CASE_LIST: "See the situations and persons the task force works on",
        Action.CASE_TEND: "Open, tend, close and reopen situations and cases",
        Action.CASE_ASSIGN: "Give cases to people",
        Action.CASE_LINK: "Link reports to cases",
        Action.CASE_REFER: "Refer cases",
        Action.CONSENT_RECORD: "Record consent",
        Action.STATISTICS_MAKE: "Make statistics",
    },
    "Reports": {
        Action.SUBMISSION_ADD: "Enter reports",
        Action.SUBMISSION_OPEN: "Have sealed reports opened",
        Action.SUBMISSION_ACCEPT: "Read reports whose seal is broken, and have them filed",
        Action.SUBMISSION_COUNT: "See how many reports there are",
    },
    "Disclosure, disposal and export of personal data": {
        Action.DISCLOSURE_REQUEST: "Ask for a disclosure",
        Action.DISCLOSURE_AUTHORISE: "Authorise a disclosure that somebody else asked for",
        Action.DISCLOSURE_CARRY_OUT: "Carry out an authorised disclosure",
        Action.DISPOSAL_REQUEST: "Ask for records to be destroyed",
        Action.DISPOSAL_AUTHORISE: "Authorise records to be destroyed when somebody else asked",
        Action.DISPOSAL_CARRY_OUT: "Destroy records when this was authorised",
        Action.PERSONAL_EXPORT_REQUEST: "Ask for an export of personal data",
        Action.PERSONAL_EXPORT_AUTHORISE: "Authorise an export of personal data for somebody else",
        Action.PERSONAL_EXPORT_CARRY_OUT: "Carry out an authorised export of personal data",
    },
    "Protocols, agreements and code lists": {
        Action.PROTOCOL_AUTHORISE: "Authorise protocols",
        Action.AGREEMENT_AUTHORISE: "Authorise agreements with other agencies",
        Action.CODE_LIST_AUTHORISE: "Authorise changes of code lists",
    },
    "Forms and tablets": {
        Action.FORM_LIST: "See the forms",
        Action.FORM_CHECK: "Check forms",
        Action.FORM_PUBLISH: "Publish forms",
        Action.FORM_WIDEN: "Offer a form to more people, or let it ask who somebody is",
        Action.AGENT_LIST: "See who may send from a tablet",
        Action.AGENT_ADD: "Let people send from a tablet",
        Action.AGENT_REVOKE: "Stop a tablet from sending",
    },
    "People": {
        Action.ACCOUNT_LIST: "See the accounts",
        Action.ACCOUNT_REQUEST: "Ask for an account for somebody",
        Action.ACCOUNT_AUTHORISE: "Approve and renew accounts",
        Action.ACCOUNT_DISABLE: "Close accounts",
        Action.ACCOUNT_CHANGE_OWN: "Change your own password and second step",
        Action.SESSION_LIST_OWN: "See where you are signed in",
        Action.SESSION_REVOKE_OWN: "End your own sessions",
        Action.SESSION_REVOKE: "End the sessions of others",
    },
    "Keys": {
        Action.SLOT_LIST: "See who holds a key to the vault",
        Action.SLOT_ADD: "Give somebody a key to the vault",
        Action.SLOT_REMOVE: "Take a key to the vault away",
        Action.KEY_LIST: "See the form keys",
        Action.KEY_EXPORT_PUBLIC: "Export public keys",
        Action.KEY_ROTATE: "Change the form key",
        Action.KEY_AUTHORISE: "Agree to a key that somebody else makes or imports",
        Action.KEY_IMPORT: "Import a form key",
    },
    "Audit, backups and the system": {
        Action.AUDIT_READ: "Read the audit",
        Action.AUDIT_VERIFY: "Verify the audit",
        Action.AUDIT_ACCEPT_CLOCK: "Accept that the clock was set back",
        Action.AUDIT_CHECKPOINT: "Make audit checkpoints",
        Action.BACKUP_MAKE: "Make backups",
        Action.BACKUP_RESTORE: "Restore backups",
        Action.LEDGER_APPLY: "Put back the key ledger",
        Action.SYSTEM_SERVE: "Start and stop the system",
        Action.SYSTEM_CHECK: "Check the system's health",
        Action.SYSTEM_UPGRADE: "Upgrade the system",
    },
}
