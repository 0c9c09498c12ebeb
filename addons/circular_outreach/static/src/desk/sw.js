/* Keeps the page of a desk, its scripts and Odoo's barcode reader, so that it opens without network. It never keeps names or entries. */

const STATIC = `desk-${VERSION}`;
const PAGES = "desk-pages";
const ZXING = "/web/static/lib/zxing-library/zxing-library.js";

self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(STATIC)
            .then((cache) => cache.addAll([...ASSETS, ZXING].map((url) => new Request(url, { cache: "reload" }))))
            .then(() => self.skipWaiting()),
    );
});

self.addEventListener("activate", (event) => {
    const old = (name) => name.startsWith("desk-") && ![STATIC, PAGES].includes(name);
    event.waitUntil(
        caches
            .keys()
            .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
            .then(() => self.clients.claim()),
    );
});

/** The server's page if it answers in time; the kept one only if there is no answer at all. */
async function openPage(request) {
    const pages = await caches.open(PAGES);
    const { pathname } = new URL(request.url); // without the key behind the #
    try {
        const response = await fetch(request, { signal: AbortSignal.timeout(8000) });
        if (response.ok && !response.redirected) {
            await pages.put(pathname, response.clone());
        } else if (response.status === 404) {
            await pages.delete(pathname);
        }
        return response;
    } catch {
        return (await pages.match(pathname)) || Response.error();
    }
}

async function openStatic(request) {
    const cache = await caches.open(STATIC);
    return (await cache.match(request)) || fetch(request);
}

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const path = new URL(request.url).pathname;
    if (request.mode === "navigate" && path.startsWith("/desk/")) {
        event.respondWith(openPage(request));
    } else if (ASSETS.includes(path) || path === ZXING) {
        event.respondWith(openStatic(request));
    }
});
