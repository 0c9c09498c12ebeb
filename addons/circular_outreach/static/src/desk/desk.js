/** The desk: connects what is on the screen with the ledger, the store of the device and the server. */

import { Camera } from "./camera.js";
import { looksLikeCode, readCode } from "./codes.js";
import { Exchange } from "./exchange.js";
import { GuestForm } from "./guest.js";
import { Ledger } from "./ledger.js";
import { Screen } from "./screen.js";
import { SearchIndex } from "./search.js";
import { Vault } from "./vault.js";
import { fill, loadWords } from "./words.js";

const EVERY = 5000;
const byId = (id) => document.getElementById(id);

export class Desk {
    constructor(path) {
        this.path = path;
        this.words = loadWords();
        this.ledger = new Ledger();
        this.screen = new Screen(this);
        this.guest = new GuestForm(this);
        this.camera = new Camera();
        this.searchIndex = new SearchIndex();
        this.view = "missing";
        // Who was on the screen stays there until somebody searches or changes the view: no row jumps under a finger.
        this.stay = new Set();
    }

    async start() {
        this.listen();
        await Vault.wipeExpired(Date.now());
        this.vault = await Vault.open(this.path);
        this.exchange = new Exchange(this.path, this.vault, this.ledger);
        const key = location.hash.slice(1) || sessionStorage.getItem(this.path);
        if (/^[0-9a-f]{32}$/.test(key || "")) {
            await this.vault.unlock(key);
            await this.loadKept();
        }
        this.refresh();
        this.keepPage();
        setInterval(() => this.exchangeNow(), EVERY);
        await this.exchangeNow();
    }

    /** Show what is on the device, before the network is asked. */
    async loadKept() {
        const kept = await this.vault.loadList();
        if (kept && kept.list.event.wipe_on > Date.now()) {
            this.exchange.etag = kept.etag;
            this.ledger.setList(kept.list);
        }
        this.ledger.add(...(await this.vault.loadEntries()));
    }

    /** Keep the page itself, so that it opens without network; ask the browser not to clear it away. */
    async keepPage() {
        if (!navigator.serviceWorker) {
            return;
        }
        await navigator.serviceWorker.register("/desk/sw.js", { scope: "/desk/" });
        await navigator.serviceWorker.ready;
        navigator.storage?.persist?.();
        const pages = await caches.open("desk-pages");
        await pages.add(this.path).catch(() => {});
        document.body.dataset.kept = "yes";
    }

    listen() {
        byId("query").addEventListener("input", () => this.refresh(this.stay.clear()));
        byId("search").addEventListener("submit", (event) => this.submit(event));
        byId("scan").addEventListener("click", () => this.scan());
        byId("open_guest").addEventListener("click", () => this.guest.open());
        byId("open_numbers").addEventListener("click", () => this.screen.showNumbers(this.ledger));
        byId("camera").addEventListener("close", () => this.camera.stop());
        byId("views").addEventListener("click", (event) => this.choose(event.target.closest("[data-view]")?.dataset.view));
        document
            .querySelectorAll("[data-close]")
            .forEach((button) => button.addEventListener("click", () => byId(button.dataset.close).close()));
        document.addEventListener("keydown", (event) => this.pressed(event));
        ["online", "visibilitychange"].forEach((name) => window.addEventListener(name, () => this.exchangeNow()));
    }

    choose(view) {
        if (view) {
            this.view = view;
            byId("query").value = "";
            this.stay.clear();
            this.screen.limit = this.screen.page;
            this.refresh();
        }
    }

    pressed(event) {
        const open = document.querySelector("dialog[open]");
        if (event.key === "Escape" && !open) {
            byId("query").value = "";
            this.refresh();
            byId("query").focus();
        } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !open) {
            this.screen.moveFocus(event);
        } else if (
            event.key.length === 1 &&
            event.target === document.body &&
            !event.ctrlKey &&
            !event.metaKey &&
            !event.altKey
        ) {
            byId("query").focus(); // what a hand scanner or a hand types belongs into the search
        }
    }

    get index() {
        if (this.indexed !== this.ledger.people) {
            this.indexed = this.ledger.people;
            this.searchIndex.update(this.ledger.people);
        }
        return this.searchIndex;
    }

    found() {
        const query = byId("query").value;
        if (query.trim()) {
            return this.index.find(query);
        }
        const wanted = { in: (one) => one.in.size, missing: (one) => this.ledger.isMissing(one), all: () => true }[this.view];
        const people = this.ledger.people.filter((one) => wanted(one) || this.stay.has(one.ref));
        people.forEach((one) => this.stay.add(one.ref));
        return people;
    }

    refresh() {
        this.screen.show(this.found(), this.ledger, this.view, byId("query").value.trim());
        if (this.exchange) {
            this.screen.showBar(this.exchange);
        }
    }

    async submit(event) {
        event.preventDefault();
        const text = byId("query").value.trim();
        if (!text) {
            return;
        }
        if (await this.takeCode(text, looksLikeCode(text))) {
            return;
        }
        const [first, ...others] = this.found();
        if (first && !others.length) {
            await this.checkIn(first);
        } else if (first) {
            this.screen.say(this.words.choose);
            this.screen.focusFirst();
        }
    }

    /** Check in whoever a code belongs to; say so if it belongs to nobody. Returns whether that settled it. */
    async takeCode(text, isCode) {
        const names = await readCode(text);
        const person = names.map((name) => this.ledger.findByCode(name)).find(Boolean);
        if (person) {
            await this.checkIn(person);
        } else if (isCode) {
            this.screen.notify("bad", this.words.unknown_code);
            byId("query").select();
        }
        return Boolean(person) || isCode;
    }

    async scan() {
        byId("camera").showModal();
        byId("camera_text").textContent = "";
        try {
            await this.camera.start(byId("video"), async (text) => {
                await this.takeCode(text, true);
                byId("camera_text").textContent = byId("notice_text").textContent;
                byId("camera_text").dataset.kind = byId("notice").dataset.kind;
            });
        } catch {
            byId("camera").close();
            this.screen.notify("bad", this.words.no_camera);
        }
    }

    async checkIn(person) {
        const arrival = this.ledger.arrival(person);
        if (arrival) {
            const values = {
                name: person.name,
                time: this.screen.time(arrival.at),
                device: arrival.by || this.words.this_device,
            };
            this.screen.notify("known", fill(this.words.already, values), person.ref);
            return this.ready();
        }
        await this.record([this.ledger.checkIn(person, crypto.randomUUID(), Date.now())], person);
        this.screen.notifyArrival(person);
        return this.ready();
    }

    async undo(reference) {
        const person = this.ledger.find(reference);
        const entries = person ? this.ledger.undo(person, () => crypto.randomUUID(), Date.now()) : [];
        if (entries.length) {
            await this.record(entries, person);
            this.screen.notify("undone", fill(this.words.undone, person));
            this.ready();
        }
    }

    /** Enter somebody who is not on the list, maybe in the place of somebody who is. */
    async enter(values, replaced) {
        const kind = replaced ? { kind: "substitute", registration: replaced.ref } : { kind: "walk_in" };
        const entry = { key: crypto.randomUUID(), at: Date.now(), ...kind, ...values };
        await this.record([entry], entry);
        this.screen.notifyArrival(this.ledger.find(entry.key));
        this.ready();
    }

    async record(entries, person) {
        try {
            await this.exchange.record(entries);
        } catch {
            this.screen.notify("bad", fill(this.words.not_stored, person));
        }
        this.refresh();
        this.exchangeNow();
    }

    /** Be ready for the next one. On a touch screen the keyboard stays away: it would cover half of the list. */
    ready() {
        if (byId("query").value) {
            byId("query").value = "";
            this.stay.clear();
        }
        this.refresh();
        if (!document.querySelector("dialog[open]") && !matchMedia("(pointer: coarse)").matches) {
            byId("query").focus({ preventScroll: true });
        }
    }

    /** Talk to the server, one conversation at a time; a tap in between is sent right afterwards. */
    async exchangeNow() {
        if (this.talking) {
            this.again = true;
            return;
        }
        this.talking = true;
        do {
            this.again = false;
            const before = this.ledger.people;
            this.screen.announce(await this.exchange.run(), this.exchange);
            if (this.exchange.state === "gone") {
                await this.close();
            }
            if (before !== this.ledger.people) {
                this.refresh();
            } else {
                this.screen.showBar(this.exchange);
            }
        } while (this.again);
        this.talking = false;
    }

    /** The link is not valid any more: nothing is shown from now on. */
    async close() {
        await this.vault.wipeNames();
        this.exchange.etag = null;
        this.ledger.setList({ event: {}, groups: [], people: [] });
        await (await caches.open("desk-pages")).delete(this.path);
    }
}

const desk = new Desk(document.body.dataset.path);
window.desk = desk;
desk.start();
