"""Ten thousand mutated submissions: each is read, or refused in one sentence, in little memory."""

import random
import time
from collections import Counter
from functools import partial

import pytest

from server.domain.forms import FormId, FormVersion
from server.errors import Refused
from server.odk.envelope import Envelope, read_envelope
from server.odk.instance import read_answers
from server.odk.keys import read_private_key
from server.odk.seal import Incomplete, Unreadable, open_sealed
from tests.fuzz.memory import little_memory
from tests.fuzz.mutations import COLLECT, mutated, rearranged

_FILES = {
    path.name: partial(lambda content: [content], path.read_bytes())
    for path in COLLECT.glob("sealed/00004/*.enc")
}
_KEYS = [read_private_key((COLLECT / "private-key.pem").read_bytes(), name="the test key")]
_FORM = FormVersion(form_id=FormId("f"), version="1", title="", root="data", questions=())
_ROUNDS = 10_000
_SECONDS = 120


def _outcome(data: bytes) -> str:
    try:
        envelope: Envelope = read_envelope(data)
        if envelope.encrypted:
            return open_sealed(envelope, _FILES, _KEYS).signature
        read_answers(data, _FORM)
    except Refused as refused:
        assert refused.status in {400, 413}  # noqa: PT017 - it may be refused, but then so
        return refused.code.name
    except (Incomplete, Unreadable) as held:
        return type(held).__name__
    return "read"


@pytest.mark.slow
@pytest.mark.timeout(4 * _SECONDS)
def test_mutated_submissions_are_read_or_refused() -> None:
    dice, started = random.Random(2611), time.monotonic()
    makers = [mutated, rearranged]
    with little_memory():
        outcomes = Counter(_outcome(makers[turn % 2](dice)) for turn in range(_ROUNDS))
    assert outcomes.total() == _ROUNDS
    assert {"read", "valid", "Unreadable", "NOT_XML", "BAD_ENVELOPE"} <= set(outcomes)
    assert time.monotonic() - started < _SECONDS
