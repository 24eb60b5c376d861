"""Runs a function in the browser that begins forms and does something with them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page
from pyxform.xls2xform import convert

from tests.browser.replay import Model, model_of
from tests.simulators.sheets import form

_RUN = """async ([code, models, given]) => {
  const { createForm, learn } = await import("/public.js");
  learn(await import("/functions.js"));
  let last = 0;
  const uuid = () => "0a1b2c3d-0000-4000-8000-" + String(++last).padStart(12, "0");
  const world = { now: () => new Date(2026, 10, 22, 12), random: () => 0.25, uuid };
  const begin = (saved, model = models[0]) => createForm(model, world, saved);
  const at = (form, ref, index = 0) => form.all("/data/" + ref)[index];
  const set = (form, ref, value, index = 0) => form.set(at(form, ref, index), value);
  const values = (form, ref) => form.all("/data/" + ref).map((node) => node.value);
  return eval("(" + code + ")")({ begin, at, set, values, models, given });
}"""
# Three persons in the form of everything; the function after it gets the form.
PERSONS = """({begin}) => {
  const form = begin();
  for (const name of ["Ann", "Bo", "Cy"]) {
    const free = form.all("/data/person").find((each) => !each.children[0].value);
    const person = free ?? form.add("/data/person", form.root);
    form.set(person.children[0], name);
  }
  return (%s)(form);
}"""


def run(page: Page, code: str, *models: Model, given: object = None) -> Any:
    """Run a function that begins forms and returns what can be written as JSON."""
    return page.evaluate(_RUN, [code, models, given])


def table(survey: str, choices: str = "") -> Model:
    """Return the model of a form written as a table."""
    return model_of(convert(form(survey, choices)).xform.encode())
