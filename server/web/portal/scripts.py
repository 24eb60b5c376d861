"""The scripts of the pages: read once, given out as they are, kept by no browser.

A script that stays in a browser's cache says that somebody was here, as a line of the history does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Response

from server.errors import Code, Refused

FOLDER: Final = Path(__file__).parents[1] / "fill" / "static"
_KINDS: Final = {".js": "text/javascript; charset=utf-8", ".txt": "text/plain; charset=utf-8"}


class Scripts:
    """The files of the client's folder, by name."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = (each for each in folder.glob("*") if each.suffix in _KINDS)
        self._files = {each.name: each.read_bytes() for each in files}

    def answer(self, name: str) -> Response:
        """Give one out.

        Raises:
            Refused: NOT_FOUND.
        """
        if name not in self._files:
            raise Refused(Code.NOT_FOUND)
        return Response(self._files[name], content_type=_KINDS[Path(name).suffix])
