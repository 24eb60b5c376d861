"""What Lespwa refuses of signing in."""

from __future__ import annotations

from server.errors.refusal import says

SIGN_IN_REFUSED = says(401, "The login or the password is wrong.")
ACCOUNT_NOT_IN_ORDER = says(403, "You cannot sign in. {why}")
ACCOUNT_NOT_IN_AUDIT = says(
    403,
    "You cannot sign in. The audit does not know that your account was approved as it stands in"
    " the database, which somebody may have changed; ask the Leader.",
)
PASSWORD_IS_TEMPORARY = says(
    403,
    "Somebody else chose your password. First choose your own: lespwa people password",
)
SIGN_IN_OVERTAKEN = says(
    401,
    "Your account or password was changed after you signed in; nothing was done.",
)
NOBODY_TO_ASK = says(422, "Nobody is here to answer: give {what}.")
TOO_MANY_TRIES = says(429, "There were too many wrong tries; please wait {wait} and try again.")
CODE_REFUSED = says(
    401,
    "This code is not right, or it was used already; please wait for the next one.",
)
SECURITY_KEY_REFUSED = says(401, "The security key could not be checked; please try again.")
SESSION_UNKNOWN = says(401, "You are not signed in here any more; please sign in again.")
UNKNOWN_SESSION = says(404, "This session has ended already.")
UNKNOWN_FACTOR = says(404, "This was removed already.")
LAST_FACTOR = says(409, "Add another phone or security key before you remove the last one.")
PASSWORDS_DIFFER = says(422, "The new password was not typed the same way twice.")
PAGE_STALE = says(
    400,
    "This page was open for too long or came from elsewhere; please load it anew.",
)
SIGNED_IN_ANEW = says(401, "You signed in anew since this page was opened; please try again.")
NEEDS_HTTPS = says(
    403,
    "The console is open over https only, or on the machine itself: behind a reverse proxy set"
    " LESPWA_TRUSTED_PROXIES.",
)
