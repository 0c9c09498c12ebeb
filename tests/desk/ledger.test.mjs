import assert from "node:assert/strict";
import { test } from "node:test";
import { looksLikeCode, readCode } from "../../addons/circular_outreach/static/src/desk/codes.js";
import { Ledger } from "../../addons/circular_outreach/static/src/desk/ledger.js";

const people = () => [
    { id: 1, name: "Ada", group: 7, codes: ["b123456789012"] },
    { id: 2, name: "Bea", in: [["s1", 1000, "Left"]] },
    { id: 3, name: "Cem", state: "cancelled" },
];

function makeLedger() {
    const ledger = new Ledger();
    ledger.setList({ event: {}, groups: [[7, "Builders"]], people: people() });
    return ledger;
}

function shuffled(items, seed) {
    return items
        .map((item, place) => [Math.sin(seed * 97 + place * 31), item])
        .sort((a, b) => a[0] - b[0])
        .map(([, item]) => item);
}

test("who is in is what the server says and what was tapped here", () => {
    const ledger = makeLedger();
    ledger.add(ledger.checkIn(ledger.find(1), "k1", 5000));
    assert.deepEqual(ledger.arrival(ledger.find(1)), { at: 5000 });
    assert.deepEqual(ledger.arrival(ledger.find(2)), { at: 1000, by: "Left" });
    assert.deepEqual(ledger.count(), {
        in: 2,
        missing: 0,
        guests: 0,
        groups: [
            ["Builders", 1, 0],
            ["", 1, 0],
        ],
    });
});

test("an undo takes back every check-in that is seen, also the server's", () => {
    const ledger = makeLedger();
    ledger.add(ledger.checkIn(ledger.find(2), "k1", 5000));
    let number = 0;
    const undos = ledger.undo(ledger.find(2), () => `u${number++}`, 6000);
    assert.deepEqual(
        undos.map((entry) => entry.undoes),
        ["s1", "k1"],
    );
    ledger.add(...undos);
    assert.ok(ledger.isMissing(ledger.find(2)));
});

test("the order of entries does not matter", () => {
    const entries = [
        { key: "w", kind: "walk_in", name: "Lena", at: 1 },
        { key: "k1", kind: "check_in", registration: 1, at: 2 },
        { key: "u1", kind: "undo", registration: 1, undoes: "k1", at: 3 },
        { key: "k2", kind: "check_in", registration: 1, at: 4 },
        { key: "s", kind: "substitute", registration: 2, name: "Otto", at: 5 },
        { key: "u2", kind: "undo", registration: "s", undoes: "s", at: 6 },
        { key: "u3", kind: "undo", registration: 2, undoes: "s1", at: 7 },
    ];
    for (let seed = 0; seed < 50; seed++) {
        const ledger = makeLedger();
        ledger.add(...shuffled(entries, seed));
        const here = ledger.people.filter((person) => person.in.size).map((person) => person.name);
        assert.deepEqual(here.sort(), ["Ada", "Lena"]);
    }
});

test("who is replaced is not missing any more", () => {
    const ledger = makeLedger();
    ledger.add({ key: "s", kind: "substitute", registration: 1, name: "Otto", at: 5 });
    assert.equal(ledger.isMissing(ledger.find(1)), false);
    assert.equal(ledger.count().guests, 1);
});

test("a walk-in is one person before and after the server knows it", () => {
    const ledger = makeLedger();
    ledger.add({ key: "w", kind: "walk_in", name: "Lena", at: 1 });
    ledger.setList({
        event: {},
        groups: [],
        people: [...people(), { id: 9, key: "w", name: "Lena", walk_in: true, in: [["w", 1, "Left"]] }],
    });
    assert.equal(ledger.people.filter((person) => person.name === "Lena").length, 1);
    ledger.drop(["w"]);
    assert.equal(ledger.find("w"), ledger.find(9));
});

test("barcodes, answer links and short codes are told apart", async () => {
    const nonce = "0123456789abcdef".repeat(2);
    assert.deepEqual(await readCode(`https://office.example/rsvp/${nonce}${"f".repeat(32)}?answer=accepted`), [
        `n${nonce.slice(0, 16)}`,
    ]);
    assert.deepEqual(await readCode("123456789012"), ["b123456789012"]);
    const [, short] = await readCode("7kq2-mx9d");
    assert.match(short, /^s[0-9a-f]{6}$/);
    assert.ok(looksLikeCode("123456789012"));
    assert.ok(!looksLikeCode("Müller"));
});
