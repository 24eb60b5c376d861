"""The audit chain: any event edited, removed, moved, slipped in or cut off is found and named."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.audit import (
    GENESIS,
    AuditEvent,
    ChainedEvent,
    Checkpoint,
    Fault,
    canonical_bytes,
    link,
    parse_checkpoint,
    verify,
)
from server.domain.audit_event import NotCanonical, written_at, written_detail
from server.errors import Refused

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LENGTH = 9


def event(sequence: int, **detail: object) -> AuditEvent:
    return AuditEvent(
        sequence=sequence,
        at=written_at(START + timedelta(seconds=sequence)),
        actor="amina",
        action="record.read",
        subject=f"person {sequence}",
        detail=written_detail({"fields": sequence, **detail}),
    )


def chained(events: Iterable[AuditEvent], start: Checkpoint = GENESIS) -> Iterator[ChainedEvent]:
    previous = start.hash
    for each in events:
        found = link(previous, each)
        yield ChainedEvent(event=each, previous_hash=previous, hash=found)
        previous = found


def chain(length: int = LENGTH) -> list[ChainedEvent]:
    return list(chained(event(number) for number in range(1, length + 1)))


def at(sequence: int, events: list[ChainedEvent]) -> Checkpoint:
    return Checkpoint(sequence=sequence, hash=events[sequence - 1].hash)


WHOLE = chain()
HEAD = at(LENGTH, WHOLE)
places = st.integers(min_value=1, max_value=LENGTH)


@pytest.mark.requirement("R84")
def test_whole_chain_is_whole() -> None:
    verdict = verify(WHOLE, until=at(4, WHOLE), head=HEAD)
    assert verdict.is_whole
    assert (verdict.head, verdict.count) == (HEAD, LENGTH)
    assert verdict.sentence == "The chain is whole: 9 events, up to event 9."


def test_empty_chain_is_whole() -> None:
    assert verify([]).head == GENESIS


@given(st.integers(min_value=0, max_value=LENGTH))
@settings(deadline=None)
def test_chain_can_be_taken_up_at_a_checkpoint(sequence: int) -> None:
    start = at(sequence, WHOLE) if sequence else GENESIS
    verdict = verify(WHOLE[sequence:], start=start, until=HEAD)
    assert (verdict.is_whole, verdict.count) == (True, LENGTH - sequence)


EDITS: list[dict[str, Any]] = [
    {"actor": "cruz"},
    {"action": "record.write"},
    {"subject": "person 99"},
    {"detail": '{"fields":0}'},
    {"detail": "{}"},
    {"at": written_at(START + timedelta(days=1))},
    {"at": "2026-11-22T08:00:00"},
    {"detail": '{"fields": 4}'},
    {"detail": '{"fields":"\u00e9"}'},
]
edits = st.sampled_from(EDITS)
honest_edits = st.sampled_from(EDITS[:5])


@pytest.mark.requirement("R84")
@given(places, edits)
@settings(max_examples=60, deadline=None)
def test_edited_event_is_found(place: int, edit: dict[str, Any]) -> None:
    events = chain()
    stored = events[place - 1]
    events[place - 1] = replace(stored, event=replace(stored.event, **edit))
    verdict = verify(events)
    assert (verdict.fault, verdict.broken_at) == (Fault.EDITED, place)
    assert verdict.count == place - 1
    assert verdict.sentence == f"Event {place} was changed after it was written."


@given(places, st.sampled_from(["hash", "previous_hash"]), st.binary(max_size=40))
@settings(max_examples=60, deadline=None)
def test_event_with_an_edited_hash_is_found(place: int, name: str, value: bytes) -> None:
    events = chain()
    edit: dict[str, Any] = {name: value}
    events[place - 1] = replace(events[place - 1], **edit)
    assert (verify(events).fault, verify(events).broken_at) == (Fault.EDITED, place)


@given(places, honest_edits)
@settings(max_examples=40, deadline=None)
def test_edited_event_with_its_hash_made_again_is_found(place: int, edit: dict[str, Any]) -> None:
    stored = WHOLE[place - 1]
    edited = replace(stored.event, **edit)
    again = replace(stored, event=edited, hash=link(stored.previous_hash, edited))
    verdict = verify([*WHOLE[: place - 1], again, *WHOLE[place:]], head=HEAD)
    wanted = (Fault.APPENDED, place + 1) if place < LENGTH else (Fault.REWRITTEN, place)
    assert (verdict.fault, verdict.broken_at) == wanted


@given(places, st.integers(min_value=1, max_value=LENGTH))
@settings(max_examples=60, deadline=None)
def test_removed_events_are_found(place: int, count: int) -> None:
    verdict = verify([*WHOLE[: place - 1], *WHOLE[place - 1 + count :]], head=HEAD)
    is_end = place - 1 + count >= LENGTH
    assert verdict.fault is (Fault.TRUNCATED if is_end else Fault.REMOVED)
    assert verdict.broken_at == place


@given(st.permutations(range(LENGTH)))
@settings(max_examples=60, deadline=None)
def test_events_given_in_another_order_are_found(order: list[int]) -> None:
    verdict = verify([WHOLE[each] for each in order], head=HEAD)
    assert verdict.is_whole == (order == sorted(order))


@given(st.integers(min_value=1, max_value=LENGTH - 1))
@settings(deadline=None)
def test_two_neighbours_swapped_are_called_reordered(place: int) -> None:
    events = chain()
    events[place - 1 : place + 1] = reversed(events[place - 1 : place + 1])
    assert (verify(events).fault, verify(events).broken_at) == (Fault.REORDERED, place)


@given(st.integers(min_value=1, max_value=LENGTH - 1))
@settings(deadline=None)
def test_two_events_that_swapped_their_numbers_are_called_reordered(place: int) -> None:
    one, two = WHOLE[place - 1 : place + 1]
    swapped = [
        replace(two, event=replace(two.event, sequence=place)),
        replace(one, event=replace(one.event, sequence=place + 1)),
    ]
    verdict = verify([*WHOLE[: place - 1], *swapped, *WHOLE[place + 1 :]])
    assert (verdict.fault, verdict.broken_at) == (Fault.REORDERED, place)


@given(places)
@settings(deadline=None)
def test_event_given_twice_is_called_reordered(place: int) -> None:
    verdict = verify([*WHOLE[:place], WHOLE[place - 1], *WHOLE[place:]])
    assert (verdict.fault, verdict.broken_at) == (Fault.REORDERED, place + 1)


@given(places, st.booleans())
@settings(deadline=None)
def test_event_slipped_in_is_found(place: int, is_linked: bool) -> None:  # noqa: FBT001 - drawn
    foreign = event(place, by="cruz")
    before = WHOLE[place - 1].previous_hash if is_linked else bytes(32)
    slipped = ChainedEvent(event=foreign, previous_hash=before, hash=link(before, foreign))
    verdict = verify([*WHOLE[: place - 1], slipped, *WHOLE[place - 1 :]], head=HEAD)
    assert not verdict.is_whole
    assert verdict.broken_at in {place, place + 1}


def test_event_slipped_in_without_its_link_is_called_appended() -> None:
    foreign = event(3)
    slipped = ChainedEvent(event=foreign, previous_hash=bytes(32), hash=link(bytes(32), foreign))
    verdict = verify([*WHOLE[:2], slipped])
    assert (verdict.fault, verdict.broken_at) == (Fault.APPENDED, 3)


def test_event_appended_behind_the_recorded_end_is_found() -> None:
    verdict = verify(chain(LENGTH + 1), head=HEAD)
    assert (verdict.fault, verdict.broken_at) == (Fault.APPENDED, LENGTH + 1)
    assert verdict.head == HEAD


def test_event_appended_after_a_printed_checkpoint_is_no_fault() -> None:
    assert verify(chain(LENGTH + 1), until=HEAD).is_whole


@given(st.integers(min_value=0, max_value=LENGTH - 1))
@settings(deadline=None)
def test_chain_cut_off_before_a_checkpoint_is_found(length: int) -> None:
    verdict = verify(WHOLE[:length], until=HEAD)
    assert (verdict.fault, verdict.broken_at) == (Fault.TRUNCATED, length + 1)


@given(places)
@settings(deadline=None)
def test_chain_rewritten_to_its_end_is_found_by_a_checkpoint(place: int) -> None:
    other = [replace(each.event, actor="cruz") for each in WHOLE]
    verdict = verify(chained(other), until=at(place, WHOLE))
    assert (verdict.fault, verdict.broken_at) == (Fault.REWRITTEN, place)


def test_start_that_is_not_the_checkpoint_is_found() -> None:
    start = Checkpoint(sequence=4, hash=bytes(32))
    verdict = verify(WHOLE[4:], start=start, until=at(4, WHOLE))
    assert (verdict.fault, verdict.broken_at, verdict.count) == (Fault.REWRITTEN, 4, 0)


def test_checkpoint_before_the_start_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="before the start"):
        verify([], start=HEAD, until=at(4, WHOLE))


def test_verifying_takes_constant_memory() -> None:
    tracemalloc.start()
    verify(chained(event(number) for number in range(1, 2000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000


def test_canonical_bytes_are_what_the_documentation_says() -> None:
    made = AuditEvent(
        sequence=7,
        at=written_at(datetime(2026, 11, 22, 4, 0, 0, 5, tzinfo=timezone(timedelta(hours=-4)))),
        actor="amina",
        action="form.published",
        subject='d\u00e9p\u00f4t "1"',
        detail=written_detail({"b": [1, None, {"c": True}], "a": {}}),
    )
    assert canonical_bytes(made).decode() == (
        '[7,"2026-11-22T08:00:00.000005+00:00","amina","form.published",'
        '"d\u00e9p\u00f4t \\"1\\"",{"a":{},"b":[1,null,{"c":true}]}]'
    )


def test_detail_says_the_same_as_list_or_tuple_in_any_order() -> None:
    one = event(1, kinds=("a", "b"), more={"x": 1, "y": 2})
    two = event(1, more={"y": 2, "x": 1}, kinds=["a", "b"])
    assert canonical_bytes(one) == canonical_bytes(two)


@pytest.mark.parametrize(
    "value", [1.0, {1: "x"}, [[2.5]], {"x": {"y": 0.1}}, START, b"x", {"a", "b"}]
)
def test_detail_that_could_be_written_two_ways_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        event(1, value=value)


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NotCanonical):
        written_at(START.replace(tzinfo=None))


def test_hash_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        link(b"", event(1))
    with pytest.raises(ValueError, match="32 bytes"):
        Checkpoint(sequence=1, hash=b"")


checkpoints = st.builds(
    Checkpoint,
    sequence=st.integers(min_value=0, max_value=10**12),
    hash=st.binary(min_size=32, max_size=32),
)


@given(checkpoints)
@settings(max_examples=60, deadline=None)
def test_checkpoint_is_read_however_it_is_typed(checkpoint: Checkpoint) -> None:
    assert len(checkpoint.text) == len(str(checkpoint.sequence)) + 2 + 63
    assert parse_checkpoint(checkpoint.text) == checkpoint
    assert parse_checkpoint(f" {checkpoint.text.lower().replace('-', ' ')}\n") == checkpoint


@given(checkpoints, st.integers(min_value=0), st.sampled_from("0123456789ABCXYZ?"))
@settings(max_examples=80, deadline=None)
def test_mistyped_checkpoint_is_refused(checkpoint: Checkpoint, place: int, other: str) -> None:
    plain = list(checkpoint.text)
    place %= len(plain)
    if plain[place] in f"{other}-: ":
        return
    plain[place] = other
    with pytest.raises(Refused, match="not a checkpoint"):
        parse_checkpoint("".join(plain))


@pytest.mark.parametrize("typed", ["", "9", "9:", "x: y", HEAD.text[:-1], HEAD.text + "2"])
def test_what_is_no_checkpoint_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="not a checkpoint"):
        parse_checkpoint(typed)
