// Does again in the browser what a story tells, and says where the form behaves otherwise.
// (createForm, model, stories) => [{xml, complaints}]; see replay.py for what a story is.
(() => {
  const find = (form, path) => {
    let nodes = [form.root];
    for (const step of path.split("/").slice(2)) {
      const [, name, position] = /^([^[]+)(?:\[(\d+)])?$/.exec(step);
      const named = nodes[0]?.children.filter((node) => node.path.split("/").pop().replace(/\[\d+]$/, "") === name) ?? [];
      nodes = [named[Number(position ?? 1) - 1]];
    }
    return nodes[0];
  };

  const replay = (createForm, model, story) => {
    const complaints = [];
    const draws = [...story.random];
    const random = () => {
      if (!draws.length) complaints.push("drew more random numbers");
      return draws.shift() ?? 0;
    };
    const world = { now: () => new Date(story.now), random, uuid: () => story.instanceId.replace("uuid:", "") };
    const form = createForm(model, world);
    const node = (path) => {
      const found = find(form, path);
      if (!found) throw new Error(`nothing at ${path}`);
      return found;
    };
    const steps = {
      set(path, text, verdict) {
        const sentence = form.problem(node(path), text) ?? "ok";
        if (sentence !== verdict) complaints.push(`${path} = ${text}: ${sentence}, JavaRosa: ${verdict}`);
        if (!node(path).relevant) complaints.push(`${path} is not relevant`);
        if (verdict === "ok") form.set(node(path), text);
      },
      add: (path, ref) => void form.add(ref, node(path)),
      remove: (path) => form.remove(node(path)),
      check(path) {
        form.finish();
        const first = form.problems()[0]?.node.path ?? "";
        if (first !== path) complaints.push(`first problem at ${first}, JavaRosa: ${path}`);
      },
    };
    try {
      for (const [what, ...rest] of story.steps) steps[what](...rest);
      const { xml } = form.finish();
      const draft = createForm(model, { ...world, random: () => 0 }, form.save()).finish().xml;
      if (draft !== xml) complaints.push(`a draft gives ${draft} instead of ${xml}`);
      const left = form.problems().map((each) => `${each.node.path}: ${each.sentence}`);
      return { xml, complaints: [...complaints, ...left] };
    } catch (error) {
      return { xml: "", complaints: [...complaints, String(error.stack)] };
    }
  };

  return (createForm, model, stories) => {
    // Sentences are replaced by what they are about, so that verdicts can be compared.
    for (const bind of Object.values(model.binds)) {
      bind.constraintMsg = "constraint";
      bind.requiredMsg = "required";
    }
    for (const word of Object.keys(model.words)) model.words[word] = "type";
    return stories.map((story) => replay(createForm, model, story));
  };
})();
