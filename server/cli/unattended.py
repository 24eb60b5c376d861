"""Opening the vault at a command that a machine may run too, with nobody there."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.cli.house import House
from server.domain.access import Action
from server.services.trust.rights import require
from server.services.trust.vault import MACHINE, Vault, unlock_by_machine


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBy:
    """The vault, and who or what opened it: the id of an account, or the machine."""

    vault: Vault = field(repr=False)
    actor: str


def open_for_filing(house: House) -> OpenedBy:
    """Open the vault for `lespwa unseal`; raises as `open_unattended` does."""
    return open_unattended(house, Action.SUBMISSION_OPEN)


def open_unattended(house: House, action: Action) -> OpenedBy:
    """Open the vault for what a machine may do too: with its key, else by signing in.

    Raises:
        Refused: MACHINE_KEY_REFUSED, NO_KEY_HELD, NOT_ALLOWED, or what `sign_in` raises.
    """
    if house.settings.machine_key is not None and house.login is None:
        require(MACHINE, action)
        with house.database.reading() as connection:
            vault = unlock_by_machine(connection, house.settings.machine_key.read())
        return OpenedBy(vault=vault, actor=MACHINE.id)
    person = house.require(action)
    return OpenedBy(vault=person.opened_vault(), actor=person.account.id)
