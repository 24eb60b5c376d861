"""What the desk says of one report: what it is held to be, whose it is, and what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from server.domain.access import Action
from server.domain.casework.groups import groups
from server.domain.casework.report_state import Finding
from server.domain.casework.sayings import Saying, What, held_to_be, newest
from server.domain.casework.statements import Kind, Relation, Statement, Thing
from server.services.casework.happened import Happened, timeline
from server.services.casework.saying import Speaker, sayings_of, statements_of
from server.services.casework.sealed_words import Words
from server.services.trust.rights import require
from server.storage.casework import case_files
from server.storage.casework import statements as stored
from server.storage.casework.case_files import CaseFile
from server.storage.casework.references import references_of
from server.storage.casework.report_list import Listed, reports_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedReport:
    """Another report, and the statement that links the two."""

    report: Listed
    link: Statement = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk:
    """What is said of a report, and the case files and reports that it is linked with."""

    reference: str | None
    held: Finding | None
    owner: Saying | None
    urgency: Saying | None
    due: Saying | None
    situations: Sequence[CaseFile]
    persons: Sequence[CaseFile]
    linked: Sequence[LinkedReport]
    happened: Sequence[Happened] = field(repr=False)


def report_desk(connection: Connection, speaker: Speaker, report_id: str) -> ReportDesk:
    """Return what is said of a report.

    Raises:
        NotAllowed.
    """
    require(speaker.actor, Action.REPORT_LIST)
    here = Thing(kind=Kind.REPORT, reference=report_id)
    rows = stored.component(connection, [report_id])
    said = list(stored.ever_said(connection, [report_id]))
    words = Words.read(connection, speaker.keys, (each.about for each in (*rows, *said)))
    sayings, standing = sayings_of(said, words), statements_of(rows, words)
    near = groups(standing).of(here)
    about = [each for each in standing if each.relation is Relation.IS_ABOUT and each.one == here]
    persons = [each.other.reference for each in about]
    situations = [each.reference for each in near if each.kind is Kind.SITUATION]
    files = case_files.by_id(connection, [*situations, *persons])
    return ReportDesk(
        reference=references_of(connection, [report_id]).get(report_id),
        held=held_to_be(sayings, speaker.at),
        owner=newest(sayings, What.OWNER, speaker.at),
        urgency=newest(sayings, What.URGENCY, speaker.at),
        due=newest(sayings, What.DUE, speaker.at),
        situations=sorted((files[each] for each in situations), key=lambda each: each.opened_at),
        persons=[files[each] for each in persons],
        linked=list(_linked(connection, here, standing)),
        happened=timeline(said, words),
    )


def _linked(
    connection: Connection, here: Thing, standing: Sequence[Statement]
) -> Iterator[LinkedReport]:
    """Yield the reports that quote this one, and those that it quotes."""
    links = {
        (each.other if each.one == here else each.one).reference: each
        for each in standing
        if each.relation is Relation.QUOTES and here in (each.one, each.other)
    }
    for report in reports_of(connection, sorted(links)).values():
        yield LinkedReport(report=report, link=links[report.id])
