"""The five forms, each published and filled two hundred times by JavaRosa."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from server.domain.forms import FormVersion
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from tests.javarosa.fills import Fill, fill, need_java

_XLSFORMS = Path(__file__).parents[2] / "xlsforms"
FORMS = ("screening", "online_report", "hotline", "case_record", "consent")
COUNT = 200
_PRELOAD = "{http://openrosa.org/javarosa}preload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One form as served, and what JavaRosa made of it."""

    form: FormVersion
    notes: frozenset[str]
    fills: list[Fill]


@pytest.fixture(scope="session", params=FORMS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    need_java()
    file = _XLSFORMS / f"{request.param}.xlsx"
    compiled = compile_form(read_workbook(file.read_bytes(), file.name))
    assert compiled.xform is not None
    folder = tmp_path_factory.mktemp("javarosa")
    return Filled(
        form=read_form(compiled.xform),
        notes=_notes(compiled.xform),
        fills=fill(folder, compiled.xform, {}, count=COUNT),
    )


def _notes(xform: bytes) -> frozenset[str]:
    """Return the paths of what is only shown: read-only and never calculated."""
    binds = etree.fromstring(xform).iter("{http://www.w3.org/2002/xforms}bind")
    return frozenset(
        bind.attrib["nodeset"].partition("/data/")[2]
        for bind in binds
        if bind.get("readonly") == "true()" and not ({"calculate", _PRELOAD} & set(bind.attrib))
    )
