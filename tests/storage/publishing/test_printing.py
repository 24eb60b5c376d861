"""A form is printed as it is live."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.services.publishing.printing import FormToPrint, form_to_print
from server.storage.engine import Database
from tests.storage.trials import NOON, SURVEY, new_version, published

pytestmark = pytest.mark.usefixtures("trial_keys")


def printed(database: Database, form_id: str = "trial") -> FormToPrint | None:
    with database.reading() as connection:
        return form_to_print(connection, form_id)


def test_form_comes_with_its_files_and_its_audience(database: Database) -> None:
    new = new_version()
    published(database, new)
    found = printed(database)
    assert found is not None
    assert (found.media, found.audience, found.at) == (new.media, new.audience, NOON)


def test_latest_version_is_printed(database: Database) -> None:
    published(database, new_version())
    later = published(
        database, new_version(SURVEY.replace("|A|", "|Other|")), at=NOON + timedelta(days=1)
    )
    found = printed(database)
    assert found is not None
    assert later.version.encode() in found.xform


def test_form_that_was_never_published_is_not_printed(database: Database) -> None:
    assert printed(database) is None
