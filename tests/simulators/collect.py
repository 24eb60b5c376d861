"""ODK Collect as a server sees it: fetching forms, and sending finished submissions."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5
from typing import Self

from tests.simulators.documents import (
    ListEntry,
    MediaEntry,
    NotOpenRosa,
    read_blank_form,
    read_list,
    read_manifest,
)
from tests.simulators.sending import Instance, Outcome, Sender
from tests.simulators.shelf import Decision, Installed, Shelf
from tests.simulators.wire import BrokenConnection, Project, Wire

_DEVICE_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One form of the list with its media and what Collect decides about it."""

    entry: ListEntry
    media: list[MediaEntry]
    decision: Decision


class Collect:
    """One tablet with one project."""

    def __init__(
        self,
        server_url: str,
        *,
        randomness: random.Random,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        project: Project | None = None,
    ) -> None:
        self.server_url = server_url
        device = "".join(randomness.choices(_DEVICE_LETTERS, k=16))
        self.wire = Wire(device_id=f"collect:{device}", clock=clock, project=project or Project())
        self.shelf = Shelf()
        self._randomness = randomness

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.close()

    def list_forms(self) -> list[Listed]:
        """Fetch the list, and the manifest of every form in it, as on each refresh."""
        answer = self.wire.get(f"{self.server_url.rstrip('/')}/formList")
        return [self._listed(entry) for entry in read_list(answer)]

    def match_exactly(self) -> dict[str, Decision]:
        """Make the tablet's forms those of the list; an error leaves everything as it was."""
        listed = self.list_forms()
        offered = {each.entry.form_id for each in listed}
        for form in self.shelf.live():
            if form.blank.form_id not in offered:
                self.shelf.remove(form)
        for each in listed:
            if each.decision is not Decision.ON_DEVICE:
                self.download(each)
        return {each.entry.form_id: each.decision for each in listed}

    def download(self, listed: Listed) -> Installed:
        """Install one form; what stood there under the same version goes, come what may."""
        if listed.entry.md5 is None:
            raise NotOpenRosa("form with no hash")
        replaced = [] if listed.decision is Decision.UPDATED_MEDIA else self._same_version(listed)
        try:
            form = self._fetched(listed)
            self.shelf.add(form)
        finally:
            for old in replaced:
                self.shelf.remove(old)
        return form

    def send(self, instances: Iterable[Instance]) -> list[Outcome]:
        """Send finished instances one after the other, as one run of the uploader."""
        sender = Sender(wire=self.wire, server_url=self.server_url, randomness=self._randomness)
        return [sender.send(instance) for instance in instances]

    def _listed(self, entry: ListEntry) -> Listed:
        media: list[MediaEntry] = []
        if entry.manifest_url is not None:
            try:
                media = read_manifest(self.wire.get(entry.manifest_url))
            except (NotOpenRosa, BrokenConnection):
                media = []  # Collect writes a line to its log and goes on without media
        return Listed(entry=entry, media=media, decision=self.shelf.decide(entry, media))

    def _same_version(self, listed: Listed) -> list[Installed]:
        entry = listed.entry
        return [
            form
            for form in self.shelf.live()
            if (form.blank.form_id, form.blank.version) == (entry.form_id, entry.version)
        ]

    def _fetched(self, listed: Listed) -> Installed:
        content = self._content(listed.entry.download_url)
        blank = read_blank_form(content)
        media = {each.filename: self._media(each) for each in listed.media}
        return Installed(blank=blank, content=content, media=media)

    def _media(self, entry: MediaEntry) -> bytes:
        """Copy a file the tablet has already, by its hash; fetch it otherwise."""
        for form in self.shelf.forms:
            for content in form.media.values():
                if md5(content, usedforsecurity=False).hexdigest() == entry.md5:
                    return content
        return self._content(entry.download_url)

    def _content(self, url: str) -> bytes:
        answer = self.wire.get(url)
        if answer.status != 200:
            raise NotOpenRosa(f"status {answer.status}")
        return answer.body
