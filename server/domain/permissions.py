"""Who may do what: two tables to be read, and changed, by people.

Nothing is allowed that does not stand here. The reasons for the less obvious:

- The Leader decides case by case and so may read what a decision needs, but not how to reach a
  reporter or a victim; the Leader writes only consent (the best-interest reason for a minor).
- The case worker sees the cases given to them, and of the report what led to the case.
- The operator enters calls and cannot read them back: once entered, they are the Data Manager's.
- The administrator keeps the system running. That includes starting the opening of submissions
  with the machine's key, which shows counts only, and withdrawing access (an agent's lost tablet,
  a person who left), which can wait for nobody; it does not include giving access.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.domain.forms import Audience
from server.domain.schema import Sensitivity


class Role(StrEnum):
    """What a person is to the system; everybody has one."""

    LEADER = "leader"
    DATA_MANAGER = "data_manager"
    CASE_WORKER = "case_worker"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Everything that can be asked of `may`."""

    RECORD_READ = "record.read"
    RECORD_WRITE = "record.write"
    RECORD_EXPORT = "record.export"
    RECORD_SEARCH = "record.search"
    REPORT_LIST = "report.list"
    REPORT_TRIAGE = "report.triage"
    SUBMISSION_ADD = "submission.add"
    SUBMISSION_OPEN = "submission.open"
    SUBMISSION_ACCEPT = "submission.accept"
    SUBMISSION_COUNT = "submission.count"
    CASE_LIST = "case.list"
    CASE_TEND = "case.tend"
    CASE_ASSIGN = "case.assign"
    CASE_LINK = "case.link"
    CASE_REFER = "case.refer"
    CONSENT_RECORD = "consent.record"
    STATISTICS_MAKE = "statistics.make"
    DISCLOSURE_REQUEST = "disclosure.request"
    DISCLOSURE_AUTHORISE = "disclosure.authorise"
    DISCLOSURE_CARRY_OUT = "disclosure.carry_out"
    DISPOSAL_REQUEST = "disposal.request"
    DISPOSAL_AUTHORISE = "disposal.authorise"
    DISPOSAL_CARRY_OUT = "disposal.carry_out"
    PERSONAL_EXPORT_REQUEST = "personal_export.request"
    PERSONAL_EXPORT_AUTHORISE = "personal_export.authorise"
    PERSONAL_EXPORT_CARRY_OUT = "personal_export.carry_out"
    PROTOCOL_AUTHORISE = "protocol.authorise"
    AGREEMENT_AUTHORISE = "agreement.authorise"
    CODE_LIST_AUTHORISE = "code_list.authorise"
    FORM_LIST = "form.list"
    FORM_CHECK = "form.check"
    FORM_PUBLISH = "form.publish"
    FORM_WIDEN = "form.widen"
    AGENT_LIST = "agent.list"
    AGENT_ADD = "agent.add"
    AGENT_REVOKE = "agent.revoke"
    ACCOUNT_LIST = "account.list"
    ACCOUNT_REQUEST = "account.request"
    ACCOUNT_AUTHORISE = "account.authorise"
    ACCOUNT_DISABLE = "account.disable"
    ACCOUNT_CHANGE_OWN = "account.change_own"
    SESSION_LIST_OWN = "session.list_own"
    SESSION_REVOKE_OWN = "session.revoke_own"
    SESSION_REVOKE = "session.revoke"
    SLOT_LIST = "slot.list"
    SLOT_ADD = "slot.add"
    SLOT_REMOVE = "slot.remove"
    KEY_LIST = "key.list"
    KEY_EXPORT_PUBLIC = "key.export_public"
    KEY_ROTATE = "key.rotate"
    KEY_IMPORT = "key.import"
    KEY_AUTHORISE = "key.authorise"
    AUDIT_READ = "audit.read"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_CHECKPOINT = "audit.checkpoint"
    AUDIT_ACCEPT_CLOCK = "audit.accept_clock"
    BACKUP_MAKE = "backup.make"
    BACKUP_RESTORE = "backup.restore"
    LEDGER_APPLY = "ledger.apply"
    SYSTEM_SERVE = "system.serve"
    SYSTEM_CHECK = "system.check"
    SYSTEM_UPGRADE = "system.upgrade"


Cell = tuple[Role, Action, str, Sensitivity]
_ROLES: Final = tuple(Role)

# fmt: off
# Role by action. L Leader, M Data Manager, C case worker, O operator, A administrator.
_ACTIONS: Final = {
    Action.RECORD_READ:                "L M C . .",
    Action.RECORD_WRITE:               "L M C O .",
    Action.RECORD_EXPORT:              ". M . . .",
    Action.RECORD_SEARCH:              "L M C . .",
    Action.REPORT_LIST:                "L M . . .",
    Action.REPORT_TRIAGE:              "L M . . .",
    Action.SUBMISSION_ADD:             "L M C O .",
    Action.SUBMISSION_OPEN:            ". M . . A",
    Action.SUBMISSION_ACCEPT:          "L M . . .",
    Action.SUBMISSION_COUNT:           "L M . . A",
    Action.CASE_LIST:                  "L M . . .",
    Action.CASE_TEND:                  "L M . . .",
    Action.CASE_ASSIGN:                "L M . . .",
    Action.CASE_LINK:                  ". M . . .",
    Action.CASE_REFER:                 ". M C . .",
    Action.CONSENT_RECORD:             "L M C . .",
    Action.STATISTICS_MAKE:            "L M . . .",
    Action.DISCLOSURE_REQUEST:         "L M C . .",
    Action.DISCLOSURE_AUTHORISE:       "L . . . .",
    Action.DISCLOSURE_CARRY_OUT:       ". M . . .",
    Action.DISPOSAL_REQUEST:           "L M . . .",
    Action.DISPOSAL_AUTHORISE:         "L . . . .",
    Action.DISPOSAL_CARRY_OUT:         ". M . . .",
    Action.PERSONAL_EXPORT_REQUEST:    "L M . . .",
    Action.PERSONAL_EXPORT_AUTHORISE:  "L . . . .",
    Action.PERSONAL_EXPORT_CARRY_OUT:  ". M . . .",
    Action.PROTOCOL_AUTHORISE:         "L . . . .",
    Action.AGREEMENT_AUTHORISE:        "L . . . .",
    Action.CODE_LIST_AUTHORISE:        "L . . . .",
    Action.FORM_LIST:                  "L M C O A",
    Action.FORM_CHECK:                 "L M . . A",
    Action.FORM_PUBLISH:               "L M . . .",
    Action.FORM_WIDEN:                 "L . . . .",
    Action.AGENT_LIST:                 "L M . . A",
    Action.AGENT_ADD:                  "L M . . .",
    Action.AGENT_REVOKE:               "L M . . A",
    Action.ACCOUNT_LIST:               "L M . . A",
    Action.ACCOUNT_REQUEST:            "L M . . A",
    Action.ACCOUNT_AUTHORISE:          "L . . . .",
    Action.ACCOUNT_DISABLE:            "L M . . A",
    Action.ACCOUNT_CHANGE_OWN:         "L M C O A",
    Action.SESSION_LIST_OWN:           "L M C O A",
    Action.SESSION_REVOKE_OWN:         "L M C O A",
    Action.SESSION_REVOKE:             "L M . . A",
    Action.SLOT_LIST:                  "L M . . A",
    Action.SLOT_ADD:                   "L M . . .",
    Action.SLOT_REMOVE:                "L . . . .",
    Action.KEY_LIST:                   "L M . . A",
    Action.KEY_EXPORT_PUBLIC:          "L M . . A",
    Action.KEY_ROTATE:                 "L M . . .",
    Action.KEY_IMPORT:                 "L M . . .",
    Action.KEY_AUTHORISE:              "L . . . .",
    Action.AUDIT_READ:                 "L M . . .",
    Action.AUDIT_VERIFY:               "L M . . A",
    Action.AUDIT_CHECKPOINT:           "L M . . A",
    Action.AUDIT_ACCEPT_CLOCK:         "L M . . .",
    Action.BACKUP_MAKE:                ". M . . A",
    Action.BACKUP_RESTORE:             ". . . . A",
    Action.LEDGER_APPLY:               "L M . . .",
    Action.SYSTEM_SERVE:               ". . . . A",
    Action.SYSTEM_CHECK:               "L M . . A",
    Action.SYSTEM_UPGRADE:             ". . . . A",
}

# Role by section by sensitivity: coded/restricted/identifying, each r(ead), w(rite), (e)x(port).
_SECTIONS: Final = {
    #                 leader     data manager   case worker operator administrator
    "intake":        ("r/r/r",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "situation":     ("r/r/r",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "victims":       ("r/r/r",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "exploitation":  ("r/r/r",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "trafficker":    ("r/r/r",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "prior_report":  ("r/r/r",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "reporter":      ("r/r/-",   "rwx/rwx/rwx", "r/-/-",    "w/w/w", "-/-/-"),
    "contact":       ("r/-/-",   "rwx/rwx/rwx", "-/-/-",    "w/w/w", "-/-/-"),
    "agency":        ("r/r/-",   "rwx/rwx/rwx", "r/r/-",    "w/w/w", "-/-/-"),
    "A":             ("r/r/r",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "safe_contact":  ("r/-/-",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "B":             ("r/r/r",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "C":             ("r/r/r",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "C, D":          ("r/r/r",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "D":             ("r/r/r",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "E":             ("r/r/r",   "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
    "consent":       ("rw/rw/r", "rwx/rwx/rwx", "rw/rw/rw", "-/-/-", "-/-/-"),
}
# fmt: on

# To hand in a form is less than to write records: it shows nothing of what is held.
_AUDIENCES: Final = {
    Role.LEADER: (Audience.HOTLINE, Audience.AGENCY, Audience.EXPERT),
    Role.DATA_MANAGER: (Audience.HOTLINE, Audience.AGENCY, Audience.EXPERT),
    Role.CASE_WORKER: (Audience.HOTLINE, Audience.AGENCY, Audience.EXPERT),
    Role.OPERATOR: (Audience.HOTLINE,),
    Role.ADMINISTRATOR: (),
}

_LETTERS: Final = {
    Action.RECORD_READ: "r",
    Action.RECORD_WRITE: "w",
    Action.RECORD_EXPORT: "x",
}

ROLES_OF: Final[Mapping[Action, frozenset[Role]]] = MappingProxyType(
    {
        action: frozenset(
            role for role, mark in zip(_ROLES, marks.split(), strict=True) if mark != "."
        )
        for action, marks in _ACTIONS.items()
    }
)
"""The roles that may take each action; records and cases are narrowed further."""


FORMS_OF: Final[Mapping[Role, frozenset[Audience]]] = MappingProxyType(
    {role: frozenset(audiences) for role, audiences in _AUDIENCES.items()}
)
"""The forms that each role fills in in the console, by the audience they are for."""


def _cells() -> Iterator[Cell]:
    for section, row in _SECTIONS.items():
        for role, cell in zip(_ROLES, row, strict=True):
            for sensitivity, letters in zip(Sensitivity, cell.split("/"), strict=True):
                for action, letter in _LETTERS.items():
                    if letter in letters:
                        yield (role, action, section, sensitivity)


MAY_TOUCH: Final = frozenset(_cells())
"""Every role, record action, section and sensitivity that go together."""
