"""The settings: one frozen object read from the environment and from secret files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from server.errors import Code, Refused

_MIB = 1024 * 1024
PREFIX = "LESPWA_"
HOTLINE = "847"
LEAVE_TO = "https://www.wikipedia.org/"
_DIALLED = re.compile(r"[+*#(]?[0-9][0-9 ()*#/.-]{0,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A secret that is read only where it is needed, so that no other process holds it."""

    name: str
    text: str | None = field(default=None, repr=False)
    file: Path | None = None

    def read(self) -> str:
        """Return the secret, without the line's end that an editor puts into a file.

        Raises:
            Refused: SETTINGS when the file cannot be read.
        """
        if self.file is None:
            return self.text or ""
        try:
            return self.file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as problem:
            why = f"the file that {self.name}_FILE names cannot be read"
            raise Refused(Code.SETTINGS, why=why) from problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an installation decides.

    `data` is the folder for keys and, unless a database URL is given, for the SQLite file;
    `public_url` is the address under which tablets reach the server (None: as each request says);
    `max_upload` is in bytes; `trusted_proxies` is how many reverse proxies in front may speak for
    the client (0: none); `hotline` is the number of the Hotline as people dial it, `has_hotline` is
    whether somebody set it here, `emergency` that of police and ambulance; `leave_to` is where
    "Leave this page" leads. For scripts: `login` and `password` are those of whoever runs a
    command, `machine_key` opens submissions unattended, `recovery` is the recovery code.
    """

    data: Path
    database_url: str = field(repr=False)  # it may hold a password
    public_url: str | None
    max_upload: int
    trusted_proxies: int
    hotline: str = HOTLINE
    has_hotline: bool = False
    emergency: str | None = None
    leave_to: str = LEAVE_TO
    login: str | None = None
    password: Secret | None = None
    machine_key: Secret | None = None
    recovery: Secret | None = None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check `LESPWA_*`; each may instead be given as a file in `LESPWA_*_FILE`.

    Raises:
        Refused: naming the setting that is wrong, and how to mend it.
    """
    known = {f"{PREFIX}{name}" for name in _NAMES} | {f"{PREFIX}{name}_FILE" for name in _NAMES}
    strange = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if strange:
        raise Refused(Code.SETTINGS, why=f"{strange[0]} is not a setting of Lespwa")
    data = Path(_text(environ, "DATA") or "lespwa-data").absolute()
    return Settings(
        data=data,
        database_url=_text(environ, "DATABASE_URL") or f"sqlite:///{data / 'lespwa.sqlite3'}",
        public_url=_address("PUBLIC_URL", _text(environ, "PUBLIC_URL")),
        max_upload=_number(environ, "MAX_UPLOAD_MIB", 100, (1, 4096)) * _MIB,
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0, (0, 10)),
        hotline=_dialled(environ, "HOTLINE") or HOTLINE,
        has_hotline=_text(environ, "HOTLINE") is not None,
        emergency=_dialled(environ, "EMERGENCY"),
        leave_to=_address("LEAVE_TO", _text(environ, "LEAVE_TO")) or LEAVE_TO,
        login=_text(environ, "LOGIN"),
        password=_secret(environ, "PASSWORD"),
        machine_key=_secret(environ, "MACHINE_KEY") or _credential(environ),
        recovery=_secret(environ, "RECOVERY"),
    )


_NAMES = (
    "DATA",
    "DATABASE_URL",
    "PUBLIC_URL",
    "MAX_UPLOAD_MIB",
    "TRUSTED_PROXIES",
    "HOTLINE",
    "EMERGENCY",
    "LEAVE_TO",
    "LOGIN",
    "PASSWORD",
    "MACHINE_KEY",
    "RECOVERY",
)
_CREDENTIAL = "lespwa-machine-key"


def _secret(environ: Mapping[str, str], name: str) -> Secret | None:
    direct, file = environ.get(PREFIX + name), environ.get(f"{PREFIX}{name}_FILE")
    if direct and file:
        raise Refused(Code.SETTINGS, why=f"{PREFIX}{name} and {PREFIX}{name}_FILE are both set")
    if not (direct or file):
        return None
    return Secret(name=PREFIX + name, text=direct or None, file=Path(file) if file else None)


def _credential(environ: Mapping[str, str]) -> Secret | None:
    """Return the machine's key as systemd hands it to a service (`LoadCredential=`)."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    file = Path(folder) / _CREDENTIAL if folder else None
    if file is None or not file.exists():
        return None
    return Secret(name=f"{PREFIX}MACHINE_KEY", file=file)


def _text(environ: Mapping[str, str], name: str) -> str | None:
    """Return the setting's text from the variable or from the file it names."""
    direct, file = environ.get(PREFIX + name), environ.get(f"{PREFIX}{name}_FILE")
    if direct and file:
        raise Refused(Code.SETTINGS, why=f"{PREFIX}{name} and {PREFIX}{name}_FILE are both set")
    if not file:
        return direct or None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        why = f"the file that {PREFIX}{name}_FILE names cannot be read"
        raise Refused(Code.SETTINGS, why=why) from problem


def _number(environ: Mapping[str, str], name: str, default: int, bounds: tuple[int, int]) -> int:
    text = _text(environ, name)
    if text is None:
        return default
    low, high = bounds
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        why = f"{PREFIX}{name} must be a whole number from {low} to {high}"
        raise Refused(Code.SETTINGS, why=why)
    return int(text)


def _dialled(environ: Mapping[str, str], name: str) -> str | None:
    text = _text(environ, name)
    if text is not None and not _DIALLED.fullmatch(text):
        why = f"{PREFIX}{name} must be a number as people dial it, such as 847 or +1 758 555 0100"
        raise Refused(Code.SETTINGS, why=why)
    return text


def _address(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    if not _is_address(text):
        why = f"{PREFIX}{name} must be an address such as https://reports.example.org"
        raise Refused(Code.SETTINGS, why=why)
    return text.rstrip("/")


def _is_address(text: str) -> bool:
    """Tell whether it can stand in a form and on a sheet; it never holds a name or password."""
    try:
        parts = urlsplit(text)
        has_port = parts.port != 0
    except ValueError:  # brackets or a port that are none
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and has_port
    is_plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return is_web and is_plain and all(_is_ordinary(each) for each in text)


def _is_ordinary(character: str) -> bool:
    return character.isprintable() and character not in " \"'<>`\\{}|^"
