// Seals what is not finished yet under its owner's key, and opens it again (AES-256-GCM).
import type { Attached } from "../seal/parcel.js";
import type { Place } from "../view";

const NONCE = 12;
const HEAD = 4;
const CIPHER = "AES-GCM";

/** A form as it stands: the engine's saved state, where its writer is, and the files that belong to it. */
export interface Unfinished {
  saved: string;
  place: Place;
  files: Attached[];
}

interface Contents {
  saved: string;
  place: Place;
  files: { name: string; type: string; size: number }[];
}

/** Import a key of 32 bytes, in base64; no script can read it again. */
export function draftKey(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, CIPHER, false, ["encrypt", "decrypt"]);
}

/** What a draft is bound to: a database that swaps two drafts, or their versions, opens neither. */
export const place = (draft: string, version: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(["lespwa draft", draft, version]));

/** Seal: `nonce | sealed( length of the contents | contents | bytes of the files )`. */
export async function sealDraft(
  { saved, place: at, files }: Unfinished,
  key: CryptoKey,
  bound: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const described = files.map(({ name, blob }) => ({ name, type: blob.type, size: blob.size }));
  const contents = new TextEncoder().encode(JSON.stringify({ saved, place: at, files: described } satisfies Contents));
  const head = new Uint8Array(HEAD);
  new DataView(head.buffer).setUint32(0, contents.length);
  const clear = await new Blob([head, contents, ...files.map(({ blob }) => blob)]).arrayBuffer();
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const sealed = await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData: bound }, key, clear);
  new Uint8Array(clear).fill(0);
  const whole = new Uint8Array(NONCE + sealed.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(sealed), NONCE);
  return whole;
}

/** Open; rejects when the key, the draft or the version is another one, or a bit was changed. */
export async function openDraft(
  whole: ArrayBuffer,
  key: CryptoKey,
  bound: Uint8Array<ArrayBuffer>,
): Promise<Unfinished> {
  const iv = new Uint8Array(whole, 0, NONCE);
  const clear = await crypto.subtle.decrypt({ name: CIPHER, iv, additionalData: bound }, key, whole.slice(NONCE));
  const length = new DataView(clear).getUint32(0);
  const text = new TextDecoder().decode(new Uint8Array(clear, HEAD, length));
  const { saved, place: step, files } = JSON.parse(text) as Contents;
  let at = HEAD + length;
  return {
    saved,
    place: step,
    files: files.map(({ name, type, size }) => ({ name, blob: new Blob([clear.slice(at, (at += size))], { type }) })),
  };
}
