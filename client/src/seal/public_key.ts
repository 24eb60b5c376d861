// The form's public key: it can close, and nothing on this page can open again.

const PADDING = { name: "RSA-OAEP", hash: "SHA-256" };

/** Import base64 of a DER SubjectPublicKeyInfo; rejects when it is none. */
export function readKey(base64: string): Promise<CryptoKey> {
  const der = Uint8Array.from(atob(base64.replace(/\s/g, "")), (each) => each.charCodeAt(0));
  return crypto.subtle.importKey("spki", der, PADDING, false, ["encrypt"]);
}

/** Wrap a few bytes as RSA-OAEP with SHA-256 in both places, base64. */
export async function wrap(key: CryptoKey, secret: Uint8Array<ArrayBuffer>): Promise<string> {
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(PADDING, key, secret));
  return btoa(String.fromCharCode(...wrapped));
}
