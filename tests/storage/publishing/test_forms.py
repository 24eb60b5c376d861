"""Publishing forms into the database: versions, keys, files, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.forms import Audience
from server.odk.xform import read_form
from server.services.publishing.form_library import FormLibrary
from server.services.publishing.forms import (
    list_forms,
    live_form,
    publish,
    republish,
)
from server.storage.engine import Database
from server.storage.tables import event, form_media, form_version
from tests.storage.trials import KEY, NEXT_KEY, NOON, SURVEY, new_version, published

pytestmark = pytest.mark.usefixtures("trial_keys")


def test_publishing_makes_a_form_live(database: Database) -> None:
    done = published(database, new_version())
    assert done.is_new
    assert done.audience_before is None
    with database.reading() as connection:
        (found,) = list_forms(connection)
        live = live_form(connection, "trial")
    assert (found.version, found.versions, found.audience) == (done.version, 1, Audience.AGENCY)
    assert (found.title, found.is_open, found.published_at) == ("Trial form", True, NOON)
    assert live is not None
    assert [choice.code for choice in live.questions[1].choices] == ["x"]


def test_a_form_that_was_never_published_is_not_live(database: Database) -> None:
    with database.reading() as connection:
        assert live_form(connection, "trial") is None
        assert list_forms(connection) == ()


def test_the_same_content_again_changes_nothing(database: Database) -> None:
    first = published(database, new_version())
    again = published(database, new_version(), at=NOON + timedelta(days=1))
    assert (again.version, again.is_new, again.changes) == (first.version, False, ())
    with database.reading() as connection:
        assert len(connection.execute(select(form_version.c.id)).all()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"survey": SURVEY.replace("|A|", "|Other|")},
        {"media": {"p.csv": b"name,label\nx,Ex\ny,Why\n"}},
        {"audience": Audience.PUBLIC, "is_agreed": True},
    ],
)
def test_other_content_is_a_new_version(database: Database, more: dict[str, str]) -> None:
    first = published(database, new_version())
    second = published(database, new_version(**more))
    assert second.is_new
    assert second.version > first.version
    with database.reading() as connection:
        (found,) = list_forms(connection)
    assert (found.version, found.versions) == (second.version, 2)


@pytest.mark.requirement("R33")
def test_every_version_is_kept_and_readable(database: Database) -> None:
    first = published(database, new_version())
    published(database, new_version("|type|name|label|\n|text|c|C|", media={}))
    with database.reading() as connection:
        old = FormLibrary().version_of(connection, "trial", first.version)
        files = connection.execute(select(form_media.c.filename, form_media.c.md5)).all()
    assert old is not None
    assert [each.path for each in old.questions] == ["a", "b", "meta/instanceID"]
    assert [row.filename for row in files] == ["p.csv"]


def test_another_key_is_a_new_version_of_the_same_form(database: Database) -> None:
    first = published(database, new_version())
    second = published(database, new_version(), NEXT_KEY)
    assert (second.is_new, second.changes) == (True, ())
    assert second.version > first.version


def test_republishing_puts_the_new_key_into_every_form(database: Database) -> None:
    published(database, new_version())
    with database.work() as work:
        (done,) = republish(work, NEXT_KEY, at=NOON, actor="test")
        assert republish(work, NEXT_KEY, at=NOON, actor="test") == ()
        work.commit()
    with database.reading() as connection:
        rows = connection.execute(select(form_version).order_by(form_version.c.version)).all()
    old, new = rows
    assert (new.key_fingerprint, new.version, new.is_current) == ("2" * 64, done.version, True)
    assert (new.content_hash, new.source) == (old.content_hash, old.source)
    assert read_form(new.xform).version == done.version
    assert published(database, new_version(), NEXT_KEY).is_new is False


def test_publishing_is_an_event(database: Database) -> None:
    done = published(database, new_version())
    with database.reading() as connection:
        noted = connection.execute(select(event).where(event.c.action == "form.published")).one()
    assert (noted.actor, noted.subject) == ("test", "trial")
    assert noted.detail == {"version": done.version, "audience": "agency"}


def test_leaving_without_commit_publishes_nothing(database: Database) -> None:
    with database.work() as work:
        publish(work, new_version(), KEY, at=NOON, actor="test")
    with database.reading() as connection:
        assert list_forms(connection) == ()
