"""The terms of each purpose for which data of one person are handed on: which yes, how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from server.domain.disclosure.decision import Decision, Extent, Result, refused
from server.domain.disclosure.gate import reply
from server.domain.disclosure.given import Consent
from server.domain.disclosure.uses import Audience, Need, Purpose
from server.domain.schema.kinds import Sensitivity

_REQUEST_AND_RECIPIENT: Final = ("R79", "R82", "R92")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one purpose rests on: the item of the checklist, the words of its yes and its no.

    `only_coded` is the sentence that refuses text and identity, where the item covers neither.
    """

    item: str  # a field of Consent
    yes: str
    no: str
    requirements: tuple[str, ...]
    extent: Extent = Extent.NAMED
    only_coded: str | None = None
    needs_the_service: bool = False

    def agreed(self, consent: Consent, service: str | None) -> bool:
        """Tell whether the individual said an informed yes, to the very service where one counts.

        The explanation of a service is that of 1.1, which names the services.
        """
        if not reply(getattr(consent, self.item)).is_yes:
            return False
        if not self.needs_the_service:
            return True
        return service is not None and reply(consent.to_service(service)).is_yes

    def handed_on(self, audience: Audience, sensitivity: Sensitivity) -> Decision:
        """Decide once the individual said yes."""
        if self.only_coded is None:
            return self._shown(_for_help(audience, sensitivity))
        if sensitivity is not Sensitivity.CODED:
            return refused(self.only_coded, *self.requirements)
        return self._shown((Need.REQUEST, Need.LEADER, Need.MOU, Need.SEALED), "R93")

    def _shown(self, needs: tuple[Need, ...], *more: str) -> Decision:
        return Decision(
            result=Result.SHOWN,
            extent=self.extent,
            needs=needs,
            why=self.yes,
            requirements=(*self.requirements, *_REQUEST_AND_RECIPIENT, *more),
        )


def _for_help(audience: Audience, sensitivity: Sensitivity) -> tuple[Need, ...]:
    leader = () if sensitivity is Sensitivity.CODED else (Need.LEADER,)
    outside = () if audience is Audience.INTERNAL else (Need.MOU, Need.SEALED)
    return (Need.NAMED_REQUEST, *leader, *outside)


TERMS: Final[Mapping[Purpose, Terms]] = MappingProxyType(
    {
        Purpose.ASSISTANCE: Terms(
            item="sharing",
            yes="consented sharing for assistance",
            no="1.1 is not an informed yes",
            requirements=("R76",),
        ),
        Purpose.SERVICE: Terms(
            item="sharing",
            yes="consented referral to this service",
            no="1.1 or the consent to this service is not an informed yes",
            requirements=("R76", "R77"),
            needs_the_service=True,
        ),
        Purpose.LAW_ENFORCEMENT: Terms(
            item="disclosure",
            yes="limited non-personal disclosure",
            no="1.2 is not an informed yes; aggregate statistics only",
            requirements=("R76",),
            extent=Extent.CODED,
            only_coded="1.2 covers limited, non-personal data",
        ),
        Purpose.RESEARCH: Terms(
            item="research",
            yes="anonymous research file",
            no="1.3 is not an informed yes: never in a research file",
            requirements=("R76",),
            extent=Extent.ANONYMOUS,
            only_coded="1.3 covers anonymous research only",
        ),
    }
)
