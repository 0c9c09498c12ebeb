/** What is seen and heard: the rows, the bar, the notice about the last tap, the figures. Texts are set as text, never as markup. */

import { fill } from "./words.js";

const DOUBLE_TAP = 700; // milliseconds
const byId = (id) => document.getElementById(id);
const lastName = (person) => person.name.trim().split(/\s+/).pop();

function element(tag, properties = {}, ...children) {
    const { data = {}, aria = {}, ...rest } = properties;
    const made = Object.assign(document.createElement(tag), rest);
    Object.assign(made.dataset, data);
    Object.entries(aria).forEach(([name, value]) => made.setAttribute(`aria-${name}`, value));
    made.append(...children.filter((child) => child !== null));
    return made;
}

export class Screen {
    page = 60;
    limit = 60;

    constructor(desk) {
        this.desk = desk;
        this.clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        this.order = new Intl.Collator("de-u-co-phonebk").compare;
        byId("people").addEventListener("click", (event) => this.clicked(event));
        byId("notice_undo").addEventListener("click", () => desk.undo(this.lastReference));
        byId("show_more").addEventListener("click", () => {
            this.limit += this.page;
            desk.refresh();
        });
    }

    time(at) {
        return this.clock.format(at);
    }

    // Rows

    show(people, ledger, view, query) {
        const { words } = this.desk;
        const sorted = query
            ? people
            : [...people].sort((a, b) => this.order(lastName(a), lastName(b)) || this.order(a.name, b.name));
        const shown = sorted.slice(0, query ? people.length : this.limit);
        const focused = document.activeElement?.dataset?.focus;
        byId("people").replaceChildren(...shown.map((person) => this.row(person, ledger)));
        if (focused) {
            document.querySelector(`[data-focus="${focused}"]`)?.focus();
        }
        this.setText("empty", shown.length ? "" : query ? fill(words.none_found, { query }) : words[`none_${view}`]);
        const rest = sorted.length - shown.length;
        this.setText("show_more", rest > 0 ? fill(words.show_more, { count: Math.min(rest, this.page) }) : "");
        if (query) {
            this.say(fill(words.found, { count: people.length }));
        }
        this.showCounts(ledger, query ? "" : view);
    }

    setText(id, text) {
        byId(id).textContent = text;
        byId(id).hidden = !text;
    }

    showCounts(ledger, view) {
        const count = ledger.count();
        byId("count_missing").textContent = count.missing;
        byId("count_in").textContent = count.in;
        byId("day").textContent = ledger.list.event.day || "";
        document
            .querySelectorAll("[data-view]")
            .forEach((button) => button.setAttribute("aria-pressed", button.dataset.view === view));
    }

    row(person, ledger) {
        const { words } = this.desk;
        const arrival = ledger.arrival(person);
        const name = element("b", { textContent: person.name, id: `name-${person.ref}` });
        const text = element(
            "div",
            { className: "who" },
            name,
            person.org ? element("span", { textContent: person.org }) : null,
            this.tag(person, arrival),
        );
        const more = arrival
            ? null
            : element("button", {
                  type: "button",
                  className: "more",
                  textContent: "⋯",
                  data: { act: "more", ref: person.ref, focus: `more-${person.ref}` },
                  aria: { label: fill(words.more_for, person), expanded: this.opened === String(person.ref) },
              });
        const main = element("button", {
            type: "button",
            className: arrival ? "undo" : "come",
            textContent: arrival ? words.undo : words.check_in,
            data: { act: arrival ? "undo" : "come", ref: person.ref, focus: `main-${person.ref}` },
            aria: { describedby: name.id },
        });
        const row = element("li", { className: arrival ? "in" : "" }, text, more, main);
        if (!arrival && this.opened === String(person.ref)) {
            const instead = { type: "button", className: "instead", textContent: words.instead };
            row.append(element("button", { ...instead, data: { act: "instead", ref: person.ref } }));
        }
        return row;
    }

    tag(person, arrival) {
        const { words } = this.desk;
        const parts = [];
        if (arrival) {
            const values = { time: this.time(arrival.at), device: arrival.by };
            parts.push(fill(arrival.by ? words.in_since_by : words.in_since, values));
        }
        if (person.walk_in) {
            parts.push(words.walk_in);
        }
        if (person.state) {
            parts.push(words[person.state]);
        }
        return parts.length ? element("span", { className: "tag", textContent: parts.join(" · ") }) : null;
    }

    clicked(event) {
        const button = event.target.closest("[data-act]");
        const person = button && this.desk.ledger.find(Number(button.dataset.ref) || button.dataset.ref);
        if (!person) {
            return;
        }
        if (["come", "undo"].includes(button.dataset.act)) {
            if (this.tapped === person.ref && event.timeStamp - this.tappedAt < DOUBLE_TAP) {
                return; // the second half of a double tap would undo the first
            }
            [this.tapped, this.tappedAt] = [person.ref, event.timeStamp];
        }
        const acts = {
            come: () => this.desk.checkIn(person),
            undo: () => this.desk.undo(person.ref),
            instead: () => this.desk.guest.open(person),
            more: () => {
                this.opened = this.opened === String(person.ref) ? null : String(person.ref);
                this.desk.refresh();
            },
        };
        acts[button.dataset.act]();
    }

    focusFirst() {
        document.querySelector("#people .come, #people .undo")?.focus();
    }

    moveFocus(event) {
        const stops = [byId("query"), ...document.querySelectorAll("#people .come, #people .undo")];
        const place = stops.indexOf(document.activeElement);
        const next = stops[Math.max(0, place) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next && (place >= 0 || event.key === "ArrowDown")) {
            event.preventDefault();
            next.focus();
        }
    }

    // Notices

    /** Show what the last tap or scan did; it can be undone from there. */
    notify(kind, text, reference = null) {
        this.lastReference = reference;
        byId("notice").hidden = false;
        byId("notice").dataset.kind = kind;
        byId("notice_text").textContent = text;
        byId("notice_undo").hidden = kind !== "in";
        (kind === "in" || kind === "undone" ? this.say : this.alarm).call(this, text);
        navigator.vibrate?.(kind === "in" ? 40 : [80, 60, 80]);
    }

    notifyArrival(person) {
        const { words } = this.desk;
        const known = { cancelled: words.had_cancelled, waiting: words.was_waiting }[person.state];
        const text = known || (person.org ? words.came_organisation : words.came);
        this.notify("in", fill(text, { name: person.name, organisation: person.org }), person.ref);
    }

    say(text) {
        byId("live").textContent = text;
    }

    alarm(text) {
        byId("alarm").textContent = text;
    }

    // Network

    barText(exchange) {
        const { words } = this.desk;
        const count = exchange.pending.length;
        if (exchange.refused.length && exchange.state === "online") {
            return fill(words.bar_refused, { count: exchange.refused.length });
        }
        const texts = {
            waiting: words.bar_loading,
            online: count ? words.bar_sending : words.bar_online,
            offline: count ? words.bar_offline : words.bar_offline_none,
        };
        return fill(texts[exchange.state] || words[`bar_${exchange.state}`], { count });
    }

    showBar(exchange) {
        const text = this.barText(exchange);
        if (byId("bar_text").textContent !== text) {
            byId("bar_text").textContent = text;
        }
        byId("bar").dataset.state = exchange.refused.length ? "gone" : exchange.state;
    }

    /** Tell listeners when the network goes and when it is back, not at every tap. */
    announce(state, exchange) {
        if (state !== this.lastState) {
            if (this.lastState) {
                this.say(this.barText(exchange));
            }
            this.lastState = state;
        }
    }

    // Figures

    showNumbers(ledger) {
        const count = ledger.count();
        byId("number_text").textContent = fill(this.desk.words.figures, { ...count, here: count.in });
        const cell = (text) => element("td", { textContent: text });
        const rows = count.groups.map(([name, here, missing]) => {
            const head = element("th", { scope: "row", textContent: name || this.desk.words.no_group });
            return element("tr", {}, head, cell(here), cell(missing));
        });
        byId("number_groups").replaceChildren(...rows);
        byId("numbers").showModal();
    }
}
