"""Puts a form's HTML and its model together as a page embeds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from server.odk.web_form.model_json import model_json
from server.odk.web_form.rare import needs_rare
from server.odk.web_form.tree import WebForm
from server.web.fill.body import render_body, templates
from server.web.fill.said import said


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPlace:
    """Where a form stands: the addresses its script is told, and how it begins.

    `work` is where the proof of work is fetched; `csrf` and `owner` are what a signed-in page
    gives; `is_checked` ends the steps with all answers to be checked, lets Back go a step back
    and asks before answers are lost; `may_locate` says that the page's policy lets the device
    tell where it is.
    """

    submit: str
    work: str | None = None
    csrf: str | None = None
    owner: str | None = None
    is_stepped: bool = True
    is_checked: bool = False
    may_locate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FillText:
    """A form in one language as far as it is the same in every place; this is worth keeping."""

    form: WebForm
    words: Mapping[str, str]
    inside: Markup
    model: Markup
    is_rare: bool  # it needs the script of the rare functions


def fill_text(form: WebForm, words: Mapping[str, str], *, is_stepped: bool) -> FillText:
    """Write a form; `words` are what the client itself says, in the language of the page."""
    return FillText(
        form=form,
        words=words,
        inside=render_body(form, words, is_stepped=is_stepped),
        model=Markup(model_json(form.model, said(form, words))),  # noqa: S704 - it has no "<"
        is_rare=needs_rare(form.model),
    )


def embed(text: FillText, place: FillPlace) -> Markup:
    """Return the form and its model as a page holds them, for this place."""
    marks = {"work": place.work, "csrf": place.csrf, "owner": place.owner}
    written = (
        templates()
        .get_template("form.html")
        .render(
            inside=text.inside,
            model=text.model,
            language=text.form.language,
            place=place,
            is_rare=text.is_rare,
            marks=[(name, value) for name, value in marks.items() if value is not None],
            words=text.words,
        )
    )
    return Markup(written)  # noqa: S704 - the template escapes what it is given


def render_fill(form: WebForm, words: Mapping[str, str], place: FillPlace) -> Markup:
    """Return the form and its model as a page holds them."""
    return embed(fill_text(form, words, is_stepped=place.is_stepped), place)
