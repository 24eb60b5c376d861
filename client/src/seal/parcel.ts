// What is sealed, and what comes out: the only form in which answers leave the page.

export interface Attached {
  name: string;
  blob: Blob;
}

/** A filled form; `key` is the form's public key, base64 of DER, and blank versions are none. */
export interface Filled {
  key: string;
  formId: string;
  version: string;
  instanceId: string;
  xml: string;
  files: Attached[];
}

/** A sealed submission: the envelope, and the files it names in their order. */
export interface Parcel {
  formId: string;
  instanceId: string;
  envelope: string;
  files: Attached[];
}
