/**
 * What stays on the device: the list and the entries that wait, encrypted with AES-GCM. The key is in the link, behind the #, and is not
 * stored here. Readable without it is only until when names may stay, so that they can be wiped by whoever opens the page.
 */

const PREFIX = "outreach-desk-";
const LIST = "list";

function done(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

function completed(transaction) {
    return new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
}

async function openStore(name) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
        request.result.createObjectStore("names");
        request.result.createObjectStore("entries");
    };
    return done(request);
}

async function nameOf(path) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(path)));
    return PREFIX + [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Vault {
    /** Open the store of one desk. */
    static async open(path) {
        const vault = new Vault();
        vault.store = await openStore(await nameOf(path));
        return vault;
    }

    /** Use a key of 32 hexadecimal digits. */
    async unlock(key) {
        const bytes = Uint8Array.from(key.match(/../g), (digits) => parseInt(digits, 16));
        this.key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    }

    async seal(value) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const data = await crypto.subtle.encrypt(
            { name: "AES-GCM", iv },
            this.key,
            new TextEncoder().encode(JSON.stringify(value)),
        );
        return { iv, data };
    }

    /** Return what was sealed, or nothing if it was sealed with another key. */
    async unseal(sealed) {
        try {
            const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.key, sealed.data);
            return JSON.parse(new TextDecoder().decode(data));
        } catch {
            return undefined;
        }
    }

    async put(name, pairs) {
        const transaction = this.store.transaction(name, "readwrite", { durability: "strict" });
        pairs.forEach(([key, value]) => transaction.objectStore(name).put(value, key));
        await completed(transaction);
    }

    async saveList(list, etag) {
        await this.put("names", [[LIST, { sealed: await this.seal({ list, etag }), wipeOn: list.event.wipe_on }]]);
    }

    async loadList() {
        const stored = await done(this.store.transaction("names").objectStore("names").get(LIST));
        return stored && this.unseal(stored.sealed);
    }

    async saveEntries(entries) {
        await this.put("entries", await Promise.all(entries.map(async (entry) => [entry.key, await this.seal(entry)])));
    }

    async loadEntries() {
        const sealed = await done(this.store.transaction("entries").objectStore("entries").getAll());
        return (await Promise.all(sealed.map((one) => this.unseal(one)))).filter(Boolean);
    }

    async countEntries() {
        return done(this.store.transaction("entries").objectStore("entries").count());
    }

    async dropEntries(keys) {
        const transaction = this.store.transaction("entries", "readwrite");
        keys.forEach((key) => transaction.objectStore("entries").delete(key));
        await completed(transaction);
    }

    /** Wipe the names. Entries that wait stay until they are transferred. */
    async wipeNames() {
        const transaction = this.store.transaction("names", "readwrite");
        transaction.objectStore("names").clear();
        await completed(transaction);
    }

    /** Wipe the names of every desk on this device whose day is over. */
    static async wipeExpired(now) {
        const known = indexedDB.databases ? await indexedDB.databases() : [];
        for (const { name } of known.filter((one) => one.name.startsWith(PREFIX))) {
            const vault = new Vault();
            vault.store = await openStore(name);
            const stored = await done(vault.store.transaction("names").objectStore("names").get(LIST));
            if (stored && stored.wipeOn <= now) {
                await vault.wipeNames();
            }
            vault.store.close();
        }
    }
}
