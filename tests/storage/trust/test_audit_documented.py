"""The page on the audit: its own small program proves the chain without any of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from server.domain.audit import _SENTENCES
from server.services.trust.audit import verify_chain
from server.storage.engine import open_database
from tests.simulators.attacker import tamper

PAGE = (Path(__file__).parents[3] / "docs" / "audit.md").read_text(encoding="utf-8")


def prove(file: str) -> str:
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    command = [sys.executable, "-c", found[1], file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def test_program_on_the_page_proves_the_chain_and_finds_a_change(sqlite_url: str) -> None:
    file = sqlite_url.removeprefix("sqlite:///")
    with closing(open_database(sqlite_url)) as database:
        with database.work() as work:
            for name in ("a", 'é "\\"', "c"):
                work.note(name, "export.cases", name, rows={"récit": 1})
            work.commit()
        with database.reading() as connection:
            head = verify_chain(connection).head
        assert prove(file) == f"whole, up to {head.hash.hex()}"
        tamper(database, "UPDATE event SET actor = 'b' WHERE sequence = 2")
    assert prove(file) == "broken at 2"


def test_page_names_every_sentence_of_verify() -> None:
    for sentence in _SENTENCES.values():
        words = sentence.format(n=1).rstrip(".").removeprefix("Event 1 ")
        assert any(each in words.lower() for each in said()), sentence


def said() -> list[str]:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [row.split("|")[1].strip().lower() for row in rows if row.split("|")[1].strip()]
