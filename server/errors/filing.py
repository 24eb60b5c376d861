"""What Lespwa refuses of opening what arrived."""

from __future__ import annotations

from server.errors.refusal import says

NOT_DAMAGED = says(
    409,
    "The seal of {submission} is not broken, or it was filed already; see lespwa damaged list.",
)
CANNOT_BE_READ = says(409, "Nothing of it can be read: {why}")
NOT_ACCEPTABLE = says(409, "It cannot be filed: {why}")
UNKNOWN_SUBMISSION = says(404, "There is no submission with the id {submission}.")
WORKER_DIED = says(
    500,
    "A process that opens submissions was ended from outside, perhaps for want of memory; nothing"
    " is lost. Start the command again.",
)
