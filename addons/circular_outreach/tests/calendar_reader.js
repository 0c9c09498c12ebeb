// Reads calendars on standard input, a JSON list, and writes what ical.js finds in each: the third opinion of the tests.
const path = require("node:path");

let source = "";
process.stdin.on("data", (piece) => (source += piece));
process.stdin.on("end", async () => {
    const { default: ICAL } = await import(path.join(process.argv[2], "ical.js", "dist", "ical.js"));
    const found = JSON.parse(source).map((text) => {
        const calendar = new ICAL.Component(ICAL.parse(text));
        const zone = calendar.getFirstSubcomponent("vtimezone");
        ICAL.TimezoneService.register(zone);
        const properties = calendar.getFirstSubcomponent("vevent");
        const event = new ICAL.Event(properties);
        const attendee = properties.getFirstProperty("attendee");
        return {
            method: calendar.getFirstPropertyValue("method"),
            uid: event.uid,
            sequence: event.sequence,
            begin: event.startDate.toUnixTime(),
            end: event.endDate.toUnixTime(),
            title: event.summary,
            place: event.location ?? "",
            description: event.description ?? "",
            name: attendee?.getParameter("cn") ?? "",
            address: attendee?.getFirstValue() ?? "",
        };
    });
    process.stdout.write(JSON.stringify(found));
});
