/** The three fields for somebody who is not on the list, or who comes instead of somebody who is. */

import { fill } from "./words.js";

const byId = (id) => document.getElementById(id);
const SIMILAR = 3;

export class GuestForm {
    constructor(desk) {
        this.desk = desk;
        this.title = byId("guest_title").textContent;
        byId("guest_form").addEventListener("submit", () => this.submit());
        byId("guest_name").addEventListener("input", () => this.showSimilar());
        byId("guest_organisation").addEventListener("change", () => this.suggestGroup());
    }

    /** @param {object} [replaced] the person who does not come */
    open(replaced) {
        this.replaced = replaced;
        byId("guest_form").reset();
        byId("guest_title").textContent = replaced ? fill(this.desk.words.instead_of, replaced) : this.title;
        // Who was looked for and not found is likely to be the one.
        byId("guest_name").value = replaced ? "" : byId("query").value.trim();
        byId("guest_organisation").value = replaced?.org || "";
        this.fillChoices();
        byId("guest_group").value = replaced?.group || "";
        this.showSimilar();
        byId("guest").showModal();
        byId("guest_name").focus();
    }

    fillChoices() {
        const { ledger } = this.desk;
        const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
        byId("guest_group").replaceChildren(option("", "–"), ...ledger.list.groups.map(([id, name]) => option(id, name)));
        const names = [...new Set(ledger.people.map((person) => person.org).filter(Boolean))].sort();
        byId("organisations").replaceChildren(...names.map((name) => option(name, "")));
    }

    suggestGroup() {
        const known = this.desk.ledger.people.find((person) => person.org === byId("guest_organisation").value && person.group);
        if (known && !byId("guest_group").value) {
            byId("guest_group").value = known.group;
        }
    }

    /** Show who is on the list under a like name, before somebody is there twice. */
    showSimilar() {
        const name = byId("guest_name").value.trim();
        const similar = name.includes(" ") ? this.desk.index.find(name, SIMILAR) : [];
        const buttons = similar.map((person) => {
            const text = [person.name, person.org].filter(Boolean).join(", ");
            const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
            button.addEventListener("click", () => this.choose(person));
            return button;
        });
        const label = Object.assign(document.createElement("p"), { textContent: this.desk.words.on_list_already });
        byId("guest_same").replaceChildren(label, ...buttons);
        byId("guest_same").hidden = !similar.length;
    }

    choose(person) {
        byId("guest").close();
        this.desk.checkIn(person);
    }

    submit() {
        const values = { name: byId("guest_name").value.trim() };
        const optional = {
            organisation: byId("guest_organisation").value.trim(),
            email: byId("guest_email").value.trim(),
            group: Number(byId("guest_group").value),
        };
        Object.entries(optional).forEach(([field, value]) => value && (values[field] = value));
        if (values.name) {
            this.desk.enter(values, this.replaced);
        }
    }
}
