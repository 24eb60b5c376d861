// Writes a form as it is submitted: what is not relevant is left out.

import type { FormNode } from "./tree";

const JAVAROSA = "http://openrosa.org/javarosa";

export function serialise(root: FormNode): string {
  const written = document.implementation.createDocument(null, null);
  written.appendChild(written.importNode(elementOf(root), true));
  return `<?xml version='1.0' ?>${new XMLSerializer().serializeToString(written)}`;
}

function elementOf(node: FormNode): Element {
  const element = node.source.cloneNode(false) as Element;
  element.removeAttributeNS(JAVAROSA, "template");
  if (node.kind === "question") element.textContent = node.answer?.text ?? "";
  for (const child of node.children) if (child.relevant) element.append(elementOf(child));
  return element;
}
