"""Fills forms with JavaRosa, ODK's own engine, and reads what its model holds afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import pytest
import pyxform

_HERE = Path(__file__).parent
_JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
ZONE = "America/St_Lucia"
SEED = "7"
_COMPILING = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One answer as JavaRosa's model holds it; `type` is the name of its data class."""

    path: str
    position: tuple[int, ...]
    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One filled form: the XML as JavaRosa writes it, its answers, and its attachments."""

    xml: bytes
    answers: tuple[Held, ...]
    files: Mapping[str, bytes]

    @property
    def instance_id(self) -> str:
        return next(held.value for held in self.answers if held.path == "meta/instanceID")


def need_java() -> None:
    """Skip where there is no Java compiler; under CI that is a failure, for nothing is skipped."""
    if shutil.which("javac") and shutil.which("java"):
        return
    reason = "no Java here (apt-get install default-jdk-headless), so JavaRosa cannot fill forms"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def run_java(folder: Path, *words: str | Path) -> None:
    """Run one of the programs here; what they are compiled to is kept beside `folder`."""
    with _COMPILING:
        classes = folder.parent / "classes"
        classes.mkdir(exist_ok=True)
        path = _compiled(classes)
    java = ["java", f"-Duser.timezone={ZONE}", "-XX:+UseSerialGC", "-cp", path]
    subprocess.run([*java, *words], check=True)


@cache
def _compiled(folder: Path) -> str:
    sources = sorted(map(str, _HERE.glob("*.java")))
    subprocess.run(["javac", "-nowarn", "-cp", _JAR, "-d", folder, *sources], check=True)
    return f"{_JAR}{os.pathsep}{folder}"


def fill(folder: Path, xform: bytes, media: Mapping[str, bytes], *, count: int) -> list[Fill]:
    """Fill the form `count` times, the same way each time the tests run."""
    (folder / "form.xml").write_bytes(xform)
    for name, content in media.items():
        (folder / name).write_bytes(content)
    words = [folder / "form.xml", SEED, str(count), folder / "fills", folder]
    run_java(folder, "FillForms", *words)
    return [_read(each) for each in sorted((folder / "fills").iterdir())]


def _read(folder: Path) -> Fill:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    model = json.loads(files.pop("model.json"))
    return Fill(
        xml=files.pop("submission.xml"),
        answers=tuple(Held(**each | {"position": tuple(each["position"])}) for each in model),
        files=files,
    )
