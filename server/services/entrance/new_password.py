"""Changing one's own password in the console: everything that was open with the old one ends."""

from __future__ import annotations

from dataclasses import replace

from server.errors import Code, Refused
from server.services.entrance.desk import Desk, Entered, known_browser
from server.services.entrance.sessions import Entry, SignedIn, Stage, begin
from server.services.entrance.sign_in import prove_again
from server.services.trust.marks import present_mark
from server.services.trust.passwords import change_password


def choose_password(desk: Desk, here: SignedIn, old: str, *, new: str, again: str) -> Entered:
    """Change the password, end all sessions, and begin this one anew.

    Raises:
        Refused: SIGN_IN_REFUSED when `old` is wrong, PASSWORDS_DIFFER, TOO_MANY_TRIES, or
            WEAK_PASSWORD.
    """
    if new != again:
        raise Refused(Code.PASSWORDS_DIFFER)
    unlocked = prove_again(desk, here, old)
    with desk.database.work() as work:
        drafts = change_password(work, replace(unlocked, drafts=here.drafts), new, at=here.at)
        mark = present_mark(work.connection, here.account.id)
        renewed = replace(unlocked, mark=mark or "", drafts=drafts)
        entry = Entry(
            stage=Stage.OPEN,
            browser=here.session.browser,
            at=here.at,
            proved_at=here.proved_at,
            random=desk.random,
        )
        cookie = begin(work.connection, renewed, entry)
        work.commit()
    known = known_browser(desk, renewed, at=here.at)
    return Entered(stage=Stage.OPEN, cookie=cookie, known=known)
