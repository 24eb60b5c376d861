"""Saying what belongs together, reports, situations and persons; or that it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action
from server.domain.casework.groups import groups, in_the_way
from server.domain.casework.statements import Kind, Relation, Statement, StatementId, Thing, Word
from server.errors import Code, Refused
from server.services.casework.saying import Speaker, Wanted, keep, other_kind, statements_of
from server.services.casework.sealed_words import Words
from server.services.casework.things import require_thing
from server.services.trust.rights import require
from server.storage.casework import case_files
from server.storage.casework import statements as stored
from server.storage.work import UnitOfWork

COMPANIES: Final = ("family", "companion")


def link(work: UnitOfWork, speaker: Speaker, wanted: Wanted) -> str:
    """Say how two things belong together, or that two persons are different; return its id.

    Nobody else can say anything meanwhile, so that two who say what cannot both be are told.

    Raises:
        NotAllowed.
        Refused: NOT_FOUND, BAD_SAYING, IN_THE_WAY, IN_ANOTHER, NO_KEY_HELD or BAD_WORD.
    """
    require(speaker.actor, Action.CASE_LINK)
    said = _statement(speaker, wanted)
    for each in (said.one, said.other):
        require_thing(work.connection, each)
    stored.lock(work.connection)
    standing = standing_between(work.connection, speaker, [said.one, said.other])
    if any(_says_the_same(each, said) for each in standing):
        raise Refused(Code.BAD_SAYING, why="it was said already")
    way = in_the_way(standing, said)
    if way is not None:
        raise Refused(Code.IN_THE_WAY, reason=way.said.why or "the reason cannot be read")
    if said.relation is Relation.BELONGS_TO:
        _require_in_no_other(work.connection, standing, said.one)
    return keep(work, speaker, wanted)


def standing_between(
    connection: Connection, speaker: Speaker, things: Sequence[Thing]
) -> list[Statement]:
    """Return all that stands between these things and whatever is reached from them."""
    rows = stored.component(connection, [each.reference for each in things])
    words = Words.read(connection, speaker.keys, (each.about for each in rows))
    return statements_of(rows, words)


def _statement(speaker: Speaker, wanted: Wanted) -> Statement:
    """Read what is wanted as a statement, if it can be said at all."""
    relation = next((each for each in Relation if each == wanted.says), None)
    if relation is None or relation is Relation.QUOTES:
        raise Refused(Code.BAD_SAYING, why="nobody can say this of two things")
    if (relation is Relation.IS_WITH) != (wanted.detail in COMPANIES):
        raise Refused(Code.BAD_SAYING, why="say whether they are family or companions")
    try:
        return Statement(
            id=StatementId(""),
            one=wanted.about,
            relation=relation,
            other=Thing(kind=other_kind(wanted.about.kind, relation), reference=wanted.value),
            said=Word(who=speaker.actor.id, at=speaker.at, why=wanted.why),
            detail=wanted.detail,
        )
    except ValueError as error:
        raise Refused(Code.BAD_SAYING, why=str(error)) from error


def _says_the_same(one: Statement, other: Statement) -> bool:
    if one.relation is not other.relation:
        return False
    if one.one.kind is one.other.kind:
        return {one.one, one.other} == {other.one, other.other}
    return (one.one, one.other) == (other.one, other.other)


def _require_in_no_other(
    connection: Connection, standing: Sequence[Statement], report: Thing
) -> None:
    """Go on only if a report, with those that quote it, is in no situation yet."""
    situations = [
        each.reference for each in groups(standing).of(report) if each.kind is Kind.SITUATION
    ]
    if situations:
        files = case_files.by_id(connection, situations)
        first = min(files.values(), key=lambda each: each.opened_at)
        raise Refused(Code.IN_ANOTHER, reference=first.reference)
