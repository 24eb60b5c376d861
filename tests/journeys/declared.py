"""What every command of `lespwa` asks for: an action of the table of rights, or nothing, and why.

A command that stands in neither table makes the tests fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import click

from server.cli import main
from server.domain.permissions import Action

# Words that change nothing when the command is allowed. PASSWORD, FORM and NEW stand for files:
# one that is there, a form's spreadsheet, and one that is not there yet.
GUARDED: Final[Mapping[str, tuple[Action, str]]] = {
    "people add": (
        Action.ACCOUNT_REQUEST,
        "x --name X --role operator --signed-on 2026-01-01",
    ),
    "people approve": (Action.ACCOUNT_AUTHORISE, "nobody-here"),
    "people list": (Action.ACCOUNT_LIST, ""),
    "people renew": (Action.ACCOUNT_AUTHORISE, "nobody-here"),
    "people disable": (Action.ACCOUNT_DISABLE, "nobody-here"),
    "people password": (Action.ACCOUNT_CHANGE_OWN, "--new-password-file PASSWORD"),
    "people forget-second-step": (Action.ACCOUNT_AUTHORISE, "nobody-here"),
    "people reset": (Action.SLOT_ADD, "nobody-here"),
    "keys list": (Action.KEY_LIST, ""),
    "keys rotate": (Action.KEY_ROTATE, ""),
    "keys import": (Action.KEY_IMPORT, "PASSWORD"),
    "keys export-public": (Action.KEY_EXPORT_PUBLIC, ""),
    "keys slots": (Action.SLOT_LIST, ""),
    "keys add-machine": (Action.SLOT_ADD, "m --out PASSWORD"),
    "keys remove-slot": (Action.SLOT_REMOVE, "none"),
    "keys destroy": (Action.DISPOSAL_REQUEST, "none --why nothing-of-the-kind-is-here"),
    "keys authorise-destroy": (Action.DISPOSAL_AUTHORISE, "none"),
    "keys refuse-destroy": (Action.DISPOSAL_AUTHORISE, "none"),
    "keys new-recovery": (Action.SLOT_REMOVE, "--recovery-file PASSWORD"),
    "agents add": (Action.AGENT_ADD, "x --agency nowhere --trained-on 2026-11-01"),
    "agents change": (Action.AGENT_ADD, "nobody-here --days 3"),
    "agents qr": (Action.AGENT_ADD, "nobody-here --yes"),
    "agents revoke": (Action.AGENT_REVOKE, "nobody-here"),
    "agents list": (Action.AGENT_LIST, ""),
    "agents lapsing": (Action.AGENT_LIST, ""),
    "agencies add": (Action.AGENT_ADD, "... --kind police"),
    "agencies close": (Action.AGENT_REVOKE, "nowhere"),
    "agencies list": (Action.AGENT_LIST, ""),
    "forms publish": (Action.FORM_PUBLISH, "FORM"),
    "unseal": (Action.SUBMISSION_OPEN, ""),
    "damaged list": (Action.SUBMISSION_ACCEPT, ""),
    "damaged show": (Action.SUBMISSION_ACCEPT, "none"),
    "damaged accept": (Action.SUBMISSION_ACCEPT, "none --yes"),
    "export request": (
        Action.PERSONAL_EXPORT_REQUEST,
        "submissions none --why nothing-of-the-kind-is-here",
    ),
    "export list": (Action.PERSONAL_EXPORT_REQUEST, ""),
    "export authorise": (Action.PERSONAL_EXPORT_AUTHORISE, "none"),
    "export refuse": (Action.PERSONAL_EXPORT_AUTHORISE, "none"),
    "export submissions": (Action.PERSONAL_EXPORT_CARRY_OUT, "none --format csv --out NEW"),
    "export cases": (Action.RECORD_EXPORT, "--coded-only --format csv --out NEW"),
    "dispose request": (Action.DISPOSAL_REQUEST, "none --why nothing-of-the-kind-is-here"),
    "dispose list": (Action.DISPOSAL_REQUEST, ""),
    "dispose authorise": (Action.DISPOSAL_AUTHORISE, "none"),
    "dispose refuse": (Action.DISPOSAL_AUTHORISE, "none"),
    "audit checkpoint": (Action.AUDIT_CHECKPOINT, ""),
    "audit show": (Action.AUDIT_READ, ""),
    "audit accept-clock": (Action.AUDIT_ACCEPT_CLOCK, "--yes"),
    "grant": (Action.SYSTEM_UPGRADE, "intake nobody-here"),
    "ledger write": (Action.BACKUP_MAKE, "NEW"),
    "ledger apply": (Action.LEDGER_APPLY, "NEW"),
}
# These show no record and change nothing that is kept, or come before anybody can sign in, or
# are run by the machine. Who may use the machine's account may run them.
OPEN: Final[Mapping[str, str]] = {
    "demo": "made-up data in a temporary folder",
    "init": "nobody can sign in yet; done once",
    "people recover": "whoever holds the recovery code",
    "serve": "started by the machine; it asks everybody who comes",
    "forms check": "looks at a spreadsheet only",
    "forms diff": "looks at a spreadsheet and what tablets are given",
    "forms list": "what tablets are given",
    "forms print": "what tablets are given, on paper",
    "forms card": "a card for everybody who is trained, with no secret on it",
    "forms poster": "a poster for the street",
    "books": "counts and ids only, for whoever watches over the machine",
    "audit verify": "must work when nobody can sign in, and for an auditor with a copy; it shows"
    " whether the chain is whole, and no event",
    "doctor": "must work when nobody can sign in",
    "open-folder": "needs no installation, and the private key in a file",
}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command there is, however deep, by the words that call it."""
    return _below(main, click.Context(main), "")


def _below(
    group: click.Group, context: click.Context, words: str
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        called = f"{words} {name}".strip()
        if isinstance(command, click.Group):
            yield from _below(command, click.Context(command, parent=context), called)
        else:
            yield called, command
