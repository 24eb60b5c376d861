"""A file lands whole or not at all, for its owner only; names are safe and never collide."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.landing import landing, landing_folder, reason
from exporters.nameless import nameless_file
from exporters.names import file_name, folder_name
from exporters.private_folder import left_over
from exporters.workbook import WorkbookFile
from server.errors import Refused
from tests.unit.exporters.test_exporters_formats import BOOK


def test_a_landed_file_is_whole_and_private(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with landing(target, may_overwrite=False) as file:
        file.stream.write(b"abc")
        assert file.digest() == hashlib.sha256(b"abc").hexdigest()
        assert not target.exists()
        file.land()
    assert target.read_bytes() == b"abc"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_the_folder_for_what_waits_is_private(tmp_path: Path) -> None:
    with landing(tmp_path / "out", may_overwrite=False) as file:
        assert stat.S_IMODE(file.scratch.stat().st_mode) == 0o700


def _write_and_stop(path: Path, error: type[BaseException]) -> None:
    with landing(path, may_overwrite=False) as file:
        file.stream.write(b"abc")
        (file.scratch / "rows").write_bytes(b"abc")
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interruption_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error):
        _write_and_stop(tmp_path / "out", error)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from exporters.landing import landing, landing_folder
if sys.argv[2] == "folder":
    with landing_folder(Path(sys.argv[1])) as folder:
        folder.write("of one report/photo.jpg", [b"a name"])
        os.kill(os.getpid(), signal.SIGKILL)
with landing(Path(sys.argv[1]), may_overwrite=sys.argv[2] == "overwrite") as file:
    file.stream.write(b"a name" * 100_000)
    file.stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _killed(out: Path, kind: str) -> None:
    command = [sys.executable, "-c", KILLED, str(out), kind]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


def _readable(place: Path) -> list[Path]:
    every = (each for each in place.rglob("*") if not each.is_symlink())
    return [each for each in every if each.is_file() and each.stat().st_size]


@pytest.mark.parametrize("kind", ["new", "overwrite"])
def test_a_killed_export_leaves_no_byte_with_a_name(tmp_path: Path, kind: str) -> None:
    _killed(tmp_path / "out", kind)
    assert _readable(tmp_path) == []


KILLED_AS_WORKBOOK = """
import os, signal, sys
from pathlib import Path
from exporters.landing import landing
from exporters.workbook import WorkbookFile
from tests.unit.exporters.test_exporters_formats import BOOK

class Deadly:
    def write(self, data):
        print(len(list(file.scratch.glob("part-*"))), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    def tell(self):
        return 0

with landing(Path(sys.argv[1]), may_overwrite=False) as file:
    sink = WorkbookFile(Deadly(), file.scratch)
    sink.begin(BOOK)
    sink.row("report", ("a", "a name", None, None, None))
    sink.finish([])
"""


def test_a_workbook_killed_while_it_is_packed_leaves_no_byte_with_a_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_AS_WORKBOOK, str(tmp_path / "out")]
    ended = subprocess.run(command, check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert int(ended.stdout) > len(BOOK.tables)  # its parts lay there
    assert _readable(tmp_path) == []


@pytest.mark.parametrize("make", [partial(landing, may_overwrite=False), landing_folder])
def test_the_next_export_removes_what_a_killed_one_left(
    tmp_path: Path, make: Callable[[Path], AbstractContextManager[object]]
) -> None:
    _killed(tmp_path / "out", "folder")
    [left] = left_over(tmp_path)
    assert _readable(left)
    with make(tmp_path / "out"):
        assert not left.exists()


def test_a_folder_in_which_somebody_works_is_not_left_over(tmp_path: Path) -> None:
    with landing(tmp_path / "out", may_overwrite=False):
        assert list(tmp_path.glob(".lespwa-*"))
        assert left_over(tmp_path) == []


def test_an_export_leaves_those_alone_that_are_being_written(tmp_path: Path) -> None:
    (tmp_path / ".lespwa-link").symlink_to(tmp_path)
    with landing(tmp_path / "one", may_overwrite=False) as one:
        with landing(tmp_path / "other", may_overwrite=False) as other:
            other.land()
        one.land()
    assert {each.name for each in tmp_path.iterdir()} == {"one", "other", ".lespwa-link"}


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"first")
    with (
        pytest.raises(Refused, match="it is there already"),
        landing(tmp_path / "out", may_overwrite=False),
    ):
        pass
    assert (tmp_path / "out").read_bytes() == b"first"


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with landing(tmp_path / "out", may_overwrite=False) as file:
        (tmp_path / "out").write_bytes(b"first")
        with pytest.raises(Refused, match="it is there already"):
            file.land()
    assert (tmp_path / "out").read_bytes() == b"first"


def test_a_file_is_overwritten_on_request(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"first")
    with landing(tmp_path / "out", may_overwrite=True) as file:
        file.stream.write(b"second")
        file.land()
    assert (tmp_path / "out").read_bytes() == b"second"


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (
        pytest.raises(Refused, match="it is a folder"),
        landing(tmp_path / "out", may_overwrite=True),
    ):
        pass


def _a_link(path: Path) -> None:
    path.symlink_to(path.parent / "elsewhere")


def _a_link_to_a_file(path: Path) -> None:
    (path.parent / "elsewhere").touch()
    _a_link(path)


def _a_socket(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(str(path))


NOT_PLAIN = {"a link": _a_link, "a pipe": os.mkfifo, "a device or the like": _a_socket}


@pytest.mark.parametrize("kind", NOT_PLAIN)
def test_only_a_plain_file_is_ever_replaced(kind: str) -> None:
    # Not tmp_path: the name of a socket may have no more than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="lespwa-") as folder:
        out = Path(folder) / "out"
        NOT_PLAIN[kind](out)
        before = out.lstat()
        with (
            pytest.raises(Refused, match=f"it is {kind}, not a plain file"),
            landing(out, may_overwrite=True),
        ):
            pass
        assert out.lstat() == before


def test_what_took_the_place_of_a_plain_file_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with landing(tmp_path / "out", may_overwrite=True) as file:
        _a_link_to_a_file(tmp_path / "out")
        with pytest.raises(Refused, match="it is a link"):
            file.land()
    assert (tmp_path / "out").is_symlink()


def test_a_device_is_not_replaced() -> None:
    with (
        pytest.raises(Refused, match=r"/dev/null: it is a device"),
        landing(Path("/dev/null"), may_overwrite=True),
    ):
        pass
    assert stat.S_ISCHR(Path("/dev/null").lstat().st_mode)


def test_a_folder_does_not_take_the_place_of_a_link(tmp_path: Path) -> None:
    _a_link(tmp_path / "out")
    with pytest.raises(Refused, match="it is there already"), landing_folder(tmp_path / "out"):
        pass


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(Refused, match="the folder does not exist"),
        landing(tmp_path / "none" / "out", may_overwrite=False),
    ):
        pass


def _fill_the_disk(path: Path) -> None:
    with (
        landing(path, may_overwrite=False) as file,
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        sink = WorkbookFile(full, file.scratch)
        with closing(sink):
            sink.finish([])


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the disk is full"):
        _fill_the_disk(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_unusual_reason_is_said_in_the_systems_words() -> None:
    assert reason(OSError(21, "Is a directory")) == "is a directory"
    assert reason(OSError()) == "it could not be written"


@given(st.lists(st.text(max_size=300), max_size=8))
def test_file_names_are_portable_and_differ(texts: list[str]) -> None:
    taken: set[str] = set()
    names = [file_name(each, taken) for each in texts]
    assert len({name.casefold() for name in names}) == len(texts)
    for name in names:
        assert 0 < len(name.encode()) <= 255
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert name not in {".", ".."}


@pytest.mark.parametrize("name", ["photo.jpg", "señal 1.jpg", "CON.txt", "con", "..", "a.b.c"])
def test_file_names_stay_readable(name: str) -> None:
    assert file_name(name, set()) == _READABLE.get(name, name)


_READABLE = {"señal 1.jpg": "señal_1.jpg", "CON.txt": "_CON.txt", "con": "_con", "..": "_"}


@given(st.text(max_size=50), st.text(max_size=50))
def test_folders_of_different_instances_differ(one: str, other: str) -> None:
    assert (folder_name(one) == folder_name(other)) == (one == other)


def test_the_folder_of_a_uuid_is_the_uuid() -> None:
    uuid = "97e69d45-fa84-4ead-a2ad-4337f93eccb5"
    assert folder_name(f"uuid:{uuid}") == uuid
    assert folder_name("../../etc").startswith("_.._etc")


def test_no_chosen_id_gets_the_folder_of_a_uuid() -> None:
    start = "97e69d45-fa84-4ead-a2ad"
    mark = hashlib.sha256(start.encode()).hexdigest()
    assert folder_name(start) != folder_name(f"uuid:{start}-{mark[:12]}")
    assert len(folder_name("é" * 300).encode()) <= 255


def test_where_files_need_names_there_is_no_nameless_one() -> None:
    assert nameless_file(Path("/proc")) is None
