"""What Lespwa refuses of forms and their versions."""

from __future__ import annotations

from server.errors.refusal import says

UNKNOWN_FORM = says(404, "There is no form named {form}.")
WORDS_DO_NOT_FIT = says(422, "The words of {what} in {language} are too many; shorten them.")
NO_PUBLIC_ADDRESS = says(
    422,
    "Nobody knows yet where people report online: give --url, or set LESPWA_PUBLIC_URL.",
)
NO_SUCH_LANGUAGE = says(404, "There is nothing in the language {language}; there is {known}.")
BAD_XFORM = says(422, "The form cannot be read: {why}.")
FORM_REFUSED = says(422, "The form was not published: {why}.")
FORM_WIDENS = says(
    403,
    "The form {form_id} was not published: more people would be offered it, or it would no longer"
    " be kept from asking who somebody is. A Leader has to say yes to that.",
)
