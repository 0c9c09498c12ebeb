/**
 * Who is in: what the server last said, and what was tapped here since.
 *
 * A check-in stands until an undo names its key. That makes the order of entries meaningless, here as on the server (decision 0024).
 */

export class Ledger {
    constructor() {
        this.list = { event: {}, groups: [], people: [] };
        this.own = new Map();
        this.people = [];
        this.byReference = new Map();
    }

    /** Take over the server's list. */
    setList(list) {
        this.list = list;
        this.derive();
    }

    /** Take over entries of this device, tapped now or found in its store. */
    add(...entries) {
        entries.forEach((entry) => this.own.set(entry.key, entry));
        this.derive();
    }

    /** Forget entries the server's list contains by now. */
    drop(keys) {
        keys.forEach((key) => this.own.delete(key));
        this.derive();
    }

    derive() {
        this.byReference = new Map();
        this.people = this.list.people.map((line) =>
            this.enter({ ...line, in: new Map((line.in || []).map(([key, at, by]) => [key, { at, by }])) }),
        );
        const entries = [...this.own.values()];
        entries.forEach((entry) => this.addGuest(entry));
        entries
            .filter((entry) => entry.kind === "check_in")
            .forEach((entry) => this.find(entry.registration)?.in.set(entry.key, { at: entry.at }));
        entries
            .filter((entry) => entry.kind === "undo")
            .forEach((entry) => this.find(entry.registration)?.in.delete(entry.undoes));
        entries.filter((entry) => entry.kind === "substitute").forEach((entry) => this.markReplaced(entry));
        // Who was entered here by mistake and taken back again is nobody.
        this.people = this.people.filter(
            (person) => person.in.size || !(person.key && (person.state === "cancelled" || !person.id)),
        );
    }

    enter(person) {
        person.ref = person.id || person.key;
        [person.id, person.key].filter(Boolean).forEach((reference) => this.byReference.set(reference, person));
        return person;
    }

    addGuest(entry) {
        if (entry.kind !== "walk_in" && entry.kind !== "substitute") {
            return;
        }
        const { key, name, organisation, group, at } = entry;
        if (!this.find(key)) {
            this.people.push(this.enter({ key, name, org: organisation, group, walk_in: true, codes: [], in: new Map() }));
        }
        this.find(key).in.set(key, { at });
    }

    markReplaced(entry) {
        const replaced = this.find(entry.registration);
        const stands = this.find(entry.key)?.in.has(entry.key);
        if (replaced && stands && !replaced.in.size) {
            replaced.state = "excused";
        }
    }

    find(reference) {
        return this.byReference.get(reference);
    }

    findByCode(code) {
        return this.people.find((person) => (person.codes || []).includes(code));
    }

    /** Return the first check-in of a person, or nothing. */
    arrival(person) {
        return [...person.in.values()].sort((a, b) => a.at - b.at)[0];
    }

    /** Whether somebody has a seat and may still come. */
    isMissing(person) {
        return !person.in.size && !person.state;
    }

    checkIn(person, key, at) {
        return { key, kind: "check_in", at, registration: person.ref, name: person.name.slice(0, 200) };
    }

    /** Return the entries that take back every check-in of a person seen here. */
    undo(person, newKey, at) {
        return [...person.in.keys()].map((undoes) => ({
            key: newKey(),
            kind: "undo",
            at,
            registration: person.ref,
            undoes,
            name: person.name.slice(0, 200),
        }));
    }

    /** Return {in, missing, guests, groups: [[name, in, missing], …]}. */
    count() {
        const names = new Map(this.list.groups);
        const groups = new Map();
        const total = { in: 0, missing: 0, guests: 0 };
        for (const person of this.people) {
            const [isIn, isMissing] = [person.in.size > 0, this.isMissing(person)];
            if (!isIn && !isMissing) {
                continue;
            }
            const line = groups.get(person.group) || [names.get(person.group) || "", 0, 0];
            groups.set(person.group, line);
            line[isIn ? 1 : 2]++;
            total[isIn ? "in" : "missing"]++;
            total.guests += isIn && person.walk_in ? 1 : 0;
        }
        const order = [...names.keys(), undefined];
        const lines = [...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([, line]) => line);
        return { ...total, groups: lines };
    }
}
