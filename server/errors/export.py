"""What Lespwa refuses of rows on their way to a file."""

from __future__ import annotations

from server.errors.refusal import says

BAD_EXPORT_REQUEST = says(422, "This cannot be asked for: {why}.")
NO_EXPORT_REQUEST = says(404, "No request with the id {request} waits for a decision.")
EXPORT_NOT_AGREED = says(
    403,
    "Personal data leave only when two people agree: first ask with `lespwa export request {what}"
    " --why …`.",
)
EXPORT_WAITS = says(
    403,
    "Personal data leave only when two people agree: a Leader, somebody else, still has to run"
    " `lespwa export authorise {request}`.",
)
FILE_PROBLEM = says(422, "{name}: {why}.")
