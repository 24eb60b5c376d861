"""The five forms and one of every type, served, and each filled 200 times by JavaRosa."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from lxml import etree

from server.domain.forms import FormVersion
from server.odk.xform import read_form
from server.storage.engine import open_database
from tests.javarosa.fills import Fill, fill, need_java
from tests.javarosa.house import FORMS, House, Tables, open_house, read_media

COUNT = 200
_PRELOAD = "{http://openrosa.org/javarosa}preload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One form as served, what of it is only shown, and what JavaRosa made of it."""

    form: FormVersion
    notes: frozenset[str]
    fills: list[Fill]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The tables of both exports, after all fills of a form went through a house."""

    form: FormVersion
    fills: list[Fill]
    submissions: Tables
    media: Mapping[tuple[str, str], bytes]
    cases: Tables


@pytest.fixture(scope="session")
def form_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, form_key: RSAPrivateKey) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    database = open_database(f"sqlite:///{folder}/lespwa.sqlite3")
    database.upgrade()
    yield open_house(database, folder, form_key)
    database.close()


@pytest.fixture(scope="session", params=FORMS)
def filled(
    request: pytest.FixtureRequest, house: House, tmp_path_factory: pytest.TempPathFactory
) -> Filled:
    need_java()
    xform = house.fetch(request.param)
    fills = fill(tmp_path_factory.mktemp("javarosa"), xform, {}, count=COUNT)
    return Filled(form=read_form(xform), notes=_notes(xform), fills=fills)


@pytest.fixture(scope="session")
def exported(filled: Filled, house: House, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return pass_through(house, filled.form, filled.fills, tmp_path_factory.mktemp("exports"))


def pass_through(house: House, form: FormVersion, fills: list[Fill], folder: Path) -> Exported:
    """Seal and send every fill, open and file them, and export everything."""
    statuses = {house.send(each, form) for each in fills}
    states = house.unseal()
    assert (statuses, states) == ({201}, {"filed": len(fills)})
    return Exported(
        form=form,
        fills=fills,
        submissions=house.export_submissions(form.form_id, folder / "submissions.zip"),
        media=read_media(folder / "submissions.zip"),
        cases=house.export_cases(folder / "cases.zip"),
    )


def _notes(xform: bytes) -> frozenset[str]:
    """Return the paths of what nobody answers: notes, and the log that JavaRosa does not keep."""
    binds = etree.fromstring(xform).iter("{http://www.w3.org/2002/xforms}bind")
    return frozenset(
        bind.attrib["nodeset"].partition("/data/")[2]
        for bind in binds
        if (bind.get("readonly") == "true()" and not {"calculate", _PRELOAD} & set(bind.attrib))
        or bind.attrib["nodeset"].endswith("/meta/audit")
    )
