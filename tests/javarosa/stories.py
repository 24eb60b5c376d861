"""Stories: forms filled by JavaRosa with every step told, to be done again elsewhere.

A story is what `TellForms` writes, one line of JSON for each:

- `now`: when it began, in milliseconds; `instanceId`: the submission's id; `random`: the numbers
  that `random()` gave, in turn;
- `steps`: a list of steps, each a list of texts. Nodes are named by their path, with a position
  in brackets behind each repeat: "/data/person[2]/name".
  - `["set", path, text, verdict]`: somebody answers a question. `text` is the answer as the
    instance has it, "" where they take it back. The verdict is "ok", or why it is refused and
    not kept: "required", "constraint", "type".
  - `["add", path of the parent, reference of the repeat]`: a new instance, after the others.
    Counted repeats grow by themselves.
  - `["remove", path]`: an instance is taken away.
  - `["check", path]`: the whole form is checked; the first problem is at `path`, "" if none is.
- `xml`: the submission as JavaRosa wrote it at the end, when all was valid.

A person in a story answers, changes their mind, takes back, gives an earlier answer again, adds
and removes instances; what a later answer makes irrelevant stays and may come back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from tests.javarosa.fills import SEED, run_java


class Story(TypedDict):
    """One filling of a form, and what came of it."""

    now: int
    instanceId: str
    random: list[float]
    steps: list[list[str]]
    xml: str


def tell(folder: Path, xform: bytes, media: Mapping[str, bytes], *, count: int) -> list[Story]:
    """Let JavaRosa fill a form `count` times, the same way each time the tests run."""
    _lay(folder, xform, media)
    run_java(folder, "TellForms", folder / "form.xml", SEED, str(count), folder, folder / "stories")
    lines = (folder / "stories").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def evaluate(folder: Path, xform: bytes, path: str, expressions: Sequence[str]) -> list[str | None]:
    """Evaluate expressions in a form just begun, as seen from a node; None where it cannot be."""
    _lay(folder, xform, {})
    (folder / "expressions").write_text(json.dumps(expressions), "utf-8")
    files = [folder / "form.xml", path, folder / "expressions", folder / "results"]
    run_java(folder, "Evaluate", *files)
    results: list[str | None] = json.loads((folder / "results").read_text("utf-8"))
    return results


def _lay(folder: Path, xform: bytes, media: Mapping[str, bytes]) -> None:
    (folder / "form.xml").write_bytes(xform)
    for name, content in media.items():
        (folder / name).write_bytes(content)
