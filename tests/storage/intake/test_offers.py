"""An agent is offered the forms of their audiences, with their files, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.domain.forms import Audience
from server.errors import Code, Refused
from server.services.intake.admission import AgentId, Bearer
from server.services.intake.offers import (
    offered_file,
    offered_files,
    offered_forms,
    offered_version,
    offered_xform,
    state_of_lists,
)
from server.settings import Settings
from server.storage.engine import Database
from tests.simulators.office import small_key
from tests.web.office import Office

AGENCY = Bearer(id=AgentId("a" * 32), audiences=frozenset({Audience.AGENCY}))
EXPERT = Bearer(id=AgentId("e" * 32), audiences=frozenset({Audience.EXPERT}))


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Office:
    settings = Settings(
        data=tmp_path, database_url="", public_url=None, max_upload=1, trusted_proxies=0
    )
    return Office(database=database, key=small_key(), settings=settings)


def refused_form(house: Office, bearer: Bearer, version: str) -> Code:
    with house.database.reading() as connection, pytest.raises(Refused) as refused:
        offered_xform(connection, bearer, version)
    return refused.value.code


def test_forms_are_offered_by_audience_and_by_id(house: Office) -> None:
    house.publish("screening")
    house.publish("case_record", audience=Audience.EXPERT)
    with house.database.reading() as connection:
        assert [each.form_id for each in offered_forms(connection, AGENCY)] == ["screening"]
        assert list(offered_forms(connection, AGENCY, "case_record")) == []


def test_closed_form_is_offered_no_more_and_its_version_is_still_had(house: Office) -> None:
    version = house.publish("screening")
    house.close("screening")
    with house.database.reading() as connection:
        assert list(offered_forms(connection, AGENCY)) == []
        offer = offered_version(connection, AGENCY, version)
    assert offer is not None
    assert offer.form_id == "screening"


def test_form_of_another_audience_is_refused(house: Office) -> None:
    version = house.publish("screening")
    assert refused_form(house, EXPERT, version) is Code.FORM_NOT_OFFERED
    assert refused_form(house, AGENCY, "0" * 32) is Code.FORM_NOT_OFFERED


def test_files_are_listed_by_name_and_given_as_they_are(house: Office) -> None:
    version = house.publish(media={"b.csv": b"b", "a.csv": b"a"})
    with house.database.reading() as connection:
        listed = offered_files(connection, AGENCY, version)
        assert [each.filename for each in listed] == ["a.csv", "b.csv"]
        assert offered_file(connection, AGENCY, version, "b.csv") == b"b"


@pytest.mark.parametrize("name", ["c.csv", "../a.csv", "A.CSV", ""])
def test_file_is_looked_up_by_its_exact_name(house: Office, name: str) -> None:
    version = house.publish(media={"a.csv": b"a"})
    with house.database.reading() as connection, pytest.raises(Refused) as refused:
        offered_file(connection, AGENCY, version, name)
    assert refused.value.code is Code.NOT_FOUND


def test_state_of_the_lists_changes_with_every_version(house: Office) -> None:
    states = []
    for number in ("1", "2"):
        house.publish(version=number)
        with house.database.reading() as connection:
            states.append(state_of_lists(connection))
    assert (states[0].isdisjoint(states[1]), len(states[1])) == (True, 1)
