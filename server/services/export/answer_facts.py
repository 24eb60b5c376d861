"""The columns that every submission has in an export beside its answers, and what they hold.

The names and the order are ODK Central's; the last four are ours.
"""

from __future__ import annotations

from datetime import datetime

from exporters.tables import Cell, Column, ColumnType
from server.domain.states import State
from server.storage.export.exporting import HeldFacts

KEY, PARENT_KEY = "KEY", "PARENT_KEY"
UNKNOWN_NODES = "unknown-nodes"

FIRST = (Column(name="SubmissionDate", type=ColumnType.MOMENT, label="When it was received (UTC)"),)
LAST = (
    Column(name=KEY, label="The submission's instance id"),
    Column(name="SubmitterID", label="Who sent it, an agent or an account; empty from the web"),
    Column(name="SubmitterName", label="The agent's name, or the account's login"),
    Column(name="AttachmentsPresent", type=ColumnType.INTEGER, label="Files that arrived"),
    Column(name="AttachmentsExpected", type=ColumnType.INTEGER, label="Files that it names"),
    Column(name="Status", type=ColumnType.CODE, label="Its state in the books"),
    Column(
        name="ReviewState",
        type=ColumnType.CODE,
        label="hasIssues when a person should look at it, else empty",
    ),
    Column(name="DeviceID", label="Always empty: which device sent it is not kept"),
    Column(name="Edits", type=ColumnType.INTEGER, label="Always 0: what was sent is not edited"),
    Column(name="FormVersion", label="The version of the form that it was made with"),
    Column(name="Channel", type=ColumnType.CODE, label="How it came in"),
    Column(name="Seal", type=ColumnType.CODE, label="valid, absent, or empty when sent in clear"),
    Column(name="ReviewReason", type=ColumnType.CODES, label="Why a person should look at it"),
    Column(
        name=UNKNOWN_NODES,
        type=ColumnType.JSON,
        label="Answers that no column has room for: path, position and text of each",
    ),
)


def first_cells(held: HeldFacts) -> tuple[Cell, ...]:
    """Return the cells of FIRST."""
    return (_moment(held.received_at),)


def last_cells(held: HeldFacts, key: str, unknown_nodes: str | None) -> tuple[Cell, ...]:
    """Return the cells of LAST."""
    return (
        key,
        held.agent_id or held.account_id,
        held.agent_name or held.account_login,
        held.files_present,
        held.files_expected,
        held.state.value,
        "hasIssues" if held.state is State.NEEDS_REVIEW else None,
        None,
        0,
        held.version,
        held.channel,
        held.signature,
        (held.reason or "").replace(",", " ") or None,
        unknown_nodes,
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
