"""The forms on a simulated tablet, and how Collect decides what to do about the server's list."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import md5

from tests.simulators.documents import BlankForm, ListEntry, MediaEntry


class Decision(StrEnum):
    """What Collect makes of one form of the list."""

    ON_DEVICE = "OnDevice"
    NEW = "New"
    UPDATED_HASH = "UpdatedHash"
    UPDATED_VERSION = "UpdatedVersion"
    UPDATED_MEDIA = "UpdatedMedia"


@dataclass(slots=True, kw_only=True)
class Installed:
    """One form on the tablet."""

    blank: BlankForm
    content: bytes
    media: dict[str, bytes] = field(default_factory=dict)
    has_instances: bool = False
    is_deleted: bool = False

    @property
    def md5(self) -> str:
        """The hash of the form's file."""
        return md5(self.content, usedforsecurity=False).hexdigest()


@dataclass(slots=True, kw_only=True)
class Shelf:
    """All forms on the tablet, soft-deleted ones included."""

    forms: list[Installed] = field(default_factory=list)

    def live(self) -> list[Installed]:
        """Return the forms a person can fill in."""
        return [form for form in self.forms if not form.is_deleted]

    def decide(self, entry: ListEntry, media: list[MediaEntry]) -> Decision:
        """Compare by hash alone; the version only names the kind of update."""
        same = [form for form in self.forms if entry.md5 is not None and form.md5 == entry.md5]
        if same:
            return self._decide_known(same[0], media)
        namesakes = [form for form in self.live() if form.blank.form_id == entry.form_id]
        if not namesakes:
            return Decision.NEW
        if entry.md5 is None:
            return Decision.ON_DEVICE
        is_same_version = any(form.blank.version == entry.version for form in namesakes)
        return Decision.UPDATED_HASH if is_same_version else Decision.UPDATED_VERSION

    def add(self, form: Installed) -> None:
        """Install a download; a file that is there already is taken up again."""
        for known in self.forms:
            if known.md5 == form.md5:
                known.is_deleted, known.media = False, form.media
                return
        self.forms.append(form)

    def remove(self, form: Installed) -> None:
        """Delete a form; one with instances only disappears from sight."""
        if form.has_instances:
            form.is_deleted = True
        else:
            self.forms.remove(form)

    def _decide_known(self, form: Installed, media: list[MediaEntry]) -> Decision:
        if form.is_deleted:
            return Decision.NEW
        held = {md5(each, usedforsecurity=False).hexdigest() for each in form.media.values()}
        wanted = {each.md5 for each in media if not each.filename.endswith(".zip")}
        return Decision.ON_DEVICE if wanted <= held else Decision.UPDATED_MEDIA
