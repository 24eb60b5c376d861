// Writes a form as it is submitted: what is not relevant is left out.

import type { FormNode } from "./tree";

const JAVAROSA = "http://openrosa.org/javarosa";
const XFORMS = "http://www.w3.org/2002/xforms";

export function serialise(root: FormNode): string {
  const written = document.implementation.createDocument(null, null);
  written.append(elementOf(root, written));
  return `<?xml version='1.0' ?>${new XMLSerializer().serializeToString(written)}`;
}

/** JavaRosa puts its elements in no namespace, unless the form names another than its own. */
function elementOf({ source, kind, answer, children }: FormNode, written: Document): Element {
  const { namespaceURI, tagName } = source;
  const element = written.createElementNS(namespaceURI === XFORMS ? null : namespaceURI, tagName);
  for (const { namespaceURI: space, localName, name, value } of source.attributes) {
    const isTemplate = space === JAVAROSA && localName === "template";
    if (name !== "xmlns" && !isTemplate) element.setAttributeNS(space, name, value);
  }
  if (kind === "question") element.textContent = answer?.text ?? "";
  for (const child of children) if (child.relevant) element.append(elementOf(child, written));
  return element;
}
