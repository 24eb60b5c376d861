"""However large the forms are, only so many of them are in memory together."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.formats import Format
from server.services.export.case_layout import CaseOptions
from server.services.export.export_cases import export_cases
from server.services.export.export_file import Wish
from server.services.export.export_submissions import Selection, export_submissions
from server.storage.engine import Database
from server.storage.handfuls import handfuls, in_handfuls
from tests.storage.senders import NOON, Office, Tablet, filled

_MIB = 1024 * 1024
_LARGE = {"word": "x" * (2 * _MIB)}


@given(st.lists(st.integers(min_value=0, max_value=30)), st.integers(min_value=1, max_value=40))
def test_handfuls_keep_the_order_and_are_no_larger_than_told(sizes: list[int], most: int) -> None:
    sized = [(str(number), size) for number, size in enumerate(sizes)]
    found = list(in_handfuls(sized, most))
    assert [name for each in found for name in each] == [name for name, _ in sized]
    weights = [sum(sizes[int(name)] for name in each) for each in found]
    assert all(
        weight <= most or len(each) == 1 for weight, each in zip(weights, found, strict=True)
    )


@pytest.mark.parametrize("is_plain", [True, False])
def test_size_of_a_form_is_known_before_it_is_read(
    database: Database, tablet: Tablet, office: Office, *, is_plain: bool
) -> None:
    ids = []
    for number in range(4):
        answers = {"word": "x" * 10_000}
        clear = filled(number, answers), dict[str, bytes]()
        photo = [("a.jpg", bytes(50_000))]
        sent = clear if is_plain else tablet.seal(number, answers=answers, files=photo)
        ids.append(str(tablet.send(*sent).submission_id))
    for _ in ("waiting", "filed"):
        with database.reading() as connection:
            assert list(handfuls(connection, ids, 24_000)) == [ids[:2], ids[2:]]
            assert list(handfuls(connection, ids, 20_000)) == [[each] for each in ids]
            assert list(handfuls(connection, [])) == []
        office.unseal()


@pytest.fixture
def filed(tablet: Tablet, office: Office) -> Office:
    """Sixteen filled forms of 2 MiB each."""
    for number in range(8):
        tablet.send(filled(number, _LARGE), {})
        tablet.send(*tablet.seal(100 + number, answers=_LARGE))
    office.unseal()
    return office


def test_exports_hold_a_few_large_forms_at_a_time(filed: Office, tmp_path: Path) -> None:
    wish = Wish(
        path=tmp_path / "out", format=Format.CSV, actor="amina", at=NOON, may_overwrite=True
    )
    peaks = []
    for export in (_cases, _submissions):
        tracemalloc.start()
        try:
            export(filed, wish)
            peaks.append(tracemalloc.get_traced_memory()[1] // _MIB)
        finally:
            tracemalloc.stop()
    # Not a few, it would be 45 MiB and 30 MiB, and grow with every form.
    assert all(peak < 24 for peak in peaks), peaks


def _cases(office: Office, wish: Wish) -> None:
    done = export_cases(office.database, office.opener.data_keys, wish, CaseOptions())
    assert done.account.exported == 16


def _submissions(office: Office, wish: Wish) -> None:
    done = export_submissions(office.database, office.opener, wish, Selection(form_id="tip"))
    assert done.account.exported == 16
