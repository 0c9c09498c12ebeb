/** Hands entries to the server and fetches the list. Whatever happens in between, an entry is kept until the server's list contains it. */

const AT_ONCE = 500;
const PATIENCE = 20_000;

export class Exchange {
    /**
     * @param {string} path of the desk, without key
     * @param {Vault} vault
     * @param {Ledger} ledger
     */
    constructor(path, vault, ledger) {
        Object.assign(this, { path, vault, ledger, etag: null, state: "waiting" });
    }

    get pending() {
        return [...this.ledger.own.values()].filter((entry) => !entry.sent && !entry.refused);
    }

    get refused() {
        return [...this.ledger.own.values()].filter((entry) => entry.refused);
    }

    /** Store entries on the device first, then let them count. */
    async record(entries) {
        try {
            await this.vault.saveEntries(entries);
        } finally {
            this.ledger.add(...entries);
        }
    }

    /** Send what waits and fetch the list; the result is "online", "offline", "login", "gone" or "busy". */
    async run({ listToo = true } = {}) {
        try {
            await this.sendAll();
            if (listToo) {
                await this.fetchList();
                await this.sendAll();
            }
            this.state = "online";
        } catch (error) {
            this.state = error.state || "offline";
        }
        return this.state;
    }

    async sendAll() {
        for (let waiting = this.pending; waiting.length; waiting = this.pending) {
            await this.send(waiting.slice(0, AT_ONCE));
        }
    }

    async send(entries) {
        const plain = entries.map(({ sent: _sent, refused: _refused, ...entry }) => entry);
        const response = await this.request("entries", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ now: Date.now(), entries: plain }),
        });
        if (response.status === 422 && entries.length > 1) {
            // One of them is not understood: it must not keep the others back.
            for (const entry of entries) {
                await this.send([entry]);
            }
            return;
        }
        const marked = entries.map((entry) => ({ ...entry, [response.status === 422 ? "refused" : "sent"]: true }));
        await this.record(marked);
    }

    async fetchList() {
        const contained = [...this.ledger.own.values()].filter((entry) => entry.sent).map((entry) => entry.key);
        const response = await this.request("list", { headers: this.etag ? { "If-None-Match": this.etag } : {} });
        if (response.status === 200) {
            const list = await response.json();
            await this.takeList(list, response.headers.get("ETag"));
        }
        if (contained.length) {
            await this.vault.dropEntries(contained);
            this.ledger.drop(contained);
        }
    }

    async takeList({ key, ...list }, etag) {
        if (key && !this.vault.key) {
            sessionStorage.setItem(this.path, key);
            await this.vault.unlock(key);
            // What another tab has left here could not be read before.
            this.ledger.add(...(await this.vault.loadEntries()));
        }
        if (this.vault.key) {
            await this.vault.saveList(list, etag);
        }
        this.etag = etag;
        this.ledger.setList(list);
    }

    async request(what, options) {
        const response = await fetch(`${this.path}/${what}`, {
            ...options,
            cache: "no-store",
            redirect: "error",
            signal: AbortSignal.timeout(PATIENCE),
        });
        const states = { 401: "login", 404: "gone", 429: "busy" };
        if (states[response.status]) {
            throw Object.assign(new Error(what), { state: states[response.status] });
        }
        if (![200, 304, 422].includes(response.status)) {
            throw new Error(what);
        }
        return response;
    }
}
