"""What Lespwa refuses of serving, and looking after the machine."""

from __future__ import annotations

from server.errors.refusal import says

NOT_FOUND = says(404, "There is nothing at this address.")
NO_HOST = says(400, "The request does not say which address it was sent to.")
BAD_REQUEST = says(400, "The request could not be understood.")
METHOD = says(405, "This address does not take that kind of request.")
BUSY = says(503, "The server is busy; please send again in a minute.")
BUG = says(500, "Something went wrong on the server; please send again.")
SETTINGS = says(500, "A setting is wrong: {why}.")
DATABASE_AWAY = says(
    503,
    "The database cannot be reached, so nobody can sign in; please try again soon.",
)
CANNOT_LISTEN = says(503, "Nothing can be served at {address}: {why}.")
DATABASE_UNUSABLE = says(503, "The database cannot be used: {why}.")
NO_LESPWA = says(
    503,
    "There is no Lespwa in {place}: if it was set up elsewhere, let {setting} name that place; if"
    " it never was, run `lespwa init`.",
)
NO_DATA_FOLDER = says(503, "The data folder {folder} cannot be made or used: {why}.")
NO_ROLES = says(409, "SQLite has no roles; they come with PostgreSQL (LESPWA_DATABASE_URL).")
UNKNOWN_ROLE = says(404, "The database has no role named {role}; make it first (CREATE ROLE).")
OWNER_ROLE = says(
    409,
    "{role} may do everything here already, and cannot be kept from changing the audit; give"
    " another role.",
)
DEMO_FAILED = says(500, "The demonstration stopped at “{command}”: {why}.")
