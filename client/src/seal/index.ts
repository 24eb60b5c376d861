// Seals a filled form and its attachments, byte for byte as ODK Collect does.
import { type Breathe, breathing } from "./breathe.js";
import { encipher, vectors } from "./content.js";
import { DOCUMENT, SUFFIX, writeEnvelope } from "./envelope.js";
import { md5 } from "./md5.js";
import type { Filled, Parcel } from "./parcel.js";
import { readKey, wrap } from "./public_key.js";

/** Seal; rejects when the key cannot be used or a file cannot be read, and then nothing is lost. */
export async function seal(filled: Filled, breathe: Breathe = breathing()): Promise<Parcel> {
  const publicKey = await readKey(filled.key);
  const key = crypto.getRandomValues(new Uint8Array(32));
  const document = new TextEncoder().encode(filled.xml);
  try {
    const wrapped = await wrap(publicKey, key);
    const sealed = await sealFiles(filled, document, key, breathe);
    const signature = await wrap(publicKey, digest(filled, wrapped, sealed));
    return {
      formId: filled.formId,
      instanceId: filled.instanceId,
      envelope: writeEnvelope(filled, wrapped, signature),
      files: sealed.map(({ name, blob }) => ({ name: name + SUFFIX, blob })),
    };
  } finally {
    key.fill(0);
    document.fill(0);
  }
}

interface SealedFile {
  name: string;
  blob: Blob;
  md5: string;
}

async function sealFiles(
  filled: Filled,
  document: Uint8Array<ArrayBuffer>,
  key: Uint8Array<ArrayBuffer>,
  breathe: Breathe,
): Promise<SealedFile[]> {
  const vector = vectors(filled.instanceId, key);
  const sealed: SealedFile[] = [];
  for (const { name, blob } of [...filled.files, { name: DOCUMENT, blob: document }]) {
    const enciphered = await encipher(blob, { key, vector: vector.next().value, breathe });
    sealed.push({ name, ...enciphered });
  }
  return sealed;
}

/** What is signed: the envelope's own lines, then each file's name and MD5. */
function digest(filled: Filled, key: string, sealed: SealedFile[]): Uint8Array<ArrayBuffer> {
  const version = filled.version.trim() ? [filled.version] : [];
  const files = sealed.map((each) => `${each.name}::${each.md5}`);
  const lines = [filled.formId, ...version, key, filled.instanceId, ...files];
  const text = lines.map((line) => `${line}\n`).join("");
  return md5(new TextEncoder().encode(text));
}
