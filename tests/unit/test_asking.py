"""What is asked at a terminal: a new password twice, the recovery code back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import Random

import click
import pytest
from click.testing import CliRunner, Result

from server.cli.asking import new_password, typed_back
from server.cli.house import House
from server.cli.secret_files import secret_files
from server.errors import Code, Refused
from server.services.trust.recovery import check_typed_back
from server.vault.passwords import check_password
from server.vault.recovery import new_recovery_code

CODE = new_recovery_code(Random(7).randbytes)
OTHER = new_recovery_code(Random(8).randbytes)
GOOD = "seven turtles paint a kite"
HOUSE = House(can_ask=lambda: True)


def answering(command: click.Command, *answers: str) -> Result:
    return CliRunner().invoke(command, input="".join(f"{each}\n" for each in answers))


@click.command()
def show_code() -> None:
    with typed_back(HOUSE, CODE, None, check_typed_back) as typed:
        click.echo(f"kept {typed}")


@click.command()
def ask_password() -> None:
    check = partial(check_password, login="amina", name="Amina")
    click.echo(f"kept {new_password(HOUSE, None, check, whose='for Amina', option='--x')}")


def test_recovery_code_is_shown_as_text_and_picture_and_typed_back() -> None:
    typed = CODE.text.lower().replace("-", " ")
    done = answering(show_code, "", OTHER.text, CODE.text[:-1] + "2", typed)
    assert done.stdout.splitlines()[-1] == f"kept {typed}"
    assert done.stdout.count(CODE.text) == 1
    assert "█" in done.stdout
    assert "it is not the one that was shown" in done.stderr


def test_recovery_code_that_is_never_typed_back_counts_for_nothing() -> None:
    done = answering(show_code, OTHER.text)
    assert done.exit_code == 1
    assert "kept" not in done.stdout


def test_new_password_from_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "word").write_bytes("sept tortues peignées".encode("latin-1"))
    with pytest.raises(Refused, match="save the file as text in UTF-8"):
        new_password(HOUSE, tmp_path / "word", lambda _: None, whose="", option="--x")


def test_new_password_is_asked_until_it_is_good_and_typed_twice() -> None:
    done = answering(ask_password, "short", "short", GOOD, "not the same", GOOD, GOOD)
    assert done.stdout == f"kept {GOOD}\n"
    assert "it needs 12 characters or more" in done.stderr
    assert GOOD not in done.stderr


def test_secret_is_gone_when_what_follows_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), secret_files({tmp_path / "code": b"x"}):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_secret_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused, secret_files({tmp_path / "no" / "code": b"x"}):
        pass
    assert refused.value.code is Code.FILE_PROBLEM
