"""Setting up that fails says in one line what to do."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OLD = 'case "$*" in *version_info*) exit 1;; esac'
NO_VENV = 'case "$*" in *"-m venv"*) exit 1;; esac'
OFFLINE = 'mkdir -p "$3/bin"; printf "#!/bin/sh\\nexit 1\\n" > "$3/bin/pip"; chmod +x "$3/bin/pip"'


@pytest.mark.parametrize(
    ("what_python_does", "sentence"),
    [
        (OLD, "Lespwa needs Python 3.11 or newer"),
        (NO_VENV, "apt install python3-venv"),
        (f'case "$*" in *"-m venv"*) {OFFLINE};; esac', "check the connection"),
    ],
)
def test_failed_install_says_in_one_line_what_to_do(
    tmp_path: Path, what_python_does: str, sentence: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{what_python_does}\n")
    python.chmod(0o755)
    done = subprocess.run(
        ["tools/install.sh", python, tmp_path / "venv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert [sentence in line for line in done.stderr.splitlines()] == [True]
