from . import outreach_report, rsvp, unsubscribe
