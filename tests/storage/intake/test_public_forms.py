"""Anybody may fill in the open forms for the public, and send what they began before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from server.domain.forms import Audience, FormId, InstanceId
from server.errors import Code, Refused
from server.odk.envelope import Envelope
from server.services.intake.public_forms import (
    files_of,
    open_form,
    open_forms,
    require_public,
    require_sealed,
)
from server.settings import Settings
from server.storage.engine import Database
from tests.simulators.office import small_key
from tests.web.office import Office

SEALED = Envelope(
    form_id=FormId("report"), version="1", instance_id=InstanceId("uuid:1"), encrypted=True
)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Office:
    """A house with a form for the public and one for agencies."""
    settings = Settings(
        data=tmp_path, database_url="", public_url=None, max_upload=1, trusted_proxies=0
    )
    house = Office(database=database, key=small_key(), settings=settings)
    house.publish("report", audience=Audience.PUBLIC, media={"towns.csv": b"name,label\n"})
    house.publish("screening")
    return house


def test_only_forms_for_the_public_are_open(house: Office) -> None:
    with house.database.reading() as connection:
        assert [each.form_id for each in open_forms(connection)] == ["report"]


@pytest.mark.parametrize("form_id", ["screening", "none"])
def test_form_for_others_is_as_if_it_were_not_there(house: Office, form_id: str) -> None:
    with house.database.reading() as connection:
        for ask in (open_form, require_public):
            with pytest.raises(Refused) as refused:
                ask(connection, form_id)
            assert refused.value.code is Code.NOT_FOUND


def test_form_closed_meanwhile_still_takes_what_was_filled_in(house: Office) -> None:
    house.close("report")
    with house.database.reading() as connection:
        require_public(connection, "report")
        assert open_forms(connection) == ()


def test_files_of_a_form_come_by_name(house: Office) -> None:
    with house.database.reading() as connection:
        offer = open_form(connection, "report")
        assert files_of(connection, offer) == {"towns.csv": b"name,label\n"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"encrypted": False}, Code.MUST_BE_SEALED),
        ({"form_id": "screening"}, Code.BAD_ENVELOPE),
        ({"instance_id": ""}, Code.BAD_ENVELOPE),
    ],
)
def test_what_the_page_would_not_send_is_refused(changes: dict[str, object], code: Code) -> None:
    require_sealed(SEALED, "report")
    with pytest.raises(Refused) as refused:
        require_sealed(replace(SEALED, **changes), "report")  # type: ignore[arg-type]  # one of them
    assert refused.value.code is code
