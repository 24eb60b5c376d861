"""What `lespwa forms` prints: messages, publications, differences and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from server.cli.house import House
from server.errors import Code, Refused
from server.odk.gate.inspection import Draft, Inspection
from server.odk.gate.message import Message, Severity
from server.services.publishing.compared import Comparison, Edition, edition
from server.services.publishing.forms import NewVersion, Publication, PublishedForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One spreadsheet and what the gate found in it."""

    path: Path
    source: bytes
    inspection: Inspection

    @property
    def form_id(self) -> str:
        """The id of the form, "" when it could not be compiled."""
        return self.inspection.draft.form.form_id if self.inspection.draft else ""

    def new(self) -> NewVersion:
        """Return what is to be published, of a form that passed."""
        draft = self.inspection.draft
        if draft is None or draft.settings.audience is None:
            raise Refused(Code.FORM_REFUSED, why=f"{self.path.name} did not pass the check")
        return NewVersion(
            form_id=draft.form.form_id,
            title=draft.form.title,
            audience=draft.settings.audience,
            xform=draft.xform,
            media=draft.media,
            source=self.source,
        )

    def edition(self) -> Edition:
        """Return a compiled form as it is compared with the live one; an audience is asked for."""
        draft = self.inspection.draft
        if draft is None or draft.settings.audience is None:
            raise Refused(Code.FORM_REFUSED, why=f"{self.path.name} says of no audience")
        return edition(draft.xform, draft.media, draft.settings.audience, self.source)

    def as_json(self) -> dict[str, object]:
        """Return the result for a script."""
        return {
            "file": str(self.path),
            "form_id": self.form_id,
            "passes": self.inspection.passes,
            "messages": [_message_json(each) for each in self.inspection.messages],
        }


def show_check(house: House, checked: Checked) -> None:
    """Print what the gate says of one spreadsheet, and whether it can go live."""
    show_messages(house, checked)
    counts = _counts(checked.inspection.messages)
    if checked.inspection.passes and checked.inspection.draft is not None:
        house.say(f"{checked.path.name}: ready to publish{_size(checked.inspection.draft)}{counts}")
    else:
        house.say(f"{checked.path.name}: cannot be published yet{counts}")


def show_messages(house: House, checked: Checked) -> None:
    """Print the messages about one spreadsheet."""
    for each in checked.inspection.messages:
        house.say(f"{checked.path.name}: {each}")


def _size(draft: Draft) -> str:
    asked = sum(question.is_asked for question in draft.form.questions)
    mapped = sum(question.mapping is not None for question in draft.form.questions)
    return f", {asked} questions, {mapped} answers mapped to case fields"


def _counts(messages: Iterable[Message]) -> str:
    found = [each.severity for each in messages]
    words = [
        f"{found.count(severity)} {severity}{'' if found.count(severity) == 1 else 's'}"
        for severity in Severity
        if severity in found
    ]
    return f" ({', '.join(words)})" if words else ""


def _message_json(message: Message) -> dict[str, object]:
    return {
        "severity": message.severity.value,
        "sheet": message.sheet,
        "row": message.row,
        "column": message.column,
        "letter": message.spot.letter if message.spot else None,
        "sentence": message.sentence,
        "mend": message.mend,
    }


def show_publication(house: House, publication: Publication) -> None:
    """Print what publishing one form did."""
    name, version = publication.form_id, publication.version
    if not publication.is_new:
        house.say(f"{name}: version {version} is live already with this content; nothing to do.")
        return
    is_first = publication.audience_before is None
    house.say(f"{name}: version {version} is live{' for the first time' if is_first else ''}.")
    for change in publication.changes:
        house.say(f"  {change.sentence}")


def publication_json(publication: Publication) -> dict[str, object]:
    """Return what publishing one form did, for a script."""
    return {
        "form_id": publication.form_id,
        "version": publication.version,
        "is_new": publication.is_new,
        "changes": [each.sentence for each in publication.changes],
    }


def show_difference(house: House, found: Comparison, *, as_json: bool) -> None:
    """Print how a draft differs from the live version."""
    if as_json:
        house.say_json(
            {
                "form_id": found.form_id,
                "live": found.version,
                "changes": [each.sentence for each in found.changes],
                "widened": list(found.widened),
                "like": found.twin,
            }
        )
        return
    if found.version is None:
        house.say(f"{found.form_id} is not live yet: everything in it is new.")
    elif not found.changes:
        house.say(f"{found.form_id}: no difference to version {found.version}.")
    for each in told(found):
        house.say(each)


def told(found: Comparison) -> Iterator[str]:
    """Yield in words what publishing a form would change, and what it needs."""
    yield from (change.sentence for change in found.changes)
    if found.twin is not None:
        yield (
            f"It asks what the live form {found.twin} asks. If only its id was changed, set"
            f" form_id back to {found.twin}: else there are two forms, counted apart."
        )
    for other in found.namesakes:
        yield f"The live form {other} has the same title, so people cannot tell the two apart."
    if found.widened:
        yield "This needs a Leader's yes."


def show_forms(house: House, found: Iterable[PublishedForm]) -> None:
    """Print the live forms as a table."""
    rows = [("FORM", "VERSION", "AUDIENCE", "PUBLISHED", "VERSIONS", "TITLE")]
    rows += [
        (
            each.form_id,
            each.version,
            each.audience + ("" if each.is_open else " (closed)"),
            f"{each.published_at:%Y-%m-%d %H:%M} UTC",
            str(each.versions),
            each.title,
        )
        for each in found
    ]
    if len(rows) == 1:
        house.say("No form is live yet. Publish one with: lespwa forms publish FILE")
        return
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        house.say("  ".join(cells).rstrip())


def form_json(form: PublishedForm) -> dict[str, object]:
    """Return one live form for a script."""
    return {
        "form_id": form.form_id,
        "title": form.title,
        "audience": form.audience.value,
        "is_open": form.is_open,
        "version": form.version,
        "published_at": form.published_at,
        "versions": form.versions,
    }
