from __future__ import annotations

import pytest

from server.services.publishing.form_library import FormLibrary
from server.services.trust.keys import FormKey
from server.storage.engine import Database
from server.storage.tables import form_media, form_version
from tests.storage.senders import XFORM, version_row

_EXTERNAL = XFORM.replace(
    b'<bind nodeset="/data/description"',
    b'<instance id="towns" src="jr://file-csv/towns.csv"/><bind nodeset="/data/description"',
).replace(
    b'<input ref="/data/word"><label>A word</label></input>',
    b"""<select1 ref="/data/word"><label>A town</label>
    <itemset nodeset="instance('towns')/root/item"><value ref="name"/><label ref="label"/></itemset>
    </select1>""",
)


@pytest.fixture
def library(database: Database, published: FormKey) -> FormLibrary:
    """A library over two versions; the second has its towns in a file."""
    second = version_row("2", published) | {"xform": _EXTERNAL}
    files = {"towns.csv": b"name,label\nvf,Vieux Fort\n", "map.png": b"\x89PNG"}
    with database.work() as work:
        work.connection.execute(form_version.insert(), second)
        rows = [
            {"form_version_id": "2" * 32, "filename": name, "content": content, "md5": "0" * 32}
            for name, content in files.items()
        ]
        work.connection.execute(form_media.insert(), rows)
        work.note("amina", "form.published", "tip")
        work.commit()
    return FormLibrary()


def test_version_is_read_once(database: Database, library: FormLibrary) -> None:
    with database.reading() as connection:
        first = library.version_of(connection, "tip", "1")
        assert first is not None
        assert library.version_of(connection, "tip", "1") is first


def test_choices_come_from_the_form_s_own_list(database: Database, library: FormLibrary) -> None:
    with database.reading() as connection:
        second = library.version_of(connection, "tip", "2")
    assert second is not None
    [word] = [each for each in second.questions if each.path == "word"]
    assert [each.code for each in word.choices] == ["vf"]


@pytest.mark.parametrize(("form_id", "version"), [("tip", "3"), ("tip", None), ("top", "1")])
def test_version_never_published_is_unknown(
    database: Database, library: FormLibrary, form_id: str, version: str | None
) -> None:
    with database.reading() as connection:
        assert library.version_of(connection, form_id, version) is None


def test_nearest_version_is_the_current_one(database: Database, library: FormLibrary) -> None:
    with database.reading() as connection:
        assert library.nearest(connection, "tip") is library.version_of(connection, "tip", "1")
        assert library.nearest(connection, "top") is None
