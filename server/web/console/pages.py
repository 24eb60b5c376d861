"""Pages that say who may see them; what says nothing is shown to nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
class Pages:
    """Some pages of the console; each is given an address and a need."""

    blueprint: Blueprint
    needs: dict[str, Need] = field(default_factory=dict)
    streams: set[str] = field(default_factory=set)

    def page(
        self,
        rule: str,
        need: Need,
        *,
        methods: tuple[str, ...] = ("GET",),
        is_stream: bool = False,
    ) -> Callable[[View], View]:
        """Declare a page; one that `is_stream` reads the body, and the forms' token, by itself."""

        def declare(view: View) -> View:
            self.blueprint.add_url_rule(rule, view_func=view, methods=list(methods))
            endpoint = f"{self.blueprint.name}.{view.__name__}"
            self.needs[endpoint] = need
            if is_stream:
                self.streams.add(endpoint)
            return view

        return declare


def new_pages(name: str) -> Pages:
    """Begin some pages."""
    return Pages(blueprint=Blueprint(name, __name__))


def all_needs(*pages: Pages) -> Mapping[str, Need]:
    """Return the needs of all pages, by endpoint."""
    return {endpoint: need for each in pages for endpoint, need in each.needs.items()}
