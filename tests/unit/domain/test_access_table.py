"""May they? Every role by every action by every section, from tables written out here."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from server.domain.access import Actor, Standing, Subject, fillable, may, standing
from server.domain.forms import Audience
from server.domain.permissions import MAY_TOUCH, ROLES_OF, Action, Role
from server.domain.schema import SCHEMA, Sensitivity

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def actor(name: str, role: Role, standing: Standing = Standing.GOOD) -> Actor:
    return Actor(id=name, role=role, standing=standing)


LEON = actor("leon", Role.LEADER)
AMINA = actor("amina", Role.DATA_MANAGER)
BO = actor("bo", Role.CASE_WORKER)
OLA = actor("ola", Role.OPERATOR)
ADA = actor("ada", Role.ADMINISTRATOR)
EVERYBODY = (LEON, AMINA, BO, OLA, ADA)
AUTHORISED = Subject(requested_by="nia", authorised_by="theo")

READ, WRITE, EXPORT = Action.RECORD_READ, Action.RECORD_WRITE, Action.RECORD_EXPORT
REPORT = {
    "intake",
    "situation",
    "victims",
    "exploitation",
    "trafficker",
    "prior_report",
    "reporter",
    "contact",
    "agency",
}
CASE = {"A", "safe_contact", "B", "C", "C, D", "D", "E", "consent"}
ALL = REPORT | CASE
CODED, RESTRICTED, IDENTIFYING = Sensitivity

# What each may do in which sections, for each sensitivity; everything else is forbidden.
SECTIONS: dict[tuple[Role, Action, Sensitivity], set[str]] = {
    (Role.LEADER, READ, CODED): ALL,
    (Role.LEADER, READ, RESTRICTED): ALL - {"contact", "safe_contact"},
    (Role.LEADER, READ, IDENTIFYING): ALL - {"reporter", "contact", "agency", "safe_contact"},
    (Role.LEADER, WRITE, CODED): {"consent"},
    (Role.LEADER, WRITE, RESTRICTED): {"consent"},
    (Role.DATA_MANAGER, READ, CODED): ALL,
    (Role.DATA_MANAGER, READ, RESTRICTED): ALL,
    (Role.DATA_MANAGER, READ, IDENTIFYING): ALL,
    (Role.DATA_MANAGER, WRITE, CODED): ALL,
    (Role.DATA_MANAGER, WRITE, RESTRICTED): ALL,
    (Role.DATA_MANAGER, WRITE, IDENTIFYING): ALL,
    (Role.DATA_MANAGER, EXPORT, CODED): ALL,
    (Role.DATA_MANAGER, EXPORT, RESTRICTED): ALL,
    (Role.DATA_MANAGER, EXPORT, IDENTIFYING): ALL,
    (Role.CASE_WORKER, READ, CODED): ALL - {"contact"},
    (Role.CASE_WORKER, READ, RESTRICTED): ALL - {"reporter", "contact"},
    (Role.CASE_WORKER, READ, IDENTIFYING): CASE,
    (Role.CASE_WORKER, WRITE, CODED): CASE,
    (Role.CASE_WORKER, WRITE, RESTRICTED): CASE,
    (Role.CASE_WORKER, WRITE, IDENTIFYING): CASE,
    (Role.OPERATOR, WRITE, CODED): REPORT,
    (Role.OPERATOR, WRITE, RESTRICTED): REPORT,
    (Role.OPERATOR, WRITE, IDENTIFYING): REPORT,
}

EVERYONE = {
    Action.FORM_LIST,
    Action.ACCOUNT_CHANGE_OWN,
    Action.SESSION_LIST_OWN,
    Action.SESSION_REVOKE_OWN,
}
OVERSIGHT = {
    Action.SUBMISSION_COUNT,
    Action.FORM_CHECK,
    Action.AGENT_LIST,
    Action.AGENT_REVOKE,
    Action.ACCOUNT_LIST,
    Action.ACCOUNT_REQUEST,
    Action.ACCOUNT_DISABLE,
    Action.SESSION_REVOKE,
    Action.SLOT_LIST,
    Action.KEY_LIST,
    Action.KEY_EXPORT_PUBLIC,
    Action.AUDIT_VERIFY,
    Action.AUDIT_CHECKPOINT,
    Action.SYSTEM_CHECK,
}
LEADERSHIP = {
    Action.SUBMISSION_ADD,
    Action.SUBMISSION_ACCEPT,
    Action.RECORD_SEARCH,
    Action.REPORT_LIST,
    Action.REPORT_TRIAGE,
    Action.CASE_LIST,
    Action.CASE_TEND,
    Action.CASE_ASSIGN,
    Action.CONSENT_RECORD,
    Action.STATISTICS_MAKE,
    Action.DISCLOSURE_REQUEST,
    Action.DISPOSAL_REQUEST,
    Action.PERSONAL_EXPORT_REQUEST,
    Action.FORM_PUBLISH,
    Action.AGENT_ADD,
    Action.SLOT_ADD,
    Action.KEY_ROTATE,
    Action.KEY_IMPORT,
    Action.AUDIT_READ,
    Action.AUDIT_ACCEPT_CLOCK,
    Action.LEDGER_APPLY,
}
LEADER_ALONE = {
    Action.DISCLOSURE_AUTHORISE,
    Action.DISPOSAL_AUTHORISE,
    Action.PERSONAL_EXPORT_AUTHORISE,
    Action.PROTOCOL_AUTHORISE,
    Action.AGREEMENT_AUTHORISE,
    Action.CODE_LIST_AUTHORISE,
    Action.ACCOUNT_AUTHORISE,
    Action.KEY_AUTHORISE,
    Action.SLOT_REMOVE,
    Action.FORM_WIDEN,
}
CARRY_OUT = {
    Action.DISCLOSURE_CARRY_OUT,
    Action.DISPOSAL_CARRY_OUT,
    Action.PERSONAL_EXPORT_CARRY_OUT,
}

# What each may do besides reading, writing and exporting fields; everything else is forbidden.
ACTIONS: dict[Role, set[Action]] = {
    Role.LEADER: EVERYONE | OVERSIGHT | LEADERSHIP | LEADER_ALONE,
    Role.DATA_MANAGER: {
        *EVERYONE,
        *OVERSIGHT,
        *LEADERSHIP,
        *CARRY_OUT,
        Action.SUBMISSION_OPEN,
        Action.CASE_LINK,
        Action.CASE_REFER,
        Action.BACKUP_MAKE,
    },
    Role.CASE_WORKER: {
        *EVERYONE,
        Action.SUBMISSION_ADD,
        Action.RECORD_SEARCH,
        Action.CASE_REFER,
        Action.CONSENT_RECORD,
        Action.DISCLOSURE_REQUEST,
    },
    Role.OPERATOR: EVERYONE | {Action.SUBMISSION_ADD},
    Role.ADMINISTRATOR: {
        *EVERYONE,
        *OVERSIGHT,
        Action.SUBMISSION_OPEN,
        Action.BACKUP_MAKE,
        Action.BACKUP_RESTORE,
        Action.SYSTEM_SERVE,
        Action.SYSTEM_UPGRADE,
    },
}
FIELD_ACTIONS = (READ, WRITE, EXPORT)
OTHER_ACTIONS = [each for each in Action if each not in FIELD_ACTIONS]


def favourable(who: Actor, action: Action) -> Subject:
    """Return a subject with which nothing but the role stands in the way."""
    account = "nia" if action is Action.ACCOUNT_AUTHORISE else who.id
    return replace(AUTHORISED, owners=frozenset({who.id}), account=account)


@pytest.mark.requirement("R83")
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda each: each.role)
@pytest.mark.parametrize("sensitivity", Sensitivity)
@pytest.mark.parametrize("action", FIELD_ACTIONS)
def test_each_role_touches_the_sections_of_the_table(
    who: Actor, action: Action, sensitivity: Sensitivity
) -> None:
    subject = replace(favourable(who, action), sensitivity=sensitivity)
    found = {each for each in ALL if may(who, action, replace(subject, section=each))}
    assert found == SECTIONS.get((who.role, action, sensitivity), set())


@pytest.mark.requirement("R83")
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda each: each.role)
def test_each_role_takes_the_actions_of_the_table(who: Actor) -> None:
    found = {each for each in OTHER_ACTIONS if may(who, each, favourable(who, each))}
    assert found == ACTIONS[who.role]


def test_every_section_of_the_schema_stands_in_the_table() -> None:
    assert {field.section for _, field in SCHEMA.fields()} == ALL
    assert {section for _, _, section, _ in MAY_TOUCH} == ALL


def test_every_action_stands_in_the_table() -> None:
    assert set(ROLES_OF) == set(Action)


def test_somebody_may_take_every_action() -> None:
    assert {*itertools.chain(*ACTIONS.values()), *FIELD_ACTIONS} == set(Action)


@pytest.mark.requirement("R91")
def test_administrator_touches_no_record_and_holds_no_key() -> None:
    forbidden = {each for each in Action if each.startswith(("record", "case", "consent"))}
    forbidden |= {Action.SLOT_ADD, Action.KEY_IMPORT, Action.KEY_ROTATE, Action.AUDIT_READ}
    assert not {each for each in forbidden if ADA.role in ROLES_OF[each]}
    assert not any(role is ADA.role for role, *_ in MAY_TOUCH)


@pytest.mark.requirement("R83")
@pytest.mark.parametrize("action", [READ, WRITE])
@pytest.mark.parametrize("owners", [frozenset(), frozenset({"cruz"})])
def test_case_worker_does_not_see_the_cases_of_others(
    action: Action, owners: frozenset[str]
) -> None:
    subject = Subject(section="A", sensitivity=CODED, owners=owners)
    assert not may(BO, action, subject)
    assert may(BO, action, replace(subject, owners=owners | {"bo"}))


@pytest.mark.parametrize(
    "action",
    [
        Action.RECORD_SEARCH,
        Action.CASE_REFER,
        Action.CONSENT_RECORD,
        Action.DISCLOSURE_REQUEST,
    ],
)
def test_case_worker_acts_on_own_cases_only(action: Action) -> None:
    assert may(BO, action, Subject(owners=frozenset({"bo", "cruz"})))
    assert not may(BO, action, Subject(owners=frozenset({"cruz"})))
    assert not may(BO, action)


def test_operator_writes_only_the_call_being_entered() -> None:
    subject = Subject(section="situation", sensitivity=RESTRICTED, owners=frozenset({"ola"}))
    assert may(OLA, WRITE, subject)
    assert not may(OLA, WRITE, replace(subject, owners=frozenset()))


@pytest.mark.requirement("R86", "R87")
@pytest.mark.parametrize("action", sorted(LEADER_ALONE - {Action.SLOT_REMOVE, Action.FORM_WIDEN}))
def test_leader_does_not_authorise_an_own_request(action: Action) -> None:
    subject = replace(favourable(LEON, action), requested_by="leon")
    assert not may(LEON, action, subject)
    assert not may(LEON, action, replace(subject, requested_by=None))
    assert may(LEON, action, replace(subject, requested_by="amina"))


@pytest.mark.requirement("R87", "R88")
@pytest.mark.parametrize("who", [AMINA, BO, OLA, ADA], ids=lambda each: each.role)
@pytest.mark.parametrize("action", sorted(LEADER_ALONE))
def test_nobody_but_the_leader_authorises(who: Actor, action: Action) -> None:
    assert not may(who, action, favourable(who, action))


@pytest.mark.requirement("R86", "R88")
@pytest.mark.parametrize("action", sorted(CARRY_OUT))
@pytest.mark.parametrize(
    ("requested_by", "authorised_by"), [(None, None), ("amina", None), (None, "leon"), ("x", "x")]
)
def test_nothing_is_carried_out_that_two_people_did_not_decide(
    action: Action, requested_by: str | None, authorised_by: str | None
) -> None:
    subject = Subject(requested_by=requested_by, authorised_by=authorised_by)
    assert not may(AMINA, action, subject)
    assert may(AMINA, action, Subject(requested_by="amina", authorised_by="leon"))


@pytest.mark.requirement("R88")
@pytest.mark.parametrize("sensitivity", [RESTRICTED, IDENTIFYING])
def test_personal_fields_are_not_exported_without_two_people(sensitivity: Sensitivity) -> None:
    subject = Subject(section="A", sensitivity=sensitivity, requested_by="amina")
    assert not may(AMINA, EXPORT, subject)
    assert not may(AMINA, EXPORT, replace(subject, authorised_by="amina"))
    assert may(AMINA, EXPORT, replace(subject, authorised_by="leon"))


def test_coded_fields_are_exported_without_a_request() -> None:
    assert may(AMINA, EXPORT, Subject(section="A", sensitivity=CODED))


def test_nobody_lets_in_or_renews_themselves() -> None:
    subject = Subject(requested_by="amina", account="leon")
    assert not may(LEON, Action.ACCOUNT_AUTHORISE, subject)
    assert not may(LEON, Action.ACCOUNT_AUTHORISE, replace(subject, account=None))
    assert may(LEON, Action.ACCOUNT_AUTHORISE, replace(subject, account="bo"))


@pytest.mark.parametrize("action", sorted(EVERYONE - {Action.FORM_LIST}))
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda each: each.role)
def test_own_account_is_ones_own(who: Actor, action: Action) -> None:
    assert may(who, action, Subject(account=who.id))
    assert not may(who, action, Subject(account="cruz"))
    assert not may(who, action)


@pytest.mark.parametrize(
    "subject",
    [
        Subject(),
        Subject(section="A"),
        Subject(sensitivity=CODED),
        Subject(section="made_up", sensitivity=CODED),
    ],
)
def test_field_that_is_not_in_the_table_is_nobodys(subject: Subject) -> None:
    for who, action in itertools.product(EVERYBODY, FIELD_ACTIONS):
        assert not may(who, action, replace(subject, owners=frozenset({who.id})))


@pytest.mark.requirement("R80", "R98")
@pytest.mark.parametrize("bad", [each for each in Standing if each is not Standing.GOOD])
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda each: each.role)
def test_account_that_is_not_in_order_may_do_nothing(who: Actor, bad: Standing) -> None:
    out = replace(who, standing=bad)
    assert bad.sentence.endswith(".")
    for action, section in itertools.product(Action, ALL):
        subject = replace(favourable(who, action), section=section, sensitivity=CODED)
        assert not may(out, action, subject)


TODAY, LATER, EARLIER = NOW.date(), NOW + timedelta(days=1), NOW - timedelta(days=1)


@pytest.mark.requirement("R80", "R98")
@pytest.mark.parametrize(
    ("signed_on", "expires_at", "disabled_at", "found"),
    [
        (TODAY, LATER, None, Standing.GOOD),
        (None, LATER, None, Standing.UNSIGNED),
        (LATER.date(), LATER, None, Standing.UNSIGNED),
        (TODAY, None, None, Standing.EXPIRED),
        (TODAY, NOW, None, Standing.EXPIRED),
        (TODAY, EARLIER, None, Standing.EXPIRED),
        (TODAY, LATER, EARLIER, Standing.DISABLED),
        (TODAY, LATER, LATER, Standing.DISABLED),
    ],
)
def test_standing_of_an_account(
    signed_on: date | None,
    expires_at: datetime | None,
    disabled_at: datetime | None,
    found: Standing,
) -> None:
    assert found is standing(
        confidentiality_signed_on=signed_on,
        expires_at=expires_at,
        disabled_at=disabled_at,
        at=NOW,
    )


@pytest.mark.requirement("R83")
def test_operators_fill_in_the_hotline_form_only_and_the_machine_nothing() -> None:
    experts = {Audience.HOTLINE, Audience.AGENCY, Audience.EXPERT}
    found = {who.role: fillable(who) for who in EVERYBODY}
    assert found[Role.OPERATOR] == {Audience.HOTLINE}
    assert found[Role.ADMINISTRATOR] == frozenset()
    assert {found[each] == experts for each in (*Role,)[:3]} == {True}


def test_whose_account_is_not_in_order_fills_in_nothing() -> None:
    out = [replace(who, standing=Standing.EXPIRED) for who in EVERYBODY]
    assert {fillable(who) for who in out} == {frozenset()}
