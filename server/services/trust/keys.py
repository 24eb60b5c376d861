"""The form keys: made here, their private halves kept nowhere but under the vault key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from sqlalchemy import Connection

from server.errors import Code, Refused
from server.odk.keys import fingerprint, public_der, read_public_key
from server.services.trust.slots import NO_VAULT, require_set_up
from server.services.trust.vault import Vault
from server.storage.trust import form_keys
from server.storage.work import UnitOfWork

BITS: Final = 3072
_ACCEPTED_BITS: Final = (2048, 3072, 4096)
_EXPONENT: Final = 65537


@dataclass(frozen=True, slots=True, kw_only=True)
class FormKey:
    """The public half of a form key; `fingerprint` is the SHA-256 of its DER form in hex."""

    fingerprint: str
    public_der: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """What is known of a form key; `is_here` when the vault holds its private half.

    `asked_by` is who asked for it to be destroyed, while that waits for a Leader.
    """

    fingerprint: str
    bits: int
    created_at: datetime
    is_current: bool
    is_here: bool
    forms: int
    asked_by: str | None


def current_public(connection: Connection) -> FormKey | None:
    """Return the key that newly published forms carry, if there is one."""
    row = form_keys.current(connection)
    if row is None:
        return None
    return FormKey(fingerprint=row.fingerprint, public_der=row.public_der)


def require_current(connection: Connection) -> FormKey:
    """Return the key that newly published forms carry.

    Raises:
        Refused: NOT_SET_UP before the first one was made.
    """
    require_set_up(connection)
    found = current_public(connection)
    if found is None:
        raise Refused(Code.NOT_SET_UP, why=NO_VAULT)
    return found


def current_is_in_vault(connection: Connection) -> bool:
    """Tell whether there is a current key and its private half is here."""
    current = current_public(connection)
    if current is None:
        return False
    return form_keys.private_sealed(connection, current.fingerprint) is not None


def new_private(bits: int = BITS) -> RSAPrivateKey:
    """Make a private key; it takes up to a second."""
    return rsa.generate_private_key(_EXPONENT, bits)


def ensure_current(work: UnitOfWork, vault: Vault, at: datetime, *, bits: int = BITS) -> FormKey:
    """Return the current key; the first time, make it."""
    form_keys.lock(work.connection)
    return current_public(work.connection) or add_key(
        work, vault, new_private(bits), at=at, actor="lespwa"
    )


def rotate(
    work: UnitOfWork, vault: Vault, at: datetime, *, actor: str, bits: int = BITS
) -> FormKey:
    """Make a new current key; forms carry it once they are published again.

    The keys before it stay, for what was sealed with them and comes late.
    """
    form_keys.lock(work.connection)
    return add_key(work, vault, new_private(bits), at=at, actor=actor)


def import_key(  # noqa: PLR0913 - the parts of one entry
    work: UnitOfWork,
    vault: Vault,
    key: RSAPrivateKey,
    *,
    at: datetime,
    actor: str,
    is_current: bool = False,
    agreed: Mapping[str, str] = MappingProxyType({}),
) -> FormKey:
    """Take over a private key made elsewhere; when there is no current one, it becomes that.

    That it takes the place of a current one takes two people: `agreed` is what `require_second`
    gives, for the event.

    Raises:
        Refused: KEY_UNUSABLE when its size is not one that ODK clients use.
    """
    if key.key_size not in _ACCEPTED_BITS:
        why = "it does not have 2048, 3072 or 4096 bits"
        raise Refused(Code.KEY_UNUSABLE, name="the file", why=why)
    form_keys.lock(work.connection)
    is_current = is_current or current_public(work.connection) is None
    public, is_new = _keep(work, vault, key, at=at, is_current=is_current)
    if is_new:
        work.note(actor, "key.imported", public.fingerprint, is_current=is_current, **agreed)
    return public


def add_key(  # noqa: PLR0913 - the parts of one entry
    work: UnitOfWork,
    vault: Vault,
    key: RSAPrivateKey,
    *,
    at: datetime,
    actor: str,
    is_current: bool = True,
) -> FormKey:
    """Keep a key that was made here, and note it."""
    public, is_new = _keep(work, vault, key, at=at, is_current=is_current)
    if is_new:
        work.note(actor, "key.added", public.fingerprint, is_current=is_current)
    return public


def _keep(
    work: UnitOfWork, vault: Vault, key: RSAPrivateKey, *, at: datetime, is_current: bool
) -> tuple[FormKey, bool]:
    """Keep a key: its public half in clear, its private half under the vault key.

    Tell whether anything changed by that.
    """
    public = public_half(key.public_key())
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    row: dict[str, object] = {
        "fingerprint": public.fingerprint,
        "public_der": public.public_der,
        "private_sealed": vault.seal_private(public.fingerprint, der),
        "created_at": at,
    }
    return public, form_keys.keep(work.connection, row, is_current=is_current)


def public_half(key: RSAPublicKey) -> FormKey:
    """Return the public key as forms carry it, with its fingerprint."""
    return FormKey(fingerprint=fingerprint(key), public_der=public_der(key))


def list_keys(connection: Connection) -> list[ListedKey]:
    """Return every form key, the current one first, with how many live forms carry it."""
    return [
        ListedKey(
            fingerprint=row.fingerprint,
            bits=read_public_key(row.public_der, name=row.fingerprint).key_size,
            created_at=row.created_at,
            is_current=row.is_current,
            is_here=row.is_here,
            forms=row.forms,
            asked_by=row.asked_by,
        )
        for row in form_keys.listing(connection)
    ]


def find_public(connection: Connection, prefix: str | None) -> FormKey:
    """Return the key whose fingerprint begins so, or the current one.

    Raises:
        Refused: UNKNOWN_KEY, or NOT_SET_UP.
    """
    return require_current(connection) if prefix is None else find_key(connection, prefix)


def find_key(connection: Connection, prefix: str) -> FormKey:
    """Return the key whose fingerprint begins so.

    Raises:
        Refused: UNKNOWN_KEY.
    """
    found = [
        FormKey(fingerprint=row.fingerprint, public_der=row.public_der)
        for row in form_keys.listing(connection)
        if row.fingerprint.startswith(prefix.lower())
    ]
    if len(found) != 1:
        raise Refused(Code.UNKNOWN_KEY, key=prefix)
    return found[0]


def public_pem(key: FormKey) -> bytes:
    """Return the public half as a PEM file holds it."""
    public = read_public_key(key.public_der, name=key.fingerprint)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(slots=True)
class KeyRing:
    """The private form keys of a vault, each opened once."""

    vault: Vault
    _read: dict[str, RSAPrivateKey] = field(default_factory=dict, init=False, repr=False)
    _orders: dict[tuple[str, str | None], tuple[RSAPrivateKey, ...]] = field(
        default_factory=dict, init=False, repr=False
    )

    def look_again(self) -> None:
        """Forget which keys there are; for a worker that runs while keys are added."""
        self._orders.clear()

    def for_form(
        self, connection: Connection, form_id: str, version: str | None
    ) -> tuple[RSAPrivateKey, ...]:
        """Return every key, the one of that form version first, then the newest first.

        Raises:
            Refused: NOT_SET_UP when the vault holds no private key, KEY_UNUSABLE when one of them
                is damaged or another vault's.
        """
        name = (form_id, version)
        if name not in self._orders:
            found = self._load(connection, form_keys.ordered(connection, form_id, version))
            if not found:
                raise Refused(Code.NOT_SET_UP, why="no private form key is in the vault")
            self._orders[name] = found
        return self._orders[name]

    def key(self, connection: Connection, name: str) -> RSAPrivateKey:
        """Return the key of one fingerprint.

        Raises:
            Refused: KEY_GONE when its private half is not here, or KEY_UNUSABLE.
        """
        found = self._key(connection, name)
        if found is None:
            raise Refused(Code.KEY_GONE)
        return found

    def _load(
        self, connection: Connection, fingerprints: Iterable[str]
    ) -> tuple[RSAPrivateKey, ...]:
        # A key without a private half was withdrawn: what it sealed stays unreadable.
        found = (self._key(connection, each) for each in fingerprints)
        return tuple(key for key in found if key is not None)

    def _key(self, connection: Connection, name: str) -> RSAPrivateKey | None:
        if name not in self._read:
            sealed = form_keys.private_sealed(connection, name)
            if sealed is None:
                return None
            key = load_der_private_key(self.vault.open_private(name, sealed), None)
            if not isinstance(key, RSAPrivateKey):
                raise TypeError("only RSA keys are put into the vault")
            self._read[name] = key
        return self._read[name]
