"""Reads what a person consents to out of the consent sittings filed, in order.

The newest answer counts, a withdrawal at once (R78). Where the papers leave a doubt the careful
reading is taken: *not asked* takes back nothing; a yes without the interviewer's signature and date
changes nothing that was said before (R75); a yes that is older than a withdrawal, but arrived
later, does not lift it; a withdrawal that names no purpose is one from everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from server.domain.disclosure.given import Agreement, Consent, Guardian, Minor, Status
from server.domain.permissions import Role
from server.domain.records import Record

_INTERVIEW: Final = "interview"
_GUARDIAN: Final = "guardian"
_SERVICES: Final = "services"
_ITEM_OF_PURPOSE: Final = {
    "assistance": "sharing",
    "law_enforcement": "disclosure",
    "research": "research",
    "interview": _INTERVIEW,
}
_ITEMS: Final = ("sharing", "disclosure", "research", _INTERVIEW, _GUARDIAN)
_EVERYTHING: Final = (*_ITEM_OF_PURPOSE, _SERVICES)
_GIVEN: Final = "given"
_NOT_ASKED: Final = "not_asked"
_WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class BestInterest:
    """Why it is in a child's best interest to go on without a guardian, as somebody recorded it."""

    role: Role
    reason: str

    @property
    def counts(self) -> bool:
        """Whether it stands in a guardian's place: a Leader's does, with a reason (R74, R87)."""
        return self.role is Role.LEADER and bool(self.reason.strip())


def read_consent(
    sittings: Iterable[Sequence[Record]], best_interest: BestInterest | None = None
) -> Consent:
    """Return the consent as it stands after these sittings, each given by its records, in order."""
    reading = _Reading()
    for records in sittings:
        services = [each for each in records if each.kind == "consent_service"]
        for record in records:
            if record.kind == "consent":
                reading.take(record.values, services)
    return reading.result(best_interest)


@dataclass(slots=True)
class _Item:
    status: str = _NOT_ASKED
    is_signed: bool = False
    withdrawn_on: date | None = None  # what stands; a yes of an earlier day does not lift it

    def answer(self, status: str, day: date | None) -> None:
        """Take a new answer; `day` is that of a signed sitting, None when it is not signed."""
        if status == _NOT_ASKED or (status == _GIVEN and not self._may_open(day)):
            return
        if status == _WITHDRAWN:
            self.withdraw(day)
            return
        self.status, self.is_signed = status, day is not None
        if status == _GIVEN:
            self.withdrawn_on = None

    def withdraw(self, day: date | None) -> None:
        self.withdrawn_on = max(day or date.min, self.withdrawn_on or date.min)
        self.status = _WITHDRAWN

    def _may_open(self, day: date | None) -> bool:
        if day is None:
            return self.status == _NOT_ASKED
        return self.withdrawn_on is None or day >= self.withdrawn_on


@dataclass(slots=True)
class _Reading:
    items: dict[str, _Item] = field(default_factory=lambda: {name: _Item() for name in _ITEMS})
    services: dict[str, _Item] = field(default_factory=dict)
    told: dict[str, bool] = field(default_factory=dict)
    minor: str = Minor.UNKNOWN
    all_services_withdrawn_on: date | None = None

    def take(self, values: Mapping[str, object], services: Sequence[Record]) -> None:
        signed_on = _signed_on(values)
        is_withdrawal = values.get("action") == "withdrawal"
        if not is_withdrawal:
            self._answers(values, signed_on)
            for each in services:
                self._service(each.values, signed_on)
        purposes = values.get("withdrawn_purposes")
        named = purposes if isinstance(purposes, tuple) else ()
        if is_withdrawal or named:
            self._withdraw(named or _EVERYTHING, _day(values, "withdrawn_on", "date"))

    def result(self, best_interest: BestInterest | None) -> Consent:
        interview = self.items[_INTERVIEW]
        sharing = self._agreement("sharing")
        return Consent(
            interview=Status(interview.status),
            is_signed=interview.is_signed,
            minor=Minor(self.minor),
            guardian=Guardian(self.items[_GUARDIAN].status),
            has_leaders_reason=best_interest is not None and best_interest.counts,
            sharing=sharing,
            disclosure=self._agreement("disclosure"),
            research=self._agreement("research"),
            services={
                name: _agreement(item, is_informed=sharing.is_informed)
                for name, item in self.services.items()
            },
        )

    def _answers(self, values: Mapping[str, object], signed_on: date | None) -> None:
        minor = str(values.get("is_minor", self.minor))
        if minor != Minor.NO or signed_on is not None:
            self.minor = minor
        for name, item in self.items.items():
            item.answer(str(values.get(name, _NOT_ASKED)), signed_on)
            told = values.get(f"{name}_informed")
            if told is not None and (told == "no" or signed_on is not None):
                self.told[name] = told == "yes"

    def _service(self, values: Mapping[str, object], signed_on: date | None) -> None:
        name = str(values.get("service", ""))
        item = self.services.setdefault(name, _Item(withdrawn_on=self.all_services_withdrawn_on))
        item.answer(str(values.get("consented", _NOT_ASKED)), signed_on)

    def _withdraw(self, purposes: Sequence[str], day: date | None) -> None:
        for purpose in purposes:
            if purpose in _ITEM_OF_PURPOSE:
                self.items[_ITEM_OF_PURPOSE[purpose]].withdraw(day)
        if _SERVICES in purposes:
            self.all_services_withdrawn_on = day
            for item in self.services.values():
                item.withdraw(day)

    def _agreement(self, name: str) -> Agreement:
        return _agreement(self.items[name], is_informed=self.told.get(name))


def _agreement(item: _Item, *, is_informed: bool | None) -> Agreement:
    return Agreement(
        status=Status(item.status),
        is_informed=is_informed,
        is_withdrawn=item.status == _WITHDRAWN,
    )


def _signed_on(values: Mapping[str, object]) -> date | None:
    """Return the day of a sitting that the interviewer signed and dated, else None (R75)."""
    return _day(values, "date") if values.get("signature") else None


def _day(values: Mapping[str, object], *names: str) -> date | None:
    found = (values.get(name) for name in names)
    return next((each for each in found if isinstance(each, date)), None)
