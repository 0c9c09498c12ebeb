from . import invitation_code, outreach_report, rsvp, unsubscribe
