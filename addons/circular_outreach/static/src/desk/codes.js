/** What a scanner reads: Odoo's barcode, the answer link of an invitation, or the short code printed on a letter. */

const ANSWER_LINK = /\/rsvp\/([0-9a-f]{32})[0-9a-f]{32}/i;
const SHORT_CODE = /^[2-9A-HJ-NP-Z]{8}$/;

/** Return the names under which the list knows a code (see event_event_desk.py), the likeliest first. */
export async function readCode(text) {
    const link = ANSWER_LINK.exec(text);
    if (link) {
        return [`n${link[1].toLowerCase().slice(0, 16)}`];
    }
    const bare = text.trim();
    const short = bare.replace(/[\s.,_‐-―-]+/g, "").toUpperCase();
    const names = [`b${bare}`];
    if (SHORT_CODE.test(short)) {
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(short)));
        names.push(`s${[...digest.slice(0, 3)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
    }
    return names;
}

/** Whether a text came from a scanner rather than from somebody who types a name. */
export function looksLikeCode(text) {
    return ANSWER_LINK.test(text) || /^\d{9,}$/.test(text.trim());
}
