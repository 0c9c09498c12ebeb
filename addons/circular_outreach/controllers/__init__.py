from . import mail_preview, outreach_report, rsvp, unsubscribe
