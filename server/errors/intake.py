"""What Lespwa refuses of what arrives, at the door and in a browser."""

from __future__ import annotations

from server.errors.refusal import says

NOT_XML = says(400, "The submission is not well-formed XML.")
XML_TOO_DEEP = says(400, "The submission's XML is nested too deeply.")
XML_TOO_MANY = says(400, "The submission's XML holds more elements than can be read.")
XML_FORBIDDEN = says(400, "The submission's XML holds a document type, which is not accepted.")
NO_SUBMISSION_PART = says(400, "The upload holds no part named xml_submission_file.")
BAD_ENVELOPE = says(400, "The submission's envelope is not usable: {why}.")
BAD_UPLOAD = says(400, "The upload could not be read: {why}.")
TOO_LARGE = says(
    413,
    "This is larger than {limit}. Nothing is lost, it stays where it is: tell the office, which"
    " can let larger ones in, and take fewer or smaller pictures from now on.",
)
LENGTH_REQUIRED = says(411, "The upload does not say how long it is.")
UNKNOWN_TOKEN = says(403, "This access code is not known, has expired or was withdrawn.")
WRONG_CREDENTIALS = says(
    401,
    "The user name or the password is wrong, or the access was withdrawn.",
)
PASSWORD_NEEDED = says(401, "This address needs a user name and a password.")
PASSWORD_NEEDS_HTTPS = says(
    403,
    "A user name and a password are taken over https only; without it, use the address that holds"
    " the access code.",
)
FORM_NOT_OFFERED = says(404, "There is no such form for this access code.")
CONFLICT = says(
    409,
    "A different submission with the same id is already held; the first one is kept.",
)
MUST_BE_SEALED = says(
    422,
    "The report was not sealed before it was sent, so it was not taken; please load the page anew.",
)
WORK_NEEDED = says(
    428,
    "The page must do a little sum before it sends, and it was missing, wrong or too old; please"
    " send again.",
)
TOO_MANY_REPORTS = says(
    429,
    "Very many reports came from your network just now; please try again in ten minutes, or call"
    " {hotline}.",
)
DRAFT_ELSEWHERE = says(
    409,
    "This draft was changed in another window; go on there, or keep this as a new draft.",
)
TOO_MANY_DRAFTS = says(
    409,
    "You have {most} drafts already; finish or discard one, then this can be kept.",
)
