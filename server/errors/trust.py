"""What Lespwa refuses of people, rights, keys and disposal."""

from __future__ import annotations

from server.errors.refusal import says

KEY_UNUSABLE = says(422, "The key in {name} cannot be used: {why}.")
NOT_SET_UP = says(500, "Lespwa is not set up yet: {why}.")
ALREADY_SET_UP = says(409, "Lespwa is set up already; add people with `lespwa people add`.")
NOT_ALLOWED = says(403, "Your role does not allow this ({action}).{who}")
NOT_YOURS = says(
    403,
    "Your role allows this, but not to you here ({action}): it takes somebody else, or is not"
    " yours.",
)
NOT_TWO_PEOPLE = says(
    403,
    "This takes two people, and a password was handed from one of you to the other, or came with"
    " the recovery code. You count as two from {until} on; until then somebody else decides.",
)
NO_KEY_HELD = says(403, "This needs a key to the vault, which your account does not hold.")
UNKNOWN_ACCOUNT = says(404, "There is no account with the login {login}.")
BAD_ACCOUNT = says(422, "The account cannot be like this: {why}.")
LAST_CUSTODIAN = says(
    409,
    "Nobody else could open the vault then; give a second person a key first.",
)
LAST_LEADER = says(409, "Nobody else could authorise anything then; let another Leader come first.")
UNKNOWN_KEY = says(404, "There is no one form key whose fingerprint begins with {key}.")
KEY_IN_USE = says(
    409,
    "Forms still carry this key; make a new one first with `lespwa keys rotate`.",
)
KEY_GONE = says(409, "The private half of this key is not here (any more).")
KEY_ASKED = says(409, "Its destruction was requested already and waits for a Leader.")
NO_KEY_REQUEST = says(404, "No such request to destroy this key waits for a decision.")
KEY_NEEDED = says(
    409,
    "The key stays: without it {count} held here, first {submission}, could not be opened. Run"
    " lespwa unseal first; what then still needs the key keeps it until it is disposed of.",
)
SECOND_NEEDED = says(
    403,
    "This takes two people at one desk: name a Leader, somebody else, with `--with LOGIN`, who"
    " then types their own password too.",
)
UNKNOWN_SLOT = says(404, "There is no key slot with the id {slot}.")
RECOVERY_REFUSED = says(403, "This code does not open the vault; it may have been replaced.")
RECOVERY_OVERTAKEN = says(
    409,
    "Somebody else has just used or replaced the recovery code; nothing was changed.",
)
MACHINE_KEY_REFUSED = says(
    403,
    "The machine's key does not open the vault; it may have been removed.",
)
WEAK_PASSWORD = says(422, "This password cannot be used: {why}.")
BAD_RECOVERY_CODE = says(422, "This is not a recovery code: {why}.")
ALREADY_DISPOSED = says(409, "This submission was disposed of already.")
DISPOSAL_ASKED = says(409, "Its disposal was requested already and waits for the Leader.")
NO_DISPOSAL = says(404, "No request to dispose of this submission waits for a decision.")
BAD_REASON = says(422, "Say why, in {least} to {most} characters and without naming anybody.")
BAD_LEDGER = says(422, "The key ledger cannot be used: {why}.")
DATA_KEYS_DAMAGED = says(
    409,
    "The ledger was not written, and the one before is kept: in the database the data keys of"
    " {count} are damaged, first that of {submission}; put the ledger back, or dispose of what"
    " cannot be opened any more.",
)
LEADER_RESET = says(
    403,
    "Only another Leader, or the recovery code, gives a Leader a new password.",
)
