"""Publishing forms into the database: versions, keys, files, and what stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from server.domain.forms import Audience, FormId
from server.errors import Code, Refused
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from server.services.publishing.compared import compare, edition
from server.services.publishing.form_library import FormLibrary
from server.services.publishing.forms import (
    NewVersion,
    Publication,
    list_forms,
    live_form,
    publish,
    republish,
)
from server.storage.engine import Database
from server.storage.tables import event, form_key, form_media, form_version
from tests.simulators.sheets import form

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SURVEY = "|type|name|label|\n|text|a|A|\n|select_one_from_file p.csv|b|B|"


@dataclass(frozen=True)
class Key:
    """A form key as publishing sees it."""

    fingerprint: str
    public_der: bytes


KEY, NEXT_KEY = Key("1" * 64, b"first"), Key("2" * 64, b"second")


def new_version(survey: str = SURVEY, **more: object) -> NewVersion:
    source = form(survey)
    xform = compile_form(read_workbook(source, "trial.xlsx")).xform
    assert xform is not None
    version = NewVersion(
        form_id=FormId("trial"),
        title="Trial form",
        audience=Audience.AGENCY,
        xform=xform,
        media={"p.csv": b"name,label\nx,Ex\n"},
        source=source,
    )
    return replace(version, **more)  # type: ignore[arg-type]  # any field may be given


@pytest.fixture(autouse=True)
def _keys(database: Database) -> None:
    with database.work() as work:
        for key in (KEY, NEXT_KEY):
            values = {"fingerprint": key.fingerprint, "public_der": key.public_der}
            work.connection.execute(
                form_key.insert().values(created_at=NOON, is_current=key is KEY, **values)
            )
        work.note("test", "key.added", "keys")
        work.commit()


def published(
    database: Database, new: NewVersion, key: Key = KEY, at: datetime = NOON
) -> Publication:
    with database.work() as work:
        done = publish(work, new, key, at=at, actor="test")
        work.commit()
    return done


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
