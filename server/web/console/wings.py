"""Finds the pages of every wing: each module of the console that has `console_pages`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import server.web.console
from server.web.console.pages import Pages
from server.web.console.room import Room

_BUILDER = "console_pages"


def all_pages(room: Room) -> Iterator[Pages]:
    """Build the pages of every module that has some, in the order of the modules' names."""
    found = walk_packages(server.web.console.__path__, f"{server.web.console.__name__}.")
    for name in sorted(each.name for each in found if not each.ispkg):
        build = getattr(import_module(name), _BUILDER, None)
        if build is not None:
            yield build(room)
