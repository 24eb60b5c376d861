// Sealed submissions that wait in this browser for the connection; nothing in clear is ever here.
import type { Parcel } from "../seal/parcel.js";

const [DATABASE, STORE] = ["lespwa", "waiting"];

/** One that waits: for whom (an opaque mark of the signed-in person), since when, to which address. */
export interface Waiting {
  instanceId: string;
  owner: string;
  address: string;
  at: number;
  parcel: Parcel;
  /** What the server said when it did not take it. */
  refused?: string;
}

export class Store {
  /** Keep one; the same one again replaces itself. */
  put(waiting: Waiting): Promise<unknown> {
    return this.run("readwrite", (store) => store.put(waiting));
  }

  remove(instanceId: string): Promise<unknown> {
    return this.run("readwrite", (store) => store.delete(instanceId));
  }

  /** Return all that wait, the oldest first. */
  async all(): Promise<Waiting[]> {
    const found = await this.run<Waiting[]>("readonly", (store) => store.getAll());
    return found.sort((one, other) => one.at - other.at);
  }

  private async run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const request = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "instanceId" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
