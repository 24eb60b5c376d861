"""`lespwa init` at a real terminal, from the welcome to the code typed back."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.office import PASSWORD

_CODE = re.compile(r"(?:[2-9A-Z]{5}-){8}[2-9A-Z]{5}")
_PATIENCE = 60


class Terminal:
    """A person at a terminal, who reads until a question comes and types an answer."""

    def __init__(self, folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        settings = {"LESPWA_DATA": str(folder / "data"), "TERM": "dumb"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", "init"],
            env=os.environ | settings,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self.seen = ""

    def read_until(self, words: str) -> str:
        until, fresh = time.monotonic() + _PATIENCE, ""
        while not re.search(words, fresh):
            assert time.monotonic() < until, self.seen
            if select.select([self._ours], [], [], 1)[0]:
                fresh += os.read(self._ours, 65536).decode(errors="replace")
        self.seen += fresh
        return fresh

    def answer(self, question: str, text: str) -> str:
        said = self.read_until(question + r".*: $")
        os.write(self._ours, f"{text}\n".encode())
        return said

    def leave(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.leave()


def test_ceremony_from_the_welcome_to_the_code_typed_back(terminal: Terminal) -> None:
    terminal.answer("Login", "amina")
    terminal.answer("Name", "Amina Made-Up")
    terminal.answer("signed the confidentiality form", "2026-01-15")
    for _ in range(2):
        terminal.answer("New password|Repeat", "too short")
    assert "it needs 12 characters or more" in terminal.answer("New password", PASSWORD)
    terminal.answer("Repeat", PASSWORD)
    shown = terminal.answer("Type the code back", "not the code")
    (code,) = _CODE.findall(shown)
    assert "This is not a recovery code" in terminal.answer("Type the code back", code.lower())
    assert "holds the only key to the vault" in terminal.read_until("role leader")
    assert terminal.process.wait(_PATIENCE) == 0
    assert PASSWORD not in terminal.seen
