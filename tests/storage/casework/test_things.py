"""Nothing is said of what was disposed of, and no word about it makes a new key."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from server.domain.casework.sayings import What
from server.domain.casework.statements import Thing
from server.domain.casework.task import Ending
from server.domain.states import State
from server.errors import Code, Refused
from server.services.casework.tasks import NewTask
from server.storage.tables import submission
from server.storage.trust.data_key_tables import data_key
from tests.storage.casework.desk import Desk, of


def test_words_about_what_was_disposed_of_are_refused_and_make_no_key(
    desk: Desk, report: Thing
) -> None:
    said = desk.triage(of(report, What.URGENCY, "emergency"))
    task = desk.give(NewTask(about=report, what="Call the shelter"))
    with desk.database.work() as work:
        work.connection.execute(submission.update().values(state=State.DISPOSED))
        work.connection.execute(data_key.delete())
        work.note("amina", "submission.disposed", report.reference)
        work.commit()
    for deed in (
        lambda: desk.triage(of(report, What.URGENCY, "not_urgent")),
        lambda: desk.take_back(said),
        lambda: desk.end(task, Ending.DONE),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code is Code.NOT_FOUND
    with desk.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(data_key)) == 0
