"""The catalogue of refusals is whole: each entry has its code, and reads as a sentence."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from string import Formatter

import pytest

from server.errors import (
    Code,
    Refusal,
    Refused,
    audit,
    casework,
    entrance,
    export,
    filing,
    intake,
    publishing,
    register,
    trust,
    upkeep,
)

WINGS = (audit, casework, entrance, export, filing, intake, publishing, register, trust, upkeep)


def entries() -> Iterator[tuple[str, Refusal]]:
    """Yield every entry of every wing by its name."""
    for wing in WINGS:
        for name, value in vars(wing).items():
            if isinstance(value, Refusal):
                yield name, value


def test_every_entry_of_a_wing_has_its_code() -> None:
    found = list(entries())
    assert dict(found) == {name: code.value for name, code in Code.__members__.items()}
    assert len(found) == len(Code)  # none stands in two wings, none says the same as another


@pytest.mark.parametrize("code", Code)
def test_refusal_reads_as_a_sentence(code: Code) -> None:
    assert code.value.sentence[0].isupper() or code.value.sentence[0] == "{"
    assert code.value.sentence.endswith((".", "}", "lespwa people password"))
    assert 400 <= code.value.status < 600


@pytest.mark.parametrize("code", Code)
def test_refusal_survives_the_way_out_of_a_process(code: Code) -> None:
    names = [name for _, name, _, _ in Formatter().parse(code.value.sentence) if name]
    first = Refused(code, **dict.fromkeys(names, "x"))
    again = pickle.loads(pickle.dumps(first))  # noqa: S301 - our own
    assert (again.code, again.sentence, again.status) == (code, first.sentence, first.status)
