"""A database that cannot be used is one sentence, which holds no password."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.errors import Refused
from server.storage.engine import open_database


def _books(data: Path, **environ: str) -> Result:
    return CliRunner(env={"LESPWA_DATA": str(data), **environ}).invoke(main, ["books"])


@pytest.mark.parametrize(
    "url",
    [
        "nonsense-secret",
        "mysql://amina:secret@127.0.0.1/x",
        "sqlite+aiosqlite:///secret.sqlite3",
        "postgresql+psycopg2://amina:secret@127.0.0.1/x",
        "postgresql://amina:secret@127.0.0.1:door/x",
        "sqlite:////tmp/secret?timeout=soon",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_odd_address_is_one_sentence(tmp_path: Path, url: str) -> None:
    answer = _books(tmp_path, LESPWA_DATABASE_URL=url)
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert answer.output.startswith("Error: A setting is wrong: LESPWA_DATABASE_URL must be")
    assert "sec" not in answer.output


@pytest.mark.parametrize(
    "rest",
    ["", "?connect_timeout=1", "?secret=1", "?sslmode=secret", "?options=-csecret"],
)
def test_server_that_does_not_answer_is_one_sentence(tmp_path: Path, rest: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = f"postgresql://amina:secret@127.0.0.1:{port}/x{rest}"
    answer = _books(tmp_path, LESPWA_DATABASE_URL=url)
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert answer.output.startswith("Error: The database cannot be used: it does not answer")
    assert "secret" not in answer.output


def test_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "lespwa.sqlite3").write_text("not a database at all" * 100)
    answer = _books(tmp_path)
    assert answer.exit_code == 1
    assert answer.output == "Error: The database cannot be used: file is not a database.\n"


def test_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = _books(tmp_path / "file" / "data")
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert answer.output.startswith("Error: There is no Lespwa in")


def test_file_in_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    answer = _books(tmp_path, LESPWA_DATABASE_URL=f"sqlite:///{tmp_path}/none/a.sqlite3")
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert answer.output.startswith("Error: There is no Lespwa in")


def test_file_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    files = [tmp_path / f"old.sqlite3{end}" for end in ("", "-wal", "-shm")]
    for each in files:
        each.touch()
        each.chmod(0o666)
    open_database(f"sqlite:///{files[0]}").close()
    assert [stat.S_IMODE(each.stat().st_mode) for each in files] == [0o600] * 3


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(Refused, match="cannot be used"):
        open_database(f"sqlite:///{tmp_path / 'a'}").knock()
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) & 0o700 == 0o700
