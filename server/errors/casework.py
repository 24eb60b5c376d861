"""What Lespwa refuses of what people say and decide about reports, situations and persons."""

from __future__ import annotations

from server.errors.refusal import says

BAD_WORD = says(
    422, "Say in a few words why: {least} to {most} letters. Others will want to know later."
)
TAKEN_BACK = says(409, "This was taken back already.")
TASK_ENDED = says(409, "Somebody said already that this task is done or dropped.")
BAD_SAYING = says(422, "This cannot be said so: {why}.")
IN_THE_WAY = says(
    409,
    "These two cannot be joined: somebody said otherwise ({reason}). If that is wrong, take it back"
    " first.",
)
IN_ANOTHER = says(
    409,
    "The report is in the situation {reference} already. Take it out there first, or say that the"
    " two situations are one.",
)
UNKNOWN_REFERENCE = says(404, "There is nothing with the reference {reference} here.")
