// Does again with the controls of a page what a story tells, and says what does not fit.
// (filling, steps) => {xml, complaints}; see tests/javarosa/stories.py for what a story is.
(() => {
  const fire = (element, ...names) => {
    for (const name of names) element.dispatchEvent(new Event(name, { bubbles: true }));
  };

  const write = (control, text) => {
    control.value = text;
    fire(control, "input", "change");
  };

  const labels = (form, node, names) => {
    const offered = form.choices(node);
    return names.map((name) => offered.find((each) => each.name === name)?.label ?? `no choice ${name}`);
  };

  const pick = (element, label) => {
    const input = element.querySelector("[role=combobox]");
    write(input, label);
    const options = [...element.querySelectorAll("[role=option]")];
    const option = options.find((each) => !each.hidden && each.textContent === label);
    if (!option) throw new Error(`no option ${label}`);
    option.click();
  };

  const combobox = (element, form, node, names) => {
    if (element.dataset.kind === "select1") {
      if (names.length) return pick(element, labels(form, node, names)[0]);
      return write(element.querySelector("[role=combobox]"), "");
    }
    const wanted = labels(form, node, names);
    const chips = () => [...element.querySelectorAll(".chips button")];
    const text = (chip) => chip.firstChild.textContent;
    for (let left; (left = chips().find((chip) => !wanted.includes(text(chip)))); ) left.click();
    const there = chips().map(text);
    for (const each of wanted) if (!there.includes(each)) pick(element, each);
  };

  const boxes = (element, names) => {
    for (const input of element.querySelectorAll("input")) {
      if (input.type === "radio" && !names.length) return element.querySelector(".unchoose").click();
      if (input.checked !== names.includes(input.value) && (input.type !== "radio" || !input.checked)) input.click();
    }
  };

  const rank = (element, names) => {
    const press = (name, way) => element.querySelector(`[data-move="${way}:${name}"]`).click();
    const order = () => [...element.querySelectorAll("[data-name]")].map((each) => each.dataset.name);
    if (!names.length) return [...element.querySelectorAll(".control > button")].pop().click();
    element.querySelector(".control > button:not([hidden])")?.click();
    names.forEach((name, at) => {
      while (order().indexOf(name) > at) press(name, "up");
    });
  };

  const typed = (element, text) => {
    const input = element.querySelector("input, textarea");
    const appearance = element.dataset.appearance ?? "";
    const length = { month: 7, date: 10, time: 12, "datetime-local": 23 }[input.type];
    if (/\byear\b/.test(appearance) && input.type === "text") return write(input, text.slice(0, 4));
    write(input, length ? text.slice(0, length) : text);
  };

  const place = (element, text) => {
    const parts = text.split(" ");
    element.querySelectorAll("input").forEach((input, at) => write(input, parts[at] ?? ""));
  };

  const range = (element, text) => {
    if (text) return write(element.querySelector("input"), text);
    element.querySelector(".control button").click();
  };

  const answer = (form, node, element, text) => {
    const { kind } = element.dataset;
    const names = text.split(" ").filter(Boolean);
    const box = element.querySelector("input[type=checkbox]");
    if (kind === "trigger") return box.checked === (text !== "") ? undefined : box.click();
    if (kind === "rank") return rank(element, names);
    if (kind === "range") return range(element, text);
    if (kind === "geopoint") return place(element, text);
    // The head of a grid takes no answer here; JavaRosa thinks it does.
    if (/^(note|image|file|signature|draw)$/.test(kind)) return form.set(node, text);
    if (!/^select/.test(kind)) return typed(element, text);
    const menu = element.querySelector("select");
    if (menu) return write(menu, text);
    return element.querySelector("[role=combobox]") ? combobox(element, form, node, names) : boxes(element, names);
  };

  // What a control cannot hold: lines within a line, a day of a year, a height, boxes in another order.
  const asShown = (element, text) => {
    const { appearance = "" } = element.dataset;
    if (/\b(month-)?year\b/.test(appearance)) return text && `${text.slice(0, /month/.test(appearance) ? 7 : 4)}-01-01`.slice(0, 10);
    if (element.dataset.kind === "geopoint") return text && [...text.split(" ").slice(0, 2), "0.0", "0.0"].join(" ");
    return element.querySelector("input[type=text]") ? text.replace(/[\r\n]/g, "") : text;
  };
  const sorted = (text) => text.split(" ").sort().join(" ");
  const same = (held, text) => sorted(held) === sorted(text) || (held !== "" && text !== "" && Number(held) === Number(text));

  const plain = (path) => path.replace(/\[\d+]/g, "");
  const every = (form) => {
    const nodes = [];
    const visit = (node) => {
      nodes.push(node);
      node.children.forEach(visit);
    };
    visit(form.root);
    return nodes;
  };

  const elementOf = (form, node) => {
    const place = form.all(node.ref).indexOf(node);
    return document.querySelectorAll(`[data-question="${node.ref}"]`)[place];
  };

  const unlike = (form) =>
    every(form)
      .filter((node) => node.kind === "question" && elementOf(form, node))
      .filter((node) => (elementOf(form, node).closest("[hidden]") === null) !== node.relevant)
      .map((node) => `${node.path} is ${node.relevant ? "hidden" : "shown"}`);

  return ({ form, view }, steps) => {
    const complaints = [];
    // A story names every repeat's position, the form's own paths too.
    const find = (path) => every(form).find((node) => node.path === path) ?? every(form).find((node) => node.path === plain(path));
    const does = {
      set(path, text, verdict) {
        if (verdict !== "ok") return;
        const node = find(path);
        const element = elementOf(form, node);
        answer(form, node, element, text);
        if (!same(node.value, asShown(element, text))) complaints.push(`${path}: ${node.value} for ${text}`);
        form.set(node, text);
      },
      add(path, ref) {
        const parent = find(path);
        const places = [...document.querySelectorAll(`[data-repeat="${ref}"]`)];
        const owner = places.length > 1 ? form.all(parent.ref).indexOf(parent) : 0;
        places[owner].querySelector(":scope > [data-add]").click();
      },
      remove(path) {
        const node = find(path);
        const all = document.querySelectorAll(`[data-instance="${node.ref}"]`);
        all[form.all(node.ref).indexOf(node)].querySelector(":scope > .remove").click();
      },
      check() {
        form.finish();
      },
    };
    for (const [what, ...rest] of steps) {
      try {
        does[what](...rest);
        if (!complaints.length) complaints.push(...unlike(form).map((each) => `${each} after ${what} ${rest.join(" | ")}`));
      } catch (error) {
        complaints.push(`${what} ${rest.join(" | ")}: ${error.stack}`);
      }
    }
    if (!view.showProblems()) complaints.push(document.querySelector(".problems").textContent);
    return { xml: form.finish().xml, complaints: [...complaints, ...unlike(form)] };
  };
})();
