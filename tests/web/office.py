"""An office: a database, published forms and agents, for the tests of the web."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5, sha256
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import func, select

from server.app import create_intake
from server.domain.forms import Audience
from server.odk.sealing import seal
from server.services.intake.admission import Credentials, Token, authenticate
from server.services.register.agents import new_token
from server.settings import Settings
from server.storage.engine import Database
from server.storage.tables import event, form, form_key, form_media, form_version, submission
from server.web.intake.log import open_log
from tests.simulators.sending import Instance
from tests.simulators.staff import hire

MIB = 1024 * 1024
XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>{title}</h:title><model>
<submission action="{{{{LESPWA_SUBMISSION_URL}}}}" method="post" base64RsaPublicKey="AAAA"/>
<instance><data id="{form_id}" version="{version}"><place/><meta><instanceID/></meta></data>
</instance><bind nodeset="/data/place" type="string"/></model></h:head>
<h:body><input ref="/data/place"><label>Where?</label></input></h:body></h:html>"""


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = datetime(2026, 11, 22, 15, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Office:
    """Everything around the intake application that a test may look at or change."""

    database: Database
    key: RSAPrivateKey
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    log: io.StringIO = field(default_factory=io.StringIO)
    door: Database | None = None  # the database as the application sees it

    def app(self) -> Flask:
        return create_intake(
            self.settings,
            self.door or self.database,
            clock=self.clock,
            log=open_log(self.clock, self.log),
        )

    def add_agent(
        self, *audiences: Audience, days: int = 365, token: Callable[[], Token] = new_token
    ) -> str:
        with self.database.work() as work:
            _, code = hire(
                work,
                self.clock(),
                audiences=audiences or (Audience.AGENCY,),
                lasts=timedelta(days=days),
                token=token,
            )
            work.commit()
        return code

    def agent_id(self, token: str) -> str:
        with self.database.reading() as connection:
            return authenticate(connection, Credentials(token=token), self.clock()).id

    def publish(  # noqa: PLR0913 - each with what it is for most tests
        self,
        form_id: str = "screening",
        *,
        version: str = "1",
        title: str = "Screening",
        audience: Audience = Audience.AGENCY,
        media: dict[str, bytes] | None = None,
        xform: bytes | None = None,
    ) -> str:
        """Put a form version in the database as publishing does; return its id."""
        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        mark, at, version_id = sha256(der).hexdigest(), self.clock(), uuid4().hex
        text = XFORM.format(title=title, form_id=form_id, version=version)
        with self.database.work() as work:
            run = work.connection.execute
            if run(select(func.count()).select_from(form_key)).scalar_one() == 0:
                run(
                    form_key.insert().values(
                        fingerprint=mark, public_der=der, created_at=at, is_current=True
                    )
                )
            if run(select(form.c.id).where(form.c.id == form_id)).first() is None:
                row = {"id": form_id, "audience": audience, "title": title, "is_open": True}
                run(form.insert().values(row))
            run(
                form_version.update()
                .where(form_version.c.form_id == form_id)
                .values(is_current=False)
            )
            run(
                form_version.insert().values(
                    id=version_id,
                    form_id=form_id,
                    version=version,
                    xform=xform or text.encode(),
                    source=b"",
                    content_hash="",
                    key_fingerprint=mark,
                    published_at=at,
                    is_current=True,
                )
            )
            for name, content in (media or {}).items():
                digest = md5(content, usedforsecurity=False).hexdigest()
                run(
                    form_media.insert().values(
                        form_version_id=version_id, filename=name, content=content, md5=digest
                    )
                )
            work.note("test", "form.published", form_id)
            work.commit()
        return version_id

    def close(self, form_id: str) -> None:
        with self.database.work() as work:
            work.connection.execute(form.update().where(form.c.id == form_id).values(is_open=False))
            work.note("test", "form.published", form_id)
            work.commit()

    def sealed(
        self, *files: tuple[str, bytes], form_id: str = "screening", instance_id: str | None = None
    ) -> Instance:
        """Make a finished submission as a tablet holds it."""
        name = f"uuid:{uuid4()}" if instance_id is None else instance_id
        xml = f'<data id="{form_id}" version="1"><place>Made Up Bay</place></data>'.encode()
        sealed = seal(
            self.key.public_key(),
            form_id=form_id,
            version="1",
            instance_id=name,
            xml=xml,
            files=files,
        )
        return Instance(xml=sealed.envelope_xml, files=tuple(sealed.files))

    def count(self, state: str | None = None) -> int:
        query = select(func.count()).select_from(submission)
        with self.database.reading() as connection:
            return connection.execute(
                query if state is None else query.where(submission.c.state == state)
            ).scalar_one()

    def actions(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(event.c.action).order_by(event.c.sequence)))

    def lines(self) -> list[dict[str, object]]:
        """Return what was logged."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]
