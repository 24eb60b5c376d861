"""The command line: help is quick and lists everything; misuse and refusals say so."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from server.cli import COMMANDS, Lespwa, main


def test_help_names_every_command() -> None:
    answer = CliRunner().invoke(main, ["--help"])
    assert answer.exit_code == 0
    assert all(name in answer.output for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("Usage: ")


def test_unknown_command_is_misuse() -> None:
    assert CliRunner().invoke(main, ["fly"]).exit_code == 2


def test_wrong_setting_is_one_sentence_and_exit_1() -> None:
    answer = CliRunner(env={"LESPWA_TRUSTED_PROXIES": "many"}).invoke(main, ["books"])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: A setting is wrong: LESPWA_TRUSTED_PROXIES")


class Interrupted(Lespwa):
    """The commands as when somebody presses Ctrl+C in the middle of one."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        del ctx, cmd_name
        raise KeyboardInterrupt


def test_stopping_in_the_middle_is_one_sentence() -> None:
    answer = CliRunner().invoke(Interrupted(), ["books"])
    assert answer.exit_code == 1
    assert answer.stderr.startswith("\nStopped. Nothing is left half done")


def test_help_loads_neither_web_nor_database() -> None:
    heavy = "{'flask', 'sqlalchemy', 'lxml', 'rich'}"
    script = f"import sys; import server.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
