"""Asks ODK Validate, the checker that Collect's own engine stands behind, where Java is present."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

from server.odk.gate.message import Message, warning

_SECONDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What ODK Validate said: `refusal` is its own output, None unless it refuses the form."""

    messages: tuple[Message, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OdkValidate:
    """ODK Validate on this machine: the Java that runs it, None where there is none."""

    java: str | None
    jar: Path

    def __call__(self, xform: bytes, media: Mapping[str, bytes]) -> Verdict:
        """Check a form; without Java, say loudly that it was not checked.

        The form goes to a temporary folder with its lists, for ODK Validate reads files: a form
        holds no answers.
        """
        if self.java is None:
            sentence = "ODK Validate did not check this form, for this machine has no Java."
            mend = "Install Java 11 or newer and check again."
            return Verdict(messages=(warning(sentence, mend),))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "form.xml"
            path.write_bytes(xform)
            for name, content in media.items():
                (Path(folder) / name).write_bytes(content)
            return self._run(self.java, path)

    def _run(self, java: str, path: Path) -> Verdict:
        command = [java, "-Djava.awt.headless=true", "-jar", str(self.jar), str(path)]
        try:
            done = subprocess.run(  # noqa: S603 - our own command on our own file
                command, capture_output=True, timeout=_SECONDS, check=False, cwd=path.parent
            )
        except (OSError, subprocess.TimeoutExpired):
            sentence = "ODK Validate could not be run to its end, so it did not check this form."
            return Verdict(
                messages=(warning(sentence, "See whether Java works, and check again."),)
            )
        if done.returncode == 0:
            return Verdict()
        return Verdict(refusal=done.stderr.decode("utf-8", errors="replace"))


def find_odk_validate() -> OdkValidate:
    """Return ODK Validate as pyxform brings it, and the Java of this machine."""
    return OdkValidate(java=shutil.which("java"), jar=Path(ODK_VALIDATE_PATH))
