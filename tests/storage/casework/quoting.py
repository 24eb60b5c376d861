"""A form with a question for each reference, and a tablet that quotes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import count

from server.domain.reference import make
from tests.storage.senders import XFORM, Office, Tablet

FIELDS = {
    "own": "report.reference",
    "screened": "report.screening_reference",
    "person": "person.reference",
    "about": "linked_report.reference",
    "agreed": "consent.case_reference",
}
WITH_REFERENCES = (
    XFORM.replace(b"<word/>", b"".join(f"<{each}/>".encode() for each in FIELDS))
    .replace(
        b'<bind nodeset="/data/word" type="string"/>',
        b"".join(
            f'<bind nodeset="/data/{name}" type="string" case:field="{to}"/>'.encode()
            for name, to in FIELDS.items()
        ),
    )
    .replace(
        b'<input ref="/data/word"><label>A word</label></input>',
        b"".join(
            f'<input ref="/data/{each}"><label>{each}</label></input>'.encode() for each in FIELDS
        ),
    )
)


@dataclass
class Quoting:
    """Sends what quotes references, and has it opened and filed."""

    tablet: Tablet
    office: Office
    numbers: count[int] = field(default_factory=lambda: count(1))

    def reference(self) -> str:
        """A new reference."""
        return make(random.Random(next(self.numbers)))

    def send(self, **answers: str) -> str:
        """Send a filled form; return the id of the submission."""
        sealed = self.tablet.seal(next(self.numbers), answers=answers)
        return self.tablet.send(*sealed).submission_id

    def file(self, **answers: str) -> str:
        """Send a filled form, and open it."""
        sent = self.send(**answers)
        self.office.unseal()
        return sent
