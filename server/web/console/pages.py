"""Pages that say who may see them, and whether the menu leads there.

What says nothing is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.domain.access import Action
from server.services.entrance.sessions import Stage

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a page asks for: how far one has come in, and the action one's role must allow.

    No stage means that the page is open to anybody. `is_proved` asks whoever is signed in to show
    again who they are, unless they just did.
    """

    stages: frozenset[Stage] = frozenset()
    action: Action | None = None
    is_proved: bool = False


ANYBODY: Final = Need()
SECOND_STEP: Final = Need(stages=frozenset({Stage.SECOND_FACTOR}))
ENROLLING: Final = Need(
    stages=frozenset({Stage.ENROLMENT, Stage.OPEN}),
    action=Action.ACCOUNT_CHANGE_OWN,
    is_proved=True,
)
LEAVING: Final = Need(stages=frozenset(Stage), action=Action.SESSION_REVOKE_OWN)


def allowed(action: Action) -> Need:
    """Return the need of a page for whoever is signed in and may do this."""
    return Need(stages=frozenset({Stage.OPEN}), action=action)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A page's line in the menu; those with a lower `place` stand before it."""

    title: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Some pages of the console; each is given an address and a need."""

    blueprint: Blueprint
    needs: dict[str, Need] = field(default_factory=dict)
    streams: set[str] = field(default_factory=set)
    menu: dict[str, Menu] = field(default_factory=dict)

    def page(
        self,
        rule: str,
        need: Need,
        *,
        methods: tuple[str, ...] = ("GET",),
        is_stream: bool = False,
        menu: Menu | None = None,
    ) -> Callable[[View], View]:
        """Declare a page; one that `is_stream` reads the body, and the forms' token, by itself.

        With `menu` it stands in the menu of whoever its need lets in.
        """

        def declare(view: View) -> View:
            self.blueprint.add_url_rule(rule, view_func=view, methods=list(methods))
            endpoint = f"{self.blueprint.name}.{view.__name__}"
            self.needs[endpoint] = need
            if is_stream:
                self.streams.add(endpoint)
            if menu is not None:
                self.menu[endpoint] = menu
            return view

        return declare


def new_pages(name: str, module: str) -> Pages:
    """Begin some pages; their templates lie beside the module, whose `__name__` is given."""
    return Pages(blueprint=Blueprint(name, module, template_folder="."))


def all_needs(*pages: Pages) -> Mapping[str, Need]:
    """Return the needs of all pages, by endpoint."""
    return {endpoint: need for each in pages for endpoint, need in each.needs.items()}


def whole_menu(*pages: Pages) -> Sequence[tuple[str, str, Need]]:
    """Return the menu's lines in their order: endpoint, title and need."""
    lines = [
        (line.place, endpoint, line.title, each.needs[endpoint])
        for each in pages
        for endpoint, line in each.menu.items()
    ]
    return [line[1:] for line in sorted(lines, key=itemgetter(0, 1))]
