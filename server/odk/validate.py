"""Asks ODK Validate, the checker that Collect's own engine stands behind, where Java is present."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

from server.odk.gate.message import Message, error, warning

_SECONDS = 100
_PATH = re.compile(r"/[\w.-]+(?:/[\w.-]+)*/([\w.-]+)")
_JAVA = re.compile(r"at |.*\.java:\d+")
_CLASS = re.compile(r"\b(?:java|org)\.[\w.]+(?:Exception|Error):?\s*")
_FRAMING = re.compile(r">>.*|Result: .*|Caused by: .*|\.\.\. \d+ more")
_FILES = "The following files failed validation"


@dataclass(frozen=True, slots=True, kw_only=True)
class OdkValidate:
    """ODK Validate on this machine: the Java that runs it, None where there is none."""

    java: str | None
    jar: Path

    def __call__(self, xform: bytes, media: Mapping[str, bytes]) -> tuple[Message, ...]:
        """Check a form; without Java, say loudly that it was not checked.

        The form goes to a temporary folder with its lists, for ODK Validate reads files: a form
        holds no answers.
        """
        if self.java is None:
            sentence = "ODK Validate did not check this form, for this machine has no Java."
            return (warning(sentence, "Install Java 11 or newer and check again."),)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "form.xml"
            path.write_bytes(xform)
            for name, content in media.items():
                (Path(folder) / name).write_bytes(content)
            return self._run(self.java, path)

    def _run(self, java: str, path: Path) -> tuple[Message, ...]:
        command = [java, "-Djava.awt.headless=true", "-jar", str(self.jar), str(path)]
        try:
            done = subprocess.run(  # noqa: S603 - our own command on our own file
                command, capture_output=True, timeout=_SECONDS, check=False, cwd=path.parent
            )
        except (OSError, subprocess.TimeoutExpired):
            sentence = "ODK Validate could not be run to its end, so it did not check this form."
            return (warning(sentence, "See whether Java works, and check again."),)
        if done.returncode == 0:
            return ()
        said = plain(done.stderr.decode("utf-8", errors="replace"))
        mend = "Correct what it names, then check again."
        return (error(f"ODK Validate refuses the form: {said}", mend),)


def find_odk_validate() -> OdkValidate:
    """Return ODK Validate as pyxform brings it, and the Java of this machine."""
    return OdkValidate(java=shutil.which("java"), jar=Path(ODK_VALIDATE_PATH))


def plain(output: str) -> str:
    """Return what ODK Validate says without Java's own lines, questions named as in the sheet."""
    lines = [line.strip() for line in output.partition(_FILES)[0].splitlines()]
    kept = [line for line in lines if not _FRAMING.match(line) and not _JAVA.match(line)]
    said = dict.fromkeys(filter(None, (_CLASS.sub("", line) for line in kept)))
    return _PATH.sub(r"${\1}", " ".join(said)) or "it does not say why."
