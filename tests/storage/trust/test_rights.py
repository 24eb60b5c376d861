"""Who may goes on; who may not hears who may, and leaves a trace."""

from __future__ import annotations

import pickle

import pytest
from sqlalchemy import select

from server.domain.access import Action, Actor, Role, Standing, Subject, may
from server.errors import Code
from server.services.trust.rights import NOBODY, NotAllowed, note_refusal, require
from server.storage.engine import Database
from server.storage.tables import event
from tests.storage.offices import ADA, AMINA, LEON, OLIVE, person


def refused(actor: Actor, action: Action, subject: Subject = NOBODY) -> NotAllowed:
    with pytest.raises(NotAllowed) as found:
        require(actor, action, subject)
    return found.value


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_asking_goes_on_exactly_when_one_may(role: Role, action: Action) -> None:
    actor = person("bo", role)
    if may(actor, action, NOBODY):
        require(actor, action)
    else:
        assert refused(actor, action).action is action


def test_refusal_says_which_roles_may() -> None:
    said = refused(ADA, Action.SLOT_ADD).sentence
    assert said.endswith("It is for a Leader or a Data Manager.")


def test_who_may_in_general_hears_that_this_is_not_theirs() -> None:
    own = Subject(account=LEON.id, requested_by=LEON.id)
    assert refused(LEON, Action.ACCOUNT_AUTHORISE, own).code is Code.NOT_YOURS


def test_role_is_worth_nothing_without_a_good_account() -> None:
    closed = Actor(id="amina", role=AMINA.role, standing=Standing.DISABLED)
    assert refused(closed, Action.SLOT_ADD).code is Code.NOT_ALLOWED


def test_refusal_survives_the_way_out_of_a_process() -> None:
    first = refused(OLIVE, Action.SLOT_ADD)
    again = pickle.loads(pickle.dumps(first))  # noqa: S301 - our own
    assert (again.sentence, again.actor) == (first.sentence, OLIVE)


def test_refusal_is_an_event(database: Database) -> None:
    note_refusal(database, refused(OLIVE, Action.SLOT_ADD))
    with database.reading() as connection:
        [found] = connection.execute(select(event.c.actor, event.c.subject, event.c.detail))
    assert found == ("olive", "slot.add", {"role": "operator"})
