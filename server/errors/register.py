"""What Lespwa refuses of agencies and agents."""

from __future__ import annotations

from server.errors.refusal import says

UNKNOWN_AGENT = says(404, "There is no one agent whose id begins with {agent}.")
BAD_AGENT = says(422, "The agent cannot be like this: {why}.")
TRAINING_LAPSED = says(
    409,
    "{agent} gets no new code and no longer time: the training of {day} no longer counts; note"
    " the new training first.",
)
NOT_PUBLIC = says(
    409,
    "The forms for agencies are for public agents only, and {agency} is not a public agency; name"
    " other forms with --audience.",
)
BAD_AGENCY = says(422, "The agency cannot be like this: {why}.")
UNKNOWN_AGENCY = says(404, "There is no agency called {agency}; {hint}.")
AGENCY_EXISTS = says(409, "There is an agency called {agency} already.")
AGENCY_CLOSED = says(409, "The agency {agency} is closed; open it again by adding it again.")
AGENCY_IN_USE = says(
    409,
    "Agents of {agency} can still send ({count}); --with-agents withdraws their access too.",
)
AGENT_REVOKED = says(409, "The access of {agent} was withdrawn; add the agent again instead.")
