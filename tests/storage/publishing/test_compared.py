"""A form is held against the live one, and against those it could be taken for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.forms import Audience, FormId
from server.errors import Code, Refused
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from server.services.publishing.compared import compare, edition
from server.services.publishing.forms import (
    list_forms,
    publish,
)
from server.storage.engine import Database
from server.storage.tables import event
from tests.simulators.sheets import form
from tests.storage.trials import KEY, NOON, SURVEY, new_version, published

pytestmark = pytest.mark.usefixtures("trial_keys")


def test_changes_and_the_audience_before_are_told(database: Database) -> None:
    published(database, new_version())
    new = new_version(SURVEY.replace("|A|", "|Other|"), audience=Audience.PUBLIC, is_agreed=True)
    done = published(database, new)
    assert [change.path for change in done.changes] == ["", "a"]
    assert (done.audience_before, done.audience) == (Audience.AGENCY, Audience.PUBLIC)


AUDIENCES = [
    *(("agency", "public"), ("agency", "hotline"), ("hotline", "agency"), ("expert", "agency")),
    *(("expert", "hotline"), ("expert", "public"), ("hotline", "public")),
]


NO_DATA = "|form_id|form_title|audience|personal_data|\n|trial|Trial form|agency|no|"


@pytest.mark.parametrize(("was", "now"), AUDIENCES)
def test_a_wider_audience_takes_a_yes(database: Database, was: str, now: str) -> None:
    published(database, new_version(audience=Audience(was)))
    with pytest.raises(Refused) as refused:
        published(database, new_version(audience=Audience(now)))
    assert refused.value.code is Code.FORM_WIDENS
    published(database, new_version(audience=Audience(now), is_agreed=True))
    with database.reading() as connection:
        (found,) = list_forms(connection)
        events = [each.action for each in connection.execute(select(event))]
    assert found.audience == now
    assert events[-2:] == ["form.widened", "form.published"]


@pytest.mark.parametrize(("now", "was"), [each for each in AUDIENCES if each[1] == "public"])
def test_a_narrower_audience_takes_none(database: Database, was: str, now: str) -> None:
    published(database, new_version(audience=Audience(was)))
    assert published(database, new_version(audience=Audience(now))).is_new


def test_a_lifted_promise_takes_a_yes_and_a_new_one_none(database: Database) -> None:
    kept = form(SURVEY, settings=NO_DATA)
    published(database, new_version())
    first = published(database, new_version(source=kept), at=NOON + timedelta(days=1))
    assert ([each.kind for each in first.changes], first.is_new) == (["personal data"], True)
    with pytest.raises(Refused):
        published(database, new_version())
    done = published(database, new_version(is_agreed=True), at=NOON + timedelta(days=2))
    assert "no longer kept from asking" in done.changes[0].sentence


def test_a_source_that_cannot_be_read_promises_nothing(database: Database) -> None:
    published(database, new_version(source=b"?"))
    assert not published(database, new_version()).is_new


def test_a_form_that_is_like_another_is_found(database: Database) -> None:
    survey = "|type|name|label|\n" + "".join(f"|text|q{n}|Q|\n" for n in range(6))
    published(database, new_version(survey, media={}))
    settings = "|form_id|form_title|audience|\n|other|O|public|"
    source = form(survey, settings=settings)
    xform = compile_form(read_workbook(source, "o.xlsx")).xform or b""
    with database.reading() as connection:
        found = compare(connection, edition(xform, {}, Audience.PUBLIC, source))
    assert (found.version, found.twin, found.widened) == (None, "trial", ("audience",))


def test_form_with_the_title_of_a_live_one_is_told(database: Database) -> None:
    with database.work() as work:
        publish(work, new_version(), KEY, at=NOON, actor="amina")
        work.commit()
    other = replace(
        read_form(new_version().xform, {}), form_id=FormId("second"), title="Trial form"
    )
    with database.reading() as connection:
        new = edition(new_version().xform, {}, Audience.AGENCY, new_version().source)
        assert compare(connection, replace(new, form=other)).namesakes == ("trial",)
        assert compare(connection, new).namesakes == ()
