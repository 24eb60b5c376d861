// Holds the files of one filling, in memory only and under random names.

import type { Node } from "../engine";

const EXTENSION = /^[a-z0-9]{1,8}$/;

export class Attachments {
  private readonly files = new Map<string, Blob>();

  constructor(private readonly uuid: () => string = () => crypto.randomUUID()) {}

  /** Keep a file in place of the one the node had; the user's own name for it is not kept. */
  put(node: Node, file: Blob, extension: string): string {
    this.remove(node.value);
    const end = extension.toLowerCase();
    const name = `${this.uuid()}.${EXTENSION.test(end) ? end : "bin"}`;
    this.files.set(name, file);
    return name;
  }

  /** Take back a file that was kept elsewhere, such as in a draft, under the name it had. */
  restore(name: string, file: Blob): void {
    this.files.set(name, file);
  }

  get(name: string): Blob | undefined {
    return this.files.get(name);
  }

  remove(name: string): void {
    this.files.delete(name);
  }

  all(): { name: string; blob: Blob }[] {
    return [...this.files].map(([name, blob]) => ({ name, blob }));
  }
}
