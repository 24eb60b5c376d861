"""Shows what publishing would change, and asks for the yes that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from server.cli.house import House
from server.cli.publishing.forms_shown import Checked, told
from server.cli.publishing.public_pages import number_told
from server.domain.access import Action
from server.errors import Code, Refused
from server.services.publishing.compared import Comparison, compare
from server.services.publishing.forms import NewVersion


def agreed(
    house: House, found: Sequence[Checked], *, yes: bool, is_shown: bool
) -> list[NewVersion]:
    """Return what is to be published, once somebody who may has agreed to it.

    A script is not asked about what anybody who publishes may change; a wider audience and a
    lifted gate take a Leader, and `--yes` where nobody can be asked.

    Raises:
        Refused: NOBODY_TO_ASK, PUBLISHING_DECLINED, or NotAllowed for who is no Leader.
    """
    with house.database.reading() as connection:
        compared = [compare(connection, each.edition()) for each in found]
    sentences = [_told(house, *both) for both in zip(found, compared, strict=True)]
    for comparison, said in zip(compared, sentences, strict=True):
        for sentence in said if is_shown else []:
            house.say(f"{comparison.form_id}: {sentence}")
    is_wider = any(each.widened for each in compared)
    if is_wider:
        house.require(Action.FORM_WIDEN)
    if any(sentences):
        _ask(house, yes=yes, must=is_wider)
    return [replace(each.new(), is_agreed=is_wider) for each in found]


def _told(house: House, checked: Checked, comparison: Comparison) -> list[str]:
    numbers = number_told(checked.new().xform, house.settings)
    return [*told(comparison), *(f"It {each}" for each in numbers)]


def _ask(house: House, *, yes: bool, must: bool) -> None:
    if yes:
        return
    if house.can_ask():
        question = "You are a Leader: do you agree, and publish it?" if must else "Publish it?"
        if not click.confirm(question, err=True):
            raise Refused(Code.FORM_REFUSED, why="you did not say yes; nothing was changed")
    elif must:
        raise Refused(Code.NOBODY_TO_ASK, what="--yes, which agrees to what is shown")
