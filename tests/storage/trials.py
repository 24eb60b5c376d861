"""A small form on trial: its spreadsheet, two form keys, and publishing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from server.domain.forms import Audience, FormId
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from server.services.publishing.forms import (
    NewVersion,
    Publication,
    publish,
)
from server.storage.engine import Database
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


def published(
    database: Database, new: NewVersion, key: Key = KEY, at: datetime = NOON
) -> Publication:
    with database.work() as work:
        done = publish(work, new, key, at=at, actor="test")
        work.commit()
    return done
