"""What takes two people is carried out only as the audit tells it, whatever the database says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.domain.audit_event import AuditEvent, link
from server.errors import Code, Refused
from server.services.export.export_requests import (
    Wanted,
    authorise_export,
    refuse_export,
    request_export,
    standing_request,
)
from server.services.trust.disposal import Wanted as Unwanted
from server.services.trust.disposal import authorise_disposal, request_disposal
from server.services.trust.key_destruction import show_key_request
from server.services.trust.keys import list_keys, rotate
from server.services.trust.people import approve
from server.services.trust.vault import SignInRefused, Vault, unlock
from server.storage.engine import Database
from server.storage.tables import event
from tests.simulators.attacker import tamper
from tests.simulators.office import PASSWORD, Custody, open_custody
from tests.storage.offices import AMINA, LATER, LEON, WHY
from tests.storage.senders import Tablet

COLUMNS = "sequence, at, actor, action, subject, detail, previous_hash, hash"
DISPOSAL = "id, submission_id, requested_by, requested_at, why, keeps_statistics"
MIDNIGHT = "'2026-12-01 00:00:00'"
ASKED = f"'amina', {MIDNIGHT}, 'x', FALSE"
AGREED = (
    "UPDATE export_request SET decided_by = 'leon', is_authorised = TRUE,"
    " decided_at = requested_at, until = '2027-06-01 00:00:00+00'"
)


def ask(database: Database, what: str = "cases") -> str:
    with database.work() as work:
        asked = request_export(work, AMINA, Wanted(what=what, why=WHY), at=LATER)
        work.commit()
    return asked


def agree(database: Database, request_id: str) -> None:
    with database.work() as work:
        authorise_export(work, LEON, request_id, at=LATER)
        work.commit()


def carry_out(database: Database) -> str:
    with database.reading() as connection:
        at = LATER + timedelta(days=1)
        return standing_request(connection, AMINA, "cases", at=at).id


def refusal(deed: Callable[[], object]) -> Code:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


@pytest.mark.requirement("R79", "R93")
def test_export_to_which_only_a_row_agrees_is_not_carried_out(database: Database) -> None:
    ask(database)
    tamper(database, AGREED)
    assert refusal(lambda: carry_out(database)) is Code.NOT_IN_AUDIT


@pytest.mark.parametrize(
    "change",
    [
        "until = '2027-06-01 00:00:00+00'",
        "requested_by = 'amina', decided_by = 'lucia'",
        "days = 31",
        "id = '0123456789abcdef0123456789abcdef'",
    ],
)
def test_export_is_carried_out_as_it_was_agreed_to_or_not_at_all(
    database: Database, change: str
) -> None:
    agree(database, ask(database))
    assert carry_out(database)
    tamper(database, f"UPDATE export_request SET {change}")  # noqa: S608
    assert refusal(lambda: carry_out(database)) is Code.NOT_IN_AUDIT


def test_agreement_to_one_thing_serves_no_other(database: Database, tablet: Tablet) -> None:
    assert tablet.key
    agree(database, ask(database, "submissions tip"))
    tamper(database, "UPDATE export_request SET what = 'cases'")
    assert refusal(lambda: carry_out(database)) is Code.NOT_IN_AUDIT


def test_refused_export_is_not_brought_back(database: Database) -> None:
    asked = ask(database)
    with database.work() as work:
        refuse_export(work, LEON, asked, at=LATER)
        work.commit()
    tamper(database, AGREED)
    assert refusal(lambda: carry_out(database)) is Code.NOT_IN_AUDIT


def test_request_in_the_name_of_another_is_not_agreed_to(database: Database) -> None:
    asked = ask(database)
    tamper(database, "UPDATE export_request SET requested_by = 'lucia'")
    assert refusal(lambda: agree(database, asked)) is Code.NOT_IN_AUDIT


def test_request_that_nobody_made_is_not_agreed_to(database: Database) -> None:
    ask(database)
    tamper(database, "UPDATE export_request SET id = 'abcd'")
    assert refusal(lambda: agree(database, "abcd")) is Code.NOT_IN_AUDIT


def test_event_that_was_slipped_in_proves_nothing(database: Database) -> None:
    asked = ask(database)
    tamper(database, AGREED)
    forge(database, asked, links=False)
    assert refusal(lambda: carry_out(database)) is Code.NOT_IN_AUDIT


def test_event_after_the_end_of_the_chain_proves_nothing(database: Database) -> None:
    asked = ask(database)
    tamper(database, AGREED)
    forge(database, asked, links=True)
    assert refusal(lambda: carry_out(database)) is Code.NOT_IN_AUDIT


def forge(database: Database, request: str, *, links: bool) -> None:
    """Add an agreement to the chain past Lespwa, with the hash it should have or with another."""
    detail = f'{{"request":"{request}","requested_by":"amina","until":"2027-06-01T00:00:00+00:00"}}'
    with database.reading() as connection:
        last = connection.execute(select(event).order_by(event.c.sequence.desc())).first()
    assert last is not None
    texts = {"actor": "leon", "action": "export.authorised", "subject": "cases", "detail": detail}
    at = "2026-12-22T12:00:00.000000+00:00"
    forged = AuditEvent(sequence=last.sequence + 1, at=at, **texts)
    made = link(last.hash, forged) if links else bytes(32)
    blob = "decode('{}', 'hex')" if database.locks_rows else "x'{}'"
    hashes = f"{blob.format(last.hash.hex())}, {blob.format(made.hex())}"
    values = ", ".join(f"'{each}'" for each in (at, *texts.values()))
    tamper(
        database,
        f"INSERT INTO event ({COLUMNS}) VALUES ({forged.sequence}, {values}, {hashes})",  # noqa: S608
    )


@pytest.mark.parametrize("change", ["keeps_statistics = TRUE", "requested_by = 'lucia'"])
def test_disposal_that_was_not_asked_for_so_is_not_carried_out(
    database: Database, tablet: Tablet, change: str
) -> None:
    sent = str(tablet.send_sealed(1).submission_id)
    with database.work() as work:
        request_disposal(work, AMINA, Unwanted(submission_id=sent, why=WHY), at=LATER)
        work.commit()
    tamper(database, f"UPDATE disposal SET {change}")  # noqa: S608
    with database.work() as work:
        deed = lambda: authorise_disposal(work, LEON, sent, at=LATER)  # noqa: E731
        assert refusal(deed) is Code.NOT_IN_AUDIT


def test_disposal_that_only_a_row_asks_for_is_not_carried_out(
    database: Database, tablet: Tablet
) -> None:
    sent = tablet.send_sealed(1).submission_id
    tamper(
        database,
        f"INSERT INTO disposal ({DISPOSAL}) VALUES ('a', '{sent}', {ASKED})",  # noqa: S608
    )
    with database.work() as work:
        deed = lambda: authorise_disposal(work, LEON, sent, at=LATER)  # noqa: E731
        assert refusal(deed) is Code.NOT_IN_AUDIT


def test_form_key_that_only_a_row_wants_destroyed_stays(
    database: Database, tablet: Tablet, vault: Vault
) -> None:
    assert tablet.key
    with database.work() as work:
        rotate(work, vault, LATER, actor="amina", bits=2048)
        work.commit()
    with database.reading() as connection:
        old = list_keys(connection)[1].fingerprint
    when = f"asked_at = {MIDNIGHT}, why = 'x'"
    tamper(database, f"UPDATE form_key SET asked_by = 'amina', {when}")  # noqa: S608
    with database.reading() as connection:
        deed = lambda: show_key_request(connection, LEON, old, at=LATER)  # noqa: E731
        assert refusal(deed) is Code.NOT_IN_AUDIT


@pytest.fixture
def custody(database: Database) -> Custody:
    """Amina, Leon and a case worker whom Amina asked for and Leon approved."""
    custody = open_custody(database)
    leon = custody.add(database, "leon", Role.LEADER)
    custody.add(database, "bo", Role.CASE_WORKER)
    custody.approve(database, "bo", by=leon)
    custody.add(database, "olive", Role.OPERATOR)
    return custody


def sign_in(database: Database, custody: Custody, login: str) -> str:
    with database.reading() as connection:
        return unlock(connection, login, PASSWORD, custody.account.created_at).account.login


@pytest.mark.parametrize("login", ["amina", "leon", "bo"])
def test_accounts_that_were_approved_sign_in(
    database: Database, custody: Custody, login: str
) -> None:
    assert sign_in(database, custody, login) == login


@pytest.mark.requirement("R98")
@pytest.mark.parametrize(
    ("login", "change"),
    [
        ("olive", "expires_at = '2027-06-01 00:00:00', authorised_by = requested_by"),
        ("bo", "role = 'leader'"),
        ("bo", "authorised_by = requested_by"),
    ],
)
def test_account_that_only_a_row_approves_does_not_sign_in(
    database: Database, custody: Custody, login: str, change: str
) -> None:
    tamper(database, f"UPDATE account SET {change} WHERE login = '{login}'")  # noqa: S608
    with pytest.raises(SignInRefused) as refused:
        sign_in(database, custody, login)
    assert refused.value.code is Code.ACCOUNT_NOT_IN_AUDIT


def test_account_that_only_a_row_asks_for_is_not_approved(
    database: Database, custody: Custody
) -> None:
    tamper(database, "UPDATE account SET role = 'leader' WHERE login = 'olive'")
    with database.reading() as connection:
        leon = unlock(connection, "leon", PASSWORD, custody.account.created_at)
    with database.work() as work:
        deed = lambda: approve(work, "olive", by=leon, at=custody.account.created_at)  # noqa: E731
        assert refusal(deed) is Code.NOT_IN_AUDIT
