"""Files that hold a secret: new ones, for their owner only, and either all of them or none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from exporters.landing import reason
from server.errors import Code, Refused

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@contextmanager
def secret_files(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """Write new files; if one cannot be written, or what follows fails, remove them all again.

    Raises:
        Refused: FILE_PROBLEM, also when one is there already.
    """
    made: list[Path] = []
    try:
        for path, content in contents.items():
            _write(path, content, made)
        yield
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes, made: list[Path]) -> None:
    try:
        with os.fdopen(os.open(path, _NEW, 0o600), "wb") as out:
            made.append(path)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        why = "it is there already; name another file"
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from None
    except OSError as error:
        why = reason(error, "it cannot be written")
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from error
