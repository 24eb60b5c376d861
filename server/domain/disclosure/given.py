"""What one person has consented to, as it stands (section 5 of the source, 1.1 to 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """The state of one consent: the codes of `consent_status`."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    WITHDRAWN = "withdrawn"


class Guardian(StrEnum):
    """The consent of parents or guardians: the codes of `guardian_consent`."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    BEST_INTEREST = "best_interest"
    WITHDRAWN = "withdrawn"


class Minor(StrEnum):
    """Whether the individual is a minor: the codes of `yes_no_unknown`."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Consent to one purpose or service.

    `is_informed` is None when nobody wrote down whether it was explained; `is_withdrawn` holds
    whatever `status` says.
    """

    status: Status = Status.NOT_ASKED
    is_informed: bool | None = None
    is_withdrawn: bool = False


_NOT_ASKED = Agreement()
_NO_SERVICES: Mapping[str, Agreement] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Everything that decides about a person's data; of nothing said, nothing is allowed.

    `is_signed`: the interviewer's signature and the date are there (R75). `has_leaders_reason`: a
    Leader wrote down why it is in the child's best interest (R74, R87); nobody else's reason
    counts. `services` is by code of the list `service` (R77).
    """

    interview: Status = Status.NOT_ASKED
    is_signed: bool = False
    minor: Minor = Minor.UNKNOWN
    guardian: Guardian = Guardian.NOT_ASKED
    has_leaders_reason: bool = False
    sharing: Agreement = _NOT_ASKED
    disclosure: Agreement = _NOT_ASKED
    research: Agreement = _NOT_ASKED
    services: Mapping[str, Agreement] = field(default_factory=lambda: _NO_SERVICES)

    def to_service(self, service: str) -> Agreement:
        """Return the consent to one service: not asked, unless somebody asked."""
        return self.services.get(service, _NOT_ASKED)
