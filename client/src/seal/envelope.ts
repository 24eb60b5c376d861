// Writes the envelope, laid out and quoted as Collect's is (OpenRosa encrypted forms).
import type { Filled } from "./parcel.js";

const SEALED = "http://www.opendatakit.org/xforms/encrypted";
const OPENROSA = "http://openrosa.org/xforms";
export const DOCUMENT = "submission.xml";
export const SUFFIX = ".enc";

/** Write the clear-text part of a sealed submission; `key` and `signature` are base64. */
export function writeEnvelope(filled: Filled, key: string, signature: string): string {
  const version = filled.version.trim() ? ` version=${quoted(filled.version)}` : "";
  const media = filled.files.map(({ name }) => `<media><file>${escaped(name + SUFFIX)}</file></media>\n`);
  return (
    `<data id=${quoted(filled.formId)}${version} encrypted="yes" xmlns="${SEALED}">` +
    `<base64EncryptedKey>${key}</base64EncryptedKey><orx:meta xmlns:orx="${OPENROSA}">` +
    `<orx:instanceID>${escaped(filled.instanceId)}</orx:instanceID></orx:meta>\n${media.join("")}` +
    `<encryptedXmlFile>${DOCUMENT}${SUFFIX}</encryptedXmlFile>` +
    `<base64EncryptedElementSignature>${signature}</base64EncryptedElementSignature></data>`
  );
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** Quote an attribute: in single quotes when it holds double ones. */
function quoted(text: string): string {
  return text.includes('"') ? `'${escaped(text).replace(/'/g, "&apos;")}'` : `"${escaped(text)}"`;
}
