from . import (
    calendar_file,
    certificate,
    desk,
    export,
    invitation_code,
    mail_preview,
    outreach_report,
    rsvp,
    rsvp_call,
    rsvp_colleague,
    rsvp_forwarded,
    unsubscribe,
)
