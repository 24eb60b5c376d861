"""The entry for a WSGI server of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.app import wsgi


def test_wsgi_entry_reads_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LESPWA_DATA", str(tmp_path))
    monkeypatch.setenv("LESPWA_MAX_UPLOAD_MIB", "7")
    answer = wsgi().test_client().get("/somewhere")
    assert answer.status_code == 404
    assert answer.headers["X-OpenRosa-Accept-Content-Length"] == str(7 * 1024 * 1024)
