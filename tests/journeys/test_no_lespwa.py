"""A data folder or database that is empty, foreign or mistyped never becomes a new Lespwa."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.storage.engine import open_database
from server.storage.migrations import is_empty
from tests.postgresql import PostgreSQL

COMMANDS = ["books", "serve", "unseal", "agents list", "forms list", "audit verify"]


def run(data: Path, command: str, **more: str) -> Result:
    return CliRunner().invoke(main, command.split(), env={"LESPWA_DATA": str(data), **more})


@pytest.mark.parametrize("command", COMMANDS)
def test_mistyped_folder_is_refused_and_not_made(tmp_path: Path, command: str) -> None:
    done = run(tmp_path / "mistyped", command)
    assert done.exit_code == 1
    assert f"There is no Lespwa in {tmp_path / 'mistyped' / 'lespwa.sqlite3'}" in done.output
    assert "lespwa init" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_empty_folder_and_empty_file_are_refused(tmp_path: Path, command: str) -> None:
    assert run(tmp_path, command).exit_code == 1
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "lespwa.sqlite3").touch()
    assert "There is no Lespwa in" in run(tmp_path, command).output


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "lespwa.sqlite3")) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('0001')")
        database.commit()
    return tmp_path


def test_database_of_another_program_is_refused(foreign: Path) -> None:
    assert "There is no Lespwa in" in run(foreign, "books").output


def test_no_lespwa_is_set_up_in_the_database_of_another_program(foreign: Path) -> None:
    done = run(foreign, "init --login amina")
    assert done.exit_code == 1
    assert "give Lespwa a database of its own" in done.output


def test_empty_database_on_a_server_is_refused_without_its_password(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    url = postgresql.url(postgresql.new_database())
    done = run(tmp_path, "books", LESPWA_DATABASE_URL=url)
    assert done.exit_code == 1
    assert "There is no Lespwa in" in done.output
    assert url not in done.output
    with closing(open_database(url)) as found, found.glance() as connection:
        assert is_empty(connection)


def test_doctor_says_of_an_empty_or_foreign_database_that_it_is_none(foreign: Path) -> None:
    assert "this is no database of a Lespwa" in run(foreign, "doctor").output
    (foreign / "lespwa.sqlite3").unlink()
    assert "there is no database" in run(foreign, "doctor").output
    assert list(foreign.iterdir()) == []
