"""What the database itself refuses: to change the audit, and to hide what was received.

A migration holds these statements as they were when it was written; see `migrations.steps`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.domain.audit_time import ACCEPTED, AT_ANY_TIME, SLACK

KEPT: Final = "audit events are only ever added"
ENDLESS: Final = "the note of where the audit chain ends is missing"
UNFIT: Final = "this is no event that may be added"
BACKWARDS: Final = "the time of an event lies before that of the audit"
CLOCKS: Final = "the time of an event is not that of the database"
# Who takes submissions in notes nothing else; it is known by what it may not read.
DOOR_ACTIONS: Final = (
    "agent.refused",
    "submission.arrived_in_clear",
    "submission.received",
    "submission.received_again",
)
_ONWARD: Final = "the end of the audit chain only moves on"
GONE: Final = "what was disposed of stays so"
HELD: Final = "the door changes nothing that it holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Statements for each kind of database; a changed guard needs another name.

    On SQLite the names of its triggers begin with `name`.
    """

    name: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


def _on_sqlite(name: str, when: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _on_postgresql(name: str, when: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION lespwa_refuse('{message}')"


_REFUSE: Final = """
CREATE FUNCTION lespwa_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
END $$
"""

# Makes the same bytes as `domain.audit_event.canonical_bytes`. It runs with the rights of the
# owner of the tables, so that others need none to write events and can add only what fits: at the
# end of the chain, of this day, in the form of an event, and at the door only what the door does.
_APPEND_TEXT: Final = """
CREATE FUNCTION lespwa_append(at text, actor text, action text, subject text, detail text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    head record;
    made bytea;
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        IF at !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}[+]00:00$'
            OR char_length(actor) NOT BETWEEN 1 AND 255
            OR char_length(subject) NOT BETWEEN 1 AND 255
            OR action !~ '^[a-z_]{1,40}([.][a-z_]{1,40})?$'
            OR char_length(detail) > 20000
            OR jsonb_typeof(detail::jsonb) <> 'object' THEN
            RAISE EXCEPTION USING MESSAGE = 'UNFIT';
        END IF;
        IF NOT has_table_privilege(session_user, 'account', 'SELECT') AND (
            action NOT IN (DOOR) OR actor !~ '^(door|web|agent|agent:[0-9a-f]{32})$'
        ) THEN
            RAISE EXCEPTION USING MESSAGE = 'UNFIT';
        END IF;
        IF abs(extract(epoch FROM clock_timestamp() - at::timestamptz)) > 86400 THEN
            RAISE EXCEPTION USING MESSAGE = 'CLOCKS';
        END IF;
    END IF;
    SELECT sequence, hash INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    IF NOT FOUND OR length(head.hash) <> 32 THEN
        RAISE EXCEPTION USING MESSAGE = 'ENDLESS';
    END IF;
    made := sha256(convert_to(E'lespwa audit 1\\n', 'UTF8') || head.hash || convert_to(
        '[' || (head.sequence + 1) || ',' || to_json(at) || ',' || to_json(actor) || ','
        || to_json(action) || ',' || to_json(subject) || ',' || detail || ']', 'UTF8'));
    INSERT INTO event (sequence, at, actor, action, subject, detail, previous_hash, hash)
    VALUES (head.sequence + 1, at, actor, action, subject, detail, head.hash, made);
    UPDATE audit_head SET sequence = head.sequence + 1, hash = made WHERE id = 1;
END $$
"""
_APPEND: Final = (
    _APPEND_TEXT.replace("ENDLESS", ENDLESS)
    .replace("UNFIT", UNFIT)
    .replace("CLOCKS", CLOCKS)
    .replace("DOOR", ", ".join(f"'{each}'" for each in DOOR_ACTIONS))
)

# Where it runs with the owner's rights, no table of the caller's may stand in for ours.
_APPEND_TO_OURS: Final = """
DO $$ BEGIN
    EXECUTE 'ALTER FUNCTION lespwa_append SET search_path = '
        || quote_ident(current_schema()) || ', pg_temp';
END $$
"""

_TAKEN: Final = "INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE sequence = NEW.sequence)"
_BACK: Final = "NEW.id <> OLD.id OR NEW.sequence <= OLD.sequence"
_BEGIN: Final = "INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, {nothing})"

_EVENT_IS_KEPT: Final = Guard(
    name="event_is_kept",
    sqlite=(
        _on_sqlite("event_is_kept_as_it_is", "UPDATE ON event", KEPT),
        _on_sqlite("event_is_kept_for_ever", "DELETE ON event", KEPT),
        # INSERT OR REPLACE deletes without asking the trigger on DELETE.
        _on_sqlite("event_is_kept_in_its_place", _TAKEN, KEPT),
    ),
    postgresql=(
        _REFUSE,
        _on_postgresql(
            "event_is_kept", "UPDATE OR DELETE OR TRUNCATE ON event FOR EACH STATEMENT", KEPT
        ),
    ),
)
_HEAD_MOVES_ON: Final = Guard(
    name="audit_head_moves_on",
    sqlite=(
        _BEGIN.format(nothing="zeroblob(32)"),
        _on_sqlite("audit_head_moves_on_only", f"UPDATE ON audit_head WHEN {_BACK}", _ONWARD),
        _on_sqlite("audit_head_moves_on_for_ever", "DELETE ON audit_head", _ONWARD),
        _on_sqlite(
            "audit_head_moves_on_alone",
            "INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)",
            _ONWARD,
        ),
    ),
    postgresql=(
        _BEGIN.format(nothing="decode(repeat('00', 32), 'hex')"),
        _on_postgresql(
            "audit_head_moves_on_only",
            f"UPDATE ON audit_head FOR EACH ROW WHEN ({_BACK})",
            _ONWARD,
        ),
        _on_postgresql(
            "audit_head_moves_on_for_ever",
            "DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT",
            _ONWARD,
        ),
        _APPEND,
        _APPEND_TO_OURS,
        "REVOKE ALL ON FUNCTION lespwa_append FROM PUBLIC",
    ),
)

# The door may note that more has arrived, and nothing by which a submission would go unopened.
# Names are written out, since who is at the door chooses where names are looked up.
_DOOR: Final = f"""
CREATE FUNCTION lespwa_door() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_catalog.has_table_privilege(
        session_user,
        pg_catalog.concat(pg_catalog.quote_ident(TG_TABLE_SCHEMA), '.account'),
        'SELECT'
    ) THEN
        RAISE EXCEPTION USING MESSAGE = '{HELD}';
    END IF;
    RETURN NEW;
END $$
"""
_BACK_TO_LIFE: Final = "OLD.state = 'disposed' AND NEW.state <> 'disposed'"


def _at_the_door(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION lespwa_door()"


_SUBMISSION_IS_HELD: Final = Guard(
    name="submission_is_held",
    sqlite=(
        _on_sqlite(
            "submission_is_held_as_disposed",
            f"UPDATE OF state ON submission WHEN {_BACK_TO_LIFE}",
            GONE,
        ),
    ),
    postgresql=(
        _on_postgresql(
            "submission_is_held_as_disposed",
            f"UPDATE OF state ON submission FOR EACH ROW WHEN ({_BACK_TO_LIFE})",
            GONE,
        ),
        _DOOR,
        _at_the_door(
            "submission_is_held_by_the_door",
            "UPDATE ON submission FOR EACH ROW"
            " WHEN (NEW.state <> OLD.state AND NEW.state <> 'sealed')",
        ),
        _at_the_door(
            "submission_file_is_held_by_the_door",
            "UPDATE ON submission_file FOR EACH ROW WHEN (OLD.sha256 IS NOT NULL)",
        ),
    ),
)

_BACK_BY: Final = f"{SLACK.total_seconds() / 60:.0f} minutes"
_ANY_TIME: Final = ", ".join(f"'{each}'" for each in (ACCEPTED, *AT_ANY_TIME))
# Written with marks, as a statement that is made of others reads badly.
_CLOCK_TEXT: Final = """
CREATE FUNCTION lespwa_clock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made text := left(NEW.at, 16);
    latest text;
BEGIN
    SELECT newest INTO latest FROM audit_clock WHERE id = 1;
    IF latest IS NULL OR made > latest OR NEW.action = 'ACCEPTED' THEN
        INSERT INTO audit_clock (id, newest) VALUES (1, made)
        ON CONFLICT (id) DO UPDATE SET newest = excluded.newest;
    ELSIF made < latest AND NEW.action NOT IN (ANY_TIME)
        AND made::timestamp < latest::timestamp - interval 'BACK_BY' THEN
        RAISE EXCEPTION USING MESSAGE = 'BACKWARDS';
    END IF;
    RETURN NEW;
END $$
"""
_TOO_EARLY: Final = """INSERT ON event WHEN NEW.action NOT IN (ANY_TIME) AND EXISTS (
    SELECT 1 FROM audit_clock
    WHERE substr(NEW.at, 1, 16) < strftime('%Y-%m-%dT%H:%M', newest, '-BACK_BY'))"""
_MOVE_ON: Final = """CREATE TRIGGER event_keeps_time_for_the_next AFTER INSERT ON event
    WHEN NEW.action = 'ACCEPTED'
    OR NOT EXISTS (SELECT 1 FROM audit_clock WHERE newest >= substr(NEW.at, 1, 16))
    BEGIN
        INSERT INTO audit_clock (id, newest) VALUES (1, substr(NEW.at, 1, 16))
        ON CONFLICT (id) DO UPDATE SET newest = excluded.newest;
    END"""

_EACH_EVENT: Final = (
    "CREATE TRIGGER event_keeps_time BEFORE INSERT ON event"
    " FOR EACH ROW EXECUTE FUNCTION lespwa_clock()"
)


def _timed(statement: str) -> str:
    return (
        statement.replace("ANY_TIME", ", ".join(f"'{each}'" for each in (ACCEPTED, *AT_ANY_TIME)))
        .replace("ACCEPTED", ACCEPTED)
        .replace("BACK_BY", f"{SLACK.total_seconds() / 60:.0f} minutes")
        .replace("BACKWARDS", BACKWARDS)
    )


# See `domain.audit_time`: the same rule, kept by the database while it adds to the chain.
_EVENT_KEEPS_TIME: Final = Guard(
    name="event_keeps_time",
    sqlite=(
        _on_sqlite("event_keeps_time_with_the_others", _timed(_TOO_EARLY), BACKWARDS),
        _timed(_MOVE_ON),
    ),
    postgresql=(_timed(_CLOCK_TEXT), _EACH_EVENT),
)
GUARDS: Final = (_EVENT_IS_KEPT, _HEAD_MOVES_ON, _SUBMISSION_IS_HELD, _EVENT_KEEPS_TIME)
