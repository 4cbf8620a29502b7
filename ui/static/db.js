// The browser's database: what was typed, which machine packs were asked for, and photos that belong
// to no report yet. Each call is one transaction that is on the disk when its promise is kept.
const NAME = "shiftmate", VERSION = 2;
const STORES = ["entries", "packs", "photos"];

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const there = asked.result.objectStoreNames;
      for (const store of STORES) {
        if (!there.contains(store)) asked.result.createObjectStore(store, { keyPath: "id" });
      }
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      asked.result.onclose = () => { opened = null; };
      resolve(asked.result);
    };
    asked.onerror = () => { opened = null; reject(asked.error); };
  });
  return opened;
}

async function transact(store, mode, act) {
  const held = (await database()).transaction(store, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const asked = act(held.objectStore(store));
    held.oncomplete = () => resolve(asked.result);
    held.onabort = () => reject(held.error);
  });
}

export const get = (store, id) => transact(store, "readonly", (rows) => rows.get(id));
export const all = (store) => transact(store, "readonly", (rows) => rows.getAll());
export const set = (store, row) => transact(store, "readwrite", (rows) => rows.put(row));
export const remove = (store, id) => transact(store, "readwrite", (rows) => rows.delete(id));
