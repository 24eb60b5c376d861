"""Drafts at the server: sealed, one's own, few, not for ever; and what opens them."""

from __future__ import annotations

from base64 import b64decode

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from server.cli import main
from server.cli.house import House
from server.domain.permissions import Role
from server.services.intake.drafts import KEPT_FOR, LONGEST, MOST
from server.services.trust.passwords import reset_password
from server.services.trust.recovery import begin_recovery, recover
from server.storage.entrance.sign_in_tables import session
from server.storage.intake.draft_tables import draft, draft_key
from server.vault.recovery import new_recovery_code
from tests.console.at_desk import DRAFT, SEALED, WRITER, Script, at_desk, mark, office_of
from tests.console.visitor import Console
from tests.simulators.office import PASSWORD, TINY, environ

NEW = "ten brown boats at anchor"


@pytest.fixture
def olu(console: Console) -> Script:
    """The script of the operator Olu, who has signed in."""
    office_of(console)
    return at_desk(console)


def key_of(script: Script) -> bytes:
    """Return the key that a page gives to its script."""
    return b64decode(mark(script.visitor.get("/forms/hotline").text, "key"))


def lost(console: Console) -> list[str | None]:
    with console.database.reading() as connection:
        return list(connection.scalars(select(draft.c.lost)))


def reset(console: Console, login: str) -> tuple[str, int]:
    """Give somebody a password that is handed to them; return it, and how many drafts that cost."""
    by = console.signed_in(console.custody.account)
    with console.database.work() as work:
        handed = reset_password(work, login, by=by, at=console.clock())
        work.commit()
    return handed.password or "", handed.drafts_lost


def test_draft_comes_back_as_it_was_kept(console: Console, olu: Script) -> None:
    assert olu.keep().json == {"saves": 1}
    assert olu.keep(SEALED[::-1], saves=1).json == {"saves": 2}
    answer = olu.ask("GET", f"{olu.address}/sealed")
    assert (answer.data, answer.headers["Cache-Control"]) == (SEALED[::-1], "no-store")
    assert mark(olu.visitor.get(olu.address).text, "saves") == "2"
    assert [each[1] for each in console.events("draft.begun")] == [DRAFT]


def test_same_page_may_keep_again_when_the_answer_was_lost(olu: Script) -> None:
    olu.keep()
    assert olu.keep(saves=0).json == {"saves": 2}


def test_another_page_is_told_that_it_is_too_late(olu: Script) -> None:
    olu.keep()
    answer = olu.keep(saves=0, writer="b" * 32)
    assert answer.status_code == 409
    assert "another window" in (answer.json or {})["sentence"]


def test_draft_that_was_sent_or_discarded_elsewhere_is_not_begun_anew(olu: Script) -> None:
    assert olu.keep(saves=3).status_code == 404


@pytest.mark.requirement("R83")
def test_draft_of_another_is_not_there(console: Console, olu: Script) -> None:
    olu.keep()
    cruz = at_desk(console, "cruz")
    assert cruz.ask("GET", f"{olu.address}/sealed").status_code == 404
    assert cruz.visitor.get(olu.address).status_code == 404
    assert cruz.keep(saves=1).status_code == 404
    assert cruz.keep(saves=0).status_code == 404
    assert cruz.visitor.send(f"{olu.address}/discard", shown="/password").status_code == 404
    assert DRAFT not in cruz.visitor.get("/forms").text
    assert olu.ask("GET", f"{olu.address}/sealed").data == SEALED


@pytest.mark.parametrize("content", [b"", bytes(27), bytes(LONGEST + 1)])
def test_draft_of_no_sensible_size_is_refused(olu: Script, content: bytes) -> None:
    assert olu.keep(content).status_code in {400, 413}


@pytest.mark.parametrize("name", ["D" * 32, "d" * 31, "d" * 33])
def test_draft_under_a_made_up_name_is_refused(olu: Script, name: str) -> None:
    assert olu.keep(draft=name).status_code == 400


@pytest.mark.parametrize("saves", [-1, 10**30])
def test_draft_saved_impossibly_often_is_refused(olu: Script, saves: int) -> None:
    olu.keep()
    assert olu.keep(saves=saves).status_code == 400


def test_nobody_keeps_very_many(olu: Script) -> None:
    for number in range(MOST):
        assert olu.keep(draft=f"{number:032x}").status_code == 200
    answer = olu.keep(draft="f" * 32)
    assert (answer.status_code, str(MOST) in answer.text) == (409, True)


def test_draft_of_a_form_for_others_is_not_begun(olu: Script) -> None:
    token = olu.token()
    path = f"/forms/case_record/drafts/{DRAFT}/sealed?version={olu.version}&writer={WRITER}"
    assert olu.ask("PUT", path, token, data=SEALED).status_code == 404


def test_discarding_deletes(console: Console, olu: Script) -> None:
    olu.keep()
    olu.visitor.send(f"{olu.address}/discard", shown="/forms")
    assert lost(console) == []
    assert [each[1] for each in console.events("draft.discarded")] == [DRAFT]


def test_old_draft_is_emptied_and_said_then_gone(console: Console, olu: Script) -> None:
    olu.keep()
    console.clock.on(days=KEPT_FOR.days, minutes=1)
    olu.visitor.come_in("olu")
    assert "Nobody went on with this draft" in olu.visitor.get("/forms").text
    assert olu.ask("GET", f"{olu.address}/sealed").status_code == 404
    console.clock.on(days=KEPT_FOR.days)
    olu.visitor.come_in("olu")
    assert "Your drafts" not in olu.visitor.get("/forms").text
    assert lost(console) == []


@pytest.mark.requirement("R85")
def test_key_is_the_same_at_the_next_sign_in(console: Console, olu: Script) -> None:
    before = key_of(olu)
    assert len(before) == 32
    console.clock.on(hours=11)
    olu.visitor.come_in("olu")
    assert key_of(olu) == before


def test_everybody_has_a_key_of_their_own(console: Console, olu: Script) -> None:
    assert key_of(olu) != key_of(at_desk(console, "cruz"))
    assert key_of(olu) != key_of(at_desk(console, "bo", Role.CASE_WORKER))


def test_no_row_holds_the_key(console: Console, olu: Script) -> None:
    key = key_of(olu)
    with console.database.reading() as connection:
        kept = [
            *connection.scalars(select(draft_key.c.sealed)),
            *connection.scalars(select(session.c.draft_key_sealed)),
        ]
    assert len(kept) == 2
    assert not any(key in each for each in kept)


@pytest.mark.parametrize("login", ["olu", "bo"])
def test_changed_password_keeps_the_key(console: Console, login: str) -> None:
    office_of(console)
    role = Role.OPERATOR if login == "olu" else Role.CASE_WORKER
    somebody = at_desk(console, login, role)
    before = key_of(somebody)
    somebody.visitor.send("/password", password=PASSWORD, new=NEW, again=NEW)
    assert key_of(somebody) == before
    if role is Role.OPERATOR:
        fresh = Script(console.visitor())
        fresh.visitor.give_password(login, NEW)
        assert key_of(fresh) == before


def test_reset_loses_the_drafts_and_says_so(console: Console, olu: Script) -> None:
    before = key_of(olu)
    olu.keep()
    password, cost = reset(console, "olu")
    assert (cost, lost(console)) == (1, ["password"])
    olu.visitor.give_password("olu", password)
    olu.visitor.send("/password", password=password, new=NEW, again=NEW)
    assert "only your old password could open this draft" in olu.visitor.get("/forms").text
    assert key_of(olu) not in {before, b""}
    assert [each[2] for each in console.events("draft.lost")] == [{"drafts": 1}]


def test_recovery_code_loses_the_drafts(console: Console) -> None:
    office_of(console)
    amina = Script(console.visitor())
    amina.visitor.come_in("amina")
    amina.keep()
    with console.database.work() as work:
        found = begin_recovery(work.connection, console.custody.code.text)
        code = new_recovery_code(bytes)
        recover(work, found, "amina", password=NEW, code=code, at=console.clock())
        work.commit()
    assert lost(console) == ["password"]


def test_damaged_key_is_replaced_and_its_drafts_are_said_to_be_lost(
    console: Console, olu: Script
) -> None:
    olu.keep()
    with console.database.work() as work:
        work.connection.execute(update(draft_key).values(sealed=b"made up"))
        work.note("test", "draft.lost", "everybody", drafts=0)
        work.commit()
    olu.visitor.give_password("olu")
    assert len(key_of(olu)) == 32
    assert "What opens this draft was damaged" in olu.visitor.get("/forms").text


@pytest.mark.usefixtures("olu")
def test_handed_password_opens_no_drafts(console: Console) -> None:
    password, _ = reset(console, "olu")
    fresh = console.visitor()
    fresh.give_password("olu", password)
    with console.database.reading() as connection:
        assert connection.scalars(select(draft_key.c.sealed)).all() == []
    assert fresh.get("/forms").location == "/console/password"


def test_keeping_holds_the_session_open_but_not_for_ever(console: Console, olu: Script) -> None:
    for number in range(39):
        console.clock.on(minutes=15)
        assert olu.keep(saves=number).status_code == 200
    console.clock.on(minutes=15)
    assert olu.ask("GET", "/pass").status_code == 401


def run(console: Console, login: str, *words: object) -> str:
    """Type a command on the machine of the console."""
    folder = console.settings.data
    url = console.database.engine.url.render_as_string(hide_password=False)
    settings = {"LESPWA_DATA": str(folder), "LESPWA_DATABASE_URL": url}
    house = House(clock=console.clock, cost=lambda: TINY, can_ask=lambda: False)
    env = settings | environ(folder, login)
    done = CliRunner().invoke(main, [str(each) for each in words], env=env, obj=house)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_password_changed_at_a_command_opens_the_drafts(console: Console, olu: Script) -> None:
    before, file = key_of(olu), console.settings.data / "new"
    olu.keep()
    file.touch(mode=0o600)
    file.write_text(NEW, encoding="utf-8")
    run(console, "olu", "people", "password", "--new-password-file", file)
    fresh = Script(console.visitor())
    fresh.visitor.give_password("olu", NEW)
    assert (key_of(fresh), lost(console)) == (before, [None])


def test_whoever_resets_a_password_is_told_what_it_costs(console: Console, olu: Script) -> None:
    olu.keep()
    assert "is lost, drafts: 1" in run(console, "amina", "people", "reset", "olu")
    assert "is lost" not in run(console, "amina", "people", "reset", "olu")
