// Sends a sealed submission once, as ODK Collect does (OpenRosa Form Submission API).
import type { Parcel } from "../seal/parcel.js";

const STALLED = 90_000; // ms without a byte going out or an answer coming in
const XML_PART = "xml_submission_file";

/** What the server said; status 0 means that no answer came. */
export interface Answer {
  status: number;
  sentence: string;
}

export interface Post {
  address: string;
  headers: Record<string, string>;
  /** Told how much has gone out, from 0 to 1. */
  progress(part: number): void;
}

/** Send; never rejects. */
export function send(parcel: Parcel, post: Post): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stall = 0;
    const alive = (): void => {
      clearTimeout(stall);
      stall = window.setTimeout(() => request.abort(), STALLED);
    };
    request.open("POST", post.address);
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(post.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      alive();
      post.progress(event.loaded / (event.total || 1));
    };
    request.onloadend = () => {
      clearTimeout(stall);
      resolve({ status: request.status, sentence: sentenceIn(request.responseText) });
    };
    alive();
    request.send(body(parcel));
  });
}

function body(parcel: Parcel): FormData {
  const parts = new FormData();
  parts.append(XML_PART, new Blob([parcel.envelope], { type: "text/xml" }), "submission.xml");
  for (const { name, blob } of parcel.files) parts.append(name, blob, name);
  return parts;
}

function sentenceIn(text: string): string {
  try {
    const { sentence } = JSON.parse(text) as { sentence?: unknown };
    return typeof sentence === "string" ? sentence : "";
  } catch {
    return ""; // a page of something in between
  }
}
