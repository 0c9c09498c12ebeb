/** How names are compared: small letters, umlauts and accents folded, words of letters and digits. */

const SPELLED_OUT = {
    ä: "ae",
    ö: "oe",
    ü: "ue",
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "oe",
    å: "a",
    ł: "l",
    đ: "d",
    ð: "d",
    þ: "th",
    ı: "i",
};
const SPELLED = new RegExp(`[${Object.keys(SPELLED_OUT).join("")}]`, "g");

/** Return a text as German lists sort it: "Müller-Łęcki" becomes "mueller-lecki" (DIN 5007-2). */
export function fold(text) {
    const spelled = text
        .normalize("NFC")
        .toLowerCase()
        .replace(SPELLED, (letter) => SPELLED_OUT[letter]);
    return spelled.normalize("NFKD").replace(/\p{M}/gu, "");
}

/** Return a text without marks, as people type who leave the dots away: "Müller" becomes "muller". */
export function strip(text) {
    return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
}

/** Return the words of a folded text. */
export function words(text) {
    return text.replace(/['’`´]/g, "").match(/[\p{L}\p{N}]+/gu) || [];
}
