import json
import subprocess
from datetime import timezone
from pathlib import Path

import icalendar
import vobject

ROOT = Path(__file__).parents[3]
MODULES = ROOT / ".local" / "node" / "node_modules"
# The Node of the virtual environment.
NODE = ROOT / ".venv" / "bin" / "node"


def read_with_icalendar(content):
    """Return what icalendar finds in a calendar."""
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    attendee = event.get("ATTENDEE")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "begin": int(event["DTSTART"].dt.timestamp()),
        "end": int(event["DTEND"].dt.timestamp()),
        "title": str(event["SUMMARY"]),
        "place": str(event.get("LOCATION", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "name": str(attendee.params.get("CN", "")) if attendee else "",
        "address": str(attendee or ""),
    }


def read_with_vobject(content):
    """Return what vobject finds, which comes with Odoo."""
    calendar = vobject.readOne(content.decode())
    event = calendar.vevent
    attendee = event.contents.get("attendee", [None])[0]
    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "begin": int(event.dtstart.value.astimezone(timezone.utc).timestamp()),
        "end": int(event.dtend.value.astimezone(timezone.utc).timestamp()),
        "title": event.summary.value,
        "place": event.location.value if "location" in event.contents else "",
        "description": event.description.value if "description" in event.contents else "",
        "name": attendee.params.get("CN", [""])[0] if attendee else "",
        "address": attendee.value if attendee else "",
    }


def read_with_ical_js(contents):
    """Return what ical.js, the reader of Thunderbird, finds in each of several calendars."""
    command = [str(NODE), str(Path(__file__).with_suffix(".js")), str(MODULES)]
    source = json.dumps([content.decode() for content in contents])
    result = subprocess.run(command, input=source, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603  our own script
    return json.loads(result.stdout)
