"""Attachments go to a place of their own, each under a name that no other has."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from exporters.tables import ColumnType
from server.services.export.answer_layout import lay_out
from server.services.export.attachments_out import AttachmentsOut, attachments_table
from tests.unit.export.asked import ask, version

TABLE = attachments_table(lay_out("tip", [], split_multiples=False).tables[""], [])


def test_attachments_have_a_table_whose_name_is_free() -> None:
    layout = lay_out("attachments", [version("1", ask("attachments"))], split_multiples=False)
    table = attachments_table(layout.tables[""], [])
    assert (table.name, table.nested) == ("attachments~2", "attachments~2")
    assert table.columns[0].type is ColumnType.ATTACHMENT


@given(st.lists(st.text(min_size=1), unique=True, max_size=5))
def test_every_file_is_stored_once_and_read_under_its_own_name(names: list[str]) -> None:
    stored: dict[str, bytes] = {}

    def store(path: str, pieces: Iterable[bytes]) -> None:
        assert path not in stored
        stored[path] = b"".join(pieces)

    out = AttachmentsOut(table=TABLE, prefix="media/", store=store)
    rows = list(out.write("uuid:1", names, lambda name: [name.encode("utf-8", "surrogatepass")]))
    for name, file, parent, key in rows:
        content = stored[str(file).removeprefix("media/")]
        assert content == str(name).encode("utf-8", "surrogatepass")
        assert (parent, key) == ("uuid:1", f"uuid:1/{name}")
    assert [row[0] for row in rows] == names


def test_submissions_have_folders_of_their_own() -> None:
    paths: list[str] = []
    out = AttachmentsOut(table=TABLE, prefix="", store=lambda path, _pieces: paths.append(path))
    for key in ("uuid:1", "uuid:2"):
        list(out.write(key, ["a.jpg"], lambda _name: []))
    assert len({path.partition("/")[0] for path in paths}) == 2
