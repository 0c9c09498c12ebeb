/** The texts of the page, in its language; they come with it. */

export function loadWords() {
    return JSON.parse(document.getElementById("words").textContent);
}

/** Return a text with the words in braces filled in. */
export function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_braces, name) => values[name] ?? "");
}
