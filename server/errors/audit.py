"""What Lespwa refuses of the chain of events."""

from __future__ import annotations

from server.errors.refusal import says

BAD_CHECKPOINT = says(422, "This is not a checkpoint: {why}.")
CHAIN_BROKEN = says(409, "The audit is not whole, so there is no checkpoint of it. {why}")
AUDIT_BROKEN = says(
    503,
    "The audit was tampered with, so nothing can be written: run `lespwa audit verify`.",
)
CLOCKS_DIFFER = says(
    503,
    "Nothing can be written: the clocks of this machine and of the database differ by more than a"
    " day. Set both.",
)
NOT_IN_AUDIT = says(
    409,
    "This was not done: the database says that two people agreed to it, and the audit does not."
    " Somebody may have changed the database. Run `lespwa audit verify`, refuse the request, and"
    " ask anew.",
)
CLOCK_SET_BACK = says(
    503,
    "Nothing can be written: this machine's clock is well behind what was recorded already. Set"
    " the clock. If it is right, it was wrong before: look at what was done then, and let a"
    " custodian run `lespwa audit accept-clock`.",
)
CLOCK_IN_ORDER = says(409, "There is nothing to accept: the time of the audit does not run back.")
