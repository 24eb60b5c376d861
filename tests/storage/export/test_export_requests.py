"""Two people let personal data out: one asks, a Leader agrees, and it ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from exporters.formats import Format
from server.domain.access import Actor
from server.errors import Code, Refused
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.export.export_requests import (
    ExportRequest,
    Wanted,
    authorise_export,
    list_export_requests,
    refuse_export,
    request_export,
    show_export_request,
    standing_request,
)
from server.services.trust.rights import NotAllowed
from server.storage.engine import Database
from server.storage.tables import event
from tests.storage.offices import ADA, AMINA, BO, LATER, LEON, LUCIA, OLIVE, WHY

SOON = LATER + timedelta(days=1)


def ask(database: Database, actor: Actor = AMINA, *, at: datetime = LATER, **said: object) -> str:
    wanted = Wanted(**{"what": "cases", "why": WHY, **said})  # type: ignore[arg-type]
    with database.work() as work:
        asked = request_export(work, actor, wanted, at=at)
        work.commit()
    return asked


def agree(database: Database, request_id: str, actor: Actor = LEON) -> ExportRequest:
    with database.work() as work:
        agreed = authorise_export(work, actor, request_id, at=LATER)
        work.commit()
    return agreed


def decide_against(database: Database, request_id: str, actor: Actor = LEON) -> None:
    with database.work() as work:
        refuse_export(work, actor, request_id, at=LATER)
        work.commit()


def stands(
    database: Database,
    what: str = "cases",
    *,
    actor: Actor = AMINA,
    at: datetime = SOON,
    request_id: str | None = None,
) -> str:
    with database.reading() as connection:
        return standing_request(connection, actor, what, at=at, request_id=request_id).id


def why_not(database: Database, what: str = "cases", **said: object) -> Code:
    with pytest.raises(Refused) as refusal:
        stands(database, what, **said)  # type: ignore[arg-type]
    return refusal.value.code


@pytest.mark.requirement("R79", "R93")
def test_request_stands_from_agreement_until_it_ends(database: Database) -> None:
    asked = ask(database, days=2)
    assert why_not(database) is Code.EXPORT_WAITS
    assert agree(database, asked).until == LATER + timedelta(days=2)
    assert stands(database) == stands(database, request_id=asked) == asked
    assert why_not(database, at=LATER + timedelta(days=2)) is Code.EXPORT_NOT_AGREED


@pytest.mark.usefixtures("tablet")
def test_request_serves_only_what_was_asked_for(database: Database) -> None:
    asked = ask(database, what="submissions tip")
    agree(database, asked)
    assert stands(database, "submissions tip") == asked
    assert why_not(database) is Code.EXPORT_NOT_AGREED
    assert why_not(database, request_id=asked) is Code.EXPORT_NOT_AGREED


def test_newest_of_ones_own_serves_and_those_of_others_when_named(database: Database) -> None:
    first, of_lucia = ask(database), ask(database, LUCIA, at=SOON)
    second = ask(database, at=LATER + timedelta(hours=1))
    for each in (first, second, of_lucia):
        agree(database, each)
    assert stands(database) == second
    assert stands(database, request_id=first) == first
    assert stands(database, request_id=of_lucia) == of_lucia


@pytest.mark.requirement("R79", "R87", "R93")
def test_nobody_authorises_alone_and_only_a_leader_does(database: Database) -> None:
    asked, of_leon = ask(database), ask(database, LEON)
    for actor, request_id in ((AMINA, asked), (ADA, asked), (BO, asked), (LEON, of_leon)):
        with pytest.raises(NotAllowed):
            agree(database, request_id, actor)
    agree(database, of_leon, LUCIA)
    assert why_not(database) is Code.EXPORT_WAITS


def test_request_is_shown_to_who_may_authorise_it_and_to_nobody_else(database: Database) -> None:
    asked = ask(database, recipient="Police", days=3)
    with database.reading() as connection:
        shown = show_export_request(connection, LEON, asked, at=LATER)
        assert (shown.what, shown.why, shown.recipient, shown.days) == ("cases", WHY, "Police", 3)
        for actor in (AMINA, ADA, BO, OLIVE):
            with pytest.raises(NotAllowed):
                show_export_request(connection, actor, asked, at=LATER)


@pytest.mark.parametrize("actor", [LEON, BO, OLIVE, ADA], ids=lambda each: each.role.value)
def test_only_the_data_manager_carries_out(database: Database, actor: Actor) -> None:
    asked = ask(database)
    agree(database, asked)
    with pytest.raises(NotAllowed):
        stands(database, actor=actor, request_id=asked)


@pytest.mark.parametrize("actor", [BO, OLIVE, ADA], ids=lambda each: each.role.value)
def test_who_may_not_ask_is_refused(database: Database, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        ask(database, actor)


def test_refused_request_does_not_stand_and_is_decided_once(database: Database) -> None:
    asked, taken_back = ask(database), ask(database)
    decide_against(database, asked)
    decide_against(database, taken_back, AMINA)
    assert why_not(database, request_id=asked) is Code.EXPORT_NOT_AGREED
    for decide in (agree, decide_against):
        with pytest.raises(Refused) as refusal:
            decide(database, asked)
        assert refusal.value.code is Code.NO_EXPORT_REQUEST


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"what": "all"}, Code.BAD_EXPORT_REQUEST),
        ({"what": "submissions"}, Code.BAD_EXPORT_REQUEST),
        ({"what": "submissions none"}, Code.UNKNOWN_FORM),
        ({"why": "  short "}, Code.BAD_REASON),
        ({"recipient": "x" * 501}, Code.BAD_EXPORT_REQUEST),
        ({"days": 0}, Code.BAD_EXPORT_REQUEST),
        ({"days": 32}, Code.BAD_EXPORT_REQUEST),
    ],
)
def test_request_that_cannot_be_is_refused(
    database: Database, said: dict[str, object], code: Code
) -> None:
    with pytest.raises(Refused) as refusal:
        ask(database, **said)
    assert refusal.value.code is code
    with database.reading() as connection:
        assert list_export_requests(connection) == []


@pytest.mark.requirement("R84", "R93")
def test_events_name_the_request_and_hold_no_free_text(database: Database, tmp_path: Path) -> None:
    asked = ask(database, recipient="The Invented Bureau")
    agree(database, asked)
    wish = Wish(
        path=tmp_path / "out.json", format=Format.JSON, actor=AMINA.id, at=SOON, request=asked
    )
    export_cases(database, None, wish, CaseOptions(coded_only=True))
    told = select(event.c.action, event.c.detail).where(event.c.action.like("export.%"))
    with database.reading() as connection:
        events = connection.execute(told.order_by(event.c.sequence)).all()
        (request,) = list_export_requests(connection)
    assert [each.action.split(".")[1] for each in events] == [
        *("requested", "authorised", "cases_begun", "cases")
    ]
    assert {each.detail["request"] for each in events} == {asked}
    assert WHY not in str(events)
    assert "Bureau" not in str(events)
    assert (request.used_at, request.recipient) == (SOON, "The Invented Bureau")
