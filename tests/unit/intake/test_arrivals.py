"""An arrival is known by its id or its bytes, and names who sent it and when, as far as is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.forms import FormId, InstanceId
from server.odk.envelope import Envelope
from server.services.intake.arrivals import HASH_IDENTITY, Arrival

ENVELOPE = Envelope(
    form_id=FormId("tip"), version="1", instance_id=InstanceId("uuid:1"), encrypted=True
)
AT = datetime(2026, 11, 22, 12, 14, 59, 7, tzinfo=UTC)
ARRIVAL = Arrival(envelope=ENVELOPE, xml=b"<data/>", files=(), agent_id=None, at=AT)
NAMELESS = replace(ARRIVAL, envelope=replace(ENVELOPE, instance_id=InstanceId("")))


def test_arrival_is_known_by_the_id_of_its_envelope() -> None:
    assert ARRIVAL.instance_id == "uuid:1"


@given(st.binary(), st.binary())
def test_without_an_id_the_same_bytes_are_the_same_submission(one: bytes, other: bytes) -> None:
    known = [replace(NAMELESS, xml=each).instance_id for each in (one, other)]
    assert (known[0] == known[1]) == (one == other)
    assert known[0] == HASH_IDENTITY + sha256(one).hexdigest()


@pytest.mark.parametrize(
    ("channel", "minute"), [("agent", AT.minute), ("console", AT.minute), ("web", 0)]
)
def test_only_the_public_channel_keeps_the_quarter_hour(channel: str, minute: int) -> None:
    kept = replace(ARRIVAL, channel=channel).kept_at
    assert (kept.hour, kept.minute) == (12, minute)


@pytest.mark.parametrize(
    ("agent", "account", "channel", "actor"),
    [
        ("a1", None, "agent", "agent:a1"),
        (None, "b2", "console", "b2"),
        (None, None, "web", "web"),
    ],
)
def test_audit_names_who_sent_it(
    agent: str | None, account: str | None, channel: str, actor: str
) -> None:
    sent = replace(ARRIVAL, agent_id=agent, account_id=account, channel=channel)
    assert sent.actor == actor
