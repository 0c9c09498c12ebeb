"""Who may press a button: said once, at the method behind it. The view leaves the button out and the method refuses everybody else."""

from functools import wraps

READER = "circular_outreach.group_reader"
EDITOR = "circular_outreach.group_user"
SENDER = "circular_outreach.group_sender"
RELEASER = "circular_outreach.group_releaser"
PRIVACY = "circular_outreach.group_privacy"
EXTERNAL = "circular_outreach.group_external"
DESK = "event.group_event_registration_desk"


def only_for(*groups):
    """Mark the method of a button as meant for whoever is in one of the groups.

    It asks ``res.groups._outreach_check``, which raises AccessError, before anything else happens.
    """
    spec = ",".join(groups)

    def mark(method):
        @wraps(method)
        def guarded(self, *args, **kwargs):
            self.env["res.groups"]._outreach_check(spec)
            return method(self, *args, **kwargs)

        guarded.outreach_groups = spec
        return guarded

    return mark


def find_groups(model_class, name):
    """Return the groups that may press a button (XML ids with commas between them), or None if it is open to all who see the record."""
    return getattr(getattr(model_class, name or "", None), "outreach_groups", None)
