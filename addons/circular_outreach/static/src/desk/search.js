/** Find people by any part of name or organisation, also with slips of the finger, on the device and within milliseconds. */

import { fold, strip, words } from "./fold.js";

const NONE = 99;
const ENOUGH = 3; // as many good hits make a look for slips of the finger superfluous
const [START, WHOLE, INSIDE, SLIP, OTHER_FIELD] = [1, 0, 3, 6, 1];

/** Return how many slips (a letter wrong, missing, too many, two swapped) make the word begin with the query; NONE above the limit. */
export function slips(query, word, limit) {
    const columns = query.length;
    let [before, previous] = [null, Array.from({ length: columns + 1 }, (_, column) => column)];
    let best = NONE;
    for (let row = 1; row <= Math.min(word.length, columns + limit); row++) {
        const current = [row];
        let lowest = row;
        for (let column = 1; column <= columns; column++) {
            const same = word[row - 1] === query[column - 1];
            let cost = Math.min(previous[column - 1] + !same, previous[column] + 1, current[column - 1] + 1);
            if (row > 1 && column > 1 && word[row - 1] === query[column - 2] && word[row - 2] === query[column - 1]) {
                cost = Math.min(cost, before[column - 2] + 1);
            }
            current.push(cost);
            lowest = Math.min(lowest, cost);
        }
        best = Math.min(best, current[columns]);
        if (lowest > limit) {
            break;
        }
        [before, previous] = [previous, current];
    }
    return best <= limit ? best : NONE;
}

/** Return how many slips a word of this length may have. */
function tolerance(query) {
    return query.length < 4 ? 0 : query.length < 8 ? 1 : 2;
}

function plainScore(query, word) {
    const place = word.indexOf(query);
    if (place < 0) {
        return NONE;
    }
    return place ? INSIDE : word.length === query.length ? WHOLE : START;
}

function slipScore(query, word) {
    const limit = tolerance(query);
    const count = limit && word.length >= query.length - limit ? slips(query, word, limit) : NONE;
    return count === NONE ? NONE : SLIP + count;
}

/** The words of all people, each once, so that a query is compared with a word once however many people have it. */
export class SearchIndex {
    constructor(people = []) {
        this.numbers = new Map();
        this.vocabulary = [];
        this.known = new Map();
        this.update(people);
    }

    /** Search these people from now on; texts that were there before are not read again. */
    update(people) {
        this.entries = people.map((person) => ({ person, name: this.read(person.name), other: this.read(person.org || "") }));
    }

    read(text) {
        if (!this.known.has(text)) {
            this.known.set(text, { sortKey: fold(text), numbers: this.enter(text) });
        }
        return this.known.get(text);
    }

    /** Return the numbers of the words of a text, in both spellings of umlauts. */
    enter(text) {
        const found = new Set([...words(fold(text)), ...words(strip(text))]);
        return [...found].map((word) => {
            if (!this.numbers.has(word)) {
                this.numbers.set(word, this.vocabulary.push(word) - 1);
            }
            return this.numbers.get(word);
        });
    }

    /** Return the people who have every word of the query in name or organisation; the likeliest first. */
    find(query, limit = 50) {
        const asked = [...new Set(words(fold(query)))];
        if (!asked.length) {
            return [];
        }
        let hits = this.rank(asked, plainScore);
        if (hits.length < ENOUGH) {
            const better = (part, word) => Math.min(plainScore(part, word), slipScore(part, word));
            hits = this.rank(asked, better);
        }
        return hits.slice(0, limit).map((hit) => hit.person);
    }

    rank(asked, score) {
        const scores = asked.map((part) => Uint8Array.from(this.vocabulary, (word) => score(part, word)));
        const best = (numbers, table) => numbers.reduce((low, number) => Math.min(low, table[number]), NONE);
        const hits = [];
        for (const { person, name, other } of this.entries) {
            let total = 0;
            for (const table of scores) {
                total += Math.min(best(name.numbers, table), best(other.numbers, table) + OTHER_FIELD);
                if (total >= NONE) {
                    break;
                }
            }
            if (total < NONE) {
                hits.push({ person, sortKey: name.sortKey, total });
            }
        }
        return hits.sort((a, b) => a.total - b.total || (a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0));
    }
}
