"""`lespwa`: every command, each loaded only when it is called."""

from __future__ import annotations

import importlib

import click

from server.cli.house import House
from server.cli.upkeep.process import ending_in_order, leave_no_dump
from server.errors import Code, Refused

# Command -> (module below server.cli, one line of help). The help stands here so that
# `lespwa --help` loads no command.
COMMANDS = {
    "demo": ("demo", "Try everything on made-up data, in a temporary folder."),
    "init": ("trust.init", "Set up: vault, first custodian, recovery code."),
    "people": ("trust.people", "Say who works with the system, and mend lost passwords."),
    "keys": ("trust.keys", "Care for the form keys and the ways into the vault."),
    "serve": ("upkeep.serve", "Receive submissions from tablets and browsers."),
    "unseal": ("filing.unseal", "Open what was received and file it into the case records."),
    "damaged": ("filing.damaged", "Read reports whose seal is broken, and have them filed."),
    "books": ("filing.books", "Show where every received submission is now."),
    "forms": ("publishing.forms", "Check, publish, compare, list and print forms."),
    "agents": ("register.agents", "Say who may send from a tablet."),
    "agencies": ("register.agencies", "Say for whom agents work."),
    "export": ("export.export", "Write submissions or case records to files."),
    "dispose": ("trust.dispose", "Destroy what is held of a submission, by two people."),
    "ledger": ("trust.ledger", "Write the data keys beside a backup, and put them back."),
    "audit": ("trust.audit", "Prove that no trace of who did what was changed, and read it."),
    "grant": ("trust.grant", "Give a PostgreSQL role just what the door or the office needs."),
    "doctor": ("upkeep.doctor", "Say what is wrong or risky here, and how to mend it."),
    "open-folder": (
        "filing.open_folder",
        "Open a folder of sealed submissions without a database.",
    ),
}


class Lespwa(click.Group):
    """The group that loads a command's module on demand and turns refusals into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or none when there is no such name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        place = COMMANDS[cmd_name][0]
        module = importlib.import_module(f"server.cli.{place}")
        command = getattr(module, place.rpartition(".")[2])
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table of commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal becomes its sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (click.Abort, KeyboardInterrupt):
            click.echo(
                "\nStopped. Nothing is left half done; the command can be given again.", err=True
            )
            ctx.exit(1)
        except Refused as refusal:
            _keep_trace(ctx.obj, refusal)
            raise click.ClickException(refusal.sentence) from refusal
        except _out_of_reach() as problem:  # SQLAlchemy is loaded only when it comes to that
            raise click.ClickException(_say(problem)) from problem


def _out_of_reach() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import InterfaceError, OperationalError  # noqa: PLC0415 - slow to import

    return (OperationalError, InterfaceError)


def _say(problem: Exception) -> str:
    from server.storage.engine import say_why  # noqa: PLC0415 - slow to import

    return Refused(Code.DATABASE_UNUSABLE, why=say_why(problem)).sentence


def _keep_trace(house: House, refusal: Refused) -> None:
    """Note that somebody asked for what they may not do."""
    if refusal.code in {Code.NOT_ALLOWED, Code.NOT_YOURS, Code.NOT_TWO_PEOPLE}:
        from server.services.trust.rights import NotAllowed, note_refusal  # noqa: PLC0415 - slow

        if isinstance(refusal, NotAllowed):
            note_refusal(house.database, refusal)


@click.group(cls=Lespwa, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lespwa", prog_name="lespwa")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Receive sealed reports and case records, open them, keep them and export them."""
    leave_no_dump()
    ctx.with_resource(ending_in_order())
    ctx.obj = ctx.with_resource(ctx.obj or House())
