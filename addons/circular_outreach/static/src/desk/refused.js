/** The page of a link that is not valid (any more): wipes the names on this device, and hands in what was tapped in time. */

import { Exchange } from "./exchange.js";
import { Ledger } from "./ledger.js";
import { fill, loadWords } from "./words.js";
import { Vault } from "./vault.js";

async function handIn() {
    const path = location.pathname;
    const words = loadWords();
    const text = document.getElementById("late");
    const vault = await Vault.open(path);
    await vault.wipeNames();
    const count = await vault.countEntries();
    if (!count) {
        return;
    }
    text.textContent = fill(words.late_waiting, { count });
    const key = location.hash.slice(1) || sessionStorage.getItem(path);
    const ledger = new Ledger();
    if (/^[0-9a-f]{32}$/.test(key || "")) {
        await vault.unlock(key);
        ledger.add(...(await vault.loadEntries()));
    }
    const state = await new Exchange(path, vault, ledger).run({ listToo: false });
    const sent = [...ledger.own.values()].filter((entry) => entry.sent).map((entry) => entry.key);
    await vault.dropEntries(sent);
    const left = count - sent.length;
    text.textContent = left ? fill(words.late_failed, { count: left }) : words.late_done;
    document.body.dataset.state = state;
}

handIn();
