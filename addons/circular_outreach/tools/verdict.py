"""What verdicts have in common (models/outreach_invitation_verdict.py says what they are)."""

# Somebody of the office can do something about these, and should.
ATTENTION = ("no_email", "bounced", "duplicate")
# What no choice by hand lifts, for another entry of the same person either.
UNWILLING = ("objection", "opted_out", "blacklisted", "no_basis")
# Nobody need call these either, or must.
NOT_CALLED = (
    "objection",
    "opted_out",
    "blacklisted",
    "left_out",
    "no_basis",
    "registered",
    "invited_elsewhere",
    "represented",
    "duplicate",
    "organisation_limit",
    "by_people",
)
