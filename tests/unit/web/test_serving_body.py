"""The body of a request while it arrives: whole, bounded, and never in clear on a disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import ClientDisconnected

from server.errors import Refused
from server.web.serving.body import IN_MEMORY, ArrivingBody
from server.web.serving.room import Room

MIB = 1024 * 1024
NEAR, FAR = "203.0.113.0/24", "198.51.100.0/24"


def arriving(room: Room | None = None, longest: int = 8 * MIB, network: str = NEAR) -> ArrivingBody:
    return ArrivingBody(room or Room(size=16 * MIB), network, longest)


def status_of(body: ArrivingBody) -> int:
    with pytest.raises(Refused) as refusal:
        body.getfile().read()
    return refusal.value.status


@given(st.lists(st.binary(max_size=5), max_size=9), st.sampled_from([1, IN_MEMORY // 4, MIB // 8]))
@settings(max_examples=40, deadline=None)
def test_body_is_read_as_it_came(pieces: list[bytes], times: int) -> None:
    body = arriving()
    for piece in pieces:
        body.append(piece * times)
    whole = b"".join(piece * times for piece in pieces)
    with body.getfile() as stream:
        assert (len(body), stream.read()) == (len(whole), whole)
    body.close()


def test_body_never_lies_on_a_disk_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    body = arriving()
    body.append(b"a narrative " * IN_MEMORY)
    stream = body.getfile()
    files = [each for each in Path("/proc/self/fd").iterdir() if _is_under(each, tmp_path)]
    assert [b"narrative" in each.read_bytes() for each in files] == [False]
    stream.close()
    body.close()


def _is_under(descriptor: Path, folder: Path) -> bool:
    return descriptor.exists() and descriptor.readlink().is_relative_to(folder)


def test_body_over_the_limit_is_refused_and_not_kept() -> None:
    room = Room(size=16 * MIB)
    body = arriving(room, longest=2 * MIB)
    for _ in range(5):
        body.append(bytes(MIB))
    assert len(body) == 5 * MIB
    assert status_of(body) == 413
    assert room.take(FAR, 8 * MIB)


def test_body_that_finds_no_room_is_asked_to_come_back() -> None:
    room = Room(size=4 * MIB)
    first, second = arriving(room), arriving(room)
    first.append(bytes(2 * MIB))
    second.append(bytes(MIB))
    assert status_of(second) == 503
    first.close()
    third = arriving(room)
    third.append(bytes(MIB))
    assert len(third.getfile().read()) == MIB
    third.close()


def test_small_body_needs_no_room() -> None:
    body = arriving(Room(size=0))
    body.append(bytes(IN_MEMORY))
    assert len(body.getfile().read()) == IN_MEMORY


def test_one_network_takes_half_of_the_room() -> None:
    room = Room(size=4 * MIB)
    assert room.take(NEAR, 2 * MIB)
    assert not room.take(NEAR, 1)
    assert room.take(FAR, 2 * MIB)
    room.give_back(NEAR, 2 * MIB)
    assert room.take(NEAR, 2 * MIB)
    room.give_back(NEAR, 2 * MIB)
    assert NEAR not in room._taken


def test_body_cut_short_is_told_as_such() -> None:
    body = arriving()
    body.append(b"x")
    body.cut()
    with pytest.raises(ClientDisconnected):
        body.getfile().read()
