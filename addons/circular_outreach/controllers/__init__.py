from . import invitation_code, mail_preview, outreach_report, rsvp, unsubscribe
