"""Everything the audit can tell: each action, and what its event may say besides.

An event never holds personal data: each value must be of a kind that has no room for a name, a
number to call or a sentence. A new action is one line here; what has no line cannot be noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

_CODE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")  # shorter than any token
_REASONS: Final = re.compile(r"[a-z_]{1,64}(,[a-z_]{1,64}){0,15}")
_VERSION: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")
_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")  # ours are 32 hex digits; shorter than any token
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(\+00:00|Z)")
_TABLE: Final = re.compile(r"[\w./-]{1,255}")
_MOST_CODES: Final = 16
_LONGEST: Final = 255


class NotNoted(ValueError):  # noqa: N818 - names what is wrong; a bug in who notes it
    """An event that is not in the register, or says what it must not."""


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise NotNoted("a count is a whole number from 0")
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise NotNoted("a flag is yes or no")
    return value


def _spelled(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise NotNoted("a text in an event is a code, a version or a hash")
    return str(value)  # a member of an enumeration becomes its text


def _codes(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > _MOST_CODES:
        raise NotNoted("codes are a short list")
    return [_spelled(_CODE, each) for each in value]


def _counts(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise NotNoted("counts are a map")
    return {_spelled(_TABLE, name): _count(each) for name, each in value.items()}


class Kind(Enum):
    """What a value in an event may be."""

    COUNT = "count"
    COUNTS = "counts"  # by table or code
    FLAG = "flag"
    CODE = "code"
    CODES = "codes"
    REASONS = "reasons"  # codes in one text
    VERSION = "version"
    DIGEST = "digest"
    ID = "id"
    MOMENT = "moment"  # ISO 8601, UTC


_READ: Final[Mapping[Kind, Callable[[object], object]]] = {
    Kind.COUNT: _count,
    Kind.COUNTS: _counts,
    Kind.FLAG: _flag,
    Kind.CODE: lambda value: _spelled(_CODE, value),
    Kind.CODES: _codes,
    Kind.REASONS: lambda value: _spelled(_REASONS, value),
    Kind.VERSION: lambda value: _spelled(_VERSION, value),
    Kind.DIGEST: lambda value: _spelled(_DIGEST, value),
    Kind.ID: lambda value: _spelled(_ID, value),
    Kind.MOMENT: lambda value: _spelled(_MOMENT, value),
}

_ARRIVAL: Final = {"files": Kind.COUNT, "missing": Kind.COUNT, "ignored": Kind.COUNT}
_FILING: Final = {
    "reason": Kind.REASONS,
    "failure": Kind.CODE,
    "records": Kind.COUNT,
    "others": Kind.COUNT,
    "findings": Kind.COUNT,
}
_EXPORT: Final = {
    "received": Kind.COUNT,
    "exported": Kind.COUNT,
    "not_exported": Kind.COUNTS,
    "left_out": Kind.COUNTS,
    "rows": Kind.COUNTS,
    "attachments": Kind.COUNT,
    "withheld": Kind.COUNT,
    "missing": Kind.COUNT,
    "slipped_in": Kind.COUNT,
    "emptied": Kind.COUNT,
    "format": Kind.CODE,
    "sha256": Kind.DIGEST,
    "request": Kind.ID,
}

ACTIONS: Final[Mapping[str, Mapping[str, Kind]]] = MappingProxyType(
    {
        "access.refused": {"role": Kind.CODE},
        "account.added": {"role": Kind.CODE, "is_approved": Kind.FLAG},
        "account.approved": {"days": Kind.COUNT},
        "account.disabled": {"slots_removed": Kind.COUNT},
        "account.recovered": {"was_closed": Kind.FLAG},
        "account.renewed": {"days": Kind.COUNT},
        "agency.added": {"kind": Kind.CODE},
        "agency.closed": {"agents": Kind.COUNT},
        "agency.reopened": {"kind": Kind.CODE},
        "agent.added": {"audiences": Kind.CODES, "agency": Kind.ID},
        "agent.changed": {"what": Kind.CODES},
        "agent.refused": {},
        "agent.renewed": {},
        "agent.revoked": {},
        "audit.checkpoint": {"sequence": Kind.COUNT},
        "case.noted": {"note": Kind.ID},
        "case.opened": {"kind": Kind.CODE},
        "case.read": {"kind": Kind.CODE},
        "clock.accepted": {"sequence": Kind.COUNT},
        "console.secret_made": {},
        "database.granted": {"part": Kind.CODE},
        "demo.week_passed": {},
        "disposal.authorised": {"requested_by": Kind.ID},
        "disposal.refused": {"requested_by": Kind.ID},
        "disposal.requested": {"keeps_statistics": Kind.FLAG},
        "draft.begun": {},
        "draft.discarded": {},
        "draft.lost": {"drafts": Kind.COUNT},
        "draft.sent": {},
        "export.authorised": {"request": Kind.ID, "requested_by": Kind.ID, "until": Kind.MOMENT},
        "export.cases": _EXPORT,
        "export.cases_begun": {"format": Kind.CODE, "request": Kind.ID},
        "export.refused": {"request": Kind.ID, "requested_by": Kind.ID},
        "export.requested": {"request": Kind.ID, "days": Kind.COUNT},
        "export.submissions": _EXPORT,
        "export.submissions_begun": {"format": Kind.CODE, "request": Kind.ID},
        "form.published": {"version": Kind.VERSION, "audience": Kind.CODE},
        "form.widened": {"what": Kind.CODES, "audience": Kind.CODE},
        "key.added": {"is_current": Kind.FLAG},
        "key.destroyed": {"requested_by": Kind.ID},
        "key.destruction_refused": {"requested_by": Kind.ID},
        "key.destruction_requested": {},
        "key.imported": {"is_current": Kind.FLAG, "agreed_by": Kind.ID},
        "ledger.applied": {
            "made_at": Kind.MOMENT,
            "keys": Kind.COUNT,
            "newer": Kind.COUNT,
            "disposed": Kind.COUNT,
        },
        "ledger.written": {"keys": Kind.COUNT, "destroyed": Kind.COUNT},
        "password.changed": {},
        "password.reset": {},
        "recovery.refused": {"code": Kind.CODE},
        "recovery.replaced": {},
        "report.file_read": {"position": Kind.COUNT},
        "report.read": {},
        "seals.kept": {"submissions": Kind.COUNT},
        "second_factor.added": {"kind": Kind.CODE},
        "second_factor.codes_made": {"codes": Kind.COUNT},
        "second_factor.forgotten": {"factors": Kind.COUNT},
        "second_factor.removed": {},
        "session.revoked": {"session": Kind.ID, "sessions": Kind.COUNT},
        "sign_in.accepted": {"factor": Kind.CODE, "session": Kind.ID, "where": Kind.CODE},
        "sign_in.password_accepted": {"session": Kind.ID},
        "sign_in.proved_again": {"factor": Kind.CODE, "session": Kind.ID},
        "sign_in.refused": {"failure": Kind.CODE},
        "sign_out": {},
        "slot.added": {"kind": Kind.CODE, "agreed_by": Kind.ID},
        "slot.removed": {"kind": Kind.CODE},
        "statement.said": {"statement": Kind.ID, "kind": Kind.CODE, "says": Kind.CODE},
        "statement.withdrawn": {"statement": Kind.ID, "kind": Kind.CODE, "says": Kind.CODE},
        "submission.accepted": {},
        "submission.arrived_in_clear": {},
        "submission.disposed": {},
        "submission.filed": _FILING,
        "submission.looked_at": {},
        "submission.needs_review": _FILING,
        "submission.received": _ARRIVAL,
        "submission.received_again": _ARRIVAL,
        "submission.reopened": {},
        "submission.unreadable": _FILING,
        "task.ended": {"task": Kind.ID, "ending": Kind.CODE},
        "task.given": {"task": Kind.ID, "kind": Kind.CODE},
        "vault.made": {},
    }
)


def sayable(action: str, detail: Mapping[str, object]) -> dict[str, object]:
    """Return what an event of that action tells besides, in plain values.

    Raises:
        NotNoted: when the action or a name is not in the register, or a value not of its kind.
    """
    kinds = ACTIONS.get(action)
    if kinds is None:
        raise NotNoted(f"{action} is not in the register of server.domain.audit_actions")
    said: dict[str, object] = {}
    for name, value in detail.items():
        if name not in kinds:
            raise NotNoted(f"an event of {action} says nothing of {name}")
        said[name] = _READ[kinds[name]](value)
    return said


def named(text: str) -> str:
    """Return the name of an actor or a subject: an id, a form's id, a part of the system.

    Raises:
        NotNoted: when it is empty, too long, or cannot be printed in one line.
    """
    if not 0 < len(text) <= _LONGEST or not text.isprintable():
        raise NotNoted("an actor or a subject is a short name")
    return str(text)
