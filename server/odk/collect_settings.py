"""The settings a tablet scans: ODK Collect's project configuration in a QR code."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from dataclasses import dataclass

# What Collect's own codes hold at most; a longer text is also hard to scan from a screen.
LONGEST_PAYLOAD = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One Collect project: its name on the tablet and the agent's address.

    `server_url` is the whole address with the access code, without a trailing slash; Collect
    tells projects apart by it. `keeps_drafts` lets an unfinished form stay on the tablet, where
    it lies in clear until it is finished: for long interviews only.
    """

    name: str
    server_url: str
    keeps_drafts: bool = False


def payload(project: Project) -> str:
    """Return the text of the QR code: base64 of the deflated JSON of the settings.

    Collect resets every key that is not named to its default, and ignores a code in which
    `general` or `admin` is missing.
    """
    packed = json.dumps(settings(project), ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(packed.encode(), 9)).decode("ascii")


def settings(project: Project) -> dict[str, dict[str, str | bool]]:
    """Return the settings that keep nothing on the tablet and ask nothing of its holder.

    Forms follow the server exactly, finished records leave at once on any connection and are
    deleted once received (R4); photographs are made smaller (2,048 pixels), so that a report stays
    below what the server takes; no usage statistics leave the tablet. What `admin` forbids is
    hidden from the holder; deleting a record by hand is not, since whoever is forced to show the
    tablet may have to. What Collect does by itself is left out, so that the code fits a window
    of 80 columns.
    """
    return {
        "general": {
            "server_url": project.server_url,
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_fifteen_minutes",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
            "image_size": "medium",
            "analytics": False,
        },
        "admin": {
            "change_server": False,
            "form_update_mode": False,
            "periodic_form_updates_check": False,
            "change_autosend": False,
            "delete_after_send": False,
            "image_size": False,
            "analytics": False,
            "edit_saved": project.keeps_drafts,
            "save_mid": project.keeps_drafts,
            "save_as_draft": project.keeps_drafts,
        },
        "project": {"name": project.name, "icon": project.name[:1], "color": "#1f5f8b"},
    }
