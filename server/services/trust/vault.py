"""The open vault, and the two ways to open it day by day: a person's password, a machine's key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from sqlalchemy import Connection

from server.domain.access import Actor, Role, Standing
from server.errors import Code, Refused
from server.services.trust.accounts import Account, actor_of, find_account
from server.services.trust.approvals import is_approved
from server.services.trust.draft_keys import open_drafts
from server.services.trust.marks import mark_of
from server.services.trust.slots import house_cost, read_slots, require_set_up
from server.storage.trust import people as people_stored
from server.vault.cipher import DoesNotOpen, Random
from server.vault.cost import Cost
from server.vault.fields import FieldSealer, Place
from server.vault.keys import DraftKey, VaultKey, lend, take_lent
from server.vault.password_hash import is_password, is_sound_hash
from server.vault.passwords import secret_of
from server.vault.slots import (
    DamagedSlot,
    Slot,
    SlotKind,
    WrongSecret,
    decoy_slot,
    is_sound,
    open_slot,
)

PROOF_PLACE: Final = Place("vault_state", "1", "proof")
PROOF: Final = b"lespwa"
MACHINE: Final = Actor(id="machine", role=Role.ADMINISTRATOR, standing=Standing.GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """The open vault: whoever holds it can open everything; it shows its key to no log."""

    key: VaultKey = field(repr=False)
    random: Random = field(default=secrets.token_bytes, repr=False)

    def seal_private(self, fingerprint: str, der: bytes) -> bytes:
        """Seal the private half of a form key."""
        return self._sealer.seal_bytes(_place(fingerprint), der)

    def open_private(self, fingerprint: str, sealed: bytes) -> bytes:
        """Open the private half of a form key.

        Raises:
            Refused: KEY_UNUSABLE when it is damaged or another vault's.
        """
        try:
            return self._sealer.open_bytes(_place(fingerprint), sealed)
        except DoesNotOpen:
            why = "it was damaged, or is of another vault"
            name = f"the vault (form key {fingerprint[:16]})"
            raise Refused(Code.KEY_UNUSABLE, name=name, why=why) from None

    def proof(self) -> bytes:
        """Seal the known text by which this vault knows its own key again."""
        return self._sealer.seal_bytes(PROOF_PLACE, PROOF)

    def is_proved_by(self, proof: bytes) -> bool:
        """Tell whether the known text of the database was sealed under this key."""
        try:
            return self._sealer.open_bytes(PROOF_PLACE, proof) == PROOF
        except DoesNotOpen:
            return False

    def lend(self, session: str, *, secret: bytes) -> bytes:
        """Seal the key for one session, under the 32 random bytes that only its cookie holds."""
        return lend(self.key, session, secret=secret, random=self.random)

    @classmethod
    def borrowed(cls, sealed: bytes, session: str, *, secret: bytes) -> Self:
        """Give back the vault of a session.

        Raises:
            DoesNotOpen: when the secret or the session is another one.
        """
        return cls(key=take_lent(sealed, session, secret=secret))

    @property
    def _sealer(self) -> FieldSealer:
        return FieldSealer(self.key, random=self.random)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """What signing in gives: the account, and the vault if the account holds a key to it.

    `mark` is that of the password that was right: it is good for that password only. `drafts`
    opens the owner's drafts, where it was asked for.
    """

    account: Account
    vault: Vault | None
    mark: str = field(repr=False)
    drafts: DraftKey | None = field(default=None, repr=False)

    def actor(self, at: datetime) -> Actor:
        """Return the account as the one who asks."""
        return actor_of(self.account, at)

    def opened_vault(self) -> Vault:
        """Return the vault.

        Raises:
            Refused: NO_KEY_HELD when the account holds no key to it.
        """
        if self.vault is None:
            raise Refused(Code.NO_KEY_HELD)
        return self.vault


class Failure(StrEnum):
    """Why a sign-in failed, for the audit and for custodians; a stranger is not told."""

    UNKNOWN_LOGIN = "unknown_login"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a reason, not a password
    DAMAGED_SLOT = "damaged_slot"
    FOREIGN_SLOT = "foreign_slot"
    NOT_IN_ORDER = "not_in_order"
    NOT_IN_AUDIT = "not_in_audit"


class SignInRefused(Refused):
    """A sign-in failed; its sentence is the same whatever was wrong, until the password is right.

    `account_id` is None for an unknown login; what was typed is not kept.
    """

    def __init__(
        self, account_id: str | None, failure: Failure, standing: Standing = Standing.GOOD
    ) -> None:
        self.account_id = account_id
        self.failure = failure
        self.standing = standing
        if failure is Failure.NOT_IN_AUDIT:
            super().__init__(Code.ACCOUNT_NOT_IN_AUDIT)
        elif standing is Standing.GOOD:
            super().__init__(Code.SIGN_IN_REFUSED)
        else:
            super().__init__(Code.ACCOUNT_NOT_IN_ORDER, why=standing.sentence)

    def __reduce__(self) -> tuple[object, ...]:
        return SignInRefused, (self.account_id, self.failure, self.standing)


def unlock(
    connection: Connection, login: str, password: str, at: datetime, *, with_drafts: bool = False
) -> Unlocked:
    """Sign a person in by password; `with_drafts` also opens the key to their drafts.

    An unknown login and a damaged slot take as long as a wrong password does.

    Raises:
        SignInRefused: which the caller notes.
        Refused: NOT_SET_UP before there is a vault.
    """
    cost = house_cost(connection)
    account = find_account(connection, login)
    if account is None:
        _waste(cost, password)
        raise SignInRefused(None, Failure.UNKNOWN_LOGIN)
    vault = None
    if account.is_custodian:
        vault, mark = _open_slot_of(connection, account, password, cost)
    else:
        mark = _check_hash_of(connection, account, password, cost)
    standing = account.standing(at)
    if standing is not Standing.GOOD:
        raise SignInRefused(account.id, Failure.NOT_IN_ORDER, standing)
    if not is_approved(connection, account):
        raise SignInRefused(account.id, Failure.NOT_IN_AUDIT)
    drafts = open_drafts(connection, account.id, password) if with_drafts else None
    return Unlocked(account=account, vault=vault, mark=mark, drafts=drafts)


def unlock_by_machine(connection: Connection, secret: str) -> Vault:
    """Open the vault with a machine's key.

    Raises:
        Refused: MACHINE_KEY_REFUSED when it opens none of the machines' slots, or NOT_SET_UP.
    """
    found = open_any(connection, secret.strip().encode(), SlotKind.MACHINE)
    if found is None:
        raise Refused(Code.MACHINE_KEY_REFUSED)
    return found[1]


def open_any(connection: Connection, secret: bytes, kind: SlotKind) -> tuple[Slot, Vault] | None:
    """Open the first slot of a kind that a secret opens; None when it opens none."""
    proof = require_set_up(connection).proof
    for each in read_slots(connection, kind):
        try:
            vault = Vault(key=open_slot(each.slot, secret))
        except (WrongSecret, DamagedSlot):
            continue
        if vault.is_proved_by(proof):
            return each.slot, vault
    return None


def _open_slot_of(
    connection: Connection, account: Account, password: str, cost: Cost
) -> tuple[Vault, str]:
    (kept,) = read_slots(connection, owner=account.id)
    if not is_sound(kept.slot):
        _waste(cost, password)
        raise SignInRefused(account.id, Failure.DAMAGED_SLOT)
    try:
        vault = Vault(key=open_slot(kept.slot, secret_of(password)))
    except WrongSecret:
        raise SignInRefused(account.id, Failure.WRONG_PASSWORD) from None
    if not vault.is_proved_by(require_set_up(connection).proof):
        raise SignInRefused(account.id, Failure.FOREIGN_SLOT)
    return vault, mark_of(kept.slot.checksum, None)


def _check_hash_of(connection: Connection, account: Account, password: str, cost: Cost) -> str:
    kept = people_stored.password_hash(connection, account.id)
    if kept is None or not is_sound_hash(kept):
        _waste(cost, password)
        raise SignInRefused(account.id, Failure.DAMAGED_SLOT)
    if not is_password(kept, secret_of(password)):
        raise SignInRefused(account.id, Failure.WRONG_PASSWORD)
    return mark_of(None, kept)


def _waste(cost: Cost, password: str) -> None:
    """Spend what a wrong password costs, so that the time does not tell what was wrong."""
    try:
        open_slot(decoy_slot(cost, random=secrets.token_bytes), secret_of(password))
    except WrongSecret:
        return


def _place(fingerprint: str) -> Place:
    return Place("form_key", fingerprint, "private_sealed")
