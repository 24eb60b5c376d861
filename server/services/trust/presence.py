"""Who acts, looked up again in the transaction in which they act.

Between signing in at a command and what it does lie prompts: meanwhile an account may be closed, a
password reset, a key slot removed. Whoever was signed in before that does nothing any more.
"""

from __future__ import annotations

from datetime import datetime

from server.domain.access import Actor, Standing
from server.errors import Code, Refused
from server.services.trust.accounts import account_by_id, actor_of
from server.services.trust.marks import present_mark
from server.services.trust.vault import Unlocked
from server.storage.trust import vault as stored
from server.storage.work import UnitOfWork


def present(work: UnitOfWork, who: Unlocked, *, at: datetime) -> Actor:
    """Return who acts as they are now, and let nobody change accounts or slots until the end.

    Raises:
        Refused: SIGN_IN_OVERTAKEN when the account or its password is not what it was.
    """
    stored.lock(work.connection)
    account = account_by_id(work.connection, who.account.id)
    mark = present_mark(work.connection, who.account.id)
    if account is None or mark != who.mark or account.standing(at) is not Standing.GOOD:
        raise Refused(Code.SIGN_IN_OVERTAKEN)
    return actor_of(account, at)
